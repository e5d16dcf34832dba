package piece_test

import (
	"fmt"
	"testing"

	"dutybook/activity"
	"dutybook/handlers/piece"
)

func proposal(id activity.RecordID, text string) activity.Record {
	r := activity.Record{ID: id, Category: activity.Proposal, Summary: text, Text: text, Date: activity.Date{Year: 2026, Month: 5, Day: 6}}
	r.Stages = piece.Stages(r)
	return r
}

func TestStages(t *testing.T) {
	for text, want := range map[string]string{
		"提交提案1件，关于公交线路优化": "[submitted] false",
		"我那件公交提案答复了，满意":   "[answered satisfied] true",
		"公交提案不予立案":        "[not-filed] true",
		"我的提案立案了":         "[filed] true",
		"公交提案辦覆，基本滿意":     "[answered mostly] true",
		"提交的3件提案立案2件":     "[submitted filed] false",
		"公交提案被列為重點督辦":     "[supervised] true",
	} {
		r := proposal(1, text)
		if got := fmt.Sprint(r.Stages, piece.FollowsUp(r)); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestWhich(t *testing.T) {
	pieces := []activity.Record{
		proposal(1, "提交提案1件，关于公交线路优化"), proposal(2, "提交提案1件，关于社区食堂建设"), proposal(3, "提交提案1件，关于公交站台改造"),
	}
	for text, want := range map[string]string{
		"我那件社区食堂提案答复了": "[#2]",
		"公交提案立案了":      "[#1 #3]",
		"公交线路的提案立案了":   "[#1]",
		"我的提案答复了，满意":   "[#1 #2 #3]",
		"校车提案答复了":      "[]",
	} {
		var got []activity.RecordID
		for _, p := range piece.Which(proposal(9, text), pieces) {
			got = append(got, p.ID)
		}
		if s := fmt.Sprint(got); s != want {
			t.Errorf("%s: %s, want %s", text, s, want)
		}
	}
}
