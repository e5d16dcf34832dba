package store_test

import (
	"errors"
	"fmt"
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
			again := mustApply(t, c, add("a", visit("m1", 1, 3)))
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
			mustApply(t, c, edit("d", 2, func(r *activity.Record) { r.SameAs, r.NotSameAs = 0, 1 }))
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
// merges and unmerges: the totals kept by difference always equal a recount.
func TestTotalsEqualRecount(t *testing.T) {
	s := storetest.New(t)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		c := s.Committee(activity.CommitteeID(fmt.Sprintf("c%d", run)))
		var stored []activity.RecordID
		for step := range rapid.IntRange(1, 12).Draw(rt, "steps") {
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
	})
}

func randomChange(rt *rapid.T, key string, stored []activity.RecordID) store.Change {
	if len(stored) == 0 || rapid.Bool().Draw(rt, "log") {
		r := visit(rapid.SampledFrom([]string{"m1", "m2", "m3"}).Draw(rt, "member"), rapid.IntRange(0, 28).Draw(rt, "day"), rapid.Int64Range(1, 90).Draw(rt, "n"))
		r.Quantities[0].Approx = rapid.SampledFrom([]activity.Approx{activity.Exact, activity.Over, activity.Near}).Draw(rt, "approx")
		return add(key, r)
	}
	id := rapid.SampledFrom(stored).Draw(rt, "record")
	lead := rapid.SampledFrom(stored).Draw(rt, "lead")
	amount := activity.Whole(rapid.Int64Range(1, 90).Draw(rt, "amount"))
	what := rapid.SampledFrom([]string{"amend", "delete", "restore", "move", "merge", "unmerge"}).Draw(rt, "what")
	return edit(key, id, func(r *activity.Record) {
		switch what {
		case "amend":
			r.Quantities[0].Value = amount
		case "delete", "restore":
			r.Deleted = what == "delete"
		case "move":
			r.Date.Month++
		case "merge":
			if lead < id {
				r.SameAs = lead
			}
		case "unmerge":
			r.SameAs = 0
		}
	})
}
