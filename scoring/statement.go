package scoring

import (
	"slices"

	"dutybook/activity"
)

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
	// Strange is what the office told of items this scheme has not.
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

// Statement works out what the period gives a person. entries are those of this
// person in any order.
func (b *Book) Statement(s *Scheme, p Person, entries []Entry) Statement {
	entries = slices.Clone(entries)
	slices.SortFunc(entries, func(a, b Entry) int { return int(a.ID - b.ID) })
	w := &working{book: b, out: Statement{Scheme: s, Person: p}, items: map[string]*ItemSum{}}
	w.count(entries)
	w.keepBest()
	for _, it := range s.Items {
		w.items[it.ID].settle()
	}
	w.need()
	w.group()
	w.extra(entries)
	w.grade()
	w.left()
	return w.out
}

// working is a statement being worked out.
type working struct {
	book  *Book
	out   Statement
	items map[string]*ItemSum
	seen  map[activity.RecordID]bool // by the items, whatever they gave
}

// count finds the lines of every item.
func (w *working) count(entries []Entry) {
	w.seen = map[activity.RecordID]bool{}
	for _, it := range w.out.Scheme.Items {
		sum := &ItemSum{Item: it}
		w.items[it.ID] = sum
		for _, f := range w.book.find(it, w.out.Person) {
			for _, id := range f.records {
				w.seen[id] = true
			}
			w.take(sum, f)
		}
		if it.Entered() && it.When.For(w.out.Person) {
			w.enter(sum, entries)
		}
	}
}

// enter adds what the office entered; where there is nothing of an item at all,
// it is open.
func (w *working) enter(sum *ItemSum, entries []Entry) {
	it := sum.Item
	for _, e := range entries {
		if e.Item == it.ID && e.Times > 0 {
			n := min(e.Times, maxTimes)
			sum.Lines = append(sum.Lines, Line{Points: times(it.Points, n), Times: n, Date: activity.DateOf(e.At), Entry: &e})
		}
	}
	if len(sum.Lines) == 0 {
		w.out.Open = append(w.out.Open, it)
	}
}

func (w *working) take(sum *ItemSum, f found) {
	it := sum.Item
	if it.Evidence && !slices.ContainsFunc(f.records, func(id activity.RecordID) bool { return w.book.source.Evidence[id] > 0 }) {
		w.leave(Unproven, it.ID, f.records)
		return
	}
	if f.rough {
		w.leave(Rough, it.ID, f.records)
	}
	n := min(f.times, maxTimes)
	sum.Lines = append(sum.Lines, Line{
		Points: times(it.share(f.place, f.signers), n), Times: n, Date: f.date, Number: f.number, Records: f.records,
	})
}

func (w *working) leave(why Why, item string, records []activity.RecordID) {
	w.out.Left = append(w.out.Left, Left{why, item, records})
}

// need compares with the minimum.
func (w *working) need() {
	for _, n := range w.out.Scheme.Minimum {
		have := int64(0)
		for _, id := range n.Items {
			have += w.items[id].Times
		}
		if have < n.N {
			w.out.Missing = append(w.out.Missing, Missing{n.Name, have, n.N, n.Unit})
		}
	}
}

// group adds up, cap by cap: of the item, of its set, of the group.
func (w *working) group() {
	for _, g := range w.out.Scheme.Groups {
		sum := GroupSum{Group: g, Start: g.Start}
		if slices.ContainsFunc(w.out.Missing, func(m Missing) bool { return slices.Contains(g.Needs, m.Name) }) {
			sum.Start = 0
		}
		sum.Sum = sum.Start
		sets := map[string]activity.Amount{}
		for _, it := range w.out.Scheme.Items {
			if it.Group != g.ID || !it.When.For(w.out.Person) {
				continue
			}
			item := *w.items[it.ID]
			sum.Items = append(sum.Items, item)
			if it.Set != "" {
				sets[it.Set] += item.Counted
				continue
			}
			sum.Sum += item.Counted
		}
		for _, set := range w.out.Scheme.Sets {
			points, ok := sets[set.ID]
			if !ok {
				continue
			}
			counted := capped(points, set.Cap)
			sum.Sum += counted
			if counted != points {
				sum.Sets = append(sum.Sets, SetSum{set, points, counted})
			}
		}
		sum.Counted = capped(sum.Sum, g.Cap)
		if g.Start > 0 {
			sum.Counted = max(0, sum.Counted)
		}
		w.out.Total += sum.Counted
		w.out.Groups = append(w.out.Groups, sum)
	}
}

// extra adds the office's own points and keeps the total on the scale.
func (w *working) extra(entries []Entry) {
	for _, e := range entries {
		switch {
		case e.Item != "" && w.items[e.Item] == nil:
			w.out.Strange = append(w.out.Strange, e)
		case e.Item == "":
			w.out.Extra = append(w.out.Extra, Line{Points: e.Points, Times: 1, Date: activity.DateOf(e.At), Entry: &e})
			w.out.Total += e.Points
		}
	}
	w.out.Total = max(0, w.out.Total)
	if full := w.out.Scheme.Full; full > 0 {
		w.out.Total = min(w.out.Total, full)
	}
}

func (w *working) grade() {
	for _, g := range w.out.Scheme.Grades {
		if w.out.Total >= g.From {
			w.out.Grade = g.Name
			break
		}
	}
	for _, v := range w.out.Scheme.Vetoes {
		if w.items[v.Item].Times >= v.Times {
			w.out.Grade = v.Grade
			w.out.Vetoed = append(w.out.Vetoed, v.Name)
		}
	}
}
