package activity

// Intent is what a message wants.
type Intent string

// The intents; the zero value is not one of them.
const (
	Log     Intent = "log"     // reports work done
	Correct Intent = "correct" // amends what was logged
	Delete  Intent = "delete"  // takes back
	Query   Intent = "query"   // asks about what is recorded
	Compose Intent = "draft"   // asks for a section, a summary or the report
	Other   Intent = "other"   // greets, plans, is unclear, gives the machine orders
)

// Intents lists them all, in the order of the vocabulary.
func Intents() []Intent { return []Intent{Log, Correct, Delete, Query, Compose, Other} }

// Understanding is what was read in one message.
type Understanding struct {
	Intent Intent
	// Records holds the activities of a log, in message order, without ids,
	// member or chat; empty for every other intent.
	Records []Record
	// Same means the one record is the last one once more (同上，2户): its
	// figures and date were said, everything else is that record's.
	Same bool
	// Amendment is filled for Correct.
	Amendment Amendment
	// Request is filled for Query, Compose and Delete; of a Correct, only
	// Everything is.
	Request Request
	Source  Source
	// Notes are codes of doubts about the reading, e.g. "future-date", closed
	// set in notes below; the handlers put them into words.
	Notes []Note
}

// Note is a doubt about a reading.
type Note string

// The notes.
const (
	// NoteFuture: the date said lies after the day sent, so nothing was logged.
	NoteFuture Note = "future-date"
	// NoteHuge: a figure is beyond MaxAmount, so nothing was logged.
	NoteHuge Note = "huge-figure"
	// NotePlan: the message speaks of work still to be done.
	NotePlan Note = "plan"
	// NoteTooLong: the message exceeds what one message may hold.
	NoteTooLong Note = "too-long"
	// NoteSecret: the message bears a mark of secrecy, so nothing of it was
	// read and nothing may be kept.
	NoteSecret Note = "secret"
	// NoteModelAway: a model is configured but the rules answered.
	NoteModelAway Note = "model-away"
)

// Amendment is what a correction changes; zero fields leave things as they are.
type Amendment struct {
	// Now are the right figures, Was the wrong ones the speaker repeated.
	Now, Was []Quantity
	// Add means the figures come on top (又多了2户) instead of in place.
	Add      bool
	Date     Date
	Category Category
	// Place is the right place, cut from the text.
	Place string
}

// IsZero reports whether the amendment says nothing that could be applied.
func (a Amendment) IsZero() bool {
	return len(a.Now) == 0 && a.Date == (Date{}) && a.Category == "" && a.Place == ""
}

// Request is what a query, a draft or a deletion is about.
type Request struct {
	// Whole asks for the report, not one section of it.
	Whole bool
	// Outline is "annual" or "personal" when said, else "".
	Outline string
	// Categories are those asked about; empty means all.
	Categories []Category
	// Period is the span asked about; zero when none was said.
	Period Period
	// Unit is the unit counted in a question (走访了多少户 → 户), "" for none.
	Unit Unit
	// Group asks about the own group (本组, 我们组), not the speaker alone.
	Group bool
	// Everything is set where a deletion or correction speaks of all records
	// or of other people's (删除所有记录), of which none can be meant.
	Everything bool
	// Date is the day a deletion names (昨天那条), zero for the latest record.
	Date Date
}
