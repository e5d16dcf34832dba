package scoring

import (
	"slices"

	"dutybook/activity"
)

// left lists what of the person's gave nothing, besides what was left out on the
// way, and what no item is about.
func (w *working) left() {
	id := w.out.Person.ID
	for _, row := range []struct {
		why     Why
		records []activity.Record
	}{{Doubtful, w.book.doubtful}, {Late, w.book.late}, {Unlisted, w.book.unlisted}} {
		for _, r := range row.records {
			// Of who is not on a list only the teller is known.
			if r.Took(id) && (row.why != Unlisted || r.Member == id) {
				w.leave(row.why, "", []activity.RecordID{r.ID})
			}
		}
	}
	w.unlevelled()
	for _, g := range w.out.Scheme.Groups {
		w.missed(g)
	}
	for _, e := range w.book.events[id] {
		if e.times > 0 {
			w.beyond(e)
		}
	}
}

// missed lists the events of a name (全会) whose list of the office has not the
// member while nobody said who was invited, until the office entered as many times of the
// group's items.
func (w *working) missed(g Group) {
	entered, seen := int64(0), map[activity.RecordID]bool{}
	var events []Left
	for _, it := range w.out.Scheme.Items {
		if it.Group != g.ID || !it.Entered() || !it.When.For(w.out.Person) {
			continue
		}
		for _, l := range w.items[it.ID].Lines {
			if l.Entry != nil {
				entered += l.Times
			}
		}
		for _, e := range w.book.lists {
			if it.Counts == Absences && len(it.When.Words) > 0 && e.is(it.When) && e.misses(w.out.Person.ID) && !seen[e.number] {
				seen[e.number] = true
				events = append(events, Left{Missed, it.ID, idsOf(nil, e.lists())})
			}
		}
	}
	if int64(len(events)) > entered {
		w.out.Left = append(w.out.Left, events...)
	}
}

// misses reports whether a list of the office has not a member, excused or there,
// and nobody said who was invited.
func (e *event) misses(m activity.MemberID) bool {
	return e.listed && !e.list.Running && len(e.list.Invited) == 0 && !slices.Contains(e.people, m) && !slices.Contains(e.list.Leave, m)
}

// unlevelled are the pieces an item would be about if somebody had said by whom
// they were adopted.
func (w *working) unlevelled() {
	told := map[activity.RecordID]bool{}
	for _, it := range w.out.Scheme.Items {
		bare := it
		bare.When.Levels = nil
		if it.Counts != Pieces || len(it.When.Levels) == 0 {
			continue
		}
		for _, f := range w.book.find(bare, w.out.Person) {
			said := slices.ContainsFunc(f.records, func(id activity.RecordID) bool { return len(w.book.source.Levels[id]) > 0 })
			if !said && !told[f.number] {
				told[f.number] = true
				w.leave(Unlevelled, it.ID, f.records)
			}
		}
	}
}

// beyond notes an event no item was about, by the person's own record of it.
func (w *working) beyond(e *event) {
	own, records := idsOf(nil, e.own(w.out.Person)), e.records
	for _, r := range records {
		if w.seen[r.ID] || w.out.Scheme.isPiece(r) {
			return
		}
	}
	// Being at an event that is only asked about when one is not is enough.
	for _, it := range w.out.Scheme.Items {
		if (it.Counts == Leaves || it.Counts == Absences) && e.is(it.When) {
			return
		}
	}
	handedIn := slices.ContainsFunc(w.book.pieces[w.out.Person.ID], func(p *piece) bool { return p.First.Event() == e.number })
	if handedIn && w.out.Scheme.countsPieces(e.category) {
		w.leave(Pending, "", idsOf(records, e.own(w.out.Person)))
		return
	}
	if len(own) == 0 {
		own = []activity.RecordID{records[0].ID}
	}
	w.out.Beyond = append(w.out.Beyond, own[0])
}

// isPiece reports whether a record is news of a piece some item counts.
func (s *Scheme) isPiece(r activity.Record) bool { return r.Item != 0 && s.countsPieces(r.Category) }

func (s *Scheme) countsPieces(c activity.Category) bool {
	return slices.ContainsFunc(s.Items, func(it Item) bool { return it.Counts == Pieces && slices.Contains(it.When.Categories, c) })
}
