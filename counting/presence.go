package counting

import (
	"slices"

	"dutybook/activity"
)

// Presence is who of those invited to an event came, asked for leave or stayed
// away: each of them is exactly one of these, so the three add up to Invited.
// Beside came without having been invited and are part of none of them.
type Presence struct {
	Invited, Came, Leave, Absent, Beside []activity.MemberID
}

// PresenceOf parts those invited. Whoever came came, though they had asked for
// leave.
func PresenceOf(invited, came, leave []activity.MemberID) Presence {
	p := Presence{}
	for _, m := range invited {
		if slices.Contains(p.Invited, m) {
			continue
		}
		p.Invited = append(p.Invited, m)
		switch {
		case slices.Contains(came, m):
			p.Came = append(p.Came, m)
		case slices.Contains(leave, m):
			p.Leave = append(p.Leave, m)
		default:
			p.Absent = append(p.Absent, m)
		}
	}
	for _, m := range came {
		if !slices.Contains(p.Invited, m) && !slices.Contains(p.Beside, m) {
			p.Beside = append(p.Beside, m)
		}
	}
	return p
}
