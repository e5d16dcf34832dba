package report_test

import (
	"strings"
	"testing"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/report"
)

// TestComparisonIsATableOfTheAnnex: where somebody asked for the year before,
// the annex sets the figures side by side and the text stays as it is; where
// nobody did, nothing of it is there.
func TestComparisonIsATableOfTheAnnex(t *testing.T) {
	src := source(did(1, activity.Visit, n(12, "户", "走访")))
	outline, err := report.LoadOutline("annual")
	if err != nil {
		t.Fatal(err)
	}
	plain := report.Markdown(report.Draft(src, outline, nil))
	total := func(v int64, unit activity.Unit, approx activity.Approx) counting.Total {
		return counting.Total{Of: "走访", Unit: unit, Value: activity.Whole(v), Approx: approx}
	}
	src.Comparison = &report.Comparison{Now: activity.Year(2026), Comparable: true, Rows: []counting.Compared{
		{Category: activity.Visit, What: counting.Sessions, Now: counting.Total{Value: activity.Whole(9)}, Then: counting.Total{Value: activity.Whole(8)}, Highest: true},
		{Category: activity.Visit, Now: total(12, "户", ""), Then: total(10, "户", "")},
		{Category: activity.Visit, Now: total(30, "户次", activity.Over), Then: total(10, "户次", "")},
		{Category: activity.Visit, Now: total(12, "家", ""), OtherUnit: "户"},
	}}
	doc := report.Draft(src, outline, nil)
	text := report.Markdown(doc)
	head, annex, found := strings.Cut(text, "\n## 附表：2026年与2025年比较\n")
	if !found || head != strings.TrimSuffix(plain, "\n")+"\n" {
		t.Errorf("the comparison changes the report:\n%s", text)
	}
	for _, want := range []string{
		"| 走访群众：场次 | 9场次 | 8场次 | 增加1场次（12.5%） | 有记录以来最高，请核定 |",
		"| 走访群众：走访 | 12户 | 10户 | 增加2户（20.0%） |  |",
		"| 走访群众：走访 | 30余户次 | 10户次 | 增加约20户次 |  |",
		"| 走访群众：走访 | 12家 |  |  | 不可比：上年按“户”计 |",
	} {
		if !strings.Contains(annex, want) {
			t.Errorf("no row %q in %s", want, annex)
		}
	}
	if strings.Contains(plain, "比较") {
		t.Error("compared without being asked")
	}
	src.Comparison.Comparable, src.Comparison.Rows = false, nil
	if text := report.Markdown(report.Draft(src, outline, nil)); !strings.Contains(text, "2025年的记录不全，不可比。") {
		t.Error("does not say that nothing can be compared")
	}
}
