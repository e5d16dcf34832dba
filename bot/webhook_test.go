package bot_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/bot"
	"dutybook/store/storetest"
)

const hookSecret = "hook_secret-1"

// post calls the webhook as Telegram does.
func post(t *testing.T, h http.Handler, secret string, body []byte) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/hook", strings.NewReader(string(body)))
	if secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestWebhookAnswers(t *testing.T) {
	redis := storetest.Real(t)
	st := newStage(t, echo, on(storetest.MustOpen(t, redis.URL)))
	hook := st.bot.Webhook(hookSecret)
	good := textUpdate(5, wang, "hello")
	waiting := func() int64 {
		n, err := st.inbox.Waiting(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for name, row := range map[string]struct {
		hook   http.Handler
		secret string
		body   []byte
		want   int
	}{
		"no secret":           {hook, "", good, http.StatusUnauthorized},
		"wrong secret":        {hook, "hook_secret-2", good, http.StatusUnauthorized},
		"none was set":        {st.bot.Webhook(""), "", good, http.StatusUnauthorized},
		"too large":           {hook, hookSecret, []byte(`{"update_id":1,"x":"` + strings.Repeat("x", 1<<20) + `"}`), http.StatusRequestEntityTooLarge},
		"not JSON":            {hook, hookSecret, []byte(`{"update_id":1`), http.StatusBadRequest},
		"without a number":    {hook, hookSecret, []byte(`{"message":{}}`), http.StatusBadRequest},
		"a notice is no door": {hook, hookSecret, []byte(`{"n":"x","c":"1","k":"y"}`), http.StatusBadRequest},
	} {
		if w := post(t, row.hook, row.secret, row.body); w.Code != row.want || w.Body.Len() > 0 {
			t.Errorf("%s: %d %q, want %d", name, w.Code, w.Body, row.want)
		}
	}
	if n := waiting(); n != 0 {
		t.Errorf("%d of the refused were stored", n)
	}
	if w := post(t, hook, hookSecret, good); w.Code != http.StatusOK || w.Body.Len() > 0 || waiting() != 1 {
		t.Errorf("200 with an empty body once it is stored: %d %q, %d stored", w.Code, w.Body, waiting())
	}
	// Of an unexpected type: stored all the same, and found undecodable later.
	if w := post(t, hook, hookSecret, []byte(`{"update_id":6,"message":{"chat":{"id":"seven"}}}`)); w.Code != http.StatusOK || waiting() != 2 {
		t.Errorf("a strange update: %d, %d stored", w.Code, waiting())
	}

	redis.Kill()
	w := post(t, hook, hookSecret, textUpdate(7, wang, "while Redis is away"))
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || w.Body.Len() > 0 {
		t.Errorf("Redis away: %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	redis.Start(t)
	if n := waiting(); n != 2 {
		t.Errorf("%d stored after Redis came back, want the two it had", n)
	}
}

// Every webhook comes twice, by two connections at once, one in twenty out of
// order: each update is handled once, in the order of first arrival.
func TestWebhookTwiceAndOutOfOrder(t *testing.T) {
	var mu sync.Mutex
	handled := map[string]int{}
	st := newStage(t, func(_ context.Context, m activity.Message, _ activity.Say) error {
		mu.Lock()
		defer mu.Unlock()
		handled[m.Key]++
		return nil
	})
	st.work()
	hook := st.bot.Webhook(hookSecret)
	const n = 1000
	ids := make([]int64, n)
	for i := range ids {
		ids[i] = int64(i)
	}
	for i := range ids {
		if j := i + rand.IntN(5); rand.IntN(20) == 0 && j < n {
			ids[i], ids[j] = ids[j], ids[i]
		}
	}
	var senders sync.WaitGroup
	for part := range slices.Chunk(ids, n/20) {
		for range 2 {
			senders.Go(func() {
				for _, id := range part {
					if w := post(t, hook, hookSecret, textUpdate(id, 8000+id%50, fmt.Sprint(id))); w.Code != http.StatusOK {
						t.Errorf("update %d: %d", id, w.Code)
					}
				}
			})
		}
	}
	senders.Wait()
	st.settled()
	if len(handled) != n {
		t.Errorf("%d handled, want %d", len(handled), n)
	}
	for key, times := range handled {
		if times != 1 {
			t.Errorf("%s handled %d times", key, times)
		}
	}
	if s := st.inbox.Stats(); s.Stored != n || s.Known != n {
		t.Errorf("stats %+v", s)
	}
}

func TestListenSetsTheWebhook(t *testing.T) {
	st := newStage(t, echo)
	hook := serve(t, st.bot.Webhook(hookSecret))
	ctx, cancel := context.WithCancel(t.Context())
	var parts sync.WaitGroup
	defer func() { cancel(); parts.Wait() }()
	parts.Go(func() { _ = st.bot.Work(ctx) })
	parts.Go(func() {
		if err := st.bot.Listen(ctx, hook+"/hook", hookSecret); err != nil {
			t.Error(err)
		}
	})
	st.TypeAt(wang, noon, "hello")
	st.settled()
	st.mustHear(wang, "re hello")
	for _, c := range st.Calls() {
		if c.Method == "setWebhook" && !strings.Contains(c.Params["allowed_updates"], "callback_query") {
			t.Errorf("allowed updates are not said: %v", c.Params)
		}
	}
}

// A bot that polls first takes away a webhook an earlier set-up left.
func TestPollRemovesWebhook(t *testing.T) {
	st := newStage(t, echo)
	other := newStage(t, echo, func(_ *stage, c *bot.Config) { c.APIURL = st.url })
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	go func() { _ = other.bot.Listen(ctx, "http://127.0.0.1:1/hook", hookSecret) }()
	storetest.Eventually(t, "the webhook is set", func() bool { return st.called("setWebhook") > 0 })
	cancel()
	st.work()
	st.TypeAt(wang, noon, "hello")
	st.settled()
	st.mustHear(wang, "re hello")
}
