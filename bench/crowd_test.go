package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const (
	atOnce         = 64               // who write at the same time
	answeredWithin = 90 * time.Second // with all faults
)

// crowd is any number of members and their Bot API, which has a bad day where
// faults is set.
type crowd struct {
	url     string
	hooks   []string // in turn
	faults  bool
	perDay  int // messages that come on a day of the year
	members []answers
	next    atomic.Int64 // update id
	client  *http.Client
}

// answers counts what one member was answered; more is told of each.
type answers struct {
	n    atomic.Int64
	more chan struct{}
}

func newCrowd(b *testing.B, members int) *crowd {
	t := &crowd{
		members: make([]answers, members), perDay: aDay,
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: atOnce}},
	}
	for i := range t.members {
		t.members[i].more = make(chan struct{}, 1)
	}
	server := httptest.NewServer(t)
	b.Cleanup(server.Close)
	t.url = server.URL
	return t
}

func (t *crowd) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	switch {
	case strings.HasSuffix(r.URL.Path, "/getMe"):
		_, _ = io.WriteString(w, `{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"B","username":"bench_bot"}}`)
	case strings.HasSuffix(r.URL.Path, "/sendMessage"):
		t.take(w, body)
	default:
		_, _ = io.WriteString(w, `{"ok":true,"result":true}`)
	}
}

// take takes an answer, or fails to in one of three ways.
func (t *crowd) take(w http.ResponseWriter, body []byte) {
	luck := 1000
	if t.faults {
		luck = rand.IntN(1000)
	}
	switch {
	case luck < 1:
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = io.WriteString(w, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1}}`)
		return
	case luck < 11:
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	if i := chatOf(body) - firstChat; i >= 0 && i < len(t.members) {
		t.members[i].n.Add(1)
		select {
		case t.members[i].more <- struct{}{}:
		default:
		}
	}
	if luck < 21 {
		panic(http.ErrAbortHandler)
	}
	_, _ = io.WriteString(w, `{"ok":true,"result":{"message_id":7,"date":1772582400,"chat":{"id":1,"type":"private"}}}`)
}

// write lets so many members at a time write messages one after the other, each
// when the one before is answered, and gives how long the answers took.
func (t *crowd) write(b *testing.B, writers, messages int) []time.Duration {
	b.Helper()
	var mu sync.Mutex
	var took []time.Duration
	var failed error
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for i := range messages / writers {
				member := w + writers*rand.IntN((len(t.members)-w+writers-1)/writers)
				one, err := t.one(b.Context(), member)
				mu.Lock()
				took = append(took, one)
				failed = errors.Join(failed, err)
				mu.Unlock()
				if err != nil {
					b.Log(i, err)
					return
				}
			}
		})
	}
	all.Wait()
	if failed != nil {
		b.Fatal(failed)
	}
	return took
}

func (t *crowd) one(ctx context.Context, member int) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, answeredWithin)
	defer cancel()
	m, began := &t.members[member], time.Now()
	before := m.n.Load()
	id := t.next.Add(1)
	if err := t.deliver(ctx, t.hooks[id%int64(len(t.hooks))], t.update(id, firstChat+member)); err != nil {
		return 0, err
	}
	for m.n.Load() == before {
		select {
		case <-m.more:
		case <-ctx.Done():
			return 0, fmt.Errorf("member %d got no answer: %w", member, ctx.Err())
		}
	}
	return time.Since(began), nil
}

// deliver posts an update until it is taken, as Telegram does.
func (t *crowd) deliver(ctx context.Context, hook, body string) error {
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, hook, strings.NewReader(body))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
		resp, err := t.client.Do(req)
		if err == nil {
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return fmt.Errorf("the webhook does not take it: %w", ctx.Err())
		}
	}
}

// What a message of theirs may say: each is one record.
var crowdTexts = []string{
	"%d月%d日在第%d村走访%d户群众", "%d月%d日到%d号企业调研，提出建议%d条", "%d月%d日在%d社区接待群众%d人次",
	"%d月%d日在%d小区调解纠纷%d起", "%d月%d日报送关于%d路公交的社情民意信息%d条",
}

// update is the id-th message of the year. Most tell of the day they come on,
// one in eight of a day of the week before.
func (t *crowd) update(id int64, chat int) string {
	at := int(id) / t.perDay
	if id%8 == 0 {
		at -= int(id/8%7) + 1
	}
	day := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, max(at, 0)%365)
	text := fmt.Sprintf(crowdTexts[id%int64(len(crowdTexts))], int(day.Month()), day.Day(), id%997, id%9+1)
	return fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":1767225600,"text":%q,`+
		`"chat":{"id":%[4]d,"type":"private","first_name":"P"},"from":{"id":%[4]d,"is_bot":false,"first_name":"P","language_code":"zh-hans"}}}`,
		id, id+10, text, chat)
}
