package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"dutybook/store/storetest"
	"dutybook/trial"
)

// TestTheRunningBotCanBeAsked starts the bot as serve does, lets a stranger
// write, and asks it what a container, Prometheus and an operator ask.
func TestTheRunningBotCanBeAsked(t *testing.T) {
	telegram := trial.New(trial.Options{Token: testToken, Name: "test_bot", Now: time.Now})
	server := httptest.NewServer(telegram)
	listen := freeAddress(t)
	env := map[string]string{
		"TELEGRAM_BOT_TOKEN": testToken, "TELEGRAM_API_URL": server.URL,
		"REDIS_URL": storetest.Real(t).URL, "LISTEN_ADDR": listen,
	}
	if got := run(t, env, "", "health"); got.code != exitError || !strings.Contains(got.err, "LISTEN_ADDR") {
		t.Errorf("asked before it runs: %d %s", got.code, got.err)
	}
	cfg, err := readSettings(env)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, cfg, slog.New(slog.NewJSONHandler(t.Output(), nil))) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		_ = telegram.Close(context.Background())
		server.Close()
	})
	until(t, "it is well", func() bool { return run(t, env, "", "health").code == exitOK })

	telegram.AddPerson(trial.Person{ID: 7, Name: "过客"})
	telegram.TypeAt(7, time.Now(), "今天走访3户")
	until(t, "it is answered", func() bool { return len(telegram.Chat(7)) == 2 })
	until(t, "it is counted", func() bool {
		return strings.Contains(page(t, "http://"+listen+"/metrics"), `dutybook_handled_total{outcome="answered"} 1`)
	})
	told := page(t, "http://"+listen+"/metrics")
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

// until waits for a condition, half a minute at most.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for late := time.After(30 * time.Second); !ok(); {
		select {
		case <-late:
			t.Fatal("in vain: " + what)
		case <-look.C:
		}
	}
}
