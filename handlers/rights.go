package handlers

import (
	"context"
	"slices"

	"dutybook/activity"
	"dutybook/counting"
)

// right is something a person may or may not do.
type right string

// The rights.
const (
	toGreet     right = "greet"      // the way in with an invitation, help, language
	toLog       right = "log"        // report, correct and take back
	toSpeakFor  right = "speak-for"  // record what others did
	toSeeOwn    right = "see-own"    // list, figures, summary
	toSeeGroup  right = "see-group"  // figures and sections of more than the own
	toDraft     right = "draft"      // the report
	toState     right = "state"      // figures of the office that are no activities
	toExport    right = "export"     // the ledger
	toInvite    right = "invite"     // let people in
	toSeePeople right = "see-people" // the list of members
	toManage    right = "manage"     // roles, groups, taking members out
	toAudit     right = "audit"      // who did what
	toScore     right = "score"      // by which rules, and everybody's points
)

// reach is how far a right goes.
type reach int

// The reaches; each holds the ones before it.
const (
	none  reach = iota
	own         // what is the person's own
	group       // and what belongs to a group the person leads
	all         // and everything of the committee
)

// roles are the columns of the table of rights.
var roles = []activity.Role{activity.Stranger, activity.Plain, activity.Leader, activity.Secretary}

// rights is the whole table: who may do what, and how far it goes. It is the
// one in docs/rights.md; nothing reaches into another committee. Whoever is
// removed is a stranger from the next message on.
var rights = map[right][4]reach{
	//           stranger member leader secretary
	toGreet:     {own, own, own, own},
	toLog:       {none, own, own, own},
	toSpeakFor:  {none, none, group, all},
	toSeeOwn:    {none, own, own, own},
	toSeeGroup:  {none, none, group, all},
	toDraft:     {none, none, none, all},
	toState:     {none, none, none, all},
	toExport:    {none, none, none, all},
	toInvite:    {none, none, group, all},
	toSeePeople: {none, none, group, all},
	toManage:    {none, none, none, all},
	toAudit:     {none, none, none, all},
	toScore:     {none, none, none, all},
}

// reachOf is how far a right goes for a role.
func reachOf(role activity.Role, what right) reach {
	at := slices.Index(roles, role)
	if at < 0 {
		return none
	}
	return rights[what][at]
}

// may reports whether a role has a right at all.
func may(role activity.Role, what right) bool { return reachOf(role, what) > none }

// leads reports whether a person leads a group. A group that is none is led by
// nobody.
func leads(m activity.Member, g activity.GroupID) bool {
	return g != "" && slices.Contains(m.Led(), g)
}

// mayForMember reports whether a right reaches a member: by any of the groups
// they are in.
func mayForMember(m activity.Member, what right, whom activity.Member) bool {
	return slices.ContainsFunc(append([]activity.GroupID{whom.Group}, whom.Also...), func(g activity.GroupID) bool {
		return mayFor(m, what, whom.ID, g)
	})
}

// mayFor reports whether a right reaches what belongs to a member of a group.
func mayFor(m activity.Member, what right, of activity.MemberID, g activity.GroupID) bool {
	switch reachOf(m.Role, what) {
	case all:
		return true
	case group:
		return of == m.ID || leads(m, g)
	case own:
		return of == m.ID
	}
	return false
}

// scopeOf is whose totals a person sees when asking for more than the own.
func scopeOf(m activity.Member) counting.Scope {
	switch {
	case reachOf(m.Role, toSeeGroup) == all:
		return counting.Everyone
	case len(m.Led()) > 0:
		return counting.OfGroup(m.Led()[0])
	}
	return counting.OfMember(m.ID)
}

// mayChange reports whether a person may change a record: its own member.
func mayChange(m activity.Member, r activity.Record) bool {
	return mayFor(m, toLog, r.Member, r.Group)
}

// maySee reports whether a person may see a record with all that belongs to it:
// their own, and those of a group they lead.
func maySee(m activity.Member, r activity.Record) bool {
	return r.Member == m.ID || mayFor(m, toSeeGroup, r.Member, r.Group)
}

// mayJoin reports whether a person may say that two records tell of one event:
// whoever reported one of them, the leader of a group of one of them, and
// secretaries.
func mayJoin(m activity.Member, records ...activity.Record) bool {
	return slices.ContainsFunc(records, func(r activity.Record) bool {
		return mayChange(m, r) || mayFor(m, toSeeGroup, r.Member, r.Group)
	})
}

// refuse tells a person that something is not theirs to do: strangers how to
// join, members who may.
func (h *Handlers) refuse(ctx context.Context, t *turn) error {
	if t.member.Role == activity.Stranger {
		return h.stranger(ctx, t)
	}
	return t.reply(ctx, "err-not-allowed")
}

// stranger answers somebody who is no member: once a day, in private, so that
// nobody can make the bot chatter. A press gets its passing line.
func (h *Handlers) stranger(ctx context.Context, t *turn) error {
	if t.Kind == activity.Press {
		return h.toast(ctx, t, "stranger-toast")
	}
	if !t.Private {
		return nil
	}
	due, err := h.Store.StrangerDue(ctx, t.From.ID, t.Key)
	if err != nil || !due {
		return err
	}
	return t.reply(ctx, "stranger")
}
