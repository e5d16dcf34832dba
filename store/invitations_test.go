package store_test

import (
	"errors"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/store"
	"dutybook/store/storetest"
)

// TestWhoComesInByACode: what an invitation makes of whom.
func TestWhoComesInByACode(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := s.Committee("main")
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		member := func(name string, role activity.Role, g activity.GroupID, user activity.UserID, removed bool) activity.Member {
			m, err := c.AddMember(t.Context(), activity.Member{Name: name, Role: role, Group: g, User: user, Removed: removed})
			must(err)
			return m
		}
		member("秘书", activity.Secretary, "", 1, false)
		member("委员", activity.Plain, "g1", 2, false)
		member("旧人", activity.Leader, "g1", 3, true)
		listed := member("名单", activity.Plain, "g2", 0, false)
		must(c.Invite(t.Context(), noon,
			store.Invitation{Code: "a", Role: activity.Plain, Group: "g2"},
			store.Invitation{Code: "b", Role: activity.Leader, Group: "g2"},
			store.Invitation{Code: "c", Role: activity.Plain, Group: "g2"},
			store.Invitation{Code: "d", Role: activity.Plain, Group: "g2", Member: listed.ID},
			store.Invitation{Code: "e", Role: activity.Plain, Group: "g2", Member: listed.ID},
			store.Invitation{Code: "f", Role: activity.Plain, Group: "g2"},
		))
		for _, row := range []struct {
			why, code string
			user      activity.UserID
			after     time.Duration
			want      string // name role group also, or an error
		}{
			{"a secretary keeps their role", "a", 1, 0, "秘书 secretary g2 []"},
			{"and opens the same message's code again", "a", 1, 0, "秘书 secretary g2 []"},
			{"somebody else does not", "a", 9, 0, "not found"},
			{"a member rises and is in two groups", "b", 2, 0, "委员 leader g1 [g2]"},
			{"who was removed is what the invitation says", "c", 3, 0, "旧人 member g2 []"},
			{"a member is not somebody else on the list", "d", 1, 0, "changed meanwhile"},
			{"a stranger is", "d", 7, 0, "名单 member g2 []"},
			{"and the place is taken", "e", 8, 0, "not found"},
			{"an invitation ends after seven days", "f", 10, 7*24*time.Hour + time.Second, "not found"},
		} {
			got := ""
			m, err := c.Join(t.Context(), row.code, activity.User{ID: row.user, Name: "门牌"}, noon.Add(row.after))
			switch {
			case errors.Is(err, activity.ErrNotFound):
				got = activity.ErrNotFound.Error()
			case errors.Is(err, activity.ErrConflict):
				got = activity.ErrConflict.Error()
			case err != nil:
				t.Fatal(err)
			default:
				got = m.Name + " " + string(m.Role) + " " + string(m.Group) + " " + groupsText(m.Also)
			}
			if got != row.want {
				t.Errorf("%s: %s, want %s", row.why, got, row.want)
			}
		}
	})
}

func groupsText(gs []activity.GroupID) string {
	text := "["
	for _, g := range gs {
		text += string(g)
	}
	return text + "]"
}
