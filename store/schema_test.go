package store_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"dutybook/activity"
	"dutybook/store"
	"dutybook/store/storetest"
)

// old puts the data a program of layout 1 left into a server: testdata/schema1
// holds the commands that make it.
func old(t *testing.T, more ...string) (*store.Store, *redis.Client) {
	t.Helper()
	server := storetest.Real(t)
	options, err := redis.ParseURL(server.URL)
	must(t, err)
	raw := redis.NewClient(options)
	t.Cleanup(func() { _ = raw.Close() })
	dump, err := os.ReadFile("testdata/schema1.jsonl")
	must(t, err)
	lines := bufio.NewScanner(bytes.NewReader(dump))
	for lines.Scan() {
		var command []any
		must(t, json.Unmarshal(lines.Bytes(), &command))
		must(t, raw.Do(t.Context(), command...).Err())
	}
	for _, line := range more {
		var command []any
		for _, arg := range strings.Fields(line) {
			command = append(command, arg)
		}
		must(t, raw.Do(t.Context(), command...).Err())
	}
	return storetest.MustOpen(t, server.URL), raw
}

// upgraded checks that everything told under layout 1 is found where this
// program looks for it.
func upgraded(t *testing.T, s *store.Store, raw *redis.Client) {
	t.Helper()
	c := s.Committee("old")
	var got []string
	for _, m := range []activity.MemberID{"m1", "m2"} {
		latest, err := c.Latest(t.Context(), m, 0, 10)
		must(t, err)
		for _, r := range latest {
			got = append(got, string(m)+r.ID.String())
		}
	}
	during, err := c.During(t.Context(), activity.Year(2026), 10)
	must(t, err)
	for _, r := range during {
		got = append(got, r.ID.String()+" "+r.Date.String())
	}
	day := activity.Date{Year: 2026, Month: 3, Day: 10}
	news, err := c.News(t.Context(), []store.Feed{store.DayFeed(day), store.KindFeed(activity.Proposal, activity.Month{Year: 2026, Month: 4})}, make([]store.Mark, 2))
	must(t, err)
	for _, n := range news {
		for _, id := range n.IDs {
			got = append(got, "news "+id.String())
		}
	}
	want := []string{"m1#2", "m1#1", "m2#4", "m2#3", "#1 2026-03-10", "#3 2026-03-10", "#2 2026-03-12", "news #1", "news #3", "news #4"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if m, err := c.Who(t.Context(), 8); err != nil || m.Name != "孙大田" {
		t.Error(m, err)
	}
	if drift, err := c.Recount(t.Context()); err != nil || len(drift) > 0 {
		t.Error(drift, err)
	}
	if v := raw.Get(t.Context(), "{old}:schema").Val(); v != "3" {
		t.Errorf("layout %s", v)
	}
	left, err := raw.Exists(t.Context(), "{old}:by-day", "{old}:migrated", "{old}:migrating").Result()
	if err != nil || left != 0 {
		t.Errorf("%d keys of the old layout are left, %v", left, err)
	}
}

func TestOlderDataIsTakenAlong(t *testing.T) {
	t.Run("ByOneOfSeveralProcesses", func(t *testing.T) {
		s, raw := old(t)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := s.Committee("old").Prepare(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		upgraded(t, s, raw)
		must(t, s.Committee("old").Prepare(t.Context()))
		upgraded(t, s, raw)
	})
	t.Run("WhereTotalsWereCountedByOtherRules", func(t *testing.T) {
		s, raw := old(t, "HSET {old}:totals:all 2026-03\x1fopinion\x1f\x1f社情民意信息\x1f篇\x1f\x1f0 10000")
		must(t, s.Committee("old").Prepare(t.Context()))
		upgraded(t, s, raw)
	})
	t.Run("WhereAnotherDiedHalfway", func(t *testing.T) {
		s, raw := old(t, "DEL {old}:of:m1", "RPUSH {old}:of:m1 1 2", "RPUSH {old}:day:20260310 1", "RPUSH {old}:kind:visit:202603 1 2",
			"RPUSH {old}:day:20260312 2", "SET {old}:migrated 2", "SET {old}:migrating somebody PX 300")
		must(t, s.Committee("old").Prepare(t.Context()))
		upgraded(t, s, raw)
	})
}

func TestNewerDataIsRefused(t *testing.T) {
	s, raw := old(t, "SET {old}:schema 4")
	before := raw.DBSize(t.Context()).Val()
	if err := s.Committee("old").Prepare(t.Context()); !errors.Is(err, activity.ErrInvalid) || !strings.Contains(err.Error(), "newer") {
		t.Errorf("%v, want activity.ErrInvalid", err)
	}
	if after := raw.DBSize(t.Context()).Val(); after != before || raw.Get(t.Context(), "{old}:schema").Val() != "4" {
		t.Error("something was written")
	}
}

// TestInboxAndDirectoryAreMarked: what was there before versions stood with it is of
// version 1 and stays as it is; what is of a newer program is left alone.
func TestInboxAndDirectoryAreMarked(t *testing.T) {
	server := storetest.Real(t)
	s := storetest.MustOpen(t, server.URL)
	options, err := redis.ParseURL(server.URL)
	must(t, err)
	raw := redis.NewClient(options)
	defer func() { _ = raw.Close() }()
	must(t, s.Inbox().Put(t.Context(), update(1, 1)))
	must(t, s.Directory().Enter(t.Context(), 8, "c2"))
	for range 2 {
		must(t, s.Prepare(t.Context()))
	}
	in := s.Inbox()
	keep(t, in)
	if got := want(t, in, 1); string(got[0].Raw) != "update 1" {
		t.Errorf("%q waits", got[0].Raw)
	}
	if of, err := s.Directory().Of(t.Context(), 8); err != nil || len(of) != 1 {
		t.Error(of, err)
	}
	for _, key := range []string{"{inbox}:schema", "{people}:schema"} {
		if v := raw.Get(t.Context(), key).Val(); v != "1" {
			t.Errorf("%s is %q", key, v)
		}
		must(t, raw.Set(t.Context(), key, 9, 0).Err())
		if err := s.Prepare(t.Context()); !errors.Is(err, activity.ErrInvalid) || !strings.Contains(err.Error(), "newer") {
			t.Errorf("%s of a newer program: %v", key, err)
		}
		if v := raw.Get(t.Context(), key).Val(); v != "9" {
			t.Errorf("%s of a newer program was made %q", key, v)
		}
		must(t, raw.Set(t.Context(), key, 1, 0).Err())
	}
}

// TestTheNextInbox: a program with a newer layout rewrites what waits, marked or
// not, once, and again where that was cut short; the program before it is refused
// from then on.
func TestTheNextInbox(t *testing.T) {
	for _, marked := range []bool{true, false} {
		server := storetest.Real(t)
		s := storetest.MustOpen(t, server.URL)
		options, err := redis.ParseURL(server.URL)
		must(t, err)
		raw := redis.NewClient(options)
		if marked {
			must(t, s.Prepare(t.Context()))
		}
		must(t, s.Inbox().Put(t.Context(), update(1, 0), update(2, 1), update(3, 2), update(4, 3)))
		var ran atomic.Int64
		step := func(ctx context.Context) error {
			if ran.Add(1) == 1 {
				return context.Canceled // cut short
			}
			return raw.Set(ctx, "{inbox}:schema", 2, 0).Err()
		}
		if err := s.PrepareInbox(t.Context(), step); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		must(t, raw.Del(t.Context(), "{inbox}:migrating").Err()) // as after its minute
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := s.PrepareInbox(t.Context(), step); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := ran.Load(); n != 2 {
			t.Errorf("marked %v: rewritten %d times, want 2", marked, n)
		}
		if err := s.Prepare(t.Context()); !errors.Is(err, activity.ErrInvalid) {
			t.Errorf("the older program: %v", err)
		}
		_ = raw.Close()
	}
}

// TestOlderDataWithoutATrail: an import of the program before leaves no trail of its
// own; its totals are put right all the same.
func TestOlderDataWithoutATrail(t *testing.T) {
	s, raw := old(t, "HSET {old}:totals:all 2026-03\x1fopinion\x1f\x1f社情民意信息\x1f篇\x1f\x1f0 10000", "DEL {old}:audit")
	must(t, s.Committee("old").Prepare(t.Context()))
	upgraded(t, s, raw)
}
