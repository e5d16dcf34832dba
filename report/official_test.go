package report_test

import (
	"strings"
	"testing"

	"dutybook/activity"
	"dutybook/report"
)

func TestWordingOfTheOfficeIsPrintedInItsPlace(t *testing.T) {
	src := committee()
	src.Official = []report.Official{
		{Text: "坚持团结和民主两大主题", Slot: report.Opening},
		{Text: "落实“3689”工作思路。", Slot: report.Opening},
		{Text: "去年的旧提法", Slot: report.Opening, Until: activity.Date{Year: src.Asof.Year - 1}},
		{Text: "同心奋进", Slot: "call"},
	}
	doc := report.Draft(src, outline(t, "annual"), nil)
	text := report.Text(doc)
	for _, want := range []string{"坚持团结和民主两大主题，落实“3689”工作思路。", "同心奋进。"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	for _, wrong := range []string{"旧提法", "总体定位", "结束语和号召"} {
		if strings.Contains(text, wrong) {
			t.Errorf("%q stands in\n%s", wrong, text)
		}
	}
	for _, f := range report.Verify(src, text) {
		if f.Kind == report.FormulaKind && f.Status != report.Supported {
			t.Errorf("%q is %s", f.Text, f.Status)
		}
	}
}

func TestWordingIsHeldAgainstTheList(t *testing.T) {
	src := committee()
	src.Official = []report.Official{
		{Text: "提能增效优环境、跃级晋位当排头", From: activity.Date{Year: 2020}},
		{Text: "八八战略", Until: activity.Date{Year: 2019}},
		{Text: "六个聚焦", From: activity.Date{Year: 2090}},
	}
	for text, want := range map[string]string{
		"围绕提能增效优环境、跃级晋位当排头开展工作。": "supported",
		"围绕提能增效优环境、跃级进位当排头开展工作。": "contradicted 提法应为",
		"围绕提质增效优环境、跃级晋位当排头开展工作。": "contradicted 提法应为",
		"深入实施八八战略。":              "contradicted 该提法用到2019年",
		"实施六个聚焦。":                "contradicted 该提法2090年",
		"打造“双城协同”。":              "unsupported ",
	} {
		found := ""
		for _, f := range report.Verify(src, text) {
			if f.Kind == report.FormulaKind {
				found += string(f.Status) + " " + f.Note
			}
		}
		if !strings.HasPrefix(found, want) || strings.Count(found, "ed ") != 1 {
			t.Errorf("%s is %q, want %q", text, found, want)
		}
	}
}
