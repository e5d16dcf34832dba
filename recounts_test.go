package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/store"
	"dutybook/store/storetest"
)

// TestEveryNightTheTotalsAreRecounted: once a night and committee, whatever is
// found goes to the metrics and the log, and -apply puts it right.
func TestEveryNightTheTotalsAreRecounted(t *testing.T) {
	server := storetest.Real(t)
	s := storetest.MustOpen(t, server.URL)
	second, err := s.Directory().Found(t.Context(), "第二单位", "key")
	if err != nil {
		t.Fatal(err)
	}
	change := store.Change{Key: "1", At: time.Unix(0, 0), Add: []activity.Record{{Category: activity.Visit, Member: "m1", Date: activity.Date{Year: 2026, Month: 3, Day: 1}}}}
	if _, err := s.Committee(second).Apply(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 12, 14, 0, 0, 0, time.UTC)
	var logged bytes.Buffer
	r := recounts{s, time.UTC, func() time.Time { return now }, slog.New(slog.NewTextHandler(&logged, nil))}
	want := func(figures string) {
		t.Helper()
		if err := r.due(t.Context()); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		watch{store: s, now: r.now}.writeRecounts(t.Context(), &out)
		if got := strings.Join(strings.Split(strings.TrimSpace(out.String()), "\n"), " "); got != figures {
			t.Errorf("at %v: %q, want %q", now, got, figures)
		}
	}
	want("dutybook_totals_drift 0 dutybook_recount_age_seconds 0")
	key := fmt.Sprintf("{%s}:totals:all", second)
	server.Do(t, "HINCRBY", key, server.Do(t, "HKEYS", key).([]any)[0], int64(activity.Whole(7)))
	now = now.Add(12 * time.Hour)
	want("dutybook_totals_drift 0 dutybook_recount_age_seconds 43200")
	now = now.Add(time.Hour)
	want("dutybook_totals_drift 1 dutybook_recount_age_seconds 0")
	if !strings.Contains(logged.String(), "committee="+string(second)) {
		t.Errorf("the log does not say which: %s", logged.String())
	}
	env := map[string]string{"REDIS_URL": server.URL}
	for _, call := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"recount"}, exitOK, "all totals equal"},
		{[]string{"recount", "-committee", string(second)}, exitError, "kept 8, counted 1"},
		{[]string{"recount", "-committee", string(second), "-apply"}, exitOK, "put right: 1"},
		{[]string{"recount", "-committee", string(second)}, exitOK, "all totals equal"},
	} {
		if got := run(t, env, "", call.args...); got.code != call.code || !strings.Contains(got.out, call.says) {
			t.Errorf("%v: %d %s%s", call.args, got.code, got.out, got.err)
		}
	}
	now = now.Add(24 * time.Hour)
	want("dutybook_totals_drift 0 dutybook_recount_age_seconds 0")
}
