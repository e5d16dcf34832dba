// Package counting says what counts, and how often.
//
// The decision behind it: a total is a sum of contributions, and a
// contribution is a pure function of the live records of one event. Whoever
// changes records adds Contribution(after) − Contribution(before) to the
// totals; whoever doubts the totals adds up all contributions afresh and must
// get the same. Joint work is counted once because the unit of counting is the
// event, not the record:
//
//   - sessions (场次): one for the event, whoever took part;
//   - attendances (人次): one for each distinct member who tells of the event
//     or is named in it;
//   - figures: each thing once, at the value the tellers agree on (agreed);
//     things that are everybody's own (own.txt: blood given, essays, speeches)
//     once for each teller.
//
// Figures add up only when category, what is counted (Of) and unit agree.
// Rates, subsets, per-head amounts, running totals and sizes never add
// (activity.Kind). Approximate figures are kept apart by bound and grain, so
// that a deletion takes out exactly what was put in, and joined only when a
// total is printed (Sum).
package counting

import (
	"slices"

	"dutybook/activity"
)

// Scope is whose total a number belongs to: everybody's, a group's, a member's.
type Scope string

// Everyone is the whole committee.
const Everyone Scope = "all"

// OfGroup is the scope of one group, e.g. "g:g2".
func OfGroup(id activity.GroupID) Scope { return Scope("g:" + string(id)) }

// OfMember is the scope of one member, e.g. "m:m7".
func OfMember(id activity.MemberID) Scope { return Scope("m:" + string(id)) }

// What tells the three numbers of an event apart.
type What string

// The numbers kept. Figure is the zero value.
const (
	Figure      What = ""
	Sessions    What = "sessions"
	Attendances What = "attendances"
)

// Cell is one number kept for a scope: what was counted, when and how exactly.
type Cell struct {
	// Month has no day; it has no month either where the speaker named only
	// the year.
	Month    activity.Date
	Category activity.Category
	What     What
	// The rest is set for figures only.
	Of     string
	Unit   activity.Unit
	Approx activity.Approx
	// Grain is the power of ten an approximate figure was rounded to by its
	// speaker: 1 for 30余, 2 for 百余; 0 for exact figures.
	Grain int
}

// Totals are numbers by scope and cell. Zero entries are dropped.
type Totals map[Scope]map[Cell]activity.Amount

// Add puts n onto a number.
func (t Totals) Add(s Scope, c Cell, n activity.Amount) {
	if t[s] == nil {
		t[s] = map[Cell]activity.Amount{}
	}
	t[s][c] += n
	if t[s][c] == 0 {
		delete(t[s], c)
	}
	if len(t[s]) == 0 {
		delete(t, s)
	}
}

// Plus adds all of u onto t.
func (t Totals) Plus(u Totals) { t.each(u, 1) }

// Minus takes all of u out of t.
func (t Totals) Minus(u Totals) { t.each(u, -1) }

func (t Totals) each(u Totals, sign activity.Amount) {
	for s, cells := range u {
		for c, n := range cells {
			t.Add(s, c, sign*n)
		}
	}
}

// Of adds up the contributions of any number of records, grouped into their
// events; it is the recount that kept totals are compared with.
func Of(records []activity.Record) Totals {
	events := map[activity.RecordID][]activity.Record{}
	for _, r := range records {
		events[r.Event()] = append(events[r.Event()], r)
	}
	totals := Totals{}
	for _, event := range events {
		totals.Plus(Contribution(event))
	}
	return totals
}

// Contribution is what one event adds to the totals: records is every record
// of the event, in any order; deleted and doubtful ones count for nothing.
func Contribution(records []activity.Record) Totals {
	totals := Totals{}
	for scope, part := range byScope(liveInOrder(records)) {
		addEvent(totals, scope, part)
	}
	return totals
}

func byScope(records []activity.Record) map[Scope][]activity.Record {
	scopes := map[Scope][]activity.Record{}
	for _, r := range records {
		scopes[Everyone] = append(scopes[Everyone], r)
		if r.Group != "" {
			s := OfGroup(r.Group)
			scopes[s] = append(scopes[s], r)
		}
		if r.Member != "" {
			s := OfMember(r.Member)
			scopes[s] = append(scopes[s], r)
		}
	}
	return scopes
}

func addEvent(totals Totals, scope Scope, records []activity.Record) {
	lead := records[0]
	cell := Cell{Month: monthOf(lead.Date), Category: lead.Category}
	sessions, attendances := cell, cell
	sessions.What, attendances.What = Sessions, Attendances
	if slices.ContainsFunc(records, happened) {
		held := timesHeld(lead)
		totals.Add(scope, sessions, held)
		totals.Add(scope, attendances, max(held, activity.Whole(participants(scope, records))))
	}
	for _, q := range agreed(records) {
		figure := cell
		figure.Of, figure.Unit = q.Of, q.Unit
		figure.Approx, figure.Grain = q.Approx, grain(q)
		totals.Add(scope, figure, q.Value)
	}
}

// happened reports whether a record tells of something that took place. One
// that only gives running totals (截至6月底累计走访86户) sums up what others tell.
func happened(r activity.Record) bool {
	running := false
	for _, q := range r.Quantities {
		switch q.Kind {
		case activity.Running:
			running = true
		case activity.Additive:
			return true
		}
	}
	return !running
}

// timesHeld is how many sessions a record stands for: one, unless it sums up a
// month or a year ("2月参加会议4次"), where its own count says so.
func timesHeld(r activity.Record) activity.Amount {
	if r.Date.Day != 0 {
		return activity.One
	}
	for _, q := range r.Quantities {
		if q.Kind == activity.Additive && q.Approx == activity.Exact && isTimes(q.Unit) && q.Value%activity.One == 0 {
			return q.Value
		}
	}
	return activity.One
}

// participants counts the distinct members of an event: those who tell of it
// and those named in it; of a group, only its own.
func participants(scope Scope, records []activity.Record) int64 {
	members := map[activity.MemberID]bool{}
	for _, r := range records {
		members[r.Member] = true
		for _, f := range r.With {
			if scope == Everyone || scope == OfGroup(f.Group) {
				members[f.Member] = true
			}
		}
	}
	return int64(len(members))
}

func monthOf(d activity.Date) activity.Date { return activity.Date{Year: d.Year, Month: d.Month} }

// grain is the number of zeros an approximate figure ends in: 30余 has 1.
func grain(q activity.Quantity) int {
	if q.Approx == activity.Exact || q.Value == 0 || q.Value%activity.One != 0 {
		return 0
	}
	n := 0
	for v := q.Value / activity.One; v%10 == 0; v /= 10 {
		n++
	}
	return n
}
