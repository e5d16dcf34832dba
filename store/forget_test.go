package store_test

import (
	"bytes"
	"strings"
	"testing"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/store"
	"dutybook/store/storetest"
)

// TestWhoIsForgottenLeavesTotalsAndNothingElse: every key of the committee is
// looked through for the words, the name and the number.
func TestWhoIsForgottenLeavesTotalsAndNothingElse(t *testing.T) {
	s, everything := storetest.WithDump(t)
	c := s.Committee("main")
	m, err := c.AddMember(t.Context(), activity.Member{Name: "王小芳", Role: activity.Plain, Group: "g1", User: 424242})
	if err != nil {
		t.Fatal(err)
	}
	r := visit(string(m.ID), 3, 12)
	r.Text, r.Summary, r.Place, r.Group = "在柳河村走访", "在柳河村走访", "柳河村", "g1"
	mustApply(t, c, add("a", r))
	mustApply(t, c, edit("b", 1, func(r *activity.Record) { r.Quantities[0].Value = activity.Whole(5) }))
	photo := store.Evidence{File: "柳河村.jpg", Unique: "u", At: noon}
	for range 2 {
		if err := c.AddEvidence(t.Context(), 1, photo); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := c.Evidence(t.Context(), 1); err != nil || len(all) != 1 {
		t.Fatalf("the same photo twice: %v %v", all, err)
	}
	friend, err := c.AddMember(t.Context(), activity.Member{Name: "李四", Role: activity.Plain})
	if err != nil {
		t.Fatal(err)
	}
	for by, name := range map[activity.MemberID]string{m.ID: "柳河村老李", friend.ID: "王小芳"} {
		if err := c.SetCall(t.Context(), by, name, m.ID); err != nil {
			t.Fatal(err)
		}
	}
	for _, of := range []activity.MemberID{m.ID, friend.ID} {
		entry := map[string]string{"member": string(of), "reason": map[bool]string{true: "在柳河村住院", false: "出差"}[of == m.ID]}
		if _, err := c.Put(t.Context(), store.Entries, "entry:"+string(of), entry); err != nil {
			t.Fatal(err)
		}
	}
	before, err := c.Tally(t.Context(), counting.Everyone, activity.Year(2026))
	if err != nil {
		t.Fatal(err)
	}

	if err := c.WishForget(t.Context(), m.ID, noon); err != nil {
		t.Fatal(err)
	}
	if due, _ := c.ToForget(t.Context(), noon.Add(store.ForgetAfter-1e9)); len(due) > 0 {
		t.Error("forgotten before the seven days are over")
	}
	due, err := c.ToForget(t.Context(), noon.Add(store.ForgetAfter))
	if err != nil || len(due) != 1 {
		t.Fatal(due, err)
	}
	for range 2 { // as after a crash
		if err := c.Erase(t.Context(), m.ID, noon); err != nil {
			t.Fatal(err)
		}
	}
	for key, value := range everything() {
		for _, trace := range []string{"王小芳", "柳河村", "424242"} {
			// What a change did is kept under its key for thirty days.
			if strings.Contains(value, trace) && !strings.Contains(key, ":done:") {
				t.Errorf("%s still holds %q: %.200s", key, trace, value)
			}
		}
	}
	if left, err := c.Shelf(t.Context(), store.Entries); err != nil || len(left) != 1 {
		t.Errorf("entries of others: %v %v", left, err)
	}
	after, err := c.Tally(t.Context(), counting.Everyone, activity.Year(2026))
	if err != nil || len(after.Lines) != 1 || after.Lines[0].Sessions != before.Lines[0].Sessions {
		t.Errorf("totals: %+v %v", after, err)
	}
	if drift, err := c.Recount(t.Context()); err != nil || len(drift) > 0 {
		t.Errorf("recount: %v %v", drift, err)
	}
	var out bytes.Buffer
	if err := c.Export(t.Context(), &out); err != nil || !strings.Contains(out.String(), `"category":"visit"`) {
		t.Errorf("export: %s %v", out.String(), err)
	}
}

// TestTheTrailOnlyGrows and tells who did what once.
func TestTheTrailOnlyGrows(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := s.Committee("main")
		mustApply(t, c, add("a", visit("m1", 1, 12)))
		for range 2 {
			if err := c.Note(t.Context(), "k", store.Entry{Do: store.DidExport, By: "m2", At: noon, What: "ledger 2026"}); err != nil {
				t.Fatal(err)
			}
		}
		all, err := c.Audit(t.Context(), "", 10)
		if err != nil || len(all) != 2 || all[0].Do != store.DidExport || all[0].What != "ledger 2026" || all[1].Record != 1 || all[1].By != "m1" {
			t.Fatalf("%+v %v", all, err)
		}
		older, err := c.Audit(t.Context(), all[0].ID, 10)
		if err != nil || len(older) != 1 || older[0].ID != all[1].ID {
			t.Errorf("before %s: %+v %v", all[0].ID, older, err)
		}
	})
}
