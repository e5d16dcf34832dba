package scoring

import (
	"slices"

	"dutybook/activity"
)

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

// entered reports whether the office tells of an item for this person; who has
// moved to another group, or whose item is found in the records by now, has an
// entry that gives nothing.
func (w *working) entered(item string) bool {
	it, ok := w.out.Scheme.Item(item)
	return ok && it.Entered() && it.When.For(w.out.Person)
}

// extra adds the office's own points and keeps the total on the scale.
func (w *working) extra(entries []Entry) {
	for _, e := range entries {
		switch {
		case e.Item != "" && !w.entered(e.Item):
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
