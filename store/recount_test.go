package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/store"
	"dutybook/store/storetest"
	"github.com/google/go-cmp/cmp"
)

// TestARecountFindsWhatDrifted meddles with a total behind the store's back.
func TestARecountFindsWhatDrifted(t *testing.T) {
	server := storetest.Real(t)
	s := storetest.MustOpen(t, server.URL)
	c := s.Committee("main")
	mustApply(t, c, add("1", visit("m1", 3, 5), visit("m2", 4, 6)))
	key := "{main}:totals:" + string(counting.Everyone)
	server.Do(t, "HINCRBY", key, server.Do(t, "HKEYS", key).([]any)[0], int64(activity.Whole(7)))
	drifts, err := c.Recount(t.Context())
	if err != nil || len(drifts) != 1 || drifts[0].Kept-drifts[0].Counted != activity.Whole(7) || drifts[0].Scope != counting.Everyone {
		t.Fatalf("found %+v, %v", drifts, err)
	}
	mustApply(t, c, add("2", visit("m1", 5, 1))) // counts, though it came between
	for range 2 {                                // a second delivery changes nothing
		if err := c.Mend(t.Context(), "key", noon, drifts); err != nil {
			t.Fatal(err)
		}
	}
	wantTotals(t, c, "3场 3人次 12户")
	trail, err := c.Audit(t.Context(), "", 1)
	if err != nil || trail[0].Do != store.DidMend {
		t.Errorf("the trail ends with %+v, %v", trail, err)
	}
}

// TestARecountWhileOthersWrite: what is logged, joined and parted during a
// recount is no drift.
func TestARecountWhileOthersWrite(t *testing.T) {
	c := storetest.New(t).Committee("main")
	for i := range 20 {
		mustApply(t, c, add(fmt.Sprint("first", i), visit("m1", 3, 5)))
	}
	ctx, stop := context.WithCancel(t.Context())
	var writing sync.WaitGroup
	writing.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			_, _ = c.Apply(ctx, add(fmt.Sprint("more", i), visit("m2", 4, 6)))
			_, _ = c.Apply(ctx, edit(fmt.Sprint("join", i), activity.RecordID(2+i%19), func(r *activity.Record) {
				r.SameAs = activity.RecordID(1 - i/19%2)
			}))
		}
	})
	for range 20 {
		drifts, err := c.Recount(t.Context())
		if len(drifts) > 0 || (err != nil && !errors.Is(err, activity.ErrConflict)) {
			t.Errorf("drift %+v, %v", drifts, err)
		}
	}
	stop()
	writing.Wait()
	if drifts, err := c.Recount(t.Context()); err != nil || len(drifts) > 0 {
		t.Errorf("in the end: drift %+v, %v", drifts, err)
	}
}

// TestRecountsAreKept for every committee, the latest of each.
func TestRecountsAreKept(t *testing.T) {
	d := storetest.New(t).Directory()
	want := map[activity.CommitteeID]store.Recounted{"main": {At: noon.Local(), Drifts: 2}, "c2": {At: noon.AddDate(0, 0, 1).Local()}}
	for _, r := range []store.Recounted{{At: noon.AddDate(0, 0, -1), Drifts: 9}, want["main"]} {
		if err := d.SaveRecount(t.Context(), "main", r); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.SaveRecount(t.Context(), "c2", want["c2"]); err != nil {
		t.Fatal(err)
	}
	got, err := d.Recounts(t.Context())
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v: %s", err, diff)
	}
}
