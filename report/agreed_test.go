package report_test

import (
	"strings"
	"testing"

	"dutybook/activity"
	"dutybook/report"
)

// A figure people agreed on that reads otherwise now is marked, once.
func TestFiguresThatMovedAreMarked(t *testing.T) {
	first := report.Draft(source(did(1, activity.Visit, n(5, "户", "走访"), n(2, "条", "意见建议"))), outline(t, "annual"), nil)
	second := report.Draft(source(did(1, activity.Visit, n(8, "户", "走访"), n(2, "条", "意见建议"))), outline(t, "annual"), nil)
	marked := report.MarkMoved(first, second)
	text := report.Markdown(marked)
	if !strings.Contains(text, "走访群众8户【待核】，收集意见建议2条。") {
		t.Error(text)
	}
	if !strings.Contains(report.Markdown(second), "走访群众8户，") {
		t.Error("the draft itself has changed")
	}
	if got := report.Since(first, marked).Parts; len(got) != 0 {
		t.Errorf("a mark counts as words: %q", got)
	}
	found := false
	for _, c := range docxOf(t, marked).Comments {
		found = found || c.Anchor == "8户" && strings.Contains(c.Text, "原为5户")
	}
	if !found {
		t.Error("the comment does not say what it was")
	}
}

// Wording a report has to have is missed in a whole report, not in a section.
func TestMandatoryWording(t *testing.T) {
	src := source()
	src.Official = []report.Official{{Text: "坚持团结和民主两大主题", Must: true}, {Text: "聚焦中心任务履职尽责", Must: true}, {Text: "不必提的提法一条", Must: false}}
	long := strings.Repeat("委员到村到社区听取意见。", 50)
	for text, want := range map[string]string{
		"坚持团结和民主两大主题。" + long + "聚焦中心任务履职尽责。": "",
		"坚持团结和民主两大主题。" + long:                 "聚焦中心任务履职尽责：必提的提法，全文没有写",
		"聚焦中心任务履职尽责。" + long + "坚持团结和民主两大主题。": "聚焦中心任务履职尽责：按次序应在“坚持团结和民主两大主题”之后",
		"只是一节。": "",
	} {
		got := ""
		for _, f := range report.Verify(src, text) {
			if f.Kind == report.FormulaKind && f.Status == report.Contradicted {
				got += f.Text + "：" + f.Note
			}
		}
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestNotesCarryAMark(t *testing.T) {
	src := march()
	src.Notes = map[string][]string{"problems": {"调研题目偏大。"}}
	for _, c := range docxOf(t, report.Draft(src, outline(t, "annual"), nil)).Comments {
		if c.Anchor == "调研题目偏大" {
			return
		}
	}
	t.Error("the note has no comment")
}

// A title that does not fit its line is broken where a person would.
func TestALongTitleIsBrokenAtWordSense(t *testing.T) {
	o := outline(t, "annual")
	for title, want := range map[string]string{
		"政协云台县委员会常务委员会2026年工作报告": "政协云台县委员会常务委员会\n2026年工作报告",
		"我的2026年": "我的2026年",
	} {
		o.Title = []string{title}
		if got := docxOf(t, report.Draft(march(), o, nil)).Lines[0].Text; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
