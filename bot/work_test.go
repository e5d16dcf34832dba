package bot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/bot"
	"dutybook/store"
	"dutybook/store/storetest"
	"dutybook/trial"
)

func TestAnswers(t *testing.T) {
	st := newStage(t, echo)
	st.work()
	st.TypeAt(wang, noon, "one")
	st.TypeAt(li, noon, "two")
	st.settled()
	st.mustHear(wang, "re one")
	st.mustHear(li, "re two")
	if c := st.bot.Counts(); c.Messages.Load() != 2 || c.Handled.Load() != 2 || c.Sent.Load() != 2 {
		t.Errorf("counts: %d received, %d handled, %d sent", c.Messages.Load(), c.Handled.Load(), c.Sent.Load())
	}
}

// Handlers take random times; within a chat nothing overtakes, and chats run
// at the same time.
func TestOrderInEveryChat(t *testing.T) {
	const chats, each = 20, 25
	var mu sync.Mutex
	order := map[activity.ChatID][]string{}
	var running, most atomic.Int64
	st := newStage(t, func(ctx context.Context, m activity.Message, _ activity.Say) error {
		most.Store(max(most.Load(), running.Add(1)))
		defer running.Add(-1)
		timer := time.NewTimer(time.Duration(rand.IntN(20)) * time.Millisecond)
		<-timer.C
		mu.Lock()
		defer mu.Unlock()
		order[m.Chat] = append(order[m.Chat], m.Text)
		return nil
	})
	for c := range int64(chats) {
		st.AddPerson(trial.Person{ID: c + 1, Name: "P"})
	}
	var want []string
	for i := range each {
		want = append(want, fmt.Sprint(i))
		for c := range int64(chats) {
			st.TypeAt(c+1, noon, fmt.Sprint(i))
		}
	}
	st.work()
	st.settled()
	for c := range activity.ChatID(chats) {
		if !slices.Equal(order[c+1], want) {
			t.Errorf("chat %d was handled in the order %v", c+1, order[c+1])
		}
	}
	if most.Load() < chats/2 {
		t.Errorf("only %d handlers at once", most.Load())
	}
}

// An update the library cannot decode, in the middle of a batch.
func TestPoisonStopsNobody(t *testing.T) {
	poison := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rec := httptest.NewRecorder()
			next.ServeHTTP(rec, r)
			body := bytes.ReplaceAll(rec.Body.Bytes(), []byte(`"text":"poison"`), []byte(`"text":"x","forward_origin":{"type":"of_2031"}`))
			w.WriteHeader(rec.Code)
			_, _ = w.Write(body)
		})
	}
	st := newStage(t, echo, through(poison))
	for _, text := range []string{"before", "poison", "after"} {
		st.TypeAt(wang, noon, text)
	}
	st.work()
	st.settled()
	st.mustHear(wang, "re before", "re after")
	letters, err := st.inbox.DeadLetters(t.Context(), 10)
	if err != nil || len(letters) != 1 || !strings.Contains(string(letters[0].Raw), "of_2031") || letters[0].Why != "undecodable" {
		t.Errorf("dead letters %+v %v", letters, err)
	}
}

// A panic is tried three times, buried, and can be replayed once it is mended.
func TestPanicIsBuriedAndReplayed(t *testing.T) {
	var mended atomic.Bool
	var tries atomic.Int64
	st := newStage(t, func(ctx context.Context, m activity.Message, say activity.Say) error {
		if m.Text == "bad" && !mended.Load() {
			tries.Add(1)
			panic("personal data")
		}
		return echo(ctx, m, say)
	})
	st.work()
	st.TypeAt(wang, noon, "bad")
	st.TypeAt(wang, noon, "good")
	st.TypeAt(li, noon, "good")
	st.settled()
	st.mustHear(wang, "re good")
	st.mustHear(li, "re good")
	letters, err := st.inbox.DeadLetters(t.Context(), 10)
	if err != nil || len(letters) != 1 || tries.Load() != 3 {
		t.Fatalf("%d letters after %d tries, %v", len(letters), tries.Load(), err)
	}
	st.log.mustNotHold(t, "personal data")
	mended.Store(true)
	if err := st.inbox.Replay(t.Context(), letters[0].ID); err != nil {
		t.Fatal(err)
	}
	st.settled()
	st.mustHear(wang, "re good", "re bad")
	if c := st.bot.Counts(); c.Panics.Load() != 3 || c.Buried.Load() != 1 {
		t.Errorf("%d panics, %d buried", c.Panics.Load(), c.Buried.Load())
	}
}

func TestAwayIsNoTry(t *testing.T) {
	var calls atomic.Int64
	st := newStage(t, func(ctx context.Context, m activity.Message, say activity.Say) error {
		if calls.Add(1) <= 4 {
			return fmt.Errorf("model: %w", activity.ErrAway)
		}
		return echo(ctx, m, say)
	})
	st.work()
	st.TypeAt(wang, noon, "patience")
	st.settled()
	st.mustHear(wang, "re patience")
}

// died leaves two messages in the inbox as a process does that was killed: the
// first was begun in vain so many times.
func died(t *testing.T, s *store.Store, times int) {
	dying := s.Inbox()
	ctx, stop := context.WithCancel(t.Context())
	var kept sync.WaitGroup
	kept.Go(func() { dying.Keep(ctx, func(error) {}) })
	for i, text := range []string{"suspect", "innocent"} {
		u := activity.Update{ID: int64(i), Chat: wang, Raw: textUpdate(int64(i), wang, text)}
		if err := dying.Put(t.Context(), u); err != nil {
			t.Fatal(err)
		}
	}
	var got []activity.Delivery
	storetest.Eventually(t, "both are in hand", func() bool {
		more, err := dying.Next(t.Context(), 10)
		got = append(got, more...)
		return err == nil && len(got) == 2
	})
	for range times + 1 { // a clean stop takes one back
		if _, err := dying.Try(t.Context(), got[0]); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	kept.Wait()
}

// What was in hand three times when its process died is not begun a fourth time.
func TestSuspectIsBuried(t *testing.T) {
	s := storetest.New(t)
	died(t, s, 3)
	st := newStage(t, echo, on(s))
	st.work()
	st.settled()
	st.mustHear(wang, "re innocent")
	if letters, _ := st.inbox.DeadLetters(t.Context(), 9); len(letters) != 1 || letters[0].Why != "failed" {
		t.Errorf("dead letters %+v", letters)
	}
}

// What was in hand twice waits until its process has proved to last; only then
// is it counted again. A kill every second never gets it buried.
func TestSuspectWaitsForCalm(t *testing.T) {
	url := storetest.URL(t)
	died(t, storetest.MustOpen(t, url), 2)
	cut := storetest.MustOpen(t, url)
	killed := newStage(t, echo, on(cut))
	killed.bot.SetDrain(time.Millisecond)
	stop := killed.work()
	storetest.Eventually(t, "it is in hand", func() bool { return killed.inbox.Stats().InHand == 2 })
	_ = cut.Close() // as good as killed: it can give nothing back
	stop()
	killed.mustHear(wang)

	st := newStage(t, echo, on(storetest.MustOpen(t, url)))
	st.bot.SetCalm(10 * time.Millisecond)
	st.work()
	st.settled()
	st.mustHear(wang, "re suspect", "re innocent")
}

func TestStopDrains(t *testing.T) {
	begun, goOn := make(chan struct{}), make(chan struct{})
	st := newStage(t, func(ctx context.Context, m activity.Message, say activity.Say) error {
		close(begun)
		<-goOn
		return echo(ctx, m, say)
	})
	stop := st.work()
	st.TypeAt(wang, noon, "slow")
	<-begun
	stopped := make(chan struct{})
	go func() { defer close(stopped); stop() }()
	select {
	case <-stopped:
		t.Fatal("stopped with work in hand")
	default:
	}
	close(goOn)
	<-stopped
	st.mustHear(wang, "re slow")
	if n, err := st.inbox.Waiting(t.Context()); n != 0 || err != nil {
		t.Errorf("%d waiting, %v", n, err)
	}
}

// What does not end in time stays for the next process.
func TestStopHandsOver(t *testing.T) {
	s := storetest.New(t)
	var hang atomic.Bool
	hang.Store(true)
	st := newStage(t, func(ctx context.Context, m activity.Message, say activity.Say) error {
		if hang.Load() {
			<-ctx.Done()
			return ctx.Err()
		}
		return echo(ctx, m, say)
	}, on(s))
	st.bot.SetDrain(20 * time.Millisecond)
	stop := st.work()
	st.TypeAt(wang, noon, "first")
	st.TypeAt(wang, noon, "second")
	storetest.Eventually(t, "it is in hand", func() bool { return st.inbox.Stats().InHand == 2 })
	stop()
	hang.Store(false)
	next := newStage(t, echo, on(s), func(_ *stage, c *bot.Config) { c.APIURL = st.url })
	next.work()
	st.settled()
	st.mustHear(wang, "re first", "re second")
}

func TestNoticeInOrder(t *testing.T) {
	st := newStage(t, func(ctx context.Context, m activity.Message, say activity.Say) error {
		if m.Kind == activity.Notice {
			m.Text = "notice " + m.Text
		}
		return echo(ctx, m, say)
	})
	st.work()
	st.TypeAt(wang, noon, "a")
	st.settled()
	for range 2 {
		if err := st.inbox.PutNotice(t.Context(), wang, "k", "n"); err != nil {
			t.Fatal(err)
		}
	}
	st.TypeAt(wang, noon, "b")
	st.settled()
	st.mustHear(wang, "re a", "re notice n", "re b")
}

func TestGapIsToldUntilHeard(t *testing.T) {
	s := storetest.New(t)
	_, now, err := s.Inbox().Silence(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Inbox().Listening(t.Context(), now.Add(-25*time.Hour)); err != nil {
		t.Fatal(err)
	}
	var told []time.Time
	gap := func(answer error) option {
		return func(_ *stage, c *bot.Config) {
			c.Gap = func(_ context.Context, since, _ time.Time) error {
				told = append(told, since)
				return answer
			}
		}
	}
	run := func(answer error) {
		st := newStage(t, echo, on(s), gap(answer))
		stop := st.work()
		st.TypeAt(wang, noon, "hello")
		st.settled()
		stop()
	}
	run(errors.New("not told"))
	if len(told) == 0 || !told[0].Equal(now.Add(-25*time.Hour)) {
		t.Fatalf("told %v", told)
	}
	told = nil
	run(nil)
	run(nil)
	if len(told) != 1 {
		t.Errorf("told %d times, want once", len(told))
	}
}
