package main

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dutybook/llm/llmtest"
	"dutybook/store/storetest"
	"dutybook/trial"
)

// running starts the bot as serve does, with settings besides the needed ones,
// and gives its Telegram, its environment and its metrics.
func running(t *testing.T, more map[string]string) (telegram *trial.Server, env map[string]string, figures func() string) {
	t.Helper()
	return runningLogged(t, more, t.Output())
}

// runningLogged is running with the log going to w.
func runningLogged(t *testing.T, more map[string]string, w io.Writer) (telegram *trial.Server, env map[string]string, figures func() string) {
	t.Helper()
	telegram = trial.New(trial.Options{Token: testToken, Name: "test_bot", Now: time.Now})
	server := httptest.NewServer(telegram)
	listen := freeAddress(t)
	env = map[string]string{
		"TELEGRAM_BOT_TOKEN": testToken, "TELEGRAM_API_URL": server.URL,
		"REDIS_URL": storetest.Real(t).URL, "LISTEN_ADDR": listen,
	}
	maps.Copy(env, more)
	if got := run(t, env, "", "health"); got.code != exitError || !strings.Contains(got.err, "LISTEN_ADDR") {
		t.Errorf("asked before it runs: %d %s", got.code, got.err)
	}
	cfg, err := readSettings(env)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, cfg, newLog(w, cfg)) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		_ = telegram.Close(context.Background())
		server.Close()
	})
	storetest.Eventually(t, "it is well", func() bool { return run(t, env, "", "health").code == exitOK })
	return telegram, env, func() string { return page(t, "http://"+listen+"/metrics") }
}

// TestTheRunningBotCanBeAsked lets a stranger write, and asks the bot what a
// container, Prometheus and an operator ask.
func TestTheRunningBotCanBeAsked(t *testing.T) {
	telegram, env, figures := running(t, nil)
	telegram.AddPerson(trial.Person{ID: 7, Name: "过客"})
	telegram.TypeAt(7, time.Now(), "今天走访3户")
	storetest.Eventually(t, "it is answered", func() bool { return len(telegram.Chat(7)) == 2 })
	storetest.Eventually(t, "it is counted", func() bool {
		return strings.Contains(figures(), `dutybook_handled_total{outcome="answered"} 1`)
	})
	told := figures()
	for _, want := range []string{
		`dutybook_updates_total{kind="message"} 1`, `dutybook_sends_total{outcome="delivered"} 1`,
		"dutybook_inbox_waiting 0", "dutybook_dead_letters 0", "dutybook_redis_up 1", "process_resident_memory_bytes",
	} {
		if !strings.Contains(told, want) {
			t.Errorf("the metrics lack %s:\n%s", want, told)
		}
	}
	if strings.Contains(told, "过客") || strings.Contains(told, testToken) {
		t.Error("the metrics name a person or the token")
	}
	if got := run(t, env, "", "-check"); got.code != exitOK || strings.Count(got.out, "✓") < 4 {
		t.Errorf("-check: %d %s%s", got.code, got.out, got.err)
	}
}

// TestTheModelIsWatchedAndPaidFor: a model that costs 600 tokens an answer has
// 1000 for the month. It is asked while there is something left, the secretary
// is told before and at the end, and everything is recorded all along. What
// the model did stands in the metrics, which hold every name that the alert
// rules and the dashboard use.
func TestTheModelIsWatchedAndPaidFor(t *testing.T) {
	model := llmtest.Serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"choices":[{"message":{"content":"{}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":500,"completion_tokens":100}}`)
	})
	telegram, _, figures := running(t, map[string]string{
		"ADMIN_IDS": "7", "COMMITTEE_NAME": "政协清河市委员会", "OPENAI_BASE_URL": model.URL, "MODEL_TOKENS_PER_MONTH": "1000",
	})
	telegram.AddPerson(trial.Person{ID: 7, Name: "何秘书"})
	said := func(part string) bool {
		return slices.ContainsFunc(telegram.Chat(7), func(m trial.Entry) bool { return strings.Contains(m.Text, part) })
	}
	telegram.TypeAt(7, time.Now(), "今天走访3户")
	storetest.Eventually(t, "it is recorded", func() bool { return said("走访") && said("3户") })
	storetest.Eventually(t, "the secretary is told before the end", func() bool { return said("预算的80%") })
	storetest.Eventually(t, "the secretary is told at the end", func() bool { return said("模型预算已用完") })
	before := len(model.Asked())
	telegram.TypeAt(7, time.Now(), "今天走访5户")
	storetest.Eventually(t, "the next is recorded too", func() bool { return said("5户") })
	if n := len(model.Asked()); n != before {
		t.Errorf("%d questions were sent after the budget was spent", n-before)
	}
	told := figures()
	for _, want := range []string{
		`dutybook_model_calls_total{use="reading",outcome="ok"} `, `dutybook_model_resting{use="writing"} 0`,
		`dutybook_model_tokens_total{use="reading",kind="prompt"} `,
	} {
		if !strings.Contains(told, want) {
			t.Errorf("the metrics lack %s:\n%s", want, told)
		}
	}
	for _, file := range []string{"deploy/alerts.yml", "deploy/dashboard.json", "docs/operations.md"} {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`dutybook_[a-z_]+`).FindAllString(string(raw), -1) {
			if !strings.Contains(told, "\n"+name) && !strings.HasPrefix(told, name) {
				t.Errorf("%s uses %s, which the bot does not show", file, name)
			}
		}
	}
}

// TestLinesOfAMessageBelongTogether: what was logged by different parts for one
// message names the same entry, and nothing that was written.
func TestLinesOfAMessageBelongTogether(t *testing.T) {
	model := llmtest.Serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	var logged lockedLog
	telegram, _, _ := runningLogged(t, map[string]string{"ADMIN_IDS": "7", "COMMITTEE_NAME": "政协清河市委员会", "OPENAI_BASE_URL": model.URL}, &logged)
	telegram.AddPerson(trial.Person{ID: 7, Name: "何秘书"})
	telegram.TypeAt(7, time.Now(), "今天走访3户")
	var entry string
	storetest.Eventually(t, "the reader logged a line", func() bool {
		found := regexp.MustCompile(`"msg":"rules read a message".*"entry":"([^"]+)"`).FindStringSubmatch(logged.String())
		if found != nil {
			entry = found[1]
		}
		return found != nil
	})
	if !regexp.MustCompile(`^\d+-\d+$`).MatchString(entry) || strings.Contains(logged.String(), "走访") {
		t.Errorf("entry %q in %s", entry, logged.String())
	}
}

// lockedLog is a log that is read while it is written.
type lockedLog struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

func (l *lockedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func page(t *testing.T, address string) string {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
