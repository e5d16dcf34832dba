package bench

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/store"
	"dutybook/store/storetest"
)

var (
	soakMessages = flag.Int("soak-messages", 300_000, "of the year that is played")
	soakMembers  = flag.Int("soak-members", 3_000, "who write them")
)

const (
	soakWriters = 64               // who write at the same time
	soakBurst   = 2_000            // messages at once, as on the last day of a plenary session
	soakWithin  = 90 * time.Second // an answer may take with all faults
	soakStages  = 10
)

// BenchmarkSoak plays a year to the product: its members' messages, of which
// one in a hundred each meets a Telegram that asks for patience, fails, or
// breaks off after taking the answer, while connections to Redis are cut every
// few seconds; half way through come as many messages at once as on the last
// day of a plenary session. It fails when a message was lost or counted twice,
// or when the totals are not those of the records.
//
//	MB-first, MB-last                  memory after the first and the last tenth
//	goroutines-first, goroutines-last  likewise
//	p50-ms, p99-ms, burst-p99-ms       from sending to the answer
//	messages/s
//
// Run it with -benchtime=1x -timeout 2h.
func BenchmarkSoak(b *testing.B) {
	path := build(b, "product", contenders["product"].target, contenders["product"].build...)
	for range b.N {
		soak(b, path)
	}
}

func soak(b *testing.B, path string) {
	t := newFaultyTelegram(b, *soakMembers)
	redis := storetest.Real(b, "--appendfsync", "everysec")
	s := storetest.MustOpen(b, redis.URL)
	enrol(b, s, *soakMembers)
	r := launch(b, path, t.url, redis.URL)
	t.hook = r.hook
	stop := cutConnections(b, redis)
	began := time.Now()
	var all, burst []time.Duration
	var memory, routines []float64
	for stage := range soakStages {
		all = append(all, t.write(b, soakWriters, *soakMessages/soakStages)...)
		memory, routines = append(memory, r.rss(b)), append(routines, r.gauge(b, "go_goroutines"))
		b.Logf("%3d %%: %.0f MB, %.0f goroutines, %.0f/s", (stage+1)*100/soakStages, memory[stage], routines[stage], float64(len(all))/time.Since(began).Seconds())
		if stage == soakStages/2-1 {
			burst = t.write(b, soakBurst, soakBurst)
		}
	}
	took := time.Since(began)
	stop()
	audit(b, s, len(all)+len(burst))
	report := func(value float64, name string) { b.ReportMetric(value, name) }
	report(memory[0], "MB-first")
	report(memory[soakStages-1], "MB-last")
	report(routines[0], "goroutines-first")
	report(routines[soakStages-1], "goroutines-last")
	report(quantile(all, 0.5), "p50-ms")
	report(quantile(all, 0.99), "p99-ms")
	report(quantile(burst, 0.99), "burst-p99-ms")
	report(float64(len(all)+len(burst))/took.Seconds(), "messages/s")
	report(0, "ns/op")
}

// audit: every message is one record, and the totals are those of the records.
func audit(b *testing.B, s *store.Store, sent int) {
	c, records := s.Committee("main"), 0
	err := c.EachRecord(b.Context(), func(activity.Record) error { records++; return nil })
	if err != nil || records != sent {
		b.Errorf("%d messages are %d records: %v", sent, records, err)
	}
	drifts, err := c.Recount(b.Context())
	if err != nil || len(drifts) > 0 {
		b.Errorf("the totals drift in %d places: %v", len(drifts), err)
	}
}

// cutConnections cuts the connections to a Redis every few seconds until told
// to stop.
func cutConnections(b *testing.B, redis *storetest.Server) (stop func()) {
	ctx, cancel := context.WithCancel(b.Context())
	var done sync.WaitGroup
	done.Go(func() {
		tick := time.NewTicker(5 * time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				redis.Cut(ctx)
			}
		}
	})
	return func() { cancel(); done.Wait() }
}

// gauge reads a metric of the running product.
func (r *runner) gauge(b *testing.B, name string) float64 {
	resp, err := http.Get(strings.TrimSuffix(r.hook, "/hook") + "/metrics")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	found := regexp.MustCompile(`(?m)^` + name + ` (\S+)$`).FindSubmatch(raw)
	if err != nil || found == nil {
		b.Fatalf("no %s: %v", name, err)
	}
	value, err := strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return value
}

func quantile(of []time.Duration, part float64) float64 {
	slices.Sort(of)
	return float64(of[min(len(of)-1, int(part*float64(len(of))))].Microseconds()) / 1000
}

// faultyTelegram is a Bot API on a bad day.
type faultyTelegram struct {
	url, hook string
	members   []answers
	next      atomic.Int64 // update id
	client    *http.Client
}

// answers counts what one member was answered; more is told of each.
type answers struct {
	n    atomic.Int64
	more chan struct{}
}

func newFaultyTelegram(b *testing.B, members int) *faultyTelegram {
	t := &faultyTelegram{
		members: make([]answers, members),
		client:  &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: soakWriters}},
	}
	for i := range t.members {
		t.members[i].more = make(chan struct{}, 1)
	}
	server := httptest.NewServer(t)
	b.Cleanup(server.Close)
	t.url = server.URL
	return t
}

func (t *faultyTelegram) ServeHTTP(w http.ResponseWriter, r *http.Request) {
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
func (t *faultyTelegram) take(w http.ResponseWriter, body []byte) {
	luck := rand.IntN(100)
	switch luck {
	case 0:
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = io.WriteString(w, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1}}`)
		return
	case 1:
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
	if luck == 2 {
		panic(http.ErrAbortHandler)
	}
	_, _ = io.WriteString(w, `{"ok":true,"result":{"message_id":7,"date":1772582400,"chat":{"id":1,"type":"private"}}}`)
}

// write lets so many members at a time write messages one after the other, each
// when the one before is answered, and gives how long the answers took.
func (t *faultyTelegram) write(b *testing.B, writers, messages int) []time.Duration {
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

func (t *faultyTelegram) one(ctx context.Context, member int) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, soakWithin)
	defer cancel()
	m, began := &t.members[member], time.Now()
	before := m.n.Load()
	if err := t.deliver(ctx, soakUpdate(t.next.Add(1), firstChat+member)); err != nil {
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
func (t *faultyTelegram) deliver(ctx context.Context, body string) error {
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.hook, strings.NewReader(body))
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

// What a message of the year may say: each is one record.
var soakTexts = []string{
	"%d月%d日在第%d村走访%d户群众", "%d月%d日到%d号企业调研，提出建议%d条", "%d月%d日在%d社区接待群众%d人次",
	"%d月%d日在%d小区调解纠纷%d起", "%d月%d日报送关于%d路公交的社情民意信息%d条",
}

func soakUpdate(id int64, chat int) string {
	day := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(id*7%365))
	text := fmt.Sprintf(soakTexts[id%int64(len(soakTexts))], int(day.Month()), day.Day(), id%997, id%9+1)
	return fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":1767225600,"text":%q,`+
		`"chat":{"id":%[4]d,"type":"private","first_name":"P"},"from":{"id":%[4]d,"is_bot":false,"first_name":"P","language_code":"zh-hans"}}}`,
		id, id+10, text, chat)
}
