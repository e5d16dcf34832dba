package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"runtime/pprof"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/bot"
	"dutybook/store"
	"dutybook/store/storetest"
	"dutybook/trial"
)

// childVar makes the test binary run as the bot, so that a test can kill it. It
// is the real bot but for the pace, which would make 5,000 answers take minutes.
const childVar = "DUTYBOOK_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVar) == "" {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	defer profile(os.Getenv(profileVar))()
	cfg, err := readSettings(environ(os.Environ()))
	if err == nil {
		err = serveAt(ctx, cfg, bot.Unlimited(), newLog(os.Stderr, cfg))
	}
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		os.Exit(exitError)
	}
}

// profileVar names a file for a profile of the child's processor time; that of
// its memory goes beside it. Bench asks for them.
const profileVar = "DUTYBOOK_TEST_PROFILE"

// profile writes a profile until the function it gives is called.
func profile(path string) (end func()) {
	if path == "" {
		return func() {}
	}
	f, err := os.Create(path)
	if err == nil {
		err = pprof.StartCPUProfile(f)
	}
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		os.Exit(exitError)
	}
	return func() {
		pprof.StopCPUProfile()
		_ = f.Close()
		if heap, err := os.Create(path + ".heap"); err == nil {
			_ = pprof.WriteHeapProfile(heap)
			_ = heap.Close()
		}
	}
}

const (
	crashToken  = "77:AAE-crash_secret_token_0123"
	crashSecret = "hook-secret-0123456789"
	crashPeople = 200
)

// crash is a run of two bots that are killed while people write.
type crash struct {
	t *testing.T
	world
	telegram  *trial.Server
	api       string
	hook      string // where Telegram delivers; "" for polling
	store     *store.Store
	committee *store.Committee
	inbox     *store.Inbox
	slots     [2]*slot
	log       lockedBuffer
}

// slot is a place for one bot process, always at the same address.
type slot struct {
	mu      sync.Mutex
	address string
	cmd     *exec.Cmd
}

// TestCrashes kills the bots, or Redis, every 0.3 to 1 s: nothing is lost,
// nothing is recorded twice, the order of every chat is kept, and every message
// is answered. The full size runs with DUTYBOOK_LONG=1.
func TestCrashes(t *testing.T) {
	messages, kills := 1000, 8
	if os.Getenv("DUTYBOOK_LONG") != "" {
		messages, kills = 5000, 60
	}
	for name, world := range map[string]world{
		"polling":                   {},
		"webhook":                   {webhook: true},
		"polling with faults":       {faults: true},
		"webhook twice with faults": {webhook: true, faults: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			redis := storetest.Real(t)
			world.redis, world.model = redis.URL, slowModel(t)
			c := newCrash(t, world)
			c.run(messages, kills, c.killOne, 0)
		})
	}
	t.Run("redis", func(t *testing.T) {
		t.Parallel()
		redis := storetest.Real(t)
		c := newCrash(t, world{redis: redis.URL, model: slowModel(t)})
		c.run(messages, kills, func() { redis.Kill(); redis.Start(t) }, 0)
	})
}

// TestFailOvers takes the master away under the running bots. Replication is
// asynchronous, so Redis itself promises less here than for a restart: what the
// dead master had acknowledged and not yet sent to its replica is gone. When
// that was a record, its message is still in the inbox, and is recorded anew;
// later messages may be before it by then, so the order is not checked here.
func TestFailOvers(t *testing.T) {
	t.Run("sentinel", func(t *testing.T) {
		t.Parallel()
		s := storetest.Sentinel(t)
		c := newCrash(t, world{redis: s.URL, failsOver: true})
		c.run(500, 2, func() { s.FailOver(t) }, 8*time.Second)
	})
	t.Run("cluster", func(t *testing.T) {
		t.Parallel()
		s := storetest.Cluster(t)
		c := newCrash(t, world{redis: s.URL, failsOver: true})
		keys := []string{"{inbox}", "{main}"}
		c.run(500, len(keys), func() {
			s.FailOver(t, s.PairOf(t, keys[0]))
			keys = keys[1:]
		}, 4*time.Second)
	})
}

// world is what the bots run in.
type world struct {
	redis   string // its URL
	webhook bool   // instead of polling
	// failsOver is set where Redis may forget what it had acknowledged.
	failsOver bool
	model     string // its URL
	// faults make one call in ten go wrong, and every webhook come twice.
	faults bool
}

// slowModel takes its time and then refuses, so that every message is in hand
// for a while before the rules read it: what comes quickly is hardly ever hit.
func slowModel(t *testing.T) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		timer := time.NewTimer(time.Duration(10+rand.IntN(50)) * time.Millisecond)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
		}
		w.WriteHeader(http.StatusBadRequest)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/v1"
}

// newCrash starts Telegram and two bots on a Redis.
func newCrash(t *testing.T, w world) *crash {
	c := &crash{t: t, world: w, store: storetest.MustOpen(t, w.redis)}
	c.committee, c.inbox = c.store.Committee(theCommittee), c.store.Inbox()
	c.telegram = trial.New(trial.Options{Token: crashToken, Name: "crash_bot", Now: time.Now})
	handler := http.Handler(c.telegram)
	if w.faults {
		handler = spoil(handler)
	}
	api := httptest.NewServer(handler)
	c.api = api.URL
	t.Cleanup(func() { _ = c.telegram.Close(context.Background()); api.Close() })
	c.populate()
	for i := range c.slots {
		c.slots[i] = &slot{address: "127.0.0.1:" + freePort(t)}
	}
	if w.webhook {
		front := httptest.NewServer(http.HandlerFunc(c.front))
		t.Cleanup(front.Close)
		c.hook = front.URL + "/hook"
	}
	for _, s := range c.slots {
		c.start(s)
		t.Cleanup(s.kill)
	}
	return c
}

func (c *crash) populate() {
	if err := c.committee.Prepare(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
	for id := range int64(crashPeople) {
		c.telegram.AddPerson(trial.Person{ID: id + 1, Name: "P"})
		m := activity.Member{Name: fmt.Sprint("P", id+1), Role: activity.Plain, User: activity.UserID(id + 1)}
		if _, err := c.committee.AddMember(c.t.Context(), m); err != nil {
			c.t.Fatal(err)
		}
	}
}

func freePort(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// spoil makes one call in ten that sends something answer 429 or 500, or lose
// its answer after it was carried out.
func spoil(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/sendMessage") || rand.IntN(10) > 0 {
			next.ServeHTTP(w, r)
			return
		}
		switch rand.IntN(3) {
		case 0:
			_, _ = io.WriteString(w, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1}}`)
		case 1:
			_, _ = io.WriteString(w, `{"ok":false,"error_code":500,"description":"Internal Server Error"}`)
		default:
			next.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
	})
}

// front stands before the two bots as a load balancer does: it tries one, then
// the other, until one takes the update.
func (c *crash) front(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for range 100 {
		if c.deliverOnce(r, body) {
			return
		}
		<-again.C
	}
	w.WriteHeader(http.StatusBadGateway)
}

// deliverOnce goes to both bots when the world has faults.
func (c *crash) deliverOnce(r *http.Request, body []byte) (taken bool) {
	first := rand.IntN(2)
	for i := range 2 {
		status := c.deliver(r, c.slots[(first+i)%2].address, body)
		if taken = taken || status == http.StatusOK; taken && !c.faults {
			return true
		}
	}
	return taken
}

func (c *crash) deliver(r *http.Request, address string, body []byte) int {
	req, err := http.NewRequestWithContext(r.Context(), http.MethodPost, "http://"+address+"/hook", bytes.NewReader(body))
	if err != nil {
		return 0
	}
	req.Header = r.Header.Clone()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

func (c *crash) start(s *slot) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childVar+"=1", "TELEGRAM_BOT_TOKEN="+crashToken, "TELEGRAM_API_URL="+c.api,
		"REDIS_URL="+c.redis, "LISTEN_ADDR="+s.address, "LOG_LEVEL=info", "OPENAI_API_KEY=", "OPENAI_BASE_URL="+c.model)
	if c.hook != "" {
		cmd.Env = append(cmd.Env, "TELEGRAM_WEBHOOK_URL="+c.hook, "TELEGRAM_WEBHOOK_SECRET="+crashSecret)
	}
	cmd.Stderr = &c.log
	if err := cmd.Start(); err != nil {
		c.t.Error(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cmd = cmd
}

func (s *slot) kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

// killOne kills one of the bots and starts another in its place.
func (c *crash) killOne() {
	s := c.slots[rand.IntN(len(c.slots))]
	s.kill()
	c.start(s)
}

// run lets people write while blow falls again and again, then looks. A blow
// takes about as long as said.
func (c *crash) run(messages, kills int, blow func(), takes time.Duration) {
	var parts sync.WaitGroup
	every := time.Duration(kills) * (takes + 650*time.Millisecond) / time.Duration(messages)
	parts.Go(func() { c.write(messages, every) })
	timer := time.NewTimer(0)
	<-timer.C
	for range kills {
		timer.Reset(time.Duration(300+rand.IntN(700)) * time.Millisecond)
		<-timer.C
		blow()
	}
	parts.Wait()
	began := time.Now()
	c.settle()
	c.t.Logf("all answered %v after the last", time.Since(began).Round(time.Millisecond))
	c.check(messages)
	c.stop()
	c.log.mustNotHold(c.t, crashToken)
	c.log.mustNotHold(c.t, crashSecret)
}

// settle waits until every message was taken and answered, as long as it goes
// on: on a busy machine it may take its time.
func (c *crash) settle() {
	c.t.Helper()
	const patience = time.Minute
	still := time.NewTimer(patience)
	defer still.Stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for last := int64(-1); ; {
		n, err := c.left()
		switch {
		case err == nil && n == 0:
			return
		case err == nil && n != last:
			last = n
			still.Reset(patience)
		}
		select {
		case <-tick.C:
		case <-still.C:
			c.t.Fatalf("%d not taken or not answered, and nothing moves: %v\n%s", n, err, c.log.tail())
		}
	}
}

// left is how much is not answered yet; one more while Telegram has something.
func (c *crash) left() (int64, error) {
	n, err := c.inbox.Waiting(c.t.Context())
	now, cancel := context.WithTimeout(c.t.Context(), 5*time.Millisecond)
	defer cancel()
	if c.telegram.WaitIdle(now) != nil {
		n++
	}
	return n, err
}

// write lets everybody write in turn, of days spread over most of a year.
func (c *crash) write(messages int, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for i := range messages {
		<-tick.C
		day := time.Now().AddDate(0, 0, -(i*7)%300)
		c.telegram.TypeAt(int64(i%crashPeople)+1, time.Now(), fmt.Sprintf("%d月%d日走访%d户", day.Month(), day.Day(), i+1))
	}
}

// check counts what came of the messages.
func (c *crash) check(messages int) {
	c.t.Helper()
	byMessage := map[string]int{}
	newest := map[activity.ChatID]activity.MessageID{}
	answered := map[activity.ChatID]string{}
	err := c.committee.EachRecord(c.t.Context(), func(r activity.Record) error {
		byMessage[fmt.Sprint(r.Chat, "/", r.Message)]++
		if r.Message < newest[r.Chat] && !c.failsOver {
			c.t.Errorf("chat %d: message %d was recorded after %d", r.Chat, r.Message, newest[r.Chat])
		}
		newest[r.Chat] = r.Message
		if answered[r.Chat] == "" {
			answered[r.Chat] = c.said(int64(r.Chat))
		}
		if !strings.Contains(answered[r.Chat], fmt.Sprintf("\n%v ", r.ID)) {
			c.t.Errorf("record %v of chat %d was not answered", r.ID, r.Chat)
		}
		return nil
	})
	if err != nil {
		c.t.Fatal(err)
	}
	doubled := 0
	for _, n := range byMessage {
		doubled += n - 1
	}
	if len(byMessage) != messages || doubled != 0 {
		c.t.Errorf("%d of %d messages recorded, %d records too many\n%s", len(byMessage), messages, doubled, c.log.tail())
	}
	if dead, err := c.inbox.Dead(c.t.Context()); dead != 0 || err != nil {
		c.t.Errorf("%d dead letters %v", dead, err)
	}
	if drift, err := c.committee.Recount(c.t.Context()); err != nil || len(drift) > 0 {
		c.t.Errorf("recount: %v %v", drift, err)
	}
}

// said is everything the bot said in a chat.
func (c *crash) said(person int64) string {
	var all strings.Builder
	for _, e := range c.telegram.Chat(person) {
		if e.FromBot {
			all.WriteString(e.Text + "\n")
		}
	}
	return all.String()
}

// stop ends the bots as a supervisor does.
func (c *crash) stop() {
	c.t.Helper()
	for _, s := range c.slots {
		s.mu.Lock()
		_ = s.cmd.Process.Signal(syscall.SIGTERM)
		began := time.Now()
		if err := s.cmd.Wait(); err != nil || time.Since(began) > 25*time.Second {
			c.t.Errorf("stopped with %v after %v", err, time.Since(began))
		}
		s.mu.Unlock()
	}
}

// lockedBuffer takes what both bots log.
type lockedBuffer struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

func (b *lockedBuffer) tail() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	raw := b.all.Bytes()
	return string(raw[max(0, len(raw)-4000):])
}

func (b *lockedBuffer) mustNotHold(t *testing.T, secret string) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if i := bytes.Index(b.all.Bytes(), []byte(secret)); i >= 0 {
		t.Errorf("the log holds a secret: …%s", b.all.Bytes()[max(0, i-200):i])
	}
}
