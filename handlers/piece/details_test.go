package piece_test

import (
	"fmt"
	"testing"

	"dutybook/activity"
	"dutybook/handlers/piece"
)

// TestDetails: what messages say of a piece, in their words.
func TestDetails(t *testing.T) {
	for text, want := range map[string]string{
		"提交提案1件，关于公交线路优化":            "no= units=[] class= manner= result= ",
		"我的公交提案立案了，案号2026015":        "no=2026015 units=[] class= manner= result= ",
		"公交提案第23号，交办市交通局、市财政局办理":     "no=23 units=[市交通局 市财政局] class= manner= result= ",
		"公交提案由市交通局主办":                "no= units=[市交通局] class= manner= result= ",
		"公交那件提案5月20日答复了，是A类（已解决），满意": "no= units=[] class=A类(已解决) manner= result=satisfied ",
		"公交提案答复了，列入计划，办理态度满意，结果基本满意": "no= units=[] class=列入计划 manner=satisfied result=mostly ",
		"公交提案答复了，态度很满意，结果不满意":        "no= units=[] class= manner=satisfied result=dissatisfied ",
		"提交集体提案1件，以经济委名义，关于养老":       "no= units=[] class= manner= result= collective",
		"和李明联名提交提案1件，关于养老":           "no= units=[] class= manner= result= joint",
		"公交提案答复了，办理态度满意":             "no= units=[] class= manner=satisfied result= ",
	} {
		d := piece.DetailsOf(proposal(1, text))
		got := fmt.Sprintf("no=%s units=%v class=%s manner=%s result=%s ", d.Number, d.Units, d.Class, d.Manner, d.Result)
		if d.Collective {
			got += "collective"
		}
		if d.Joint {
			got += "joint"
		}
		if got != want {
			t.Errorf("%s:\n got %s\nwant %s", text, got, want)
		}
	}
}

// TestFeedbackIsOnTheResult: satisfied with the manner and not with the result
// is no satisfaction.
func TestFeedbackIsOnTheResult(t *testing.T) {
	for text, want := range map[string]string{
		"公交提案答复了，态度很满意，结果不满意": "[answered dissatisfied]",
		"公交提案答复了，态度满意，结果基本满意": "[answered mostly]",
		"公交提案答复了，办理态度满意":      "[answered]",
	} {
		if got := fmt.Sprint(proposal(1, text).Stages); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// TestOpinionDetails: the level that adopts is told from the one that compiles.
func TestOpinionDetails(t *testing.T) {
	var records []activity.Record
	for i, text := range []string{"上报社情民意信息1篇《农村饮水》", "《农村饮水》市政协专报第12期编发", "《农村饮水》被省政协采用", "《农村饮水》被全国政协采用，省委书记批示"} {
		r := activity.Record{ID: activity.RecordID(i + 1), Category: activity.Opinion, Summary: text, Date: activity.Date{Year: 2026, Month: 5, Day: 6}}
		r.Stages = piece.Stages(r)
		records = append(records, r)
	}
	d := piece.DetailsOf(records...)
	if got, want := fmt.Sprint(d.Issue, d.Levels), "12[national province]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
