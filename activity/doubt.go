package activity

// Doubt names what nobody has said yet although a count depends on it. A
// record with a doubt is kept, shown under /review and part of no total, until
// a person answers; the zero value is no doubt.
type Doubt string

// The doubts.
const (
	// DoubtUnit: a number was said without what it counts (走访15).
	DoubtUnit Doubt = "unit"
	// DoubtRange: two numbers were said for one (3到5户).
	DoubtRange Doubt = "range"
	// DoubtSize: a figure is far beyond what one person does in a day.
	DoubtSize Doubt = "size"
)

// Counts reports whether a record is part of totals: neither taken back nor
// in doubt.
func (r Record) Counts() bool { return !r.Deleted && r.Doubt == "" }

// Doubtful reports whether a record waits for a person's answer.
func (r Record) Doubtful() bool { return !r.Deleted && r.Doubt != "" }
