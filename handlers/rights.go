package handlers

import (
	"context"

	"dutybook/activity"
	"dutybook/counting"
)

// right is something a person may or may not do.
type right string

// The rights.
const (
	toGreet     right = "greet"      // /start, /help, /lang
	toLog       right = "log"        // report, correct and take back own work
	toSeeOwn    right = "see-own"    // own records, own figures, own summary
	toSeeGroup  right = "see-group"  // figures and sections: leaders of their group, secretaries of all
	toDraft     right = "draft"      // the report of the committee
	toExport    right = "export"     // the ledger
	toInvite    right = "invite"     // leaders members into their group, secretaries anybody
	toSeePeople right = "see-people" // leaders their group, secretaries all
	toRemove    right = "remove"     // take a member out
)

// rights is the whole table: who may do what. Leaders reach their own group
// only, see scopeOf and mayReach.
var rights = map[right][]activity.Role{
	toGreet:     {activity.Stranger, activity.Plain, activity.Leader, activity.Secretary},
	toLog:       {activity.Plain, activity.Leader, activity.Secretary},
	toSeeOwn:    {activity.Plain, activity.Leader, activity.Secretary},
	toSeeGroup:  {activity.Leader, activity.Secretary},
	toDraft:     {activity.Secretary},
	toExport:    {activity.Secretary},
	toInvite:    {activity.Leader, activity.Secretary},
	toSeePeople: {activity.Leader, activity.Secretary},
	toRemove:    {activity.Secretary},
}

// may reports whether a role has a right.
func may(role activity.Role, what right) bool {
	for _, r := range rights[what] {
		if r == role {
			return true
		}
	}
	return false
}

// refuse tells a person that something is not theirs to do: strangers how to
// join, members who may.
func (h *Handlers) refuse(ctx context.Context, t *turn) error {
	if t.member.Role == activity.Stranger {
		return t.reply(ctx, "stranger")
	}
	return t.reply(ctx, "err-not-allowed")
}

// scopeOf is whose totals a person sees when asking for more than the own.
func scopeOf(m activity.Member) counting.Scope {
	if m.Role == activity.Secretary {
		return counting.Everyone
	}
	return counting.OfGroup(m.Group)
}

// mayChange reports whether a person may change a record: its own member.
func mayChange(m activity.Member, r activity.Record) bool { return r.Member == m.ID }

// mayJoin reports whether a person may say that two records tell of one event:
// whoever reported one of them, the leader of a group of one of them, and
// secretaries.
func mayJoin(m activity.Member, records ...activity.Record) bool {
	for _, r := range records {
		if r.Member == m.ID || m.Role == activity.Secretary || (m.Role == activity.Leader && m.Group != "" && r.Group == m.Group) {
			return true
		}
	}
	return false
}
