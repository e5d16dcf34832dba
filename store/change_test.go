package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/store"
	"dutybook/store/storetest"
)

var noon = time.Date(2026, 3, 12, 12, 0, 0, 0, time.UTC)

func visit(member string, day int, households int64) activity.Record {
	return activity.Record{
		Category: activity.Visit, Member: activity.MemberID(member), Group: "g1",
		Date:       activity.Date{Year: 2026, Month: 3, Day: day},
		Quantities: []activity.Quantity{{Value: activity.Whole(households), Unit: "户"}},
	}
}

func add(key string, records ...activity.Record) store.Change {
	return store.Change{Key: key, By: "m1", At: noon, Add: records}
}

func edit(key string, id activity.RecordID, with func(*activity.Record)) store.Change {
	return store.Change{Key: key, By: "m1", At: noon, Edits: []store.Edit{{ID: id, With: func(r activity.Record) (activity.Record, error) {
		with(&r)
		return r, nil
	}}}}
}

func mustApply(t *testing.T, c *store.Committee, change store.Change) store.Outcome {
	t.Helper()
	out, err := c.Apply(t.Context(), change)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// households gives sessions, attendances and households of the committee.
func households(t *testing.T, c *store.Committee) string {
	t.Helper()
	tally, err := c.Tally(t.Context(), counting.Everyone, activity.Year(2026))
	if err != nil {
		t.Fatal(err)
	}
	line, _ := tally.Line(activity.Visit)
	s := fmt.Sprintf("%d场 %d人次", line.Sessions, line.Attendances)
	for _, f := range line.Figures {
		s += fmt.Sprintf(" %v%s", f.Value, f.Unit)
	}
	return s
}

func wantTotals(t *testing.T, c *store.Committee, want string) {
	t.Helper()
	if got := households(t, c); got != want {
		t.Errorf("totals: got %s, want %s", got, want)
	}
	drift, err := c.Recount(t.Context())
	if err != nil || len(drift) != 0 {
		t.Errorf("recount: %v %v", drift, err)
	}
}

func TestApply(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		t.Run("NumbersInOrder", func(t *testing.T) {
			c := s.Committee("numbers")
			out := mustApply(t, c, add("a", visit("m1", 1, 3), visit("m1", 2, 4)))
			if out.Added[0].ID != 1 || out.Added[1].ID != 2 {
				t.Errorf("got %v and %v", out.Added[0].ID, out.Added[1].ID)
			}
			wantTotals(t, c, "2场 2人次 7户")
		})
		t.Run("OnceHoweverOftenDelivered", func(t *testing.T) {
			c := s.Committee("once")
			first := mustApply(t, c, add("a", visit("m1", 1, 3)))
			again := mustApply(t, c, add("a", visit("m1", 1, 4))) // understood otherwise the second time
			if !again.Again || first.Again {
				t.Error("the two deliveries are not told apart")
			}
			again.Again = false
			if diff := cmp.Diff(first, again); diff != "" {
				t.Errorf("second delivery differs: %s", diff)
			}
			wantTotals(t, c, "1场 1人次 3户")
		})
		t.Run("EditMovesTotalsByDifference", func(t *testing.T) {
			c := s.Committee("edit")
			mustApply(t, c, add("a", visit("m1", 1, 3)))
			out := mustApply(t, c, edit("b", 1, func(r *activity.Record) { r.Quantities[0].Value = activity.Whole(5) }))
			if got := out.Edited[0].Before.Quantities[0].Value; got != activity.Whole(3) {
				t.Errorf("before: %v", got)
			}
			wantTotals(t, c, "1场 1人次 5户")
			mustApply(t, c, edit("c", 1, func(r *activity.Record) { r.Deleted = true }))
			wantTotals(t, c, "0场 0人次")
			mustApply(t, c, edit("d", 1, func(r *activity.Record) { r.Deleted = false }))
			wantTotals(t, c, "1场 1人次 5户")
		})
		t.Run("JointWorkOnce", func(t *testing.T) {
			c := s.Committee("joint")
			mustApply(t, c, add("a", visit("m1", 1, 12)))
			joint := visit("m2", 1, 12)
			joint.SameAs = 1
			mustApply(t, c, add("b", joint))
			wantTotals(t, c, "1场 2人次 12户")
			mustApply(t, c, edit("c", 1, func(r *activity.Record) { r.Deleted = true }))
			wantTotals(t, c, "1场 1人次 12户")
			mustApply(t, c, edit("d", 2, func(r *activity.Record) { r.SameAs, r.ApartFrom = 0, []activity.RecordID{1} }))
			mustApply(t, c, edit("e", 1, func(r *activity.Record) { r.Deleted = false }))
			wantTotals(t, c, "2场 2人次 24户")
		})
		t.Run("UnknownRecord", func(t *testing.T) {
			_, err := s.Committee("none").Apply(t.Context(), edit("a", 9, func(*activity.Record) {}))
			if !errors.Is(err, activity.ErrNotFound) {
				t.Errorf("got %v", err)
			}
		})
	})
}

// TestTotalsEqualRecount plays random histories of logs, edits, deletions,
// merges of merges and unmerges. The totals kept by difference always equal a
// recount, and both equal the totals of a committee that was told the final
// state at once.
func TestTotalsEqualRecount(t *testing.T) {
	s := storetest.New(t)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		c := s.Committee(activity.CommitteeID(fmt.Sprintf("c%d", run)))
		var stored []activity.RecordID
		for step := range rapid.IntRange(1, 16).Draw(rt, "steps") {
			change := randomChange(rt, fmt.Sprint(step), stored)
			out, err := c.Apply(t.Context(), change)
			if err != nil {
				rt.Fatal(err)
			}
			for _, r := range out.Added {
				stored = append(stored, r.ID)
			}
		}
		drift, err := c.Recount(t.Context())
		if err != nil || len(drift) > 0 {
			rt.Fatalf("drift %+v, error %v", drift, err)
		}
		sameByDay(t, rt, c)
		sameAtOnce(t, rt, s.Committee(activity.CommitteeID(fmt.Sprintf("d%d", run))), c)
		trees(t, rt, c)
	})
}

// sameByDay compares what is read of a period with all there is.
func sameByDay(t *testing.T, rt *rapid.T, c *store.Committee) {
	var want []activity.RecordID
	period := activity.Period{From: activity.Month{Year: 2026, Month: 3}, To: activity.Month{Year: 2026, Month: 5}}
	err := c.EachRecord(t.Context(), func(r activity.Record) error {
		if !r.Deleted && period.Touches(r.Date) {
			want = append(want, r.ID)
		}
		return nil
	})
	if err != nil {
		rt.Fatal(err)
	}
	got, err := c.During(t.Context(), period, 1000)
	if err != nil {
		rt.Fatal(err)
	}
	if !slices.IsSortedFunc(got, func(a, b activity.Record) int { return a.Date.Number() - b.Date.Number() }) {
		rt.Fatal("not in order of days")
	}
	ids := []activity.RecordID{}
	for _, r := range got {
		ids = append(ids, r.ID)
	}
	slices.Sort(ids)
	if !slices.Equal(ids, want) {
		rt.Fatalf("during %v: %v, want %v", period, ids, want)
	}
}

// sameAtOnce imports what one committee exports into another and compares.
func sameAtOnce(t *testing.T, rt *rapid.T, fresh, c *store.Committee) {
	var file bytes.Buffer
	if err := c.Export(t.Context(), &file); err != nil {
		rt.Fatal(err)
	}
	if _, err := fresh.Import(t.Context(), &file, true); err != nil {
		rt.Fatal(err)
	}
	for _, scope := range []counting.Scope{counting.Everyone, counting.OfGroup("g1"), counting.OfMember("m1"), counting.OfMember("m2")} {
		got, err := c.Tally(t.Context(), scope, activity.Year(2026))
		want, err2 := fresh.Tally(t.Context(), scope, activity.Year(2026))
		if diff := cmp.Diff(want, got); diff != "" || err != nil || err2 != nil {
			rt.Fatalf("%s: %s %v %v", scope, diff, err, err2)
		}
	}
}

// trees checks that every event hangs together below its root.
func trees(t *testing.T, rt *rapid.T, c *store.Committee) {
	all := map[activity.RecordID]activity.Record{}
	err := c.EachRecord(t.Context(), func(r activity.Record) error { all[r.ID] = r; return nil })
	if err != nil {
		rt.Fatal(err)
	}
	for id, r := range all {
		at := r
		for range all {
			if at.SameAs == 0 {
				break
			}
			at = all[at.Parent()]
		}
		if at.SameAs != 0 || at.ID != r.Event() {
			rt.Fatalf("%v of event %v hangs below %v", id, r.Event(), at.ID)
		}
		event, err := c.EventOf(t.Context(), id)
		if err != nil || !slices.ContainsFunc(event, func(o activity.Record) bool { return o.ID == id }) {
			rt.Fatalf("%v is not listed in its event: %v", id, err)
		}
	}
}

func randomChange(rt *rapid.T, key string, stored []activity.RecordID) store.Change {
	if len(stored) == 0 || rapid.Bool().Draw(rt, "log") {
		r := visit(rapid.SampledFrom([]string{"m1", "m2", "m3"}).Draw(rt, "member"), rapid.IntRange(0, 28).Draw(rt, "day"), rapid.Int64Range(1, 4).Draw(rt, "n"))
		r.Quantities[0].Approx = rapid.SampledFrom([]activity.Approx{activity.Exact, activity.Over, activity.Near}).Draw(rt, "approx")
		if len(stored) > 0 && rapid.Bool().Draw(rt, "joint") {
			r.SameAs = rapid.SampledFrom(stored).Draw(rt, "same")
		}
		r.Act = rapid.SampledFrom([]activity.Act{"", activity.Held, activity.Attended}).Draw(rt, "act")
		if rapid.Bool().Draw(rt, "named") {
			r.With = []activity.Fellow{{Member: "m2", Group: "g1"}}
		}
		return add(key, r)
	}
	id := rapid.SampledFrom(stored).Draw(rt, "record")
	with := rapid.SampledFrom(stored).Draw(rt, "with")
	amount := activity.Whole(rapid.Int64Range(1, 90).Draw(rt, "amount"))
	what := rapid.SampledFrom([]string{"amend", "delete", "restore", "move", "act", "merge", "merge", "unmerge"}).Draw(rt, "what")
	switch what {
	case "merge":
		return store.Change{Key: key, By: "m1", At: noon, Joins: []store.Join{{ID: id, With: with}}}
	case "unmerge":
		return store.Change{Key: key, By: "m1", At: noon, Splits: []activity.RecordID{id}}
	}
	return edit(key, id, func(r *activity.Record) {
		switch what {
		case "amend":
			r.Quantities[0].Value, r.Amended = amount, noon.Add(time.Duration(len(key)))
		case "delete", "restore":
			r.Deleted = what == "delete"
		case "move":
			r.Date.Month++
		case "act":
			r.Act = activity.Held
		}
	})
}

// TestUnmergeRestores: whatever two events are merged, taking the one that was
// hung below the other out again leaves both as they were.
func TestUnmergeRestores(t *testing.T) {
	s := storetest.New(t)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		c := s.Committee(activity.CommitteeID(fmt.Sprintf("u%d", run)))
		n := rapid.IntRange(2, 7).Draw(rt, "records")
		for i := range n {
			mustApply(t, c, add(fmt.Sprint("a", i), visit(fmt.Sprint("m", i), 1, 3)))
		}
		join := func(key string) store.Outcome {
			id := activity.RecordID(rapid.IntRange(1, n).Draw(rt, "id"))
			with := activity.RecordID(rapid.IntRange(1, n).Draw(rt, "with"))
			return mustApply(t, c, store.Change{Key: key, By: "m1", At: noon, Joins: []store.Join{{ID: id, With: with}}})
		}
		for i := range rapid.IntRange(0, 5).Draw(rt, "merges") {
			join(fmt.Sprint("j", i))
		}
		before, totals := events(t, c), households(t, c)
		out := join("last")
		for _, e := range out.Edited {
			if e.Before.SameAs == 0 && e.After.SameAs != 0 {
				mustApply(t, c, store.Change{Key: "split", By: "m1", At: noon, Splits: []activity.RecordID{e.After.ID}})
			}
		}
		if after := events(t, c); after != before || households(t, c) != totals {
			rt.Fatalf("got %s, want %s", after, before)
		}
	})
}

// events writes every record with its event and its parent.
func events(t *testing.T, c *store.Committee) string {
	t.Helper()
	var out []string
	err := c.EachRecord(t.Context(), func(r activity.Record) error {
		out = append(out, fmt.Sprint(r.ID, r.SameAs, r.Via))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, " ")
}

// TestReviewList: questions are listed until they are answered.
func TestReviewList(t *testing.T) {
	c := storetest.New(t).Committee("review")
	mustApply(t, c, add("a", visit("m1", 1, 3)))
	maybe := visit("m2", 1, 4)
	maybe.MaybeSameAs = []activity.RecordID{1}
	mustApply(t, c, add("b", maybe))
	list := func() string {
		records, err := c.ToReview(t.Context(), 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		var ids []activity.RecordID
		for _, r := range records {
			ids = append(ids, r.ID)
		}
		return fmt.Sprint(ids)
	}
	if got := list(); got != "[#2]" {
		t.Errorf("listed %s", got)
	}
	mustApply(t, c, store.Change{Key: "c", By: "m1", At: noon, Joins: []store.Join{{ID: 2, With: 1}}})
	if got := list(); got != "[#1]" {
		t.Errorf("told differently, listed %s", got)
	}
	mustApply(t, c, edit("d", 2, func(r *activity.Record) { r.Quantities[0].Value = activity.Whole(3) }))
	if got := list(); got != "[]" {
		t.Errorf("agreed, listed %s", got)
	}
}
