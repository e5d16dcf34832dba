package counting

import (
	"cmp"
	"slices"

	"dutybook/activity"
)

// Piece is a proposal or an opinion report with what became of it, put together
// from the records that tell of it. However many sign it, it is one.
type Piece struct {
	// First is the record that handed it in, with the event it belongs to.
	First activity.Record
	// N is how many pieces the first record handed in together.
	N int64
	// Stages are the steps reached, with the day each was told of first.
	Stages map[activity.Stage]activity.Date
	// Signers are those who tell of it or are named in it, the first one first.
	Signers []activity.MemberID
	Records []activity.RecordID
}

// PiecesOf puts the pieces of a kind together, in order of their first records.
// Follow-ups that say of no piece which it is stand for themselves nowhere.
func PiecesOf(c activity.Category, records []activity.Record) []Piece {
	live := liveInOrder(records)
	events := map[activity.RecordID]activity.RecordID{}
	pieces := map[activity.RecordID]*Piece{}
	for _, r := range live {
		events[r.ID] = r.Event()
		if r.Category != c || r.Item != 0 || len(r.Stages) > 0 && !slices.Contains(r.Stages, activity.Submitted) {
			continue
		}
		p := pieces[r.Event()]
		if p == nil {
			p = &Piece{First: r, N: max(1, handedIn(r)), Stages: map[activity.Stage]activity.Date{}}
			pieces[r.Event()] = p
		}
		p.take(r)
	}
	for _, r := range live {
		if p := pieces[events[r.Item]]; r.Item != 0 && p != nil {
			p.take(r)
		}
	}
	out := make([]Piece, 0, len(pieces))
	for _, p := range pieces {
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b Piece) int { return cmp.Compare(a.First.ID, b.First.ID) })
	return out
}

func (p *Piece) take(r activity.Record) {
	p.Records = append(p.Records, r.ID)
	for _, s := range r.Stages {
		if _, ok := p.Stages[s]; !ok {
			p.Stages[s] = r.Date
		}
	}
	var who []activity.MemberID
	if !r.Outside {
		who = append(who, r.Member)
	}
	for _, f := range r.With {
		who = append(who, f.Member)
	}
	for _, m := range who {
		if r.Item == 0 && !slices.Contains(p.Signers, m) {
			p.Signers = append(p.Signers, m)
		}
	}
}

// How many months after they were given a proposal the units have to answer it,
// and how many where they were given longer.
const (
	AnswerMonths = 3
	LongerMonths = 6
)

// Due is the last day on which a piece given to units is to be answered; ok is
// false for one that was not given to any, or is answered.
func (p Piece) Due() (day activity.Date, ok bool) {
	given, assigned := p.Stages[activity.Assigned]
	if _, answered := p.Stages[activity.Answered]; !assigned || answered || given.Month == 0 {
		return activity.Date{}, false
	}
	if _, longer := p.Stages[activity.Extended]; longer {
		return given.Later(LongerMonths), true
	}
	return given.Later(AnswerMonths), true
}

// Overdue reports whether the day a piece was to be answered on is past.
func (p Piece) Overdue(today activity.Date) bool {
	day, ok := p.Due()
	return ok && day.Before(today)
}

// handedIn is how many items a record says it handed in: its one exact figure
// that counts whole items.
func handedIn(r activity.Record) int64 {
	for _, q := range r.Quantities {
		if q.Kind == activity.Additive && q.Approx == activity.Exact && q.Value%activity.One == 0 && isItem(q.Unit) {
			return int64(q.Value / activity.One)
		}
	}
	return 0
}

// Rate is a part of a whole with the names of both, so that it is never printed
// without its base.
type Rate struct {
	// Name is the code texts are found by: "filed", "answered", "satisfied".
	Name        string
	Part, Whole int64
}

// RatesOf are the rates of a set of pieces that have a base: filed of handed in
// (where anything was decided), answered of filed, satisfied, with those
// satisfied on the whole, of those that gave feedback.
func RatesOf(pieces []Piece) []Rate {
	has := func(stages ...activity.Stage) int64 {
		n := int64(0)
		for _, p := range pieces {
			if slices.ContainsFunc(stages, func(s activity.Stage) bool { _, ok := p.Stages[s]; return ok }) {
				n += p.N
			}
		}
		return n
	}
	all := int64(0)
	for _, p := range pieces {
		all += p.N
	}
	filed := has(activity.Filed, activity.Answered)
	decided := has(activity.Filed, activity.Answered, activity.NotFiled, activity.MergedInto, activity.TurnedInto)
	feedback := has(activity.Satisfied, activity.Mostly, activity.Dissatisfied)
	var rates []Rate
	for _, r := range []Rate{{"filed", filed, all}, {"answered", has(activity.Answered), filed}, {"satisfied", has(activity.Satisfied, activity.Mostly), feedback}} {
		if r.Whole > 0 && decided > 0 {
			rates = append(rates, r)
		}
	}
	return rates
}
