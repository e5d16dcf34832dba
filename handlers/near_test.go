package handlers

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dutybook/activity"
	"dutybook/handlers/joint"
	"dutybook/store"
	"dutybook/store/storetest"
)

var nearDay = activity.Date{Year: 2026, Month: time.March, Day: 10}

// TestNearbyIsNeverBehind: whatever two processes do to records in turn, each
// finds nearby exactly what one finds that starts now.
func TestNearbyIsNeverBehind(t *testing.T) {
	s := storetest.New(t)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		id := activity.CommitteeID(fmt.Sprint("c", run))
		open := func() *Handlers { return &Handlers{Config: Config{Store: s.Committee(id)}} }
		processes := []*Handlers{open(), open()}
		if _, err := s.Committee(id).AddMember(t.Context(), activity.Member{Name: "王芳", Role: activity.Plain, User: 1}); err != nil {
			rt.Fatal(err)
		}
		var stored []activity.RecordID
		for step := range rapid.IntRange(1, 25).Draw(rt, "steps") {
			h := processes[rapid.IntRange(0, 1).Draw(rt, "process")]
			stored = append(stored, nearChange(t, rt, h, fmt.Sprint(step), stored)...)
			reader := processes[rapid.IntRange(0, 1).Draw(rt, "reader")]
			probe := visited(rapid.IntRange(-2, 2).Draw(rt, "day"))
			if rapid.Bool().Draw(rt, "piece") {
				probe.Category = activity.Proposal
			}
			got, want := nearOf(t, rt, reader, probe), nearOf(t, rt, open(), probe)
			if !reflect.DeepEqual(got, want) {
				rt.Fatalf("step %d finds %v, want %v", step, ids(got), ids(want))
			}
		}
	})
}

// nearChange changes one thing, as a handler would.
func nearChange(t *testing.T, rt *rapid.T, h *Handlers, key string, stored []activity.RecordID) []activity.RecordID {
	n, err := h.neighbours(t.Context())
	if err != nil {
		rt.Fatal(err)
	}
	change := store.Change{Key: key, By: "m1", At: time.Unix(0, 0)}
	var told []*joint.Telling
	if len(stored) == 0 || rapid.Bool().Draw(rt, "add") {
		r := visited(rapid.IntRange(-2, 2).Draw(rt, "of"))
		r.Category = rapid.SampledFrom([]activity.Category{activity.Visit, activity.Proposal}).Draw(rt, "kind")
		change.Add, told = []activity.Record{r}, []*joint.Telling{n.roster.Tell(r)}
	} else {
		id := rapid.SampledFrom(stored).Draw(rt, "record")
		switch what := rapid.SampledFrom([]string{"delete", "move", "reword", "join"}).Draw(rt, "what"); what {
		case "join":
			change.Joins = []store.Join{{ID: id, With: rapid.SampledFrom(stored).Draw(rt, "with")}}
		default:
			change.Edits = []store.Edit{{ID: id, With: func(r activity.Record) (activity.Record, error) {
				switch what {
				case "delete":
					r.Deleted = !r.Deleted
				case "move":
					r.Date.Day++
				case "reword":
					r.Text += "红枫社区"
				}
				return r, nil
			}}}
		}
	}
	out, err := h.Store.Apply(t.Context(), change)
	if err != nil {
		rt.Fatal(err)
	}
	n.added(out.Added, told)
	var added []activity.RecordID
	for _, r := range out.Added {
		added = append(added, r.ID)
	}
	return added
}

func visited(shift int) activity.Record {
	r := activity.Record{Category: activity.Visit, Date: nearDay, Member: "m1", Text: "走访3户"}
	r.Date.Day += shift
	return r
}

func nearOf(t *testing.T, rt *rapid.T, h *Handlers, r activity.Record) []*joint.Telling {
	n, err := h.neighbours(t.Context())
	if err != nil {
		rt.Fatal(err)
	}
	near, err := h.nearby(t.Context(), n, r)
	if err != nil {
		rt.Fatal(err)
	}
	near = slices.Clone(near)
	slices.SortFunc(near, func(a, b *joint.Telling) int { return cmp.Compare(a.ID, b.ID) })
	return near
}

func ids(near []*joint.Telling) []activity.RecordID {
	var out []activity.RecordID
	for _, t := range near {
		out = append(out, t.ID)
	}
	return out
}

// TestNearbyIsBounded: feeds nobody looks at are dropped, and read again.
func TestNearbyIsBounded(t *testing.T) {
	n := &neighbours{heard: map[store.Feed]*feedHeard{}}
	day := func(i int) store.Feed { return store.DayFeed(activity.Date{Year: 2026, Month: time.January, Day: i}) }
	next := activity.RecordID(0)
	for i := 1; i <= 30; i++ {
		told := map[activity.RecordID]fresh{}
		var news store.News
		for range maxHeld / 20 {
			next++
			r := activity.Record{ID: next, Category: activity.Visit, Date: activity.Date{Year: 2026, Month: time.January, Day: i}}
			told[next] = fresh{r, &joint.Telling{ID: next}}
			news.IDs = append(news.IDs, next)
		}
		if here, ok := n.takeIn(day(i), store.Mark{}, news, told); !ok || len(here) != maxHeld/20 {
			t.Fatalf("day %d: %d %v", i, len(here), ok)
		}
	}
	held := 0
	for _, s := range n.heard {
		held += len(s.told)
	}
	if held != n.held || held > maxHeld || n.heard[day(1)] != nil || n.heard[day(30)] == nil {
		t.Errorf("%d held, %d counted, of %d feeds", held, n.held, len(n.heard))
	}
}
