package activity

// Act is what a gathering was to whoever tells of it: it decides which count it
// enters. Zero says that the words leave it open.
type Act string

// The acts.
const (
	Held     Act = "held"     // organised, by the teller or on their committee's behalf
	Attended Act = "attended" // organised by others; the teller was there
)

// Sits reports whether a kind of work is one that people are invited to sit in.
func (c Category) Sits() bool {
	return c == Meeting || c == Consultation || c == Study
}
