package store_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"dutybook/activity"
	"dutybook/store"
	"dutybook/store/storetest"
)

func TestInvitationJoinsOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := s.Committee("main")
		group, err := c.EnsureGroup(t.Context(), "经济组")
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := c.EnsureGroup(t.Context(), "经济组"); again != group {
			t.Errorf("one name, two groups: %v %v", group, again)
		}
		if err := c.Invite(t.Context(), noon, store.Invitation{Code: "abc", Role: activity.Plain, Group: group.ID}); err != nil {
			t.Fatal(err)
		}
		m, err := c.Join(t.Context(), "abc", activity.User{ID: 9007199254740993, Name: "张三"}, noon)
		if err != nil || m.Group != group.ID || m.Role != activity.Plain {
			t.Fatalf("join: %+v %v", m, err)
		}
		if _, err := c.Join(t.Context(), "abc", activity.User{ID: 6}, noon); !errors.Is(err, activity.ErrNotFound) {
			t.Errorf("a used code: %v", err)
		}
		if got, err := c.Who(t.Context(), 9007199254740993); err != nil || !reflect.DeepEqual(got, m) {
			t.Errorf("who: %+v %v", got, err)
		}
		if _, err := c.Who(t.Context(), 6); !errors.Is(err, activity.ErrNotFound) {
			t.Errorf("a stranger: %v", err)
		}
	})
}

func TestExportComesBackWhole(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		from, to := s.Committee("from"), s.Committee("to")
		g, _ := from.EnsureGroup(t.Context(), "经济组")
		if _, err := from.AddMember(t.Context(), activity.Member{Name: "张三", Role: activity.Plain, Group: g.ID, User: 5}); err != nil {
			t.Fatal(err)
		}
		mustApply(t, from, add("a", visit("m1", 1, 12)))
		joint := visit("m2", 1, 12)
		joint.SameAs = 1
		mustApply(t, from, add("b", joint, visit("m2", 3, 4)))
		mustApply(t, from, edit("c", 3, func(r *activity.Record) { r.Deleted = true }))

		var out, second bytes.Buffer
		if err := from.Export(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		dry, err := to.Import(t.Context(), strings.NewReader(out.String()), false)
		if err != nil || dry.Records != 3 || dry.Members != 1 || dry.Groups != 1 || len(dry.Bad) != 0 {
			t.Fatalf("dry run: %+v %v", dry, err)
		}
		wantTotals(t, to, "0场 0人次")
		bad := "not json\n" + out.String()
		did, err := to.Import(t.Context(), strings.NewReader(bad), true)
		if err != nil || len(did.Bad) != 1 || did.Bad[0].Number != 1 {
			t.Fatalf("import: %+v %v", did, err)
		}
		wantTotals(t, to, "1场 2人次 12户")
		if err := to.Export(t.Context(), &second); err != nil || second.String() != out.String() {
			t.Errorf("export of the import differs (%v):\n%s\n%s", err, out.String(), second.String())
		}
		if _, err := to.Import(t.Context(), &out, true); !errors.Is(err, activity.ErrConflict) {
			t.Errorf("import over records: %v", err)
		}
		mustApply(t, to, add("d", visit("m1", 9, 1)))
		wantTotals(t, to, "2场 3人次 13户")
	})
}
