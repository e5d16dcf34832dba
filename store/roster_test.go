package store_test

import (
	"testing"

	"dutybook/activity"
	"dutybook/store"
	"dutybook/store/storetest"
)

// TestStrikeLeavesWhoHasWork: of a list that is taken back only those go of whom
// nothing is told, by themselves or in others' records.
func TestStrikeLeavesWhoHasWork(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := s.Committee("main")
		var ids []activity.MemberID
		for row, name := range []string{"甲有记录", "乙被写到", "丙没有"} {
			m, err := c.Enrol(t.Context(), "list", row, activity.Member{Name: name, Role: activity.Plain}, "m9", noon)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, m.ID)
		}
		mustApply(t, c, add("own", visit(string(ids[0]), 1, 3)))
		r := visit("m9", 1, 5)
		r.Behalf, r.Outside, r.With = true, true, []activity.Fellow{{Member: ids[1]}}
		mustApply(t, c, add("named", r))
		struck, stay, err := c.Strike(t.Context(), "list", "m9", noon)
		if err != nil || struck != 1 || stay != 2 {
			t.Fatalf("struck %d, %d stay, %v", struck, stay, err)
		}
		for i, want := range []bool{true, true, false} {
			if _, err := c.Member(t.Context(), ids[i]); (err == nil) != want {
				t.Errorf("%s is there: %v, want %v", ids[i], err == nil, want)
			}
		}
	})
}
