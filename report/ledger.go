package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
	"dutybook/report/docx"
)

// The widths of the ledger's columns, in characters.
var (
	ledgerWidths = []float64{8, 12, 12, 40, 32, 16, 12, 14, 10, 60, 14, 8, 10, 8, 14, 20}
	totalWidths  = []float64{14, 24, 10, 10, 10, 16, 8, 10, 10}
)

// WriteLedger writes the records and the totals as an .xlsx file. The totals
// sheet prints the same Tally a draft is made from. Words people sent are
// stored as text cells, so that none of them is ever run as a formula.
func WriteLedger(w io.Writer, src Source) error {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	words, pieces := words().Ledger, words().Pieces
	l := &ledger{book: book}
	l.sheet("Sheet1", words.Sheet, words.Columns, ledgerWidths)
	row := 1
	for _, event := range src.events() {
		for _, r := range event {
			row++
			l.row(words.Sheet, row, src.ledgerCells(r, event))
		}
	}
	l.finish(words.Sheet, len(words.Columns), row)

	l.sheet("", words.Totals, words.TotalColumns, totalWidths)
	rows := totalRows(src.Tally)
	for i, cells := range rows {
		l.row(words.Totals, i+2, cells)
	}
	l.finish(words.Totals, len(words.TotalColumns), len(rows)+1)
	note := fill(words.Note, "period", periodWords(src.Period), "asof", dateWords(src.Asof))
	l.row(words.Totals, len(rows)+3, []any{note})
	if src.Frozen != (activity.Date{}) {
		l.row(words.Totals, len(rows)+4, []any{fill(words.LateNote, "day", dateWords(src.Frozen))})
	}
	l.table(words.Events, eventWidths, src.eventRows())
	l.table(pieces.Proposals, proposalWidths, src.proposalRows())
	l.table(pieces.Opinions, opinionWidths, src.opinionRows())
	if rows := src.presenceRows(); len(rows) > 0 {
		l.table(words.Presence, presenceWidths, rows)
	}
	l.table(words.Groups, groupWidths, src.groupRows())
	l.table(words.Annex, annexWidths, src.annexRows())
	l.linkTotals(src)
	if rows := src.lateRows(); len(rows) > 0 {
		l.table(ledgerSheet{words.LateSheet, words.Columns}, ledgerWidths, rows)
	}
	l.office(src.officeRows())
	if l.err != nil {
		return fmt.Errorf("report: ledger: %w", l.err)
	}
	if err := book.Write(w); err != nil {
		return fmt.Errorf("report: ledger: %w", err)
	}
	return nil
}

func (s Source) ledgerCells(r activity.Record, event []activity.Record) []any {
	same := ""
	if len(event) > 1 {
		same = r.Event().String()
	}
	cells := []any{
		r.ID.String(), r.Date.String(), r.Category.Name(activity.Hans), r.Summary, quantityList(r.Quantities),
		r.Place, s.whose(r), cmp.Or(s.Groups[r.Group], string(r.Group)),
		same, r.Text, s.attachedTo(r.ID), actWord(r.Act),
	}
	for _, tag := range tagsOf(r) {
		cells = append(cells, tag)
	}
	return cells
}

// actWord is how the ledger says whether a gathering was held or attended.
func actWord(a activity.Act) string {
	switch a {
	case activity.Held:
		return words().Ledger.Held
	case activity.Attended:
		return words().Ledger.Attended
	}
	return ""
}

// whose names the member a record is of; of one recorded for others these, and
// who did so.
func (s Source) whose(r activity.Record) string {
	name := cmp.Or(s.Members[r.Member], string(r.Member))
	if !r.Outside {
		return name
	}
	return fill(words().Ledger.By, "names", s.peopleOf([]activity.Record{r}), "name", name)
}

// attachedTo says how many photos and files belong to a record.
func (s Source) attachedTo(id activity.RecordID) string {
	a := s.Attached[id]
	var parts []string
	for _, kind := range []struct {
		words string
		n     int
	}{{words().Ledger.Photos, a.Photos}, {words().Ledger.Files, a.Files}} {
		if kind.n > 0 {
			parts = append(parts, fill(kind.words, "n", strconv.Itoa(kind.n)))
		}
	}
	return strings.Join(parts, words().Listed)
}

// quantityList prints a record's figures and says which of them never add.
func quantityList(quantities []activity.Quantity) string {
	w := words()
	var out []string
	for _, q := range quantities {
		out = append(out, q.Of+figures.Render(q)+w.Kinds[q.Kind])
	}
	return strings.Join(out, w.Semicolon)
}

// totalRows print a tally: per category one row of sessions and attendances,
// then one row a figure.
func totalRows(t counting.Tally) [][]any {
	w := words()
	var rows [][]any
	for _, line := range t.Lines {
		name := line.Category.Name(activity.Hans)
		row := []any{name, w.Ledger.Activity, "", line.Sessions, line.Attendances}
		if line.Held+line.Attended > 0 {
			row = append(row, "", "", line.Held, line.Attended)
		}
		rows = append(rows, row)
		for _, f := range summable(line.Figures) {
			rows = append(rows, []any{name, f.Of, string(f.Unit), "", "", f.Value, w.Approx[f.Approx]})
		}
	}
	return rows
}

// ledger writes sheets and remembers the first error, so that the layout reads
// without interruption.
type ledger struct {
	book   *excelize.File
	head   int
	text   int
	number int
	err    error
}

func (l *ledger) try(err error) {
	if l.err == nil {
		l.err = err
	}
}

// sheet starts a sheet, in place of the one called old if there is such a one.
func (l *ledger) sheet(old, name string, columns []string, widths []float64) {
	if old != "" {
		l.try(l.book.SetSheetName(old, name))
		l.styles()
	} else {
		_, err := l.book.NewSheet(name)
		l.try(err)
	}
	for i, width := range widths {
		column := columnName(i)
		l.try(l.book.SetColWidth(name, column, column, width))
	}
	cells := make([]any, len(columns))
	for i, c := range columns {
		cells[i] = c
	}
	l.row(name, 1, cells)
	l.try(l.book.SetCellStyle(name, "A1", columnName(len(columns)-1)+"1", l.head))
	l.try(l.book.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
}

func (l *ledger) styles() {
	style := func(s excelize.Style) int {
		id, err := l.book.NewStyle(&s)
		l.try(err)
		return id
	}
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	l.head = style(excelize.Style{
		Font:      &excelize.Font{Bold: true},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDE6EE"}},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"},
	})
	const textFormat = 49 // "@"
	l.text = style(excelize.Style{NumFmt: textFormat, Alignment: top})
	l.number = style(excelize.Style{Alignment: &excelize.Alignment{Vertical: "top"}})
}

func (l *ledger) row(sheet string, row int, cells []any) {
	for i, c := range cells {
		l.cell(sheet, columnName(i)+strconv.Itoa(row), c)
	}
}

func (l *ledger) cell(sheet, at string, value any) {
	style := l.number
	switch v := value.(type) {
	case string:
		style = l.text
		l.try(l.book.SetCellStr(sheet, at, docx.Clean(v)))
	case int64:
		l.try(l.book.SetCellInt(sheet, at, v))
	case activity.Amount:
		l.try(l.book.SetCellFloat(sheet, at, float64(v)/float64(activity.One), -1, 64))
	}
	l.try(l.book.SetCellStyle(sheet, at, at, style))
}

func (l *ledger) finish(sheet string, columns, rows int) {
	l.try(l.book.AutoFilter(sheet, "A1:"+columnName(columns-1)+strconv.Itoa(max(rows, 2)), nil))
}

// columnName is the letter of a column counted from 0; sheets here are narrow.
func columnName(i int) string { return string(rune('A' + i)) }

// ReadLedgerTotals reads the totals sheet of a ledger back, for comparing it
// with a tally.
func ReadLedgerTotals(r io.Reader) (counting.Tally, error) {
	book, err := excelize.OpenReader(r)
	if err != nil {
		return counting.Tally{}, fmt.Errorf("report: read ledger: %w", err)
	}
	defer func() { _ = book.Close() }()
	rows, err := book.GetRows(words().Ledger.Totals, excelize.Options{RawCellValue: true})
	if err != nil {
		return counting.Tally{}, fmt.Errorf("report: read ledger: %w", err)
	}
	var tally counting.Tally
	for _, row := range rows[min(1, len(rows)):] {
		if len(row) < 5 {
			break
		}
		if err := addTotalRow(&tally, row); err != nil {
			return counting.Tally{}, fmt.Errorf("report: read ledger: %w", err)
		}
	}
	return tally, nil
}

func addTotalRow(tally *counting.Tally, row []string) error {
	w := words()
	if row[3] != "" {
		sessions, err1 := strconv.ParseInt(row[3], 10, 64)
		attendances, err2 := strconv.ParseInt(row[4], 10, 64)
		line := counting.Line{Category: categoryNamed(row[0]), Sessions: sessions, Attendances: attendances}
		var err3, err4 error
		if len(row) > 8 {
			line.Held, err3 = strconv.ParseInt(row[7], 10, 64)
			line.Attended, err4 = strconv.ParseInt(row[8], 10, 64)
		}
		tally.Lines = append(tally.Lines, line)
		return cmp.Or(err1, err2, err3, err4)
	}
	if len(row) < 6 || len(tally.Lines) == 0 {
		return fmt.Errorf("row of %d cells: %w", len(row), activity.ErrInvalid)
	}
	value, err := activity.ParseAmount(row[5])
	total := counting.Total{Of: row[1], Unit: activity.Unit(row[2]), Value: value}
	for approx, word := range w.Approx {
		if len(row) > 6 && row[6] == word {
			total.Approx = approx
		}
	}
	line := &tally.Lines[len(tally.Lines)-1]
	line.Figures = append(line.Figures, total)
	return err
}

func categoryNamed(name string) activity.Category {
	rows := activity.Categories()
	i := slices.IndexFunc(rows, func(c activity.CategoryInfo) bool { return c.Code.Name(activity.Hans) == name })
	if i < 0 {
		return ""
	}
	return rows[i].Code
}
