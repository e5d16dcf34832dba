// Package counting says what counts, and how often.
//
// The decision behind it: a total is a sum of contributions, and a
// contribution is a pure function of the live records of one event. Whoever
// changes records adds Contribution(after) − Contribution(before) to the
// totals; whoever doubts the totals adds up all contributions afresh and must
// get the same. Joint work is counted once because the unit of counting is the
// event, not the record:
//
//   - sessions (场次): one for the event, whoever took part; told apart are those
//     held and those attended (acts.go);
//   - attendances (人次): one for each distinct member who tells of the event
//     or is named in it; who only recorded it for them is none;
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
	// Held and Attended are the sessions, of those of Sessions, that were organised
	// and that were attended elsewhere. They are never added to each other: what
	// the words leave open is in neither.
	Held     What = "held"
	Attended What = "attended"
	// Open names what is left of Sessions then; it is worked out and never kept.
	Open What = "open"
)

// Cell is one number kept for a scope: what was counted, when and how exactly.
type Cell struct {
	// Month has no day; it has no month either where the speaker named only
	// the year.
	Month    activity.Date
	Category activity.Category
	What     What
	// Late numbers are what came in after their year was frozen; they stand
	// beside its figures and never add to them.
	Late bool
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
	cells := t[s]
	if cells == nil {
		cells = map[Cell]activity.Amount{}
		t[s] = cells
	}
	if n += cells[c]; n != 0 {
		cells[c] = n
		return
	}
	if delete(cells, c); len(cells) == 0 {
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
	totals := Totals{}
	if len(records) < 2 {
		totals.event(records)
		return totals
	}
	events := map[activity.RecordID][]activity.Record{}
	for _, r := range records {
		events[r.Event()] = append(events[r.Event()], r)
	}
	for _, event := range events {
		totals.event(event)
	}
	return totals
}

// Contribution is what one event adds to the totals: records is every record
// of the event, in any order; deleted and doubtful ones count for nothing.
func Contribution(records []activity.Record) Totals {
	totals := Totals{}
	totals.event(records)
	return totals
}

func (t Totals) event(records []activity.Record) {
	live := byRoll(liveInOrder(records))
	if len(live) == 1 { // as most are
		for _, scope := range ScopesOf(live[0]) {
			addEvent(t, scope, live)
		}
		return
	}
	for scope, part := range byScope(live) {
		addEvent(t, scope, part)
	}
}

func byScope(records []activity.Record) map[Scope][]activity.Record {
	scopes := map[Scope][]activity.Record{}
	for _, r := range records {
		for _, s := range ScopesOf(r) {
			scopes[s] = append(scopes[s], r)
		}
	}
	return scopes
}

// ScopesOf are the scopes a record counts for, each once: everybody's, its
// group's and its teller's, unless the teller took no part. What was recorded on
// behalf of others is theirs and their groups' too.
func ScopesOf(r activity.Record) []Scope {
	scopes := []Scope{Everyone}
	add := func(s Scope, named bool) {
		if named && !slices.Contains(scopes, s) {
			scopes = append(scopes, s)
		}
	}
	add(OfGroup(r.Group), r.Group != "")
	add(OfMember(r.Member), r.Member != "" && !r.Outside)
	for _, f := range r.With {
		add(OfGroup(f.Group), r.Behalf && f.Group != "")
		add(OfMember(f.Member), r.Behalf)
	}
	return scopes
}

// Holds reports whether a record counts for a scope; the zero Scope stands for
// Everyone.
func Holds(s Scope, r activity.Record) bool {
	return s == "" || slices.Contains(ScopesOf(r), s)
}

// addEvent adds an event, and apart from it what its late records add to that.
func addEvent(totals Totals, scope Scope, records []activity.Record) {
	timely := inTime(records)
	lead := LeadOf(records)
	cell := Cell{Month: monthOf(lead.Date), Category: lead.Category}
	held, came := held(scope, timely)
	totals.addSessions(scope, cell, actIn(scope, timely), held, came)
	for _, q := range agreed(timely) {
		totals.addFigure(scope, cell, q)
	}
	if len(timely) == len(records) {
		return
	}
	cell.Late = true
	allHeld, allCame := heldAll(scope, records, held)
	totals.addSessions(scope, cell, actIn(scope, records), allHeld-held, allCame-came)
	for _, q := range beyond(timely, records) {
		totals.addFigure(scope, cell, q)
	}
}

// LeadOf is the record whose day and kind an event counts under: the first of
// those in time, else the first. records are all of the event in order of
// number, one at least.
func LeadOf(records []activity.Record) activity.Record {
	if timely := inTime(records); len(timely) > 0 {
		return timely[0]
	}
	return records[0]
}

// inTime are the records that came in before their year was frozen.
func inTime(records []activity.Record) []activity.Record {
	if !slices.ContainsFunc(records, func(r activity.Record) bool { return r.Late }) {
		return records
	}
	return slices.DeleteFunc(slices.Clone(records), func(r activity.Record) bool { return r.Late })
}

// held is how many sessions an event's records stand for and how many took part.
func held(scope Scope, records []activity.Record) (held, came activity.Amount) {
	if !slices.ContainsFunc(records, happened) {
		return 0, 0
	}
	held = timesHeld(records[0])
	if came = activity.Whole(participants(scope, records)); came > 0 {
		came = max(held, came)
	}
	return held, came
}

// heldAll is the same with the late records: an event that counts already is
// not held once more by being told again.
func heldAll(scope Scope, records []activity.Record, timely activity.Amount) (all, came activity.Amount) {
	all, came = held(scope, records)
	if timely > 0 {
		all = timely
	}
	return all, came
}

func (t Totals) addSessions(s Scope, cell Cell, act activity.Act, held, came activity.Amount) {
	cell.What = Sessions
	t.Add(s, cell, held)
	switch act {
	case activity.Held:
		cell.What = Held
		t.Add(s, cell, held)
	case activity.Attended:
		cell.What = Attended
		t.Add(s, cell, held)
	}
	cell.What = Attendances
	t.Add(s, cell, came)
}

func (t Totals) addFigure(s Scope, cell Cell, q activity.Quantity) {
	cell.Of, cell.Unit = q.Of, q.Unit
	cell.Approx, cell.Grain = q.Approx, grain(q)
	t.Add(s, cell, q.Value)
}

// happened reports whether a record tells of something that took place. One
// that only gives running totals (截至6月底累计走访86户) sums up what others tell;
// news of a piece handed in before is no further act.
func happened(r activity.Record) bool {
	if r.Item != 0 && (r.Category == activity.Proposal || r.Category == activity.Opinion) {
		return false
	}
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

// participants counts the distinct members of an event: those who tell of it,
// unless they took no part, and those named in it; of a group or a member, only
// its own.
func participants(scope Scope, records []activity.Record) int64 {
	members := map[activity.MemberID]bool{}
	for _, r := range records {
		if !r.Outside && (!r.Behalf || scope == Everyone || scope == OfGroup(r.Group) || scope == OfMember(r.Member)) {
			members[r.Member] = true
		}
		for _, f := range r.With {
			if scope == Everyone || scope == OfGroup(f.Group) || scope == OfMember(f.Member) {
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
