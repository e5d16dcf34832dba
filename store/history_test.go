package store_test

import (
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/store"
	"dutybook/store/storetest"
)

// TestDoubtfulRecordsWaitOutsideTheTotals: a doubtful record is listed and
// counts for nothing; answering it moves it into the totals, and what it was
// stays in its history.
func TestDoubtfulRecordsWaitOutsideTheTotals(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, c := t.Context(), s.Committee("test")
		day := activity.Date{Year: 2026, Month: 3, Day: 12}
		at := time.Date(2026, 3, 12, 20, 15, 0, 0, time.UTC)
		r := activity.Record{Category: activity.Visit, Date: day, Member: "m1", Doubt: activity.DoubtSize, SentAt: at,
			Quantities: []activity.Quantity{{Value: activity.Whole(3000), Unit: "户"}}}
		out, err := c.Apply(ctx, store.Change{Key: "a", By: "m1", At: at, Add: []activity.Record{r}})
		if err != nil {
			t.Fatal(err)
		}
		if n := sessions(t, c); n != 0 {
			t.Errorf("a doubtful record makes %d sessions", n)
		}
		doubtful, err := c.Doubtful(ctx, 10)
		if err != nil || len(doubtful) != 1 || doubtful[0].ID != out.Added[0].ID {
			t.Fatalf("doubtful: %v, %v", doubtful, err)
		}
		answer := store.Change{Key: "b", By: "m1", At: at, Edits: []store.Edit{{ID: out.Added[0].ID,
			With: func(r activity.Record) (activity.Record, error) { r.Doubt = ""; return r, nil }}}}
		for range 2 { // delivered twice
			if _, err := c.Apply(ctx, answer); err != nil {
				t.Fatal(err)
			}
		}
		if n := sessions(t, c); n != 1 {
			t.Errorf("an answered record makes %d sessions", n)
		}
		if doubtful, _ := c.Doubtful(ctx, 10); len(doubtful) != 0 {
			t.Errorf("still doubtful: %v", doubtful)
		}
		history, err := c.History(ctx, out.Added[0].ID)
		if err != nil || len(history) != 1 || history[0].By != "m1" || !history[0].At.Equal(at) || history[0].Was.Doubt != activity.DoubtSize {
			t.Errorf("history %+v, %v", history, err)
		}
		last, ok, err := c.LastChange(ctx, "m1")
		if err != nil || !ok || len(last.Edited) != 1 || last.Edited[0].After.Doubt != "" {
			t.Errorf("last change %+v %v %v", last, ok, err)
		}
		if drift, err := c.Recount(ctx); err != nil || len(drift) > 0 {
			t.Errorf("recount: %v %v", drift, err)
		}
	})
}

func sessions(t *testing.T, c *store.Committee) int64 {
	t.Helper()
	tally, err := c.Tally(t.Context(), counting.Everyone, activity.Year(2026))
	if err != nil {
		t.Fatal(err)
	}
	line, _ := tally.Line(activity.Visit)
	return line.Sessions
}
