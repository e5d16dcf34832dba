package bench

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/store"
	"dutybook/store/storetest"
)

// BenchmarkWebhook gives all bots the same load in turn and reports medians, by
// the names of contenders:
//
//	<name>-x      messages a second, in proportion to the bare bot; more is better
//	<name>-cpu-x  processor time for each message, likewise; less is better
//	<name>/s, <name>-p50-ms, <name>-p99-ms, <name>-MB
//
// One iteration is a whole comparison: run it with -benchtime=1x.
func BenchmarkWebhook(b *testing.B) {
	paths := map[string]string{}
	for name, c := range contenders {
		if *only == "" || name == "bare" || slices.Contains(strings.Split(*only, ","), name) {
			paths[name] = build(b, name, c.target, c.build...)
		}
	}
	for _, fsync := range []string{"everysec", "always"} {
		b.Run("aof-"+fsync, func(b *testing.B) {
			for range b.N {
				compare(b, paths, fsync)
			}
		})
	}
}

// contenders are the bots. The product is built as its own crash test starts
// it, which is the product without Telegram's pace.
var contenders = map[string]struct {
	target string
	build  []string
}{
	"bare":    {"dutybook/bench/bare", []string{"go", "build", "-o"}},
	"durable": {"dutybook/bench/durable", []string{"go", "build", "-o"}},
	"product": {"dutybook", []string{"go", "test", "-c", "-o"}},
}

const (
	each    = 60 // messages of each chat in a round
	roundIn = 2 * time.Minute
)

// What one looks for while changing something: go test ./bench … -rounds 3.
var (
	rounds = flag.Int("rounds", 7, "of each bot, of which medians are reported")
	only   = flag.String("only", "", "the bots that take part, separated by commas, besides the bare one; empty for all")
)

func build(b *testing.B, name, target string, command ...string) string {
	path := filepath.Join(b.TempDir(), name)
	cmd := exec.Command(command[0], append(command[1:], path, target)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
	return path
}

// sample is one round of one bot.
type sample struct {
	load
	cpu float64 // seconds for a thousand messages
	rss float64 // MB
}

func compare(b *testing.B, paths map[string]string, fsync string) {
	t := newTelegram(b)
	bots := map[string]*runner{}
	for name, path := range paths {
		bots[name] = start(b, t, path, fsync)
		bots[name].round(b, t) // to warm up
	}
	samples := map[string][]sample{}
	for range *rounds {
		for name, r := range bots {
			samples[name] = append(samples[name], r.round(b, t))
		}
	}
	rate := func(s sample) float64 { return s.perSecond }
	cpu := func(s sample) float64 { return s.cpu }
	for name, of := range samples {
		b.ReportMetric(median(of, rate)/median(samples["bare"], rate), name+"-x")
		b.ReportMetric(median(of, cpu)/median(samples["bare"], cpu), name+"-cpu-x")
		b.ReportMetric(median(of, rate), name+"/s")
		b.ReportMetric(median(of, func(s sample) float64 { return s.rss }), name+"-MB")
		b.ReportMetric(median(of, func(s sample) float64 { return s.milliseconds(0.5) }), name+"-p50-ms")
		b.ReportMetric(median(of, func(s sample) float64 { return s.milliseconds(0.99) }), name+"-p99-ms")
	}
	b.ReportMetric(0, "ns/op")
}

func median(samples []sample, of func(sample) float64) float64 {
	values := make([]float64, len(samples))
	for i, s := range samples {
		values[i] = of(s)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// runner is a bot at work, with a Redis of its own.
type runner struct {
	hook string
	pid  int
	stop func()
}

func start(b *testing.B, t *telegram, path, fsync string) *runner {
	redis := storetest.Real(b, "--appendfsync", fsync)
	enrol(b, storetest.MustOpen(b, redis.URL), chats)
	return launch(b, path, t.url, redis.URL)
}

// launch starts a bot and waits until it listens.
func launch(b *testing.B, path, api, redis string) *runner {
	address := freeAddress(b)
	r := &runner{hook: "http://" + address + "/hook"}
	// The product reads its settings from the environment, the others flags.
	cmd := exec.Command(path, "-token", token, "-api", api, "-redis", redis, "-listen", address, "-secret", secret)
	cmd.Env = append(os.Environ(), "DUTYBOOK_TEST_CHILD=1", "TELEGRAM_BOT_TOKEN="+token, "TELEGRAM_API_URL="+api,
		"TELEGRAM_WEBHOOK_URL="+r.hook, "TELEGRAM_WEBHOOK_SECRET="+secret, "REDIS_URL="+redis, "LISTEN_ADDR="+address,
		"LOG_LEVEL=warn", "OPENAI_API_KEY=", "OPENAI_BASE_URL=")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	r.pid = cmd.Process.Pid
	r.stop = sync.OnceFunc(func() { _ = cmd.Process.Signal(syscall.SIGTERM); _ = cmd.Wait() })
	b.Cleanup(r.stop)
	awaitListener(b, address)
	return r
}

func awaitListener(b *testing.B, address string) {
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for range 200 {
		if conn, err := net.Dial("tcp", address); err == nil {
			_ = conn.Close()
			return
		}
		<-again.C
	}
	b.Fatal("the bot does not listen")
}

func freeAddress(b *testing.B) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// enrol makes members of everybody who writes, whom nobody reminds of anything: a
// reminder would be taken for an answer.
func enrol(b *testing.B, s *store.Store, members int) {
	c := s.Committee("main")
	if err := c.Prepare(b.Context()); err != nil {
		b.Fatal(err)
	}
	if err := c.SetSchedule(b.Context(), store.Schedule{}); err != nil {
		b.Fatal(err)
	}
	for i := range members {
		m := activity.Member{Name: fmt.Sprint("P", i), Role: activity.Plain, User: activity.UserID(firstChat + i)}
		if _, err := c.AddMember(b.Context(), m); err != nil {
			b.Fatal(err)
		}
	}
}

func (r *runner) round(b *testing.B, t *telegram) sample {
	ctx, cancel := context.WithTimeout(b.Context(), roundIn)
	defer cancel()
	before := r.cpu(b)
	l, err := t.run(ctx, r.hook, each)
	if err != nil {
		b.Fatal(err)
	}
	return sample{load: *l, cpu: (r.cpu(b) - before) / (chats * each) * 1000, rss: r.rss(b)}
}

// cpu is the processor time the bot has used, in seconds.
func (r *runner) cpu(b *testing.B) float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", r.pid))
	if err != nil {
		b.Skip("needs /proc: ", err)
	}
	_, rest, _ := strings.Cut(string(raw), ") ")
	fields := strings.Fields(rest)
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) / 100 // ticks, on every Linux there is
}

// rss is the memory the bot has now, in MB.
func (r *runner) rss(b *testing.B) float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.pid))
	if err != nil {
		b.Skip("needs /proc: ", err)
	}
	_, rest, _ := strings.Cut(string(raw), "VmRSS:")
	kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	return kb / 1024
}
