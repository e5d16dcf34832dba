package bot_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/bot"
	"dutybook/store"
	"dutybook/store/storetest"
	"dutybook/trial"
)

const (
	secretPart = "AAH-very_secret_0123456789"
	testToken  = "123:" + secretPart
	wang       = 7001
	li         = 7002
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// stage is a bot at work on a local Telegram and a Redis of its own.
type stage struct {
	*trial.Server
	t     *testing.T
	url   string
	store *store.Store
	inbox *store.Inbox
	bot   *bot.Bot
	log   *logged
}

// option changes a stage before it begins.
type option func(*stage, *bot.Config)

func paced(s *stage, c *bot.Config) { c.Pace = bot.TelegramPace() }

func on(s *store.Store) option { return func(st *stage, _ *bot.Config) { st.store = s } }

// through puts something between bot and Telegram.
func through(wrap func(http.Handler) http.Handler) option {
	return func(st *stage, c *bot.Config) { c.APIURL = serve(st.t, wrap(st.Server)) }
}

func serve(t *testing.T, h http.Handler) string {
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

// newStage makes a bot that is not at work yet. When the test is over nothing
// it logged holds the token.
func newStage(t *testing.T, handle activity.Handle, options ...option) *stage {
	t.Helper()
	st := &stage{t: t, log: &logged{}}
	st.Server = trial.New(trial.Options{Token: testToken, Name: "test_bot", Now: func() time.Time { return noon }})
	for _, id := range []int64{wang, li} {
		st.AddPerson(trial.Person{ID: id, Name: "P"})
	}
	t.Cleanup(func() { _ = st.Close(context.Background()) })
	cfg := bot.Config{Token: testToken, Pace: bot.Unlimited(),
		Log: slog.New(slog.NewJSONHandler(st.log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	for _, o := range options {
		o(st, &cfg)
	}
	if cfg.APIURL == "" {
		cfg.APIURL = serve(t, st.Server)
	}
	if st.store == nil {
		st.store = storetest.New(t)
	}
	st.url, st.inbox = cfg.APIURL, st.store.Inbox()
	var err error
	if st.bot, err = bot.New(cfg, st.inbox, handle); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.log.mustNotHold(t, secretPart) })
	return st
}

// work lets the bot receive and work until the test ends or stop is called.
func (st *stage) work() (stop func()) {
	ctx, cancel := context.WithCancel(st.t.Context())
	var parts sync.WaitGroup
	parts.Go(func() { _ = st.bot.Poll(ctx) })
	parts.Go(func() { _ = st.bot.Work(ctx) })
	stop = func() { cancel(); parts.Wait() }
	st.t.Cleanup(stop)
	return stop
}

// settled waits until all that was sent is answered.
func (st *stage) settled() {
	st.t.Helper()
	ctx, cancel := context.WithTimeout(st.t.Context(), 30*time.Second)
	defer cancel()
	if err := st.WaitIdle(ctx); err != nil {
		st.t.Fatalf("not taken: %v\n%s", err, st.log)
	}
	storetest.Eventually(st.t, "all is answered", func() bool {
		n, err := st.inbox.Waiting(ctx)
		return n == 0 && err == nil
	})
}

// heard is what the bot said to a person.
func (st *stage) heard(person int64) []string {
	var texts []string
	for _, e := range st.Chat(person) {
		if e.FromBot {
			texts = append(texts, e.Text)
		}
	}
	return texts
}

func (st *stage) mustHear(person int64, want ...string) {
	st.t.Helper()
	if got := st.heard(person); !slices.Equal(got, want) {
		st.t.Errorf("heard %q, want %q", got, want)
	}
}

// called counts answered calls of a method.
func (st *stage) called(method string) int {
	n := 0
	for _, c := range st.Calls() {
		if c.Method == method {
			n++
		}
	}
	return n
}

// echo answers a text with itself.
func echo(ctx context.Context, m activity.Message, say activity.Say) error {
	_, err := say(ctx, activity.Reply{Text: "re " + m.Text})
	return err
}

// textUpdate is an update as Telegram sends it.
func textUpdate(id, chat int64, text string) []byte {
	return fmt.Appendf(nil, `{"update_id":%d,"message":{"message_id":%d,"date":1772582400,"text":%q,`+
		`"chat":{"id":%d,"type":"private"},"from":{"id":%d,"is_bot":false,"first_name":"P"}}}`, id, id+1, text, chat, chat)
}

// logged keeps what was logged.
type logged struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

func (l *logged) mustNotHold(t *testing.T, secret string) {
	t.Helper()
	for line := range strings.Lines(l.String()) {
		if strings.Contains(line, secret) {
			t.Errorf("a log line holds the token: %s", line)
		}
	}
}
