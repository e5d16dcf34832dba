package handlers

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/handlers/piece"
	"dutybook/prompts"
	"dutybook/report"
	"dutybook/scoring"
	"dutybook/store"
)

// scored is a member with what a year gives them.
type scored struct {
	member    activity.Member
	group     string
	statement scoring.Statement
}

// statements are those of everybody who is scored, in the order of the roster:
// by group and name, never by points. Secretaries outside any group are not.
func (h *Handlers) statements(ctx context.Context, s *scoring.Scheme, year int) ([]scored, error) {
	book, _, err := h.book(ctx, s, year)
	if err != nil {
		return nil, err
	}
	return h.statementsIn(ctx, s, year, book)
}

func (h *Handlers) statementsIn(ctx context.Context, s *scoring.Scheme, year int, book *scoring.Book) ([]scored, error) {
	entries, err := h.entries(ctx, year)
	if err != nil {
		return nil, err
	}
	_, groups, err := h.names(ctx)
	if err != nil {
		return nil, err
	}
	members, err := h.Store.Members(ctx)
	var rows []scored
	for _, m := range members {
		if !m.Removed && (m.Role != activity.Secretary || m.Group != "") {
			rows = append(rows, scored{m, groups[m.Group], book.Statement(s, person(m, groups), entries[m.ID])})
		}
	}
	slices.SortFunc(rows, func(a, b scored) int {
		return cmp.Or(strings.Compare(a.group, b.group), strings.Compare(a.member.Name, b.member.Name), strings.Compare(string(a.member.ID), string(b.member.ID)))
	})
	return rows, err
}

// scoreTable hands the office everybody's points of a year as a spreadsheet; while
// scoring is off it offers the schemes.
func (h *Handlers) scoreTable(ctx context.Context, t *turn, year int) error {
	s, err := h.scheme(ctx, year)
	if err != nil {
		return err
	}
	if s == nil {
		return h.listSchemes(ctx, t, year)
	}
	book, records, err := h.book(ctx, s, year)
	if err != nil {
		return err
	}
	rows, err := h.statementsIn(ctx, s, year, book)
	if err != nil {
		return err
	}
	names, _, err := h.names(ctx)
	if err != nil {
		return err
	}
	if err := h.Store.Note(ctx, t.Key, store.Entry{Do: store.DidExport, By: t.member.ID, At: h.Now(), What: "score " + itoa(year)}); err != nil {
		return err
	}
	y, err := h.scoreYear(ctx, s, year)
	if err != nil {
		return err
	}
	sheets := scoreSheets{t, records, names, nil, y.over}
	if sheets.evidence, err = h.evidenceOf(ctx, sheets.shown(rows)); err != nil {
		return err
	}
	var file bytes.Buffer
	if err := report.WriteSheets(&file, sheets.all(s, rows)); err != nil {
		return err
	}
	_, err = t.say(ctx, activity.Reply{
		Text: t.text("score-table", "year", itoa(year), "n", itoa(len(rows)), "scheme", plain(s.Name)),
		File: &activity.File{Name: t.text("score-table-file", "year", itoa(year)) + ".xlsx", Data: file.Bytes()},
		Buttons: [][]activity.Button{{
			{Label: t.text("button-score-schemes"), Data: "scoreall:" + itoa(year)}, {Label: t.text("button-score-off"), Data: "scoreoff:" + itoa(year)},
		}},
	})
	return err
}

// scoreSheets makes the sheets of a year's points.
type scoreSheets struct {
	*turn
	records  map[activity.RecordID]activity.Record
	names    map[activity.MemberID]string
	evidence map[activity.RecordID]int
	// graded is set once the year is over.
	graded bool
}

// shown are the records points lead to.
func (t scoreSheets) shown(rows []scored) []activity.Record {
	var records []activity.Record
	for _, r := range rows {
		for _, g := range r.statement.Groups {
			for _, it := range g.Items {
				for _, l := range it.Lines {
					if l.Entry == nil {
						records = append(records, t.records[l.Records[0]])
					}
				}
			}
		}
	}
	return records
}

func (t scoreSheets) all(s *scoring.Scheme, rows []scored) []report.Sheet {
	heads := strings.Split(t.text("score-heads"), "|")
	widths := []float64{12, 16}
	for _, g := range s.Groups {
		name := plain(g.Name)
		if g.Cap > 0 {
			name += t.text("score-cap", "cap", g.Cap.String())
		}
		heads, widths = append(heads, name), append(widths, 12)
	}
	heads = append(heads, strings.Split(t.text("score-heads-end"), "|")...)
	widths = append(widths, 10, 10, 12, 40, 10)
	all := []report.Sheet{
		{Name: t.text("score-sheet"), Heads: heads, Widths: widths},
		{Name: t.text("score-sheet-lines"), Heads: strings.Split(t.text("score-heads-lines"), "|"), Widths: []float64{12, 14, 22, 8, 8, 14, 10, 50, 20, 8, 30}},
		{Name: t.text("score-sheet-left"), Heads: strings.Split(t.text("score-heads-left"), "|"), Widths: []float64{12, 36, 22, 10, 50}},
	}
	for _, r := range rows {
		all[0].Rows = append(all[0].Rows, t.totals(r))
		all[1].Rows = append(all[1].Rows, t.lines(r)...)
		all[2].Rows = append(all[2].Rows, t.left(r)...)
	}
	return all
}

// totals is a member's row: the groups, what the office gave besides, the total.
func (t scoreSheets) totals(r scored) []any {
	cells := []any{r.member.Name, r.group}
	for _, g := range r.statement.Groups {
		cells = append(cells, g.Counted)
	}
	var extra activity.Amount
	for _, l := range r.statement.Extra {
		extra += l.Points
	}
	var missing []string
	for _, m := range r.statement.Missing {
		missing = append(missing, t.text("score-need", "name", plain(m.Name), "n", itoa(int(m.N-m.Have)), "unit", m.Unit))
	}
	grade := ""
	if t.graded {
		grade = plain(r.statement.Grade)
	}
	return append(cells, extra, r.statement.Total, grade, strings.Join(missing, t.text("list-mark")), int64(len(r.statement.Left)+len(r.statement.Open)))
}

// lines are a member's points with the record each leads to, what became of it
// and how much belongs to it.
func (t scoreSheets) lines(r scored) [][]any {
	var rows [][]any
	row := func(group, item string, l scoring.Line) {
		cells := []any{r.member.Name, group, item, l.Points, l.Times, t.day(l.Date)}
		if l.Entry != nil {
			rows = append(rows, append(cells, "", "", "", nil, t.text("score-entered", "reason", l.Entry.Reason, "by", t.names[l.Entry.By])))
			return
		}
		rec := t.records[l.Records[0]]
		evidence := int64(0)
		for _, id := range l.Records {
			evidence += int64(t.evidence[id])
		}
		rows = append(rows, append(cells, rec.ID.String(), prompts.Masked(rec.Summary), t.effect(l), evidence, t.others(l)))
	}
	for _, g := range r.statement.Groups {
		if g.Start > 0 {
			rows = append(rows, []any{r.member.Name, g.Group.Name, t.text("score-starting"), g.Start})
		}
		for _, it := range g.Items {
			for _, l := range it.Lines {
				row(g.Group.Name, it.Item.Name, l)
			}
		}
	}
	for _, l := range r.statement.Extra {
		row("", t.text("score-by-office"), l)
	}
	return rows
}

// effect is how far the piece behind a line has come, for points to stand beside
// what became of the work.
func (t scoreSheets) effect(l scoring.Line) string {
	var stages []activity.Stage
	var words []string
	for _, id := range l.Records {
		for _, s := range t.records[id].Stages {
			if !slices.Contains(stages, s) {
				stages = append(stages, s)
			}
		}
		for _, level := range piece.DetailsOf(t.records[id]).Levels {
			words = append(words, t.text("level-"+level))
		}
	}
	if len(stages) == 0 {
		return ""
	}
	return strings.Join(append([]string{t.stages(stages)}, words...), t.text("list-mark"))
}

// others are the further records that tell of a line's piece or event.
func (t scoreSheets) others(l scoring.Line) string {
	var ids []string
	for _, id := range l.Records[1:] {
		ids = append(ids, id.String())
	}
	return strings.Join(ids, " ")
}

// left is what gave a member nothing, and what only the office can tell of.
func (t scoreSheets) left(r scored) [][]any {
	var rows [][]any
	for _, it := range r.statement.Open {
		rows = append(rows, []any{r.member.Name, t.text("score-why-open"), it.Name})
	}
	for _, e := range r.statement.Strange {
		rows = append(rows, []any{r.member.Name, t.text("score-why-strange"), e.Reason})
	}
	add := func(why, item string, id activity.RecordID) {
		rows = append(rows, []any{r.member.Name, why, item, id.String(), prompts.Masked(t.records[id].Summary)})
	}
	for _, l := range r.statement.Left {
		it, _ := r.statement.Scheme.Item(l.Item)
		add(t.text("score-why-"+string(l.Why)), it.Name, l.Records[0])
	}
	for _, id := range r.statement.Beyond {
		add(t.text("score-why-beyond"), "", id)
	}
	return rows
}
