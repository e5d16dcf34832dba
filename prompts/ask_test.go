package prompts_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"

	"dutybook/prompts"
)

// TestQuestions: what a question is about, without a model.
func TestQuestions(t *testing.T) {
	r := prompts.NewReader(load(t), nil, slog.New(slog.DiscardHandler))
	for text, want := range map[string]string{
		"我今年走访了多少户?":                                 "query [visit] 2026 户 own",
		"本组三季度调研几次":                                  "query [research] 2026-07/2026-09 次 group",
		"how many proposals did we submit this year": "query [proposal] 2026 件 group",
		"上个月开了几次会":                                   "query [meeting] 2026-10 次 own",
		"今年一共捐了多少钱":                                  "query [welfare] 2026 元 own",
		"组里上半年走访多少户":                                 "query [visit] 2026-01/2026-06 户 group",
		"去年我参加了几次培训":                                 "query [study] 2025 次 own",
		"我们组今年交了几件提案":                                "query [proposal] 2026 件 group",
		"今天走访了几户":                                    "log [] own",
	} {
		u := r.Read(context.Background(), text, ruleSent)
		whose := "own"
		if u.Request.Group {
			whose = "group"
		}
		got := fmt.Sprintf("%s %v %v %s %s", u.Intent, u.Request.Categories, u.Request.Period, u.Request.Unit, whose)
		if u.Request.Period.IsZero() {
			got = fmt.Sprintf("%s %v %s", u.Intent, u.Request.Categories, whose)
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
