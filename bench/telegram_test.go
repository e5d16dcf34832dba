package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const (
	token  = "1:bench"
	secret = "bench"
	// chats write at the same time, each waiting for its answer before it
	// writes again.
	chats     = 64
	firstChat = 1001
	// aDay is how many messages tell of one day before they tell of the next, as a
	// committee's do.
	aDay = 100
)

// telegram is as much of a Bot API as the bots call, at as little cost as can
// be: the measuring shares the processors with what is measured.
type telegram struct {
	url      string
	answered [chats]chan struct{}
	next     atomic.Int64 // update id
	// day is the day of 2025, from 0, a message tells of, by its number.
	day    func(id int64) int
	client *http.Client
}

func newTelegram(b *testing.B) *telegram {
	t := &telegram{day: func(id int64) int { return int(id / aDay % 365) }, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: chats}}}
	for i := range t.answered {
		t.answered[i] = make(chan struct{}, 1)
	}
	server := httptest.NewServer(t)
	b.Cleanup(server.Close)
	t.url = server.URL
	return t
}

func (t *telegram) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	switch {
	case strings.HasSuffix(r.URL.Path, "/sendMessage"):
		if i := chatOf(body) - firstChat; i >= 0 && i < chats {
			t.answered[i] <- struct{}{}
		}
		_, _ = io.WriteString(w, `{"ok":true,"result":{"message_id":7,"date":1772582400,"chat":{"id":1,"type":"private"}}}`)
	case strings.HasSuffix(r.URL.Path, "/getMe"):
		_, _ = io.WriteString(w, `{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"B","username":"bench_bot"}}`)
	default:
		_, _ = io.WriteString(w, `{"ok":true,"result":true}`)
	}
}

// chatOf finds chat_id in a JSON body or a form.
func chatOf(body []byte) int {
	_, rest, _ := bytes.Cut(body, []byte(`chat_id"`))
	start := bytes.IndexAny(rest, "0123456789")
	if start < 0 {
		return 0
	}
	end := start
	for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
		end++
	}
	n, _ := strconv.Atoi(string(rest[start:end]))
	return n
}

// load is what a round measured.
type load struct {
	perSecond float64
	latencies []time.Duration // from sending to the answer
}

// milliseconds is how long the given part of the answers took at most.
func (l *load) milliseconds(part float64) float64 {
	at := l.latencies[min(len(l.latencies)-1, int(part*float64(len(l.latencies))))]
	return float64(at.Microseconds()) / 1000
}

// run lets every chat write messages one after the other.
func (t *telegram) run(ctx context.Context, hook string, each int) (*load, error) {
	began := time.Now()
	var mu sync.Mutex
	l := &load{}
	var failed error
	var all sync.WaitGroup
	for chat := range chats {
		all.Go(func() {
			took, err := t.chat(ctx, hook, chat, each)
			mu.Lock()
			defer mu.Unlock()
			l.latencies = append(l.latencies, took...)
			if err != nil {
				failed = err
			}
		})
	}
	all.Wait()
	l.perSecond = float64(chats*each) / time.Since(began).Seconds()
	slices.Sort(l.latencies)
	return l, failed
}

func (t *telegram) chat(ctx context.Context, hook string, chat, each int) ([]time.Duration, error) {
	took := make([]time.Duration, 0, each)
	for range each {
		began := time.Now()
		if err := t.post(ctx, hook, firstChat+chat, t.next.Add(1)); err != nil {
			return took, err
		}
		select {
		case <-t.answered[chat]:
			took = append(took, time.Since(began))
		case <-ctx.Done():
			return took, fmt.Errorf("chat %d got no answer: %w", chat, ctx.Err())
		}
	}
	return took, nil
}

// post delivers a message of about the size of a real one; the days it tells of
// are spread over a year, as a committee's are.
func (t *telegram) post(ctx context.Context, hook string, chat int, id int64) error {
	day := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, t.day(id))
	body := fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":1767225600,"text":"%d月%d日走访%d户群众",`+
		`"chat":{"id":%[6]d,"type":"private","first_name":"芳","last_name":"王","username":"wang_fang"},`+
		`"from":{"id":%[6]d,"is_bot":false,"first_name":"芳","last_name":"王","username":"wang_fang","language_code":"zh-hans"}}}`,
		id, id+10, int(day.Month()), day.Day(), id%90+1, chat)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, hook, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	resp, err := t.client.Do(req)
	if err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the webhook answers %s", resp.Status)
	}
	return nil
}
