package scoring

import (
	"cmp"
	"slices"

	"dutybook/activity"
	"dutybook/counting"
)

// found is one thing of a member's that an item is about.
type found struct {
	// number tells it from others: the event's, or the piece's.
	number  activity.RecordID
	date    activity.Date
	records []activity.RecordID
	times   int64
	place   int // among the signers, from 0
	signers int
	// rough is set where several are told of without an exact figure.
	rough bool
}

// For reports whether an item is for a person at all.
func (w When) For(p Person) bool {
	has := func(names []string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(p.Groups, n) })
	}
	return (len(w.Roles) == 0 || slices.Contains(w.Roles, p.Role)) && (len(w.Groups) == 0 || has(w.Groups)) && !has(w.NotGroups)
}

// find are the things of a person that an item is about, in order of their days.
func (b *Book) find(it Item, p Person) []found {
	var out []found
	if !it.When.For(p) {
		return nil
	}
	switch it.Counts {
	case Events:
		for _, e := range b.events[p.ID] {
			if f, ok := b.takes(e, it, p); ok {
				out = append(out, f)
			}
		}
	case Leaves, Absences:
		for _, e := range b.lists {
			excused := slices.Contains(e.list.Leave, p.ID)
			if e.is(it.When) && e.expected(p.ID) && excused == (it.Counts == Leaves) && (excused || !e.list.Running) {
				out = append(out, found{number: e.number, date: e.date, records: idsOf(e.records, e.lists()), times: 1})
			}
		}
	case Pieces:
		for _, piece := range b.pieces[p.ID] {
			if f, ok := b.meets(piece, it, p); ok {
				out = append(out, f)
			}
		}
	}
	slices.SortFunc(out, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.date.Number(), b.date.Number()), cmp.Compare(a.number, b.number))
	})
	return out
}

// is reports whether an event is of the kind and the words conditions ask for.
func (e *event) is(w When) bool {
	return e.times > 0 && (len(w.Categories) == 0 || slices.Contains(w.Categories, e.category)) &&
		(len(w.Words) == 0 || says(e.records, w.Words)) && !says(e.records, w.NotWords)
}

// expected reports whether an event was to have a member and had not: one who was
// invited or, where nobody said who was, asked for leave.
func (e *event) expected(m activity.MemberID) bool {
	called := e.list.Invited
	if len(called) == 0 {
		called = e.list.Leave
	}
	return !slices.Contains(e.people, m) && slices.Contains(called, m)
}

// lists are the office's lists of an event.
func (e *event) lists() []activity.Record {
	return slices.DeleteFunc(slices.Clone(e.records), func(r activity.Record) bool { return !r.Roll })
}

// takes reports whether an event is one of an item's for somebody who took part.
func (b *Book) takes(e *event, it Item, p Person) (found, bool) {
	w := it.When
	own := e.own(p)
	switch {
	case !e.is(w):
		return found{}, false
	case len(w.OwnWords) > 0 && !says(own, w.OwnWords):
		return found{}, false
	case !b.tagged(w, own, e.records):
		return found{}, false
	case len(w.Acts) > 0 && !slices.Contains(w.Acts, counting.ActOf(p.ID, e.records)):
		return found{}, false
	case w.Listed && !slices.ContainsFunc(e.records, func(r activity.Record) bool { return r.Roll && r.Took(p.ID) }):
		return found{}, false
	}
	f := found{number: e.number, date: e.date, records: idsOf(e.records, own), times: e.times}
	if n, said, rough := told(own, it.Figure); said {
		f.times, f.rough = n, rough
	}
	return f, true
}

// own are the records of an event that tell of a person's own part: those they
// told, and those told on their behalf.
func (e *event) own(p Person) []activity.Record {
	return slices.DeleteFunc(slices.Clone(e.records), func(r activity.Record) bool {
		return (r.Member != p.ID || r.Outside) && (!r.Behalf || !r.Took(p.ID))
	})
}

// meets reports whether a piece is one of an item's for one of its signers.
func (b *Book) meets(piece *piece, it Item, p Person) (found, bool) {
	w := it.When
	place := piece.place(p.ID)
	switch {
	case place < 0 || !slices.Contains(w.Categories, piece.category):
		return found{}, false
	case len(w.Places) > 0 && !slices.Contains(w.Places, placeOf(place, piece.n)):
		return found{}, false
	case slices.ContainsFunc(w.Without, func(s activity.Stage) bool { return b.reached(piece, s) }):
		return found{}, false
	case len(w.Words) > 0 && !says(piece.records, w.Words), says(piece.records, w.NotWords):
		return found{}, false
	case len(w.OwnWords) > 0 && !says(ownOf(piece.records, p), w.OwnWords):
		return found{}, false
	}
	if !b.tagged(w, ownOf(piece.records, p), piece.records) {
		return found{}, false
	}
	first, ok := b.first(piece, w)
	if !ok || !b.period.Contains(first.Date) {
		return found{}, false
	}
	f := found{
		number: piece.First.Event(), date: first.Date, records: idsOf(piece.records, []activity.Record{first}),
		times: piece.N, place: place, signers: piece.n,
	}
	if len(w.Stages) > 0 && piece.N > 1 {
		// Of several handed in together it must be said how many came so far.
		f.times, f.rough = 1, true
		if n, said, rough := told(piece.records, it.Figure); said {
			f.times, f.rough = n, rough
		}
	}
	return f, true
}

// tagged reports whether records have the tags conditions ask for: the own ones,
// all where there are none.
func (b *Book) tagged(w When, own, all []activity.Record) bool {
	if len(w.Tags)+len(w.NotTags) == 0 {
		return true
	}
	if len(own) == 0 {
		own = all
	}
	has := func(tags []string) bool {
		return slices.ContainsFunc(own, func(r activity.Record) bool {
			return slices.ContainsFunc(b.source.Tags[r.ID], func(tag string) bool { return slices.Contains(tags, tag) })
		})
	}
	return (len(w.Tags) == 0 || has(w.Tags)) && !has(w.NotTags)
}

// first is the record that told first of what an item asks of a piece: of being
// handed in, or of one of the stages at one of the levels.
func (b *Book) first(piece *piece, w When) (activity.Record, bool) {
	if len(w.Stages) == 0 {
		return piece.First, true
	}
	var at activity.Record
	for _, r := range piece.records {
		stage := slices.ContainsFunc(r.Stages, func(s activity.Stage) bool { return slices.Contains(w.Stages, s) })
		level := len(w.Levels) == 0 || slices.ContainsFunc(b.source.Levels[r.ID], func(l Level) bool { return slices.Contains(w.Levels, l) })
		if stage && level && (at.ID == 0 || before(r, at)) {
			at = r
		}
	}
	return at, at.ID != 0
}

// reached reports whether a piece has come to a stage by the end of the period.
func (b *Book) reached(piece *piece, s activity.Stage) bool {
	day, ok := piece.Stages[s]
	return ok && (b.period.Contains(day) || day.Year <= b.period.To.Year)
}

func before(a, b activity.Record) bool {
	return cmp.Or(cmp.Compare(a.Date.Number(), b.Date.Number()), cmp.Compare(a.ID, b.ID)) < 0
}

func placeOf(place, signers int) Place {
	switch {
	case signers == 1:
		return Alone
	case place == 0:
		return Lead
	}
	return Other
}

func ownOf(records []activity.Record, p Person) []activity.Record {
	return slices.DeleteFunc(slices.Clone(records), func(r activity.Record) bool { return r.Member != p.ID })
}

// says reports whether one of the words stands in what one of the records says of
// this piece of work; the message it came from may tell of others besides.
func says(records []activity.Record, words []string) bool {
	return slices.ContainsFunc(records, func(r activity.Record) bool {
		return containsAny(r.Summary, words) || containsAny(r.Title, words)
	})
}

// told is how many of the named things the records tell of: the figure told
// first, one where it is no exact whole number.
func told(records []activity.Record, of []string) (n int64, said, rough bool) {
	for _, r := range records {
		for _, q := range r.Quantities {
			if !slices.Contains(of, q.Of) || q.Kind != activity.Additive && q.Kind != activity.Part {
				continue
			}
			n = int64(q.Value / activity.One)
			if q.Approx != activity.Exact || q.Value%activity.One != 0 || n < 1 || n > maxTimes {
				return 1, true, true
			}
			return n, true, false
		}
	}
	return 0, false, false
}

// idsOf are the numbers of records, those of the first ones in front.
func idsOf(records, first []activity.Record) []activity.RecordID {
	var ids []activity.RecordID
	for _, r := range slices.Concat(first, records) {
		if !slices.Contains(ids, r.ID) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}
