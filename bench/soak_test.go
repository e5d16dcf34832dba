package bench

import (
	"context"
	"flag"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
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
	soakBurst  = 2_000 // messages at once, as on the last day of a plenary session
	soakStages = 10
)

// BenchmarkSoak plays a year to the product, day after day: its members'
// messages, of which one in a hundred each meets a Telegram that fails, or
// breaks off after taking the answer, and one in a thousand one that asks for a
// second's patience (where it asks two at once, all wait: more of it would measure
// that wait alone), while connections to Redis are cut every few seconds; half way through come as many messages at once as on the last
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
	t := newCrowd(b, *soakMembers)
	t.faults, t.perDay = true, max(*soakMessages/365, 1)
	redis := storetest.Real(b, "--appendfsync", "everysec")
	s := storetest.MustOpen(b, redis.URL)
	enrol(b, s, *soakMembers)
	r := launch(b, path, t.url, redis.URL)
	t.hooks = []string{r.hook}
	stop := cutConnections(b, redis)
	began := time.Now()
	var all, burst []time.Duration
	var memory, routines []float64
	for stage := range soakStages {
		all = append(all, t.write(b, atOnce, *soakMessages/soakStages)...)
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
