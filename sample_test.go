package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
	"dutybook/report/docx"
	"dutybook/store/storetest"
	"dutybook/trial"
)

// truth is what a careful secretary counted by hand from the sample year.
type truth struct {
	Categories map[activity.Category]struct {
		Sessions, Attendances int64
		Figures               []counting.Total
	}
}

// TestSampleYear plays the trial's sample year as typed messages, and compares
// what is counted with the secretary's count, and the report with the ledger.
func TestSampleYear(t *testing.T) {
	st := newStage(t, storetest.New(t))
	st.year(trial.People(), trial.SampleYear())

	var want truth
	raw, err := os.ReadFile("trial/year.truth.json")
	if err == nil {
		err = json.Unmarshal(raw, &want)
	}
	if err != nil {
		t.Fatal(err)
	}
	tally, err := st.committee.Tally(t.Context(), counting.Everyone, activity.Year(2026))
	if err != nil {
		t.Fatal(err)
	}
	if len(tally.Lines) != len(want.Categories) {
		t.Errorf("%d kinds of work counted, want %d", len(tally.Lines), len(want.Categories))
	}
	for category, w := range want.Categories {
		got, _ := tally.Line(category)
		if got.Sessions != w.Sessions || got.Attendances != w.Attendances {
			t.Errorf("%s: %d sessions and %d attendances, want %d and %d", category, got.Sessions, got.Attendances, w.Sessions, w.Attendances)
		}
		if got, want := printed(got.Figures), printed(w.Figures); !slices.Equal(got, want) {
			t.Errorf("%s:\n got %v\nwant %v", category, got, want)
		}
	}

	secretary := st.people["周敏"]
	report := st.file(secretary, "起草年度报告", ".docx")
	ledger := st.file(secretary, "导出台账", ".xlsx")
	sameFigures(t, annexFigures(t, report), ledgerTotals(t, ledger))
	commented(t, report)
	worded(t, report)
}

// worded: the office's wording with a place stands there, the one without is
// for checking only.
func worded(t *testing.T, report []byte) {
	t.Helper()
	lines, err := docx.Text(bytes.NewReader(report), int64(len(report)))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, l := range lines {
		all = append(all, l.Text)
	}
	text := strings.Join(all, "\n")
	for phrase, want := range map[string]int{"坚持团结和民主两大主题": 1, "有事好商量、众人的事情由众人商量": 1, "建言资政和凝聚共识双向发力": 0} {
		if got := strings.Count(text, phrase); got != want {
			t.Errorf("%q stands in the report %d times, want %d", phrase, got, want)
		}
	}
}

// sameFigures: every figure of the report's annex is a total of the ledger, and
// every total of the ledger is in the annex, unless no section of the report
// tells of such work or the figure only says again how often something was held.
func sameFigures(t *testing.T, annex map[string]int, ledger []total) {
	t.Helper()
	untold := []string{activity.Post.Name(activity.Hans), activity.OtherWork.Name(activity.Hans)}
	left := maps.Clone(annex)
	// A count may be printed with any classifier, so the figures, which have
	// one of their own, choose first.
	slices.SortStableFunc(ledger, func(a, b total) int {
		switch {
		case a.counted == b.counted:
			return 0
		case b.counted:
			return -1
		}
		return 1
	})
	for _, row := range ledger {
		switch {
		case left[row.printed] > 0:
			left[row.printed]--
		case row.counted, slices.Contains(untold, row.category), row.unit == "次", row.unit == "场":
		default:
			t.Errorf("the ledger's %s %s is not in the report", row.category, row.printed)
		}
	}
	for figure, n := range left {
		if n > 0 && !slices.Contains([]string{"188次", "232人次", "11次", "21次"}, figure) { // the opening's sums
			t.Errorf("the report's %s is no total of the ledger", figure)
		}
	}
}

// year lets the people of the sample say what they say, waiting for the answer
// to each line.
func (st *stage) year(people []trial.Person, lines []trial.Line) {
	for _, p := range people {
		st.people[p.Name] = p.ID
		st.telegram.AddPerson(p)
		st.member(p.Name, p.ID, p.Role, p.Group)
	}
	for _, line := range lines {
		st.set(line.At)
		st.telegram.TypeAt(line.From, line.At, line.Text)
		settle(st.t, st.telegram, st.store)
	}
}

// file says something and takes the file it is answered with.
func (st *stage) file(person int64, text, ending string) []byte {
	st.t.Helper()
	st.telegram.TypeAt(person, st.now(), text)
	settle(st.t, st.telegram, st.store)
	for _, e := range slices.Backward(st.telegram.Chat(person)) {
		if e.File != nil && strings.HasSuffix(e.File.Name, ending) {
			return e.File.Data
		}
	}
	st.t.Fatalf("no %s came for %q", ending, text)
	return nil
}

func printed(totals []counting.Total) []string {
	var out []string
	for _, f := range totals {
		out = append(out, fmt.Sprintf("%s/%v%s%s", f.Of, f.Value, f.Approx, f.Unit))
	}
	slices.Sort(out)
	return out
}

// annexFigures are the figures of a report's annex as printed, with how often.
func annexFigures(t *testing.T, file []byte) map[string]int {
	t.Helper()
	lines, err := docx.Text(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(lines, func(l docx.Line) bool { return l.Bookmark == "s_annex" })
	if at < 0 {
		t.Fatal("the report has no annex")
	}
	var cells []string
	for _, l := range lines[at:] {
		if l.Cell {
			cells = append(cells, l.Text)
		}
	}
	const columns = 3
	figures := map[string]int{}
	for row := range slices.Chunk(cells[columns:], columns) {
		figures[row[0]]++
	}
	return figures
}

// total is a total of a ledger as a report prints it; counted totals are
// sessions and attendances.
type total struct {
	category, unit, printed string
	counted                 bool
}

func ledgerTotals(t *testing.T, file []byte) []total {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	rows, err := book.GetRows("合计")
	if err != nil {
		t.Fatal(err)
	}
	var out []total
	for _, row := range rows[1:] {
		if len(row) < 5 {
			continue
		}
		if row[3] != "" {
			for _, unit := range []string{"次", "场次", "件", "篇", "条"} {
				out = append(out, total{row[0], unit, row[3] + unit, true})
			}
			out = append(out, total{row[0], "人次", row[4] + "人次", true})
			out = append(out, ledgerActs(t, row)...)
			continue
		}
		out = append(out, ledgerFigure(t, row))
	}
	return out
}

// ledgerActs are what of a row's sessions was held, was attended and was not said.
func ledgerActs(t *testing.T, row []string) []total {
	t.Helper()
	if len(row) < 9 {
		return nil
	}
	var n [3]int
	for i, cell := range []string{row[3], row[7], row[8]} {
		var err error
		if n[i], err = strconv.Atoi(cell); err != nil {
			t.Fatalf("row %v: %v", row, err)
		}
	}
	var out []total
	for _, of := range []int{n[1], n[2], n[0] - n[1] - n[2]} {
		for _, unit := range []string{"次", "场次"} {
			out = append(out, total{row[0], unit, strconv.Itoa(of) + unit, true})
		}
	}
	return out
}

func ledgerFigure(t *testing.T, row []string) total {
	t.Helper()
	value, err := activity.ParseAmount(row[5])
	if err != nil {
		t.Fatalf("row %v: %v", row, err)
	}
	q := activity.Quantity{Value: value, Unit: activity.Unit(row[2])}
	if len(row) > 6 {
		q.Approx = map[string]activity.Approx{"余": activity.Over, "近": activity.Near, "约": activity.About}[row[6]]
	}
	return total{category: row[0], unit: row[2], printed: figures.Render(q)}
}

// commented checks that figures in the report's text carry their sources.
func commented(t *testing.T, file []byte) {
	t.Helper()
	content, err := docx.Read(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if len(content.Comments) < 20 {
		t.Errorf("only %d figures carry a comment", len(content.Comments))
	}
	for _, c := range content.Comments {
		if !strings.Contains(c.Text, "#") {
			t.Errorf("%q is commented without a record: %s", c.Anchor, c.Text)
		}
	}
}
