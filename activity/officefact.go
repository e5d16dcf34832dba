package activity

import "time"

// FactID numbers the office facts of a committee from 1.
type FactID int64

// OfficeFact is a figure about the committee that no activity of a member
// makes, such as 110 reception rooms or a budget: a stock, a coverage, a
// platform's reads. The office states it as of a day; it is never added to
// anything.
type OfficeFact struct {
	ID FactID `json:"-"`
	// Name says what is counted, in the office's words: 会客厅.
	Name   string `json:"name"`
	Value  Amount `json:"value"`
	Unit   Unit   `json:"unit"`
	Approx Approx `json:"approx,omitempty"`
	// Asof is the day, month or year the figure held at.
	Asof Date `json:"asof"`
	// Definition and Source are in the office's words; "" where nothing is said.
	Definition string `json:"definition,omitempty"`
	Source     string `json:"source,omitempty"`
	// By stated it, At when.
	By MemberID  `json:"by"`
	At time.Time `json:"at"`
	// Deleted facts keep their number and can come back.
	Deleted bool `json:"deleted,omitempty"`
}

// Quantity is the figure without its name.
func (f OfficeFact) Quantity() Quantity {
	return Quantity{Value: f.Value, Unit: f.Unit, Approx: f.Approx, Kind: Stock}
}
