package report_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
	src := source(r, joint(1, "m2", did(2, activity.Visit)))
	src.Attached = map[activity.RecordID]report.Attached{1: {Photos: 3, Files: 1}}
	rows := sheet(t, ledgerOf(t, src), "台账")
	want := []string{
		"#1", "2026-03-12", "走访群众", "走访5户", "走访5户；低保户2户（其中项，不累加）", "柳河屯",
		"陈建国", "经济组", "#1", "今天走访5户，其中低保户2户", "照片3、文件1",
	}
	if diff := cmp.Diff(want, rows[1]); diff != "" {
		t.Error(diff)
	}
	if len(rows) != 3 || rows[2][8] != "#1" {
		t.Errorf("the joint record reads %q", rows[len(rows)-1])
	}
}

// TestLedgerOnBehalf: what was recorded for others stands under their names and
// groups.
func TestLedgerOnBehalf(t *testing.T) {
	r := did(1, activity.Meeting)
	r.Member, r.Group = "m2", ""
	r.Behalf, r.Outside, r.With = true, true, []activity.Fellow{{Member: "m1", Group: r.Group}}
	src := source(r)
	file := ledgerOf(t, src)
	want := src.Members["m1"] + "（" + src.Members["m2"] + "代记）"
	if rows := sheet(t, file, "台账"); rows[1][6] != want {
		t.Errorf("the member is %q, want %q", rows[1][6], want)
	}
	if rows := sheet(t, file, "活动"); rows[1][6] != "1" || rows[1][7] != src.Members["m1"] {
		t.Errorf("the event has %q", rows[1])
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

func TestLedgerEvents(t *testing.T) {
	a, b := did(1, activity.Visit, n(5, "户", "走访")), joint(1, "m2", did(2, activity.Visit, n(5, "户", "走访")))
	a.Summary, a.Text = "走访5户", "=1+1"
	file := ledgerOf(t, source(a, b, did(3, activity.Visit, n(2, "户", "走访"))))
	rows := sheet(t, file, "活动")
	if len(rows) != 3 || rows[1][0] != "#1" || rows[1][5] != "走访5户" || rows[1][6] != "2" || rows[1][9] != "#1 #2" {
		t.Errorf("events: %q", rows)
	}
	rows = sheet(t, file, "分组分季")
	if len(rows) < 2 || rows[1][2] != "2" {
		t.Errorf("groups: %q", rows)
	}
	for _, row := range sheet(t, file, "数字出处")[1:] {
		if len(row) < 6 || !strings.Contains(row[4], "#") {
			t.Errorf("a figure without records: %q", row)
		}
	}
	for _, evil := range []string{"=1+1", "+1", "-1", "@a", "\t=1", "＝1+1", "＠a"} {
		b, csv := a, bytes.Buffer{}
		b.Text = evil
		if err := report.WriteCSV(&csv, source(b)); err != nil || !strings.Contains(csv.String(), "'"+evil[:1]) {
			t.Errorf("csv of %q: %q %v", evil, csv.String(), err)
		}
	}
	var b2 bytes.Buffer
	if err := report.WriteCSV(&b2, source(a)); err != nil || !strings.HasPrefix(b2.String(), "\ufeff编号,") || !strings.Contains(b2.String(), "'=1+1") {
		t.Errorf("csv: %q %v", b2.String(), err)
	}
}

// TestLedgerOpens: LibreOffice opens the ledger and finds every sheet's head.
func TestLedgerOpens(t *testing.T) {
	if testing.Short() {
		t.Skip("starts LibreOffice")
	}
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("no LibreOffice here")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "ledger.xlsx")
	if err := os.WriteFile(path, ledgerOf(t, source(did(1, activity.Visit, n(5, "户", "走访")))), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	run := exec.CommandContext(ctx, soffice, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", "--outdir", dir, path)
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for name, head := range map[string]string{"台账": "编号", "合计": "类别", "活动": "活动", "分组分季": "类别", "数字出处": "类别"} {
		raw, err := os.ReadFile(filepath.Join(dir, "ledger-"+name+".csv"))
		if err != nil || !strings.HasPrefix(string(raw), head) {
			t.Errorf("%s: %v %.40q", name, err, raw)
		}
	}
}

// TestLateRecordsStandApart: what came in after the figures were frozen is on a
// sheet of its own, in no event and no total, and named in a draft's annex.
func TestLateRecordsStandApart(t *testing.T) {
	after := did(2, activity.Visit, n(7, "户", "走访"))
	after.Late = true
	src := source(did(1, activity.Visit, n(5, "户", "走访")), after)
	src.Frozen, src.Asof = activity.Date{Year: 2027, Month: 1, Day: 31}, activity.Date{Year: 2027, Month: 1, Day: 31}
	src = src.PartLate()
	file := ledgerOf(t, src)
	if rows := sheet(t, file, "补录"); len(rows) != 2 || rows[1][0] != "#2" {
		t.Errorf("late: %q", rows)
	}
	for _, name := range []string{"台账", "活动", "合计", "数字出处"} {
		for _, row := range sheet(t, file, name) {
			if text := strings.Join(row, " "); strings.Contains(text, "#2") || strings.Contains(text, "7户") {
				t.Errorf("%s holds a late record: %q", name, row)
			}
		}
	}
	var csv bytes.Buffer
	if err := report.WriteCSV(&csv, src); err != nil || !strings.HasSuffix(csv.String(), ",补录\r\n") {
		t.Errorf("csv: %q %v", csv.String(), err)
	}
	outline, err := report.LoadOutline("annual")
	if err != nil {
		t.Fatal(err)
	}
	text := report.Markdown(report.Draft(src, outline, nil))
	for _, want := range []string{"本期数字于2027年1月31日封存", "封存后补录1条，不计入正文数字：#2"} {
		if !strings.Contains(text, want) {
			t.Errorf("the draft does not say %q", want)
		}
	}
	if strings.Contains(text, "12户") {
		t.Error("a late figure is in the draft")
	}
}

// TestLedgerListsPieces: proposals and opinions have sheets of their own.
func TestLedgerListsPieces(t *testing.T) {
	src := source(did(1, activity.Proposal, n(1, "件", "提案")))
	src.Members["m2"] = "李明"
	first := src.Records[0]
	src.Proposals = []report.Life{{
		Piece: counting.Piece{First: first, N: 1, Signers: []activity.MemberID{"m1", "m2"}, Records: []activity.RecordID{1, 4}, Stages: map[activity.Stage]activity.Date{
			activity.Submitted: first.Date, activity.Filed: {Year: 2026, Month: 4, Day: 2}, activity.Answered: {Year: 2026, Month: 9, Day: 6}, activity.Supervised: {Year: 2026, Month: 5, Day: 1},
		}},
		Matter: "公交", Number: "15", Kind: "joint", Units: []string{"交通局", "财政局"}, Class: "A类（已解决）", Manner: activity.Satisfied, Result: activity.Mostly,
	}}
	src.Opinions = []report.Life{{
		Piece:  counting.Piece{First: first, N: 2, Signers: []activity.MemberID{"m2"}, Records: []activity.RecordID{7}, Stages: map[activity.Stage]activity.Date{activity.Adopted: {Year: 2026, Month: 5, Day: 1}}},
		Matter: "饮水", Issue: "12", Levels: []string{"national", "city"},
	}}
	file := ledgerOf(t, src)
	if got, want := strings.Join(sheet(t, file, "提案")[1], "|"), "#1|15|公交|联名|陈建国|李明|"+first.Date.String()+"|立案|2026-04-02|交通局、财政局||||2026-09-06|A类（已解决）|满意|基本满意|是||#1 #4"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := strings.Join(sheet(t, file, "社情民意")[1], "|"), "#1|饮水（2条）|李明|"+first.Date.String()+"||12|2026-05-01|全国、市级||#7"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
