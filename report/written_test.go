package report_test

import (
	"strings"
	"testing"

	"dutybook/activity"
	"dutybook/report"
)

func people() report.Section {
	return report.Section{ID: "people", Level: 1, Title: "民生", Categories: []activity.Category{activity.Visit, activity.Research}, Voice: "committee"}
}

func words(text string) report.Span { return report.Span{Text: text} }

func TestTellPutsFactsInAndTellsTheRest(t *testing.T) {
	prose := report.Tell(committee(), people(), []report.Sentence{
		{Spans: []report.Span{words("委员在柳河屯等地走访群众"), {Fact: "visit/走访/户"}, words("。")}, Records: []activity.RecordID{2}},
		{Spans: []report.Span{words("大家说到灌溉用水。")}, Records: []activity.RecordID{2}},
	})
	want := []string{
		"委员在柳河屯等地走访群众9户。大家说到灌溉用水。开展联系群众活动2次，委员参与3人次，收集意见建议7条。",
		"开展视察调研1次，走访企业12家，发放问卷30余份。",
	}
	for i, p := range prose.Paragraphs {
		if p.Text() != want[i] {
			t.Errorf("got  %s\nwant %s", p.Text(), want[i])
		}
	}
	if len(prose.Paragraphs) != 2 || prose.Paragraphs[0].Heading != "密切联系群众" {
		t.Errorf("paragraphs: %+v", prose.Paragraphs)
	}
}

func TestTellRefusesASentenceWithAFigureOfItsOwn(t *testing.T) {
	prose := report.Tell(committee(), people(), []report.Sentence{{Spans: []report.Span{words("委员走访群众900户。")}, Records: []activity.RecordID{2}}})
	if got := text(prose); strings.Contains(got, "900") || !strings.Contains(got, "走访群众9户") {
		t.Errorf("got %s", got)
	}
}

func TestAssignmentsHoldOnlyTheirOwnRecords(t *testing.T) {
	for _, a := range report.Assign(committee(), outline(t, "annual")) {
		for _, r := range a.Records {
			for _, f := range a.Facts {
				if len(f.Words) == 0 {
					t.Errorf("%s has no words", f.ID)
				}
			}
			if a.Heading == "强化理论学习，夯实思想基础" && r.Category != activity.Study {
				t.Errorf("record %s of %s stands under %s", r.ID, r.Category, a.Heading)
			}
		}
	}
}
