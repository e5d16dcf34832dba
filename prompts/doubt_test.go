package prompts_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"

	"dutybook/prompts"
)

// TestDoubts: a count that depends on what was not said is a doubt with its
// readings; whatever says enough is none.
func TestDoubts(t *testing.T) {
	r := prompts.NewReader(load(t), nil, slog.New(slog.DiscardHandler))
	for text, want := range map[string]string{
		"走访15":                 "unit 15户 15人",
		"今天走访了十五":              "unit 15户 15人",
		"今天走访15。":              "unit 15户 15人",
		"走访3到5户":               "range 3户 5户",
		"今天走访3-5户居民":           "range 3户 5户",
		"今天走访了三四户":             "range 3户 4户",
		"今天走访了三到五户":            "range 3户 5户",
		"今天走访3000户":            "size",
		"今天提交提案100件":           "size",
		"今天走访15户":              "",
		"今年走访3000户":            "",
		"走访幸福路15号":             "",
		"今天走访第15网格":            "",
		"5月3日走访群众":             "",
		"走访3号楼居民":              "",
		"学习十四五规划":              "",
		"今天走访几户":               "",
		"9-11点参加会议1次":          "",
		"3月到5月走访12户":           "",
		"看望3-5岁儿童12人":          "",
		"今天走访3户，提案2件":          "",
		"捐款1000000元":           "",
		"电话138-1234-5678，走访2户": "",
	} {
		u := r.Read(context.Background(), text, ruleSent)
		got := ""
		for _, rec := range u.Records {
			if rec.Doubt == "" {
				continue
			}
			got = string(rec.Doubt)
			for _, q := range prompts.Readings(rec) {
				got += fmt.Sprintf(" %v%s", q.Value, q.Unit)
			}
		}
		if got != want {
			t.Errorf("%q: doubt %q, want %q (%s)", text, got, want, outline(u))
		}
	}
}
