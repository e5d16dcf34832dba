package bot_test

import (
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"

	"dutybook/bot"
	"dutybook/store/storetest"
	"dutybook/trial"
)

// Two processes share the work, one of them polls, and when it stops the other
// goes on; Telegram never sees two pollers.
func TestTwoPollers(t *testing.T) {
	redis := storetest.Real(t)
	var polling, most atomic.Int64
	watch := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/bot"+testToken+"/getUpdates" {
				most.Store(max(most.Load(), polling.Add(1)))
				defer polling.Add(-1)
			}
			next.ServeHTTP(w, r)
		})
	}
	a := newStage(t, echo, on(storetest.MustOpen(t, redis.URL)), through(watch))
	b := newStage(t, echo, on(storetest.MustOpen(t, redis.URL)), func(_ *stage, c *bot.Config) { c.APIURL = a.url })
	stop := a.work()
	b.work()
	for c := range int64(40) {
		a.AddPerson(trial.Person{ID: c + 1, Name: "P"})
	}
	say := func(text string) {
		for c := range int64(40) {
			a.TypeAt(c+1, noon, text)
		}
	}
	storetest.Eventually(t, "both share the lanes", func() bool { return a.inbox.Stats().Lanes == 16 && b.inbox.Stats().Lanes == 16 })
	say("first")
	a.settled()
	if n, m := a.bot.Counts().Handled.Load(), b.bot.Counts().Handled.Load(); n == 0 || m == 0 || n+m != 40 {
		t.Errorf("handled %d and %d, want 40 shared by both", n, m)
	}
	stop()
	say("second")
	a.settled()
	for c := range int64(40) {
		a.mustHear(c+1, "re first", "re second")
	}
	if n := a.bot.Counts().PollConflicts.Load() + b.bot.Counts().PollConflicts.Load(); n != 0 || most.Load() != 1 {
		t.Errorf("%d conflicts, %d polls at once", n, most.Load())
	}
}

func TestPollThroughRefusals(t *testing.T) {
	st := newStage(t, echo)
	st.Fail("getUpdates", 1, trial.TooManyRequests(1))
	st.Fail("getUpdates", 1, trial.BadGateway())
	st.Fail("getUpdates", 1, trial.LostAnswer())
	st.work()
	st.TypeAt(wang, noon, "hello")
	st.settled()
	st.mustHear(wang, "re hello")
	if c := st.bot.Counts(); c.PollBusy.Load() != 1 || c.PollErrors.Load() != 2 {
		t.Errorf("busy %d, errors %d", c.PollBusy.Load(), c.PollErrors.Load())
	}
}

func TestPollTellsOfRivalAndWrongToken(t *testing.T) {
	for _, row := range []struct {
		fault trial.Fault
		count func(*bot.Counts) int64
	}{
		{trial.Fault{Code: 409, Text: "Conflict: terminated by other getUpdates request"}, func(c *bot.Counts) int64 { return c.PollConflicts.Load() }},
		{trial.Fault{Code: 401, Text: "Unauthorized"}, func(c *bot.Counts) int64 { return c.PollUnknown.Load() }},
	} {
		st := newStage(t, echo)
		st.Fail("getUpdates", 1, row.fault)
		stop := st.work()
		storetest.Eventually(t, row.fault.Text, func() bool { return row.count(st.bot.Counts()) == 1 })
		stop()
	}
}

// While Redis is away the offset stays, nobody hears anything, and nothing is
// lost: Telegram keeps it.
func TestPollWhileRedisIsAway(t *testing.T) {
	redis := storetest.Real(t)
	st := newStage(t, echo, on(storetest.MustOpen(t, redis.URL)))
	st.work()
	st.TypeAt(wang, noon, "before")
	st.settled()
	redis.Kill()
	for i := range 3 {
		st.TypeAt(wang, noon, fmt.Sprint("during ", i))
	}
	storetest.Eventually(t, "it could not be stored", func() bool { return st.bot.Counts().Unstored.Load() > 0 })
	st.mustHear(wang, "re before")
	redis.Start(t)
	st.settled()
	st.mustHear(wang, "re before", "re during 0", "re during 1", "re during 2")
}

// A process that is cut off from Redis hands its chats over, and what it had in
// hand is answered by the other, in order.
func TestDeadProcessIsReplaced(t *testing.T) {
	redis := storetest.Real(t)
	dying := storetest.MustOpen(t, redis.URL)
	a := newStage(t, echo, on(dying))
	b := newStage(t, echo, on(storetest.MustOpen(t, redis.URL)), func(_ *stage, c *bot.Config) { c.APIURL = a.url })
	a.work()
	a.TypeAt(wang, noon, "one")
	a.settled()
	_ = dying.Close()
	b.work()
	var want []string
	for i := range 10 {
		a.TypeAt(wang, noon, fmt.Sprint(i))
		want = append(want, fmt.Sprint("re ", i))
	}
	storetest.Eventually(t, "the other answers", func() bool { return len(a.heard(wang)) >= 11 })
	if got := a.heard(wang)[1:]; !slices.Equal(got, want) {
		t.Errorf("heard %q", got)
	}
}
