package trial

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// hook stands for the bot's webhook: it answers what the test says and notes
// when it was called with what.
type hook struct {
	mu     sync.Mutex
	began  time.Time
	answer func(text string, nth int) (int, http.Header)
	log    []string
	header http.Header
}

func (h *hook) RoundTrip(r *http.Request) (*http.Response, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var u got
	if err := json.NewDecoder(r.Body).Decode(&u); err != nil {
		return nil, err
	}
	h.header = r.Header
	nth := 0
	for _, line := range h.log {
		if strings.HasSuffix(line, " "+u.text()) {
			nth++
		}
	}
	h.log = append(h.log, fmt.Sprintf("%v %s", time.Since(h.began), u.text()))
	status, header := h.answer(u.text(), nth)
	if status == 0 {
		return nil, errors.New("connection refused")
	}
	return &http.Response{StatusCode: status, Status: fmt.Sprint(status), Header: header, Body: io.NopCloser(strings.NewReader(""))}, nil
}

func (h *hook) calls() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.log)
}

func TestWebhookRetries(t *testing.T) {
	ok := func(string, int) (int, http.Header) { return 200, nil }
	tests := []struct {
		name   string
		answer func(text string, nth int) (int, http.Header)
		want   []string
	}{
		{"2xx is the acknowledgement", ok, []string{"0s a", "0s b", "0s other"}},
		{"204 too", func(string, int) (int, http.Header) { return 204, nil }, []string{"0s a", "0s b", "0s other"}},
		{"later each time, the chat's next one after it, other chats at once",
			func(text string, nth int) (int, http.Header) {
				if text == "a" && nth < 3 {
					return 503, nil
				}
				return 200, nil
			}, []string{"0s a", "0s other", "1s a", "3s a", "7s a", "7s b"}},
		{"as late as Retry-After says",
			func(text string, nth int) (int, http.Header) {
				if text == "a" && nth == 0 {
					return 503, http.Header{"Retry-After": {"30"}}
				}
				return 200, nil
			}, []string{"0s a", "0s other", "30s a", "30s b"}},
		{"after a broken connection",
			func(text string, nth int) (int, http.Header) {
				if text == "b" && nth == 0 {
					return 0, nil
				}
				return 200, nil
			}, []string{"0s a", "0s b", "0s other", "1s b"}},
		{"a redirect is no acknowledgement",
			func(text string, nth int) (int, http.Header) {
				if text == "other" && nth == 0 {
					return 304, nil
				}
				return 200, nil
			}, []string{"0s a", "0s b", "0s other", "1s other"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, _ := newServer(t)
				h := &hook{began: time.Now(), answer: tt.answer}
				s.client.Transport = h
				s.TypeAt(wang, noon, "a") // waits already when the webhook is set
				ask[bool](t, s, "setWebhook", params{"url": "https://127.0.0.1/hook", "secret_token": "s3cret"})
				s.TypeAt(wang, noon, "b")
				s.TypeAt(chen, noon, "other")
				if err := s.WaitIdle(t.Context()); err != nil {
					t.Fatal(err)
				}
				calls := h.calls()
				slices.Sort(calls)
				slices.Sort(tt.want)
				if !slices.Equal(calls, tt.want) {
					t.Errorf("called %q, want %q", calls, tt.want)
				}
				if secret := h.header.Get("X-Telegram-Bot-Api-Secret-Token"); secret != "s3cret" {
					t.Errorf("secret %q", secret)
				}
			})
		})
	}
}

func TestWebhookOverTheWire(t *testing.T) {
	s, _ := newServer(t)
	received := make(chan got, 3)
	bot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var u got
		if r.Header.Get("X-Telegram-Bot-Api-Secret-Token") != "s" || json.NewDecoder(r.Body).Decode(&u) != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		received <- u
	}))
	defer bot.Close()
	ask[bool](t, s, "setWebhook", params{"url": bot.URL + "/hook", "secret_token": "s", "max_connections": 1})
	s.TypeAt(wang, noon, "hello")
	if u := <-received; u.text() != "hello" {
		t.Errorf("%+v", u)
	}
	if err := s.WaitIdle(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestWebhookInfo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := newServer(t)
		s.client.Transport = &hook{answer: func(string, int) (int, http.Header) { return 500, nil }}
		type info struct {
			URL     string
			Pending int      `json:"pending_update_count"`
			Problem string   `json:"last_error_message"`
			Most    int      `json:"max_connections"`
			Allowed []string `json:"allowed_updates"`
		}
		ask[bool](t, s, "setWebhook", params{"url": "https://127.0.0.1/hook", "allowed_updates": []string{"message"}})
		s.TypeAt(wang, noon, "hello")
		synctest.Wait()
		i := ask[info](t, s, "getWebhookInfo", nil)
		if i.URL != "https://127.0.0.1/hook" || i.Pending != 1 || i.Problem != "Wrong response from the webhook: 500" || i.Most != 40 || len(i.Allowed) != 1 {
			t.Errorf("%+v", i)
		}
		ask[bool](t, s, "deleteWebhook", nil)
		if i := ask[info](t, s, "getWebhookInfo", nil); i.URL != "" || i.Pending != 1 {
			t.Errorf("%+v", i)
		}
		ask[bool](t, s, "deleteWebhook", params{"drop_pending_updates": true})
		if i := ask[info](t, s, "getWebhookInfo", nil); i.Pending != 0 {
			t.Errorf("%+v", i)
		}
	})
}

// What the bot did not take before its webhook was removed, it polls for.
func TestRemovedWebhookKeepsUpdates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := newServer(t)
		s.client.Transport = &hook{answer: func(string, int) (int, http.Header) { return 500, nil }}
		ask[bool](t, s, "setWebhook", params{"url": "https://127.0.0.1/hook"})
		s.TypeAt(wang, noon, "hello")
		synctest.Wait()
		ask[bool](t, s, "setWebhook", params{"url": ""})
		if given := texts(ask[[]got](t, s, "getUpdates", nil)); given != "hello" {
			t.Errorf("given %q", given)
		}
	})
}

// A chat that had nothing left is served again when something comes.
func TestWebhookServesAChatAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := newServer(t)
		h := &hook{answer: func(string, int) (int, http.Header) { return 200, nil }}
		s.client.Transport = h
		ask[bool](t, s, "setWebhook", params{"url": "https://127.0.0.1/hook"})
		for _, text := range []string{"one", "two"} {
			s.TypeAt(wang, noon, text)
			synctest.Wait()
		}
		if calls := h.calls(); len(calls) != 2 {
			t.Errorf("called %q", calls)
		}
	})
}
