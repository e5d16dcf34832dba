package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/report"
)

func ledgerOf(t testing.TB, src report.Source) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.WriteLedger(&b, src); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func assertLedgerHas(t fataler, src report.Source) {
	var b bytes.Buffer
	if err := report.WriteLedger(&b, src); err != nil {
		t.Fatalf("%v", err)
	}
	got, err := report.ReadLedgerTotals(&b)
	if err != nil {
		t.Fatalf("%v", err)
	}
	if diff := cmp.Diff(src.Tally.Lines, got.Lines); diff != "" {
		t.Errorf("totals differ from the tally: %s", diff)
	}
}

func TestLedgerTotalsAreTheTally(t *testing.T) {
	half := n(0, "小时", "志愿服务")
	half.Value = 25000
	assertLedgerHas(t, source(
		did(1, activity.Visit, over(30, "户", "走访")), did(2, activity.Welfare, half, n(20_000_000, "元", "捐款")),
		joint(1, "m2", did(3, activity.Visit)), did(4, activity.Honour),
	))
}

func sheet(t *testing.T, file []byte, name string) [][]string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows(name)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestLedgerRow(t *testing.T) {
	r := at("柳河屯", did(1, activity.Visit, n(5, "户", "走访"), kind(activity.Part, n(2, "户", "低保户"))))
	r.Summary, r.Text = "走访5户", "今天走访5户，其中低保户2户"
	rows := sheet(t, ledgerOf(t, source(r, joint(1, "m2", did(2, activity.Visit)))), "台账")
	want := []string{
		"#1", "2026-03-12", "走访群众", "走访5户", "走访5户；低保户2户（其中项，不累加）", "柳河屯",
		"陈建国", "经济组", "#1", "今天走访5户，其中低保户2户",
	}
	if diff := cmp.Diff(want, rows[1]); diff != "" {
		t.Error(diff)
	}
	if len(rows) != 3 || rows[2][8] != "#1" {
		t.Errorf("the joint record reads %q", rows[len(rows)-1])
	}
}

func TestLedgerNeverRunsWhatPeopleSent(t *testing.T) {
	for _, evil := range []string{"=1+1", "+cmd", "-2", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "\t=1", "\x00=1"} {
		r := did(1, activity.Visit)
		r.Summary, r.Text, r.Place = evil, evil, evil
		book, err := excelize.OpenReader(bytes.NewReader(ledgerOf(t, source(r))))
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range []string{"D2", "F2", "J2"} {
			formula, err := book.GetCellFormula("台账", cell)
			kind, err2 := book.GetCellType("台账", cell)
			value, err3 := book.GetCellValue("台账", cell)
			if err != nil || err2 != nil || err3 != nil {
				t.Fatal(err, err2, err3)
			}
			if formula != "" || kind != excelize.CellTypeSharedString {
				t.Errorf("%q is stored as %v with formula %q", evil, kind, formula)
			}
			if want := strings.TrimPrefix(evil, "\x00"); value != want {
				t.Errorf("%q reads %q", evil, value)
			}
		}
		if err := book.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLedgerOfAGroupHasNobodyElsesRecords(t *testing.T) {
	other := did(2, activity.Visit)
	other.Group = "g2"
	rows := sheet(t, ledgerOf(t, scoped(counting.OfGroup("g1"), did(1, activity.Visit), other)), "台账")
	if len(rows) != 2 || rows[1][0] != "#1" {
		t.Errorf("rows: %q", rows)
	}
}

func TestReadLedgerTotalsRefusesOtherFiles(t *testing.T) {
	if _, err := report.ReadLedgerTotals(strings.NewReader("no workbook")); err == nil {
		t.Error("no error")
	}
}
