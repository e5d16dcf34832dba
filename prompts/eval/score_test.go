package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dutybook/prompts"
)

func TestScore(t *testing.T) {
	visit := record{Category: "visit", Alt: []string{"welfare"}, Date: "2026-01-02", Quantities: []quantity{{3, "户", ""}}}
	other := record{Category: "proposal", Date: "2026-01-02", Quantities: []quantity{{1, "件", ""}, {1, "件", ""}}}
	gold := message{Intent: "log", Records: []record{visit, other}}
	for _, c := range []struct {
		name string
		pred message
		want counts
	}{
		{"all right, other order", message{Intent: "log", Records: []record{other, visit}},
			counts{1, 1, 1, 1, 2, 2, 2, 1, 3, 3, 3}},
		{"the other category that is right", message{Intent: "log", Records: []record{{Category: "welfare", Date: "2026-01-02", Quantities: visit.Quantities}, other}},
			counts{1, 1, 1, 1, 2, 2, 2, 1, 3, 3, 3}},
		{"one record missing", message{Intent: "log", Records: []record{other}},
			counts{1, 1, 1, 0, 2, 1, 1, 0, 2, 3, 2}},
		{"a bound missed, a figure told twice", message{Intent: "log", Records: []record{
			{Category: "visit", Date: "2026-01-02", Quantities: []quantity{{3, "户", "over"}, {3, "户", "over"}}}, other}},
			counts{1, 1, 1, 1, 2, 2, 2, 0, 2, 3, 4}},
		{"records of no report do not count", message{Intent: "other", Records: []record{visit}},
			counts{1, 0, 1, 0, 2, 0, 0, 0, 0, 3, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := score(gold, c.pred); got != c.want {
				t.Errorf("score = %+v, want %+v", got, c.want)
			}
		})
	}
	if got := (counts{found: 2, wanted: 3, given: 4}).figures(); math.Abs(got-4.0/7) > 1e-9 {
		t.Errorf("F1 = %v, want 4/7", got)
	}
}

// The floors lie a little below what was reached, so that a change for the
// better elsewhere may cost a message or two, but no more.
func TestRulesOnMessages(t *testing.T) {
	gold, pred := readGold(t, filepath.Join("..", "testdata", "understood.jsonl"))
	c := scoreAll(gold, pred).rows["all"]
	for name, score := range map[string][2]float64{
		"intent": {c.intent(), .98}, "count": {c.count(), .98}, "category": {c.category(), .96},
		"date": {c.date(), .98}, "figures": {c.figures(), .98}, "exact": {c.whole(), .95},
	} {
		if score[0] < score[1] {
			t.Errorf("%s %.3f is below %.2f", name, score[0], score[1])
		}
	}
}

// readGold reads a gold file and what the rules make of its messages.
func readGold(t *testing.T, name string) (gold, pred []message) {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	gold, err = readMessages(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range gold {
		pred = append(pred, byRules(t, g))
	}
	return gold, pred
}

func byRules(t *testing.T, g message) message {
	t.Helper()
	sent, err := time.Parse(time.RFC3339, g.SentAt)
	if err != nil {
		t.Fatal(err)
	}
	u := prompts.ByRules(g.Text, sent)
	p := message{ID: g.ID, Intent: string(u.Intent), Source: string(u.Source)}
	for _, r := range u.Records {
		out := record{Category: string(r.Category), Date: r.Date.String()}
		for _, q := range r.Quantities {
			out.Quantities = append(out.Quantities, quantity{float64(q.Value) / 1e4, string(q.Unit), string(q.Approx)})
		}
		p.Records = append(p.Records, out)
	}
	return p
}

func TestRun(t *testing.T) {
	gold := filepath.Join(t.TempDir(), "gold.jsonl")
	line := `{"id":"a","lang":"en","text":"x","intent":"log","records":[{"category":"visit","date":"2026","quantities":[]}]}`
	if err := os.WriteFile(gold, []byte(line+"\n\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := run([]string{"-errors", "1", gold, "-"}, strings.NewReader(`{"id":"a","intent":"other","source":"rules"}`), &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"all          1   0.000", "en ", "rules ", "pred other"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, out.String())
		}
	}
	for _, args := range [][]string{{gold}, {gold, "nowhere"}, {"-x"}} {
		if err := run(args, strings.NewReader(""), &out); err == nil {
			t.Errorf("run(%q) found nothing wrong", args)
		}
	}
	if err := run([]string{"-", gold}, strings.NewReader("{"), &out); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("a broken line gives %v, want its number", err)
	}
}
