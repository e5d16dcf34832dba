package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"dutybook/activity"
	"dutybook/report"
)

// Every number of the totals leads to the row of the annex that prints it, with
// its records and what they said.
func TestLedgerTotalsLeadToTheirRecords(t *testing.T) {
	first := did(1, activity.Visit, over(30, "户", "走访"), n(2, "条", "意见建议"))
	first.Text = "走访30多户，收集意见2条"
	src := source(first, joint(1, "m2", did(2, activity.Visit)), did(3, activity.Welfare, n(600, "元", "捐款")), did(4, activity.Visit, n(5, "户", "走访")))
	var file bytes.Buffer
	if err := report.WriteLedger(&file, src); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&file)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	links := map[string]string{}
	for _, at := range []string{"D2", "E2", "F3", "F4", "D5", "F6"} {
		linked, to, err := book.GetCellHyperLink("合计", at)
		if err != nil || !linked {
			t.Fatalf("%s leads nowhere: %v", at, err)
		}
		page, cell, _ := strings.Cut(to, "!")
		number, _ := book.GetCellValue(strings.Trim(page, "'"), strings.Replace(cell, "A", "B", 1))
		said, _ := book.GetCellValue(strings.Trim(page, "'"), strings.Replace(cell, "A", "F", 1))
		links[at] = number + " " + strings.ReplaceAll(said, "\n", " ")
	}
	for at, want := range map[string]string{"D2": "2次", "E2": "3人次", "F3": "2条 #1 走访30多户", "F4": "余户", "D5": "1次", "F6": "600元"} {
		if !strings.Contains(links[at], want) {
			t.Errorf("%s leads to %q, want %q", at, links[at], want)
		}
	}
}
