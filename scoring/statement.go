package scoring

import "dutybook/activity"

// Statement is what a period gives one member, line by line.
type Statement struct {
	Scheme *Scheme
	Person Person
	Groups []GroupSum
	// Extra are the office's points of its own.
	Extra []Line
	// Total is within the scale: from zero to full marks.
	Total activity.Amount
	// Grade is "" where the scheme has none.
	Grade string
	// Vetoed are the names of what gave the grade whatever the points.
	Vetoed []string
	// Missing is what the minimum still asks for.
	Missing []Missing
	// Open are items that only the office can tell of, and did not.
	Open []Item
	// Strange is what the office told of items this scheme has not, or not for this
	// member.
	Strange []Entry
	// Left is what gave nothing, and why.
	Left []Left
	// Beyond are records of the member that no item is about.
	Beyond []activity.RecordID
}

// GroupSum is a group with what it gave.
type GroupSum struct {
	Group Group
	// Start is what was had from the beginning, zero while its needs are open.
	Start activity.Amount
	Items []ItemSum
	Sets  []SetSum
	// Sum is what start and items come to, Counted what of it counts.
	Sum, Counted activity.Amount
}

// SetSum is a set whose cap cut something off.
type SetSum struct {
	Set          Set
	Sum, Counted activity.Amount
}

// ItemSum is an item with the lines it is made of.
type ItemSum struct {
	Item  Item
	Lines []Line
	// Times is how often it came up in all, capped or not.
	Times        int64
	Sum, Counted activity.Amount
}

// Line is where points come from.
type Line struct {
	Points activity.Amount
	Times  int64
	Date   activity.Date
	// Number is the event's or the piece's, Records those to look at, the one
	// that tells of it first. Zero for an entry of the office.
	Number  activity.RecordID
	Records []activity.RecordID
	// Entry is set for what the office told.
	Entry *Entry
}

// Missing is a minimum that is not reached.
type Missing struct {
	Name    string
	Have, N int64
	Unit    string
}

// Left is something that gave nothing.
type Left struct {
	Why Why
	// Item is the item it is about, "" for none in particular.
	Item    string
	Records []activity.RecordID
}

// Why is a reason to give nothing.
type Why string

// The reasons.
const (
	Doubtful   Why = "doubt"    // it waits for an answer
	Late       Why = "late"     // it came in after the year was frozen
	Unlisted   Why = "unlisted" // the office's list of the event has other names
	Missed     Why = "missed"   // the list has not the member, and nobody said why
	Lower      Why = "lower"    // only the highest counts
	Enough     Why = "enough"   // more often than counts
	Unproven   Why = "evidence" // neither photo nor file
	Unlevelled Why = "level"    // nobody said by whom
	Pending    Why = "pending"  // a piece that has not come to a step that counts
	Rough      Why = "rough"    // how many is not said exactly: one counts
)

// Whys are all reasons.
func Whys() []Why {
	return []Why{Doubtful, Late, Unlisted, Missed, Lower, Enough, Unproven, Unlevelled, Pending, Rough}
}
