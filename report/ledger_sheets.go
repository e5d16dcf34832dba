package report

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"dutybook/activity"
	"dutybook/counting"
)

// The widths of the columns of the sheets made from the records, in characters.
var (
	eventWidths    = []float64{8, 12, 12, 40, 16, 36, 8, 28, 14, 16}
	presenceWidths = []float64{12, 40, 8, 8, 8, 8, 10, 28, 28, 20, 20, 8}
	groupWidths    = []float64{14, 14, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10}
	officeWidths   = []float64{24, 16, 16, 60}
	annexWidths    = []float64{14, 14, 40, 40, 24, 60}
)

// table writes a sheet of its own, filter and frozen head included.
func (l *ledger) table(s ledgerSheet, widths []float64, rows [][]any) {
	l.sheet("", s.Sheet, s.Columns, widths)
	for i, cells := range rows {
		l.row(s.Sheet, i+2, cells)
	}
	l.finish(s.Sheet, len(s.Columns), len(rows)+1)
}

// office writes the sheet of the office's facts where there are any.
func (l *ledger) office(facts [][]string) {
	if len(facts) == 0 {
		return
	}
	rows := make([][]any, len(facts))
	for i, f := range facts {
		for _, cell := range f {
			rows[i] = append(rows[i], cell)
		}
	}
	l.table(words().Office.ledgerSheet, officeWidths, rows)
}

// eventRows are the events of a source: what counts once, with everybody who
// took part and the figures it counts for.
func (s Source) eventRows() [][]any {
	var rows [][]any
	for _, event := range s.events() {
		cells := counting.Contribution(event)[cmp.Or(s.Tally.Scope, counting.Everyone)]
		var attendances int64
		for cell, n := range cells {
			if cell.What == counting.Attendances {
				attendances += int64(n / activity.One)
			}
		}
		if len(cells) == 0 {
			continue
		}
		lead := event[0]
		rows = append(rows, []any{
			lead.Event().String(), lead.Date.String(), lead.Category.Name(activity.Hans), lead.Summary, placeOf(event),
			quantityList(counting.Agreed(event)), attendances, s.peopleOf(event), s.groupsOf(event), recordList(idsOf(event)),
		})
	}
	return rows
}

// presenceRows are the events with a list of who was to come: the numbers, the
// rate with its base beside it, and who did not come.
func (s Source) presenceRows() [][]any {
	var rows [][]any
	for _, c := range s.RollCalls {
		rate, record := "", ""
		if tenths, ok := counting.Percent(activity.Whole(int64(len(c.Came))), activity.Whole(int64(len(c.Invited)))); ok {
			rate = strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10) + percent
		}
		if c.Record != 0 {
			record = c.Record.String()
		}
		rows = append(rows, []any{
			c.Date.String(), c.Text, int64(len(c.Invited)), int64(len(c.Came)), int64(len(c.Leave)), int64(len(c.Absent)), rate,
			s.named(c.Leave), s.named(c.Absent), s.named(c.Beside), s.named(c.Claim), record,
		})
	}
	return rows
}

// named lists members by name.
func (s Source) named(ids []activity.MemberID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = cmp.Or(s.Members[id], string(id))
	}
	return strings.Join(names, words().Listed)
}

// lateRows are the records that came in after their year was frozen.
func (s Source) lateRows() [][]any {
	var rows [][]any
	for _, r := range s.Late {
		if !r.Deleted && s.inScope(r) {
			rows = append(rows, s.ledgerCells(r, []activity.Record{r}))
		}
	}
	return rows
}

func idsOf(event []activity.Record) []activity.RecordID {
	ids := make([]activity.RecordID, len(event))
	for i, r := range event {
		ids[i] = r.ID
	}
	return ids
}

func placeOf(event []activity.Record) string {
	for _, r := range event {
		if r.Place != "" {
			return r.Place
		}
	}
	return ""
}

// peopleOf names who took part in an event: those who tell of their own work and
// those named in it, each once.
func (s Source) peopleOf(event []activity.Record) string {
	var names []string
	add := func(id activity.MemberID) {
		if name := cmp.Or(s.Members[id], string(id)); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, r := range event {
		if !r.Outside {
			add(r.Member)
		}
	}
	for _, r := range event {
		for _, f := range r.With {
			add(f.Member)
		}
	}
	return strings.Join(names, words().Listed)
}

func (s Source) groupsOf(event []activity.Record) string {
	var names []string
	add := func(g activity.GroupID) {
		if name := s.groupName(g); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, r := range event {
		add(r.Group)
		for _, f := range r.With {
			if r.Behalf {
				add(f.Group)
			}
		}
	}
	return strings.Join(names, words().Listed)
}

func (s Source) groupName(id activity.GroupID) string { return cmp.Or(s.Groups[id], string(id)) }

// quarterly is a group's sessions and attendances of a kind of work, two for
// each quarter.
type quarterly [8]int64

// groupRows count by category, group and quarter, the months without a quarter
// in the sum only. A joint event is one session of each group that took part,
// so the groups' sums may exceed the committee's.
func (s Source) groupRows() [][]any {
	type key struct {
		category activity.Category
		group    activity.GroupID
	}
	sums, counts := map[key][2]int64{}, map[key]*quarterly{}
	for _, event := range s.events() {
		for scope, cells := range counting.Contribution(event) {
			id, ok := strings.CutPrefix(string(scope), "g:")
			if !ok {
				continue
			}
			for cell, n := range cells {
				at := slices.Index([]counting.What{counting.Sessions, counting.Attendances}, cell.What)
				if at < 0 {
					continue
				}
				k := key{cell.Category, activity.GroupID(id)}
				if counts[k] == nil {
					counts[k] = &quarterly{}
				}
				sum := sums[k]
				sum[at] += int64(n / activity.One)
				sums[k] = sum
				if cell.Month.Month > 0 {
					counts[k][2*((int(cell.Month.Month)-1)/3)+at] += int64(n / activity.One)
				}
			}
		}
	}
	keys := slices.SortedFunc(maps.Keys(counts), func(a, b key) int {
		return cmp.Or(cmp.Compare(orderOf(a.category), orderOf(b.category)), cmp.Compare(s.groupName(a.group), s.groupName(b.group)))
	})
	var rows [][]any
	for _, k := range keys {
		row := []any{k.category.Name(activity.Hans), s.groupName(k.group)}
		for _, n := range counts[k] {
			row = append(row, n)
		}
		rows = append(rows, append(row, sums[k][0], sums[k][1]))
	}
	return rows
}

func orderOf(c activity.Category) int {
	return slices.IndexFunc(activity.Categories(), func(row activity.CategoryInfo) bool { return row.Code == c })
}

// maxQuoted is how many characters of source messages a row of the annex quotes;
// a cell holds little more.
const maxQuoted = 30_000

// linkTotals leads from every number of the totals to the row of the annex that
// holds its records and what they said.
func (l *ledger) linkTotals(src Source) {
	w, e := words().Ledger, newEvidence(src)
	total, annex := 1, 1
	for _, line := range src.Tally.Lines {
		rows := map[thing]int{}
		for _, f := range e.facts(SectionOf(line.Category)) {
			annex++
			rows[thing{what: f.What, of: f.Of, unit: f.unitOfFigure()}] = annex
		}
		total++
		l.link(w.Totals, "D"+strconv.Itoa(total), w.Annex.Sheet, rows[thing{what: counting.Sessions}])
		l.link(w.Totals, "E"+strconv.Itoa(total), w.Annex.Sheet, cmp.Or(rows[thing{what: counting.Attendances}], rows[thing{what: counting.Sessions}]))
		for _, f := range summable(line.Figures) {
			total++
			l.link(w.Totals, "F"+strconv.Itoa(total), w.Annex.Sheet, rows[thing{of: f.Of, unit: f.Unit}])
		}
	}
}

// unitOfFigure is the unit that tells a figure from others; sessions and
// attendances are told apart without.
func (f Fact) unitOfFigure() activity.Unit {
	if f.What != counting.Figure {
		return ""
	}
	return f.Unit
}

// link makes a cell lead to a row of another sheet, zero for none.
func (l *ledger) link(sheet, at, to string, row int) {
	if row > 0 {
		l.try(l.book.SetCellHyperLink(sheet, at, "'"+to+"'!A"+strconv.Itoa(row), "Location"))
	}
}

// annexRows give every total with its definition, how it adds up, its records
// and what they said.
func (s Source) annexRows() [][]any {
	e := newEvidence(s)
	byID := map[activity.RecordID]activity.Record{}
	for _, r := range s.Records {
		byID[r.ID] = r
	}
	var rows [][]any
	for _, line := range s.Tally.Lines {
		for _, f := range e.facts(SectionOf(line.Category)) {
			var texts []string
			room := maxQuoted
			for _, id := range f.Records {
				said := id.String() + " " + byID[id].Text
				if room -= utf8.RuneCountInString(said) + 1; room < 0 {
					break
				}
				texts = append(texts, said)
			}
			rows = append(rows, []any{
				line.Category.Name(activity.Hans), f.Rendered, f.Definition, f.Formula, recordList(f.Records), strings.Join(texts, "\n"),
			})
		}
	}
	return rows
}

// WriteCSV writes the records sheet of the ledger as CSV with a mark at its
// start by which spreadsheets know that it is UTF-8. A cell that a spreadsheet
// would run as a formula gets an apostrophe before it.
func WriteCSV(w io.Writer, src Source) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("report: csv: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	late := words().Ledger.LateSheet
	rows := [][]string{slices.Concat(words().Ledger.Columns, []string{late})}
	for _, event := range src.events() {
		for _, r := range event {
			var row []string
			for _, cell := range src.ledgerCells(r, event) {
				row = append(row, inert(fmt.Sprint(cell)))
			}
			rows = append(rows, append(row, ""))
		}
	}
	for _, cells := range src.lateRows() {
		var row []string
		for _, cell := range cells {
			row = append(row, inert(fmt.Sprint(cell)))
		}
		rows = append(rows, append(row, late))
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("report: csv: %w", err)
	}
	return nil
}

func inert(s string) string {
	first, _ := utf8.DecodeRuneInString(s)
	// Full width signs too: East Asian spreadsheets take them for plain ones.
	if s != "" && strings.ContainsRune("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20", first) {
		return "'" + s
	}
	return s
}
