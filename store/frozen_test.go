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

// TestAFrozenYearStands: whatever is logged, edited, deleted, merged and taken
// apart after a year was frozen, its figures stay; what came in is counted
// apart. Once the year is open again, nothing is late and the totals are those
// of the final state.
func TestAFrozenYearStands(t *testing.T) {
	s := storetest.New(t)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		c := s.Committee(activity.CommitteeID(fmt.Sprintf("f%d", run)))
		stored := play(t, rt, c, "a", nil)
		_, err := c.Freeze(t.Context(), 2026, "m1", noon)
		must(t, err)
		before := linesOf(t, c)
		stored = play(t, rt, c, "b", stored)
		if diff := cmp.Diff(before, linesOf(t, c)); diff != "" {
			rt.Fatalf("a frozen year moved: %s", diff)
		}
		agrees(t, rt, c)
		_, err = c.Unfreeze(t.Context(), "u", 2026, "m1", noon)
		must(t, err)
		must(t, c.EachRecord(t.Context(), func(r activity.Record) error {
			if r.Late {
				rt.Fatalf("%v is late in an open year", r.ID)
			}
			return nil
		}))
		play(t, rt, c, "c", stored)
		agrees(t, rt, c)
		sameAtOnce(t, rt, s.Committee(activity.CommitteeID(fmt.Sprintf("g%d", run))), c)
	})
}

// TestFrozenElsewhere: a process that looked at the frozen years before another one
// froze a year, or opened it, does as if it had looked just now.
func TestFrozenElsewhere(t *testing.T) {
	s := storetest.New(t)
	here, there := s.Committee("f"), s.Committee("f")
	visit := activity.Record{Category: activity.Visit, Date: activity.Date{Year: 2026, Month: time.March, Day: 1}, Member: "m1", Text: "走访3户"}
	log := func(key string) activity.Record {
		out, err := here.Apply(t.Context(), store.Change{Key: key, By: "m1", At: noon, Add: []activity.Record{visit}})
		must(t, err)
		return out.Added[0]
	}
	remove := func(key string, id activity.RecordID) error {
		_, err := here.Apply(t.Context(), store.Change{Key: key, By: "m1", At: noon, Edits: []store.Edit{{ID: id, With: func(r activity.Record) (activity.Record, error) {
			r.Deleted = true
			return r, nil
		}}}})
		return err
	}
	first := log("1")
	_, err := there.Freeze(t.Context(), 2026, "m1", noon)
	must(t, err)
	if log("2"); !log("3").Late {
		t.Error("a record of a year frozen elsewhere is not late")
	}
	_, err = there.Unfreeze(t.Context(), "u", 2026, "m1", noon)
	must(t, err)
	must(t, remove("4", first.ID))
	second := log("5")
	_, err = there.Freeze(t.Context(), 2026, "m1", noon)
	must(t, err)
	if err := remove("6", second.ID); !errors.Is(err, activity.ErrFrozen) {
		t.Errorf("a year frozen elsewhere moves: %v", err)
	}
}

// play makes random changes, some of them in the year before; those a frozen
// year refuses leave no trace.
func play(t *testing.T, rt *rapid.T, c *store.Committee, key string, stored []activity.RecordID) []activity.RecordID {
	for step := range rapid.IntRange(1, 10).Draw(rt, "steps") {
		change := randomChange(rt, fmt.Sprint(key, step), stored)
		for i := range change.Add {
			change.Add[i].Date.Year = rapid.SampledFrom([]int{2026, 2026, 2025}).Draw(rt, "year")
		}
		out, err := c.Apply(t.Context(), change)
		if err != nil && !errors.Is(err, activity.ErrFrozen) {
			rt.Fatal(err)
		}
		for _, r := range out.Added {
			stored = append(stored, r.ID)
		}
	}
	return stored
}

func linesOf(t *testing.T, c *store.Committee) map[counting.Scope][]counting.Line {
	t.Helper()
	lines := map[counting.Scope][]counting.Line{}
	for _, scope := range []counting.Scope{counting.Everyone, counting.OfGroup("g1"), counting.OfMember("m1"), counting.OfMember("m2")} {
		tally, err := c.Tally(t.Context(), scope, activity.Year(2026))
		must(t, err)
		lines[scope] = tally.Lines
	}
	return lines
}

func agrees(t *testing.T, rt *rapid.T, c *store.Committee) {
	drift, err := c.Recount(t.Context())
	if err != nil || len(drift) > 0 {
		rt.Fatalf("drift %+v, error %v", drift, err)
	}
}

// TestWhatComesLate: a new record is marked and counted apart, one that was
// there before cannot be moved, a second freeze changes nothing, and an export
// carries the freeze.
func TestWhatComesLate(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := s.Committee("late")
		mustApply(t, c, add("a", visit("m1", 3, 5)))
		for i := range 2 {
			f, err := c.Freeze(t.Context(), 2026, "m1", noon.Add(time.Duration(i)*time.Hour))
			if err != nil || !f.At.Equal(noon) {
				t.Fatalf("frozen %+v, %v", f, err)
			}
		}
		if out := mustApply(t, c, add("b", visit("m2", 4, 7))); !out.Added[0].Late {
			t.Error("not marked late")
		}
		if out := mustApply(t, c, add("a", visit("m1", 3, 5))); out.Added[0].Late {
			t.Error("told again after the freeze, marked late")
		}
		_, err := c.Apply(t.Context(), edit("c", 1, func(r *activity.Record) { r.Deleted = true }))
		if !errors.Is(err, activity.ErrFrozen) {
			t.Errorf("deleted: %v", err)
		}
		mustApply(t, c, edit("d", 1, func(r *activity.Record) { r.Place = "东街" }))
		wantTotals(t, c, "1场 1人次 5户")
		tally, err := c.Tally(t.Context(), counting.Everyone, activity.Year(2026))
		must(t, err)
		if len(tally.Late) != 1 || tally.Late[0].Sessions != 1 || tally.Late[0].Figures[0].Value != activity.Whole(7) {
			t.Errorf("late %+v", tally.Late)
		}
		n, err := c.Unfreeze(t.Context(), "u", 2026, "m1", noon)
		if n != 1 || err != nil {
			t.Errorf("taken in %d, %v", n, err)
		}
		wantTotals(t, c, "2场 2人次 12户")
		trail, err := c.Audit(t.Context(), "", 10)
		must(t, err)
		if trail[1].Do != store.DidUnfreeze || trail[1].What != "2026" {
			t.Errorf("trail %+v", trail)
		}
	})
}
