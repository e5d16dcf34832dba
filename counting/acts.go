package counting

import (
	"slices"

	"dutybook/activity"
)

// actIn is what an event was to a scope: held where anybody of it held it,
// however many of it came; attended where somebody of it says so, or is on the
// office's list of it; else open. records are those that count for the scope.
func actIn(s Scope, records []activity.Record) activity.Act {
	if slices.ContainsFunc(records, func(r activity.Record) bool { return r.Act == activity.Held && holds(s, r) }) {
		return activity.Held
	}
	if slices.ContainsFunc(records, func(r activity.Record) bool { return r.Act != "" }) {
		return activity.Attended
	}
	return ""
}

// holds reports whether a scope is who held what a record says was held: everybody
// together, who tells of it with their group, and those it was recorded for. On an
// office's list stand those who came, and the office held it.
func holds(s Scope, r activity.Record) bool {
	if s == Everyone || r.Group != "" && s == OfGroup(r.Group) || !r.Outside && s == OfMember(r.Member) {
		return true
	}
	return r.Behalf && !r.Roll
}

// Acts are the sessions of a line told apart: held, attended, and those whose
// words leave it open. apart is whether they have to be: where both are known
// they are two counts, which nobody adds up.
func (l Line) Acts() (held, attended, open int64, apart bool) {
	return l.Held, l.Attended, l.Sessions - l.Held - l.Attended, l.Held > 0 && l.Attended > 0
}

// ActOf is what an event was to one who took part in it, as their totals have it:
// held where they held it or it was recorded so for them, else attended where
// anybody says what it was. records is every record of the event, in any order.
func ActOf(m activity.MemberID, records []activity.Record) activity.Act {
	live := byRoll(liveInOrder(records))
	own := slices.DeleteFunc(slices.Clone(live), func(r activity.Record) bool { return !Holds(OfMember(m), r) })
	if len(own) > 0 {
		return actIn(OfMember(m), own)
	}
	if actIn(Everyone, live) == "" {
		return ""
	}
	return activity.Attended
}
