package store_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
	"dutybook/store/storetest"
)

// TestAskedTogether: what many goroutines ask at the same time goes in few round
// trips, and everybody gets their own answer and their own error.
func TestAskedTogether(t *testing.T) {
	server := storetest.Real(t)
	c := storetest.MustOpen(t, server.URL).Committee("main")
	var records []activity.Record
	for day := range 20 {
		records = append(records, visit("m1", day+1, int64(day+1)))
	}
	mustApply(t, c, add("a", records...))
	reads := roundTrips(t, server)
	before := reads()
	const asked = 2000
	var all sync.WaitGroup
	for i := range asked {
		all.Go(func() {
			id := activity.RecordID(i%25 + 1) // the last five were never given
			r, err := c.Record(t.Context(), id)
			switch {
			case id <= 20 && (err != nil || r.ID != id || r.Date.Day != int(id)):
				t.Errorf("%v: %v %v", id, r, err)
			case id > 20 && !errors.Is(err, activity.ErrNotFound):
				t.Errorf("%v: %v, want activity.ErrNotFound", id, err)
			}
		})
	}
	all.Wait()
	if n := reads() - before; n > asked/4 {
		t.Errorf("%d round trips for %d questions", n, asked)
	}
}

// roundTrips counts how often a server was asked something by others.
func roundTrips(t *testing.T, server *storetest.Server) func() int {
	options, err := redis.ParseURL(server.URL)
	must(t, err)
	raw := redis.NewClient(options)
	t.Cleanup(func() { _ = raw.Close() })
	own := 0
	return func() int {
		own++
		var n int
		_, rest, _ := strings.Cut(raw.Info(t.Context(), "stats").Val(), "total_reads_processed:")
		_, _ = fmt.Sscan(rest, &n)
		return n - own
	}
}

// TestStoredInOneRoundTrip: what must be stored before it is acknowledged, by
// webhook or by polling, takes one round trip; the first of a server's life two.
func TestStoredInOneRoundTrip(t *testing.T) {
	server := storetest.Real(t)
	s := storetest.MustOpen(t, server.URL)
	in, trips := s.Inbox(), roundTrips(t, server)
	must(t, s.Ping(t.Context()))
	for i, most := range []int{2, 1, 1} {
		before := trips()
		must(t, in.Put(t.Context(), update(int64(10*i), 1), update(int64(10*i+1), 2)))
		if n := trips() - before; n > most {
			t.Errorf("put %d took %d round trips", i, n)
		}
	}
}

// TestAskedWhileAway: nobody waits for ever, and everybody is told.
func TestAskedWhileAway(t *testing.T) {
	server := storetest.Real(t)
	s := storetest.MustOpen(t, server.URL)
	must(t, s.Ping(t.Context()))
	server.Kill()
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if _, err := s.Committee("main").Record(t.Context(), 1); !errors.Is(err, activity.ErrAway) {
				t.Errorf("%v, want activity.ErrAway", err)
			}
			if _, err := s.Directory().Of(t.Context(), 1); !errors.Is(err, activity.ErrAway) {
				t.Errorf("%v, want activity.ErrAway", err)
			}
		})
	}
	all.Wait()
}

// TestFullIsAway: a server that is full for now, or says that somebody else has
// the key by now, has not answered; whoever asked tries again.
func TestFullIsAway(t *testing.T) {
	server := storetest.Real(t)
	c := storetest.MustOpen(t, server.URL).Committee("main")
	mustApply(t, c, add("a", visit("m1", 1, 3)))
	options, err := redis.ParseURL(server.URL)
	must(t, err)
	raw := redis.NewClient(options)
	t.Cleanup(func() { _ = raw.Close() })
	must(t, raw.ConfigSet(t.Context(), "maxmemory", "1").Err())
	if _, err := c.Apply(t.Context(), add("b", visit("m1", 2, 3))); !errors.Is(err, activity.ErrAway) {
		t.Errorf("%v, want activity.ErrAway", err)
	}
	must(t, raw.ConfigSet(t.Context(), "maxmemory", "0").Err())
	if out := mustApply(t, c, add("b", visit("m1", 2, 3))); out.Again || out.Added[0].ID != 2 {
		t.Errorf("then %+v", out)
	}
}
