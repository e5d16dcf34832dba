package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
	"dutybook/store"
	"dutybook/store/storetest"
)

// keep lets an inbox hold lanes until the test ends or stop is called.
func keep(t *testing.T, in *store.Inbox) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var kept sync.WaitGroup
	kept.Go(func() { in.Keep(ctx, func(err error) { t.Log("keep:", err) }) })
	stop = func() { cancel(); kept.Wait() }
	t.Cleanup(stop)
	return stop
}

// want reads until n deliveries are there.
func want(t *testing.T, in *store.Inbox, n int) []activity.Delivery {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var got []activity.Delivery
	for len(got) < n {
		more, err := in.Next(ctx, 100)
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, more...); ctx.Err() != nil {
			t.Fatalf("%d deliveries, want %d", len(got), n)
		}
	}
	return got
}

func update(id int64, chat activity.ChatID) activity.Update {
	return activity.Update{ID: id, Chat: chat, Raw: fmt.Append(nil, "update ", id)}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestInboxStoresOnceAndInOrder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		in := s.Inbox()
		must(t, in.Put(t.Context(), update(7, 1), update(8, 1), update(7, 1)))
		must(t, in.Put(t.Context(), update(8, 1)))
		must(t, in.Put(t.Context(), update(9, 1)))
		keep(t, in)
		for i, d := range want(t, in, 3) {
			if string(d.Raw) != fmt.Sprint("update ", 7+i) || d.Tries != 0 || !in.Holds(d) {
				t.Errorf("delivery %d is %q, tries %d", i, d.Raw, d.Tries)
			}
			must(t, in.Done(t.Context(), d))
		}
		if n, err := in.Waiting(t.Context()); n != 0 || err != nil {
			t.Errorf("waiting %d %v", n, err)
		}
		if st := in.Stats(); st.Stored != 3 || st.Known != 2 || st.Finished != 3 || st.Lanes != store.Lanes {
			t.Errorf("stats %+v", st)
		}
	})
}

func TestInboxPutTogether(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		in := s.Inbox()
		var puts sync.WaitGroup
		for i := range int64(500) {
			puts.Go(func() {
				if err := in.Put(t.Context(), update(i, activity.ChatID(i%50))); err != nil {
					t.Error(err)
				}
			})
		}
		puts.Wait()
		if n, _ := in.Waiting(t.Context()); n != 500 {
			t.Errorf("%d waiting, want 500", n)
		}
	})
}

func TestInboxShares(t *testing.T) {
	s := storetest.MustOpen(t, storetest.Real(t).URL)
	a, b := s.Inbox(), s.Inbox()
	stopA := keep(t, a)
	storetest.Eventually(t, "one holds all", func() bool { return a.Stats().Lanes == store.Lanes })

	// What a has in hand stays with a, whoever comes.
	const chats = 500 // in every lane some
	for i := range int64(chats) {
		must(t, a.Put(t.Context(), update(1000+i, activity.ChatID(i))))
	}
	inHand := want(t, a, chats)
	keep(t, b)
	storetest.Eventually(t, "both know each other", func() bool { return a.Stats().Processes == 2 && b.Stats().Processes == 2 })
	storetest.Eventually(t, "a was asked for half", func() bool { return a.Leaving() == store.Lanes/2 })
	if n := b.Stats().Lanes; n != 0 {
		t.Errorf("%d lanes with work in hand were given away", n)
	}
	for _, d := range inHand {
		if !a.Holds(d) {
			t.Fatal("work in hand may not go on")
		}
		must(t, a.Done(t.Context(), d))
	}
	storetest.Eventually(t, "half each", func() bool { return a.Stats().Lanes == store.Lanes/2 && b.Stats().Lanes == store.Lanes/2 })

	// What a stopping process leaves, the other has.
	chat := activity.ChatID(1)
	for ; !a.HoldsLaneOf(chat); chat++ {
	}
	must(t, a.Put(t.Context(), update(2, chat)))
	left := want(t, a, 1)[0]
	stopA()
	if a.Holds(left) {
		t.Error("a stopped process may begin work")
	}
	got := want(t, b, 1)[0]
	if string(got.Raw) != "update 2" || !got.Again || got.Tries != -1 {
		t.Errorf("got %q again=%v tries=%d; what a stop interrupted is excused once", got.Raw, got.Again, got.Tries)
	}
	storetest.Eventually(t, "the other holds all", func() bool { return b.Stats().Lanes == store.Lanes && b.Stats().Processes == 1 })
}

func TestInboxTakesOverFromTheDead(t *testing.T) {
	redis := storetest.Real(t)
	dying := storetest.MustOpen(t, redis.URL)
	a := dying.Inbox()
	keep(t, a)
	for i := range int64(20) {
		must(t, a.Put(t.Context(), update(i, 5)))
	}
	first := want(t, a, 20)[0]
	if _, err := a.Try(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	b := storetest.MustOpen(t, redis.URL).Inbox()
	keep(t, b)
	_ = dying.Close() // a is cut off, as by a crash

	began := time.Now()
	got := want(t, b, 20)
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("took over after %v", took)
	}
	for i, d := range got {
		if string(d.Raw) != fmt.Sprint("update ", i) || !d.Again {
			t.Errorf("delivery %d is %q", i, d.Raw)
		}
	}
	if got[0].Tries != 1 || got[1].Tries != 0 {
		t.Errorf("tries %d, %d", got[0].Tries, got[1].Tries)
	}
	if a.Holds(first) {
		t.Error("who is cut off still begins work after others have taken over")
	}
}

func TestInboxDeadLetters(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		in := s.Inbox()
		keep(t, in)
		must(t, in.Put(t.Context(), update(1, 3), update(2, 3)))
		got := want(t, in, 2)
		must(t, in.Bury(t.Context(), got[0], "undecodable"))
		must(t, in.Bury(t.Context(), got[0], "undecodable")) // once, though told twice
		must(t, in.Done(t.Context(), got[1]))
		letters, err := in.DeadLetters(t.Context(), 10)
		must(t, err)
		if len(letters) != 1 || string(letters[0].Raw) != "update 1" || letters[0].Why != "undecodable" || letters[0].At.IsZero() {
			t.Fatalf("dead letters %+v", letters)
		}
		must(t, in.Replay(t.Context(), letters[0].ID))
		if err := in.Replay(t.Context(), letters[0].ID); !errors.Is(err, activity.ErrNotFound) {
			t.Errorf("replayed twice: %v", err)
		}
		again := want(t, in, 1)[0]
		if string(again.Raw) != "update 1" || again.Tries != 0 || again.Lane != got[0].Lane {
			t.Errorf("replayed %+v", again)
		}
		if n, _ := in.Dead(t.Context()); n != 0 {
			t.Errorf("%d dead", n)
		}
	})
}

func TestInboxNotice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		in := s.Inbox()
		keep(t, in)
		must(t, in.PutNotice(t.Context(), -42, "downtime:2026-03-04", `{"a":1}`))
		must(t, in.PutNotice(t.Context(), -42, "downtime:2026-03-04", `{"a":1}`))
		must(t, in.Put(t.Context(), update(1, -42)))
		got := want(t, in, 2)
		n := got[0].Notice
		if n == nil || n.Chat != -42 || n.Kind != activity.Notice || n.Text != `{"a":1}` || n.Key != "n:downtime:2026-03-04" {
			t.Errorf("notice %+v", n)
		}
		if got[1].Notice != nil || string(got[1].Raw) != "update 1" {
			t.Errorf("second %+v", got[1])
		}
	})
}

func TestInboxOnePoller(t *testing.T) {
	redis := storetest.Real(t)
	polling := make(chan string)
	poll := func(ctx context.Context, name string, in *store.Inbox) {
		in.WhilePoller(ctx, func(ctx context.Context) {
			select {
			case polling <- name:
			case <-ctx.Done():
			}
			<-ctx.Done()
		})
	}
	var pollers sync.WaitGroup
	defer pollers.Wait()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	first, stopFirst := context.WithCancel(ctx)
	a, b := storetest.MustOpen(t, redis.URL).Inbox(), storetest.MustOpen(t, redis.URL).Inbox()
	keep(t, a)
	pollers.Go(func() { poll(first, "a", a) })
	if who := <-polling; who != "a" {
		t.Fatal(who)
	}
	keep(t, b)
	pollers.Go(func() { poll(ctx, "b", b) })
	storetest.Eventually(t, "both known", func() bool { return b.Stats().Processes == 2 })
	select {
	case who := <-polling:
		t.Fatalf("%s polls besides a", who)
	default:
	}
	stopFirst()
	if who := <-polling; who != "b" {
		t.Fatal(who)
	}
}

func TestInboxSilence(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		in := s.Inbox()
		since, now, err := in.Silence(t.Context())
		if err != nil || !since.IsZero() || now.IsZero() {
			t.Fatal(since, now, err)
		}
		must(t, in.Listening(t.Context(), now))
		since, later, err := in.Silence(t.Context())
		if err != nil || !since.Equal(now) || later.Before(now) {
			t.Error(since, now, later, err)
		}
	})
}

// After a fail-over to a server whose clock is behind, entries get older names
// than those already read. They are found all the same, and what is in hand is
// not handed out again.
func TestInboxFindsWhatItMissed(t *testing.T) {
	server := storetest.Real(t)
	in := storetest.MustOpen(t, server.URL).Inbox()
	keep(t, in)
	must(t, in.Put(t.Context(), update(1, 1)))
	first := want(t, in, 1)[0]
	options, err := redis.ParseURL(server.URL)
	must(t, err)
	raw := redis.NewClient(options)
	defer func() { _ = raw.Close() }()
	lane := fmt.Sprint("{inbox}:lane:", first.Lane)
	must(t, raw.Del(t.Context(), lane).Err())
	for i, id := range []string{"5-0", first.ID} {
		must(t, raw.XAdd(t.Context(), &redis.XAddArgs{Stream: lane, ID: id, Values: []any{"d", fmt.Sprint("missed ", i)}}).Err())
	}
	got := want(t, in, 1)
	if len(got) != 1 || string(got[0].Raw) != "missed 0" {
		t.Errorf("got %+v", got)
	}
	_, err = in.Try(t.Context(), first)
	must(t, err)
	must(t, in.Done(t.Context(), first))
	must(t, in.Done(t.Context(), got[0]))
	if n := raw.HLen(t.Context(), "{inbox}:tries").Val(); n != 0 {
		t.Errorf("%d tries are kept of what is done", n)
	}
}

// TestInboxHearsOthers: however much a process stores and reads by itself, what
// another one stored for it is handed out before long.
func TestInboxHearsOthers(t *testing.T) {
	s := storetest.MustOpen(t, storetest.Real(t).URL)
	in, other := s.Inbox(), s.Inbox()
	keep(t, in)
	must(t, in.Put(t.Context(), update(1, 1)))
	mine := want(t, in, 1)[0].Lane
	must(t, other.Put(t.Context(), update(2, 2)))
	for i := range int64(20) {
		must(t, in.Put(t.Context(), update(10+i, 1)))
		got, err := in.Next(t.Context(), 100)
		must(t, err)
		for _, d := range got {
			if d.Lane != mine {
				return
			}
		}
	}
	t.Error("what another process stored waits")
}
