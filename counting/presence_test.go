package counting_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"dutybook/activity"
	"dutybook/counting"
)

// Whoever was invited came, asked for leave or stayed away, and nobody twice.
func TestPresenceAddsUp(t *testing.T) {
	some := func(rt *rapid.T, name string) []activity.MemberID {
		var ids []activity.MemberID
		for _, n := range rapid.SliceOfN(rapid.IntRange(1, 9), 0, 12).Draw(rt, name) {
			ids = append(ids, activity.MemberID(fmt.Sprint("m", n)))
		}
		return ids
	}
	rapid.Check(t, func(rt *rapid.T) {
		invited, came, leave := some(rt, "invited"), some(rt, "came"), some(rt, "leave")
		p := counting.PresenceOf(invited, came, leave)
		all := slices.Concat(p.Came, p.Leave, p.Absent)
		if len(all) != len(p.Invited) {
			rt.Fatalf("%d came, %d on leave, %d absent of %d", len(p.Came), len(p.Leave), len(p.Absent), len(p.Invited))
		}
		all = append(all, p.Beside...)
		slices.Sort(all)
		if n := len(all); len(slices.Compact(all)) != n {
			rt.Fatalf("somebody is two things: %v", all)
		}
		for _, m := range came {
			if !slices.Contains(p.Came, m) && !slices.Contains(p.Beside, m) {
				rt.Fatalf("%s came and is nowhere", m)
			}
		}
	})
}
