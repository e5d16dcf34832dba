package handlers

import (
	"cmp"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
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

// TestLooksTogether: whoever looks while a look is under way is served by the next one,
// which one of them leads for all, and sees what was stored before they asked. That one
// of them panics is their own affair.
func TestLooksTogether(t *testing.T) {
	var l looks
	day := store.DayFeed(nearDay)
	under, go1 := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		_, _ = l.at([]store.Feed{day}, func([]store.Feed) (map[store.Feed][]*joint.Telling, error) {
			close(under)
			<-go1
			return nil, nil
		})
	})
	<-under
	var looked, panics atomic.Int64
	stored := []*joint.Telling{{ID: 1}} // before the others ask, and unseen by the first
	for i := range 8 {
		all.Go(func() {
			defer func() {
				if recover() != nil {
					panics.Add(1)
				}
			}()
			got, err := l.at([]store.Feed{day}, func(feeds []store.Feed) (map[store.Feed][]*joint.Telling, error) {
				if looked.Add(1) == 1 {
					panic("the leader of the second look")
				}
				return map[store.Feed][]*joint.Telling{feeds[0]: stored}, nil
			})
			if err != nil || len(got) != 1 {
				t.Errorf("%d sees %v, %v", i, got, err)
			}
		})
	}
	for waits := 0; waits < 8; {
		l.mu.Lock()
		waits = len(l.waiting)
		l.mu.Unlock()
		runtime.Gosched()
	}
	close(go1)
	all.Wait()
	if panics.Load() != 1 || looked.Load() < 2 || looked.Load() > 8 {
		t.Errorf("%d panics, %d looks", panics.Load(), looked.Load())
	}
}

// TestNearbyIsBounded: feeds nobody looks at are dropped, and read again.
func TestNearbyIsBounded(t *testing.T) {
	n := &neighbours{heard: map[store.Feed]*feedHeard{}, most: maxHeld}
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
		if here := n.takeIn([]store.Feed{day(i)}, []store.News{news}, told)[day(i)]; len(here) != maxHeld/20 {
			t.Fatalf("day %d: %d", i, len(here))
		}
	}
	// A day with more than that stays as long as it is told of.
	full, news := day(31), store.News{}
	told := map[activity.RecordID]fresh{}
	for range 2 * maxHeld {
		next++
		r := activity.Record{ID: next, Category: activity.Visit, Date: activity.Date{Year: 2026, Month: time.January, Day: 31}}
		told[next], news.IDs = fresh{r, &joint.Telling{ID: next}}, append(news.IDs, next)
	}
	around := []store.Feed{full, day(30), day(29)}
	n.takeIn(around, []store.News{news, {}, {}}, told)
	if len(n.heard) != feedsOfOne || n.heard[full] == nil || n.heard[day(30)] == nil {
		t.Errorf("a full day is not kept: %d feeds are", len(n.heard))
	}
	n.takeIn([]store.Feed{full}, []store.News{{Anew: true}}, nil)
	held := 0
	for _, s := range n.heard {
		held += len(s.told)
	}
	if held != n.held || held > maxHeld || n.heard[day(1)] != nil || n.heard[day(30)] == nil {
		t.Errorf("%d held, %d counted, of %d feeds", held, n.held, len(n.heard))
	}
}
