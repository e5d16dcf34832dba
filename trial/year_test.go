package trial

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestYearIsWellFormed(t *testing.T) {
	people := map[int64]Person{}
	for _, p := range People() {
		if p.ID == 0 || p.Name == "" || p.Title == "" || p.Lang == "" || people[p.ID].ID != 0 {
			t.Errorf("%+v", p)
		}
		people[p.ID] = p
	}
	var last time.Time
	year := SampleYear()
	if len(year) < 300 {
		t.Errorf("%d lines", len(year))
	}
	members, groups := 0, map[string]int{}
	for _, p := range People() {
		if p.Role != "" {
			members++
			groups[p.Group]++
		}
	}
	if delete(groups, ""); members != 24 || len(groups) != 4 {
		t.Errorf("%d members in %v", members, groups)
	}
	for i, line := range year {
		switch {
		case people[line.From].ID == 0:
			t.Errorf("line %d: nobody is %d", i+1, line.From)
		case line.Text == "" || line.Text != strings.TrimSpace(line.Text) || units(line.Text) > maxText:
			t.Errorf("line %d: text %q", i+1, line.Text)
		case line.At.Before(last) || line.At.Year() != 2026 || line.At.Nanosecond() != 0:
			t.Errorf("line %d: time %v", i+1, line.At)
		}
		last = line.At
	}
	if CommitteeName() == "" || strings.Contains(CommitteeName(), "\n") {
		t.Errorf("committee %q", CommitteeName())
	}
}

// The truth counted by hand names lines of the year.
func TestYearTruthIsOfThisYear(t *testing.T) {
	raw, err := os.ReadFile("year.truth.json")
	if err != nil {
		t.Fatal(err)
	}
	var truth struct {
		Notes struct {
			Same []struct{ Lines []int } `json:"same_event"`
			None []int                   `json:"no_record"`
			Late []int                   `json:"late_entries"`
		}
	}
	if err := json.Unmarshal(raw, &truth); err != nil {
		t.Fatal(err)
	}
	lines := append(truth.Notes.None, truth.Notes.Late...)
	for _, same := range truth.Notes.Same {
		lines = append(lines, same.Lines...)
	}
	for _, n := range lines {
		if n < 1 || n > len(SampleYear()) {
			t.Errorf("line %d", n)
		}
	}
}

func yearServer(t *testing.T, lines []Line) *Server {
	t.Helper()
	s := New(Options{Token: token, Name: "b", Now: func() time.Time { return noon }, People: People(), Year: lines})
	t.Cleanup(func() { mustClose(t, s) })
	return s
}

func begin(t *testing.T, s *Server) {
	t.Helper()
	if w := browse(t, s, "POST", "/api/year", "{}"); w.Code != 200 {
		t.Fatal(w.Code, w.Body)
	}
}

func loaded(t *testing.T, s *Server) {
	t.Helper()
	if err := s.await(t.Context(), func() bool { return s.yearNow().Loaded }); err != nil {
		t.Fatal(err)
	}
}

func TestYearIsPlayed(t *testing.T) {
	s := yearServer(t, SampleYear())
	page := open(t, s)
	ctx, stop := context.WithCancel(t.Context())
	var bot sync.WaitGroup
	defer bot.Wait()
	defer stop()
	bot.Go(func() { echo(ctx, s) })
	begin(t, s)
	begin(t, s) // a second tap does nothing
	page.next("year", `"running":true`, `"done":0`, fmt.Sprintf(`"total":%d`, len(SampleYear())))
	loaded(t, s)
	total := 0
	for _, p := range People() {
		chat := s.Chat(p.ID)
		total += len(chat)
		for i := 0; i+1 < len(chat); i += 2 {
			if chat[i].FromBot || chat[i+1].Text != "收到："+chat[i].Text || !chat[i+1].Date.Equal(chat[i].Date) {
				t.Fatalf("%s, entry %d: %+v %+v", p.Name, i, chat[i], chat[i+1])
			}
		}
	}
	if total != 2*len(SampleYear()) {
		t.Errorf("%d entries", total)
	}
	s.TypeAt(1001, noon, "afterwards")
	if err := s.await(t.Context(), func() bool { return len(s.state.Chats[1001].Messages)%2 == 0 }); err != nil {
		t.Fatal(err)
	}
	if chat := s.Chat(1001); !chat[len(chat)-1].Date.Equal(noon) {
		t.Error("after the year an answer has not the clock's time")
	}
	begin(t, s)
	if y := stateOf(t, s).Year; !y.Loaded || y.Running || y.Done != len(SampleYear()) {
		t.Errorf("%+v", y)
	}
	calls, order := s.Calls(), []string{}
	for _, c := range calls {
		if c.Method == "sendMessage" && !strings.HasSuffix(c.Params["text"], "afterwards") {
			order = append(order, strings.TrimPrefix(c.Params["text"], "收到："))
		}
	}
	for i, line := range SampleYear() {
		if order[i] != line.Text {
			t.Fatalf("line %d was answered as %q", i+1, order[i])
		}
	}
}

func someLines() []Line {
	return []Line{{1001, noon, "one"}, {1002, noon.Add(time.Hour), "two"}, {1001, noon.Add(2 * time.Hour), "three"}}
}

// A line that gets no answer holds the year up for five seconds, not for ever.
func TestYearGoesOnAfterSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := yearServer(t, someLines())
		began := time.Now()
		ctx, stop := context.WithCancel(t.Context())
		go echo(ctx, s, "two")
		begin(t, s)
		loaded(t, s)
		if took := time.Since(began); took != answerWait {
			t.Errorf("took %v", took)
		}
		stop()
	})
}

// A year cut off goes on after the restart where it was.
func TestYearSurvivesRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := yearServer(t, someLines())
		begin(t, s) // no bot: the first line waits to be taken
		synctest.Wait()
		mustClose(t, s)
		var saved bytes.Buffer
		if err := s.Snapshot(&saved); err != nil {
			t.Fatal(err)
		}
		s = yearServer(t, someLines())
		if err := s.Restore(&saved); err != nil {
			t.Fatal(err)
		}
		if y := s.yearNow(); y.Done != 1 || y.Running || y.Loaded {
			t.Errorf("%+v", y)
		}
		ctx, stop := context.WithCancel(t.Context())
		go echo(ctx, s)
		begin(t, s)
		loaded(t, s)
		stop()
		synctest.Wait()
		if n := len(s.Chat(1001)); n != 4 {
			t.Errorf("%d entries, want each line once with its answer", n)
		}
	})
}

func TestNoYear(t *testing.T) {
	s, _ := newServer(t)
	if w := browse(t, s, "POST", "/api/year", "{}"); w.Code != 404 {
		t.Error(w.Code)
	}
}
