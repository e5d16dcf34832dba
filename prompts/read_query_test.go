package prompts_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"testing"

	"dutybook/llm/llmtest"
)

// asks answers with a query.
func asks(categories []string, period, unit string, group bool) llmtest.Answer {
	raw, err := json.Marshal(map[string]any{"intent": "query", "records": []any{}, "query": map[string]any{
		"categories": categories, "period_quote": period, "unit_quote": unit, "group": group}})
	if err != nil {
		panic(err)
	}
	return llmtest.Says(string(raw))
}

// TestAModelsQueryIsChecked: the model points, code reads; what code read by
// itself stands, and what is not in the message is refused.
func TestAModelsQueryIsChecked(t *testing.T) {
	for _, c := range []struct {
		name, text string
		answer     llmtest.Answer
		want       string
	}{
		{"it names the kind", "上半年下村串门一共多少家？", asks([]string{"visit"}, "上半年", "家", false), "model [visit] 2026-01/2026-06 家 false"},
		{"code's own reading stands", "我今年走访了多少户？", asks([]string{"honour"}, "", "", false), "model [visit] 2026 户 false"},
		{"a period not said is refused", "走访了多少户？", asks([]string{"visit"}, "去年", "户", false), "rules [visit]  户 false"},
		{"an unknown kind is refused", "今年跑了多少趟？", asks([]string{"bribery"}, "今年", "", false), "rules [] 2026  false"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, _, _ := reader(t, c.answer)
			u := r.Read(context.Background(), c.text, ruleSent)
			period := ""
			if !u.Request.Period.IsZero() {
				period = u.Request.Period.String()
			}
			got := fmt.Sprintf("%s %v %s %s %v", u.Source, u.Request.Categories, period, u.Request.Unit, u.Request.Group)
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

var update = flag.Bool("update", false, "rewrite the golden files")

// TestThePromptIsAsReviewed shows a change of the rendered prompt in review.
func TestThePromptIsAsReviewed(t *testing.T) {
	r, s, _ := reader(t, said("other"))
	r.Read(context.Background(), "你好", ruleSent)
	asked := s.Asked()[0]
	got := asked.System + "\n----\n" + asked.User + "\n"
	const path = "testdata/understand.golden"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the prompt differs from %s; look at it and run go test ./prompts -update", path)
	}
}
