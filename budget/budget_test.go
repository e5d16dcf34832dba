package budget_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/budget"
	"dutybook/llm"
	"dutybook/llm/llmtest"
	"dutybook/store"
	"dutybook/store/storetest"
)

var (
	asked = llm.Request{System: "Answer in JSON.", User: "?", SchemaName: "s", Schema: []byte(`{}`)}
	anna  = budget.Payer{Committee: "main", User: 7}
	bert  = budget.Payer{Committee: "main", User: 8}
	other = budget.Payer{Committee: "other", User: 7}
	crew  = budget.Payer{Committee: "main"}
)

// stage is a meter before a model whose answers cost 100 tokens each, over a
// real store, at a time of its own.
type stage struct {
	*budget.Meter
	at   time.Time
	mu   sync.Mutex
	told []string
}

func newStage(t *testing.T, limits budget.Limits, answers ...llmtest.Answer) *stage {
	s, err := store.Open(storetest.Real(t).URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if len(answers) == 0 {
		answers = []llmtest.Answer{costs(100)}
	}
	model := llm.Open(llm.Config{BaseURL: llmtest.Serve(t, answers...).URL, Model: "m", Wait: time.Millisecond})
	st := &stage{at: time.Date(2026, 11, 29, 23, 0, 0, 0, time.UTC)}
	st.Meter = &budget.Meter{Model: model, Ledger: s, Limits: limits, Now: func() time.Time { return st.at },
		Near: func(_ context.Context, c activity.CommitteeID, at activity.Date, percent int) {
			st.mu.Lock()
			defer st.mu.Unlock()
			st.told = append(st.told, fmt.Sprintf("%s %d %d%%", c, at.Month, percent))
		}}
	return st
}

func costs(tokens int) llmtest.Answer {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"choices":[{"message":{"content":"{}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":%d,"completion_tokens":10}}`, tokens-10)
	}
}

// asks puts n questions and says how many the model answered.
func (s *stage) asks(t *testing.T, p budget.Payer, n int) (answered int) {
	t.Helper()
	for range n {
		_, err := s.Complete(budget.Charge(t.Context(), p), asked)
		switch {
		case err == nil:
			answered++
		case !budget.Refused(err):
			t.Fatal(err)
		}
	}
	return answered
}

func TestAPersonsDay(t *testing.T) {
	s := newStage(t, budget.Limits{Day: 250})
	for _, row := range []struct {
		who  string
		p    budget.Payer
		want int
	}{
		{"the question that passes the limit is still answered", anna, 3},
		{"nothing more that day", anna, 0},
		{"another person has their own", bert, 3},
		{"the same person elsewhere too", other, 3},
		{"work of nobody in particular has no day", crew, 5},
	} {
		if got := s.asks(t, row.p, 5); got != row.want {
			t.Errorf("%s: %d answers, want %d", row.who, got, row.want)
		}
	}
	s.at = s.at.Add(2 * time.Hour)
	if got := s.asks(t, anna, 5); got != 3 {
		t.Errorf("the next day: %d answers", got)
	}
}

func TestACommitteesMonth(t *testing.T) {
	s := newStage(t, budget.Limits{Month: 1000})
	if got := s.asks(t, anna, 7) + s.asks(t, bert, 7); got != 10 {
		t.Errorf("%d answers of 100 tokens for 1000", got)
	}
	if got := s.asks(t, crew, 1); got != 0 {
		t.Error("the month does not bind work of nobody in particular")
	}
	if got := s.asks(t, other, 3); got != 3 {
		t.Errorf("another committee got %d answers", got)
	}
	s.at = s.at.Add(26 * time.Hour)
	if got := s.asks(t, anna, 1); got != 1 {
		t.Error("the next month begins with nothing left")
	}
	if want := []string{"main 11 80%", "main 11 100%"}; !slices.Equal(s.told, want) {
		t.Errorf("told %v, want %v", s.told, want)
	}
}

// TestTogether: many at once pass a limit by no more than what is under way,
// and the committee is told once.
func TestTogether(t *testing.T) {
	s := newStage(t, budget.Limits{Month: 1000})
	var all sync.WaitGroup
	for range 60 {
		all.Go(func() { _, _ = s.Complete(budget.Charge(t.Context(), anna), asked) })
	}
	all.Wait()
	if got := s.asks(t, anna, 1); got != 0 || len(s.told) != 2 {
		t.Errorf("%d answers after the end, told %v", got, s.told)
	}
}

func TestWhatCosts(t *testing.T) {
	for _, row := range []struct {
		what   string
		answer llmtest.Answer
		spends bool
	}{
		{"an answer the server did not count", llmtest.Says(`{}`), true},
		{"an answer cut off", llmtest.Stops(`{"a":`, "length"), true},
		{"a server away", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, false},
	} {
		s := newStage(t, budget.Limits{Day: 1}, row.answer)
		_, _ = s.Complete(budget.Charge(t.Context(), anna), asked)
		if _, err := s.Complete(budget.Charge(t.Context(), anna), asked); budget.Refused(err) != row.spends {
			t.Errorf("%s: then %v", row.what, err)
		}
	}
}

func TestWithoutPayerOrLimit(t *testing.T) {
	s := newStage(t, budget.Limits{Day: 1, Month: 1})
	for range 3 {
		if _, err := s.Complete(t.Context(), asked); err != nil {
			t.Errorf("no payer: %v", err)
		}
	}
	if got := newStage(t, budget.Limits{}).asks(t, anna, 3); got != 3 {
		t.Errorf("no limits: %d answers", got)
	}
}
