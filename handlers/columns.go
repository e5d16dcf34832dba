package handlers

import (
	"context"
	"errors"
	"strings"

	"dutybook/activity"
	"dutybook/roster"
)

// Which column of an old ledger is what, is guessed by its heads and put right with
// taps: which field is wrong, and which column it is. The file need not be sent
// again.

// pressColumn asks which field is wrong, which column it is, or takes that column:
// the message the file came with, a field and a column, each counted from 1, zero
// for no column.
func (h *Handlers) pressColumn(ctx context.Context, t *turn, numbers []int64) error {
	if !may(t.member.Role, toManage) {
		return h.toast(ctx, t, "err-not-allowed")
	}
	id := ledgerID(t, activity.MessageID(numbers[0]))
	kept, err := h.ledgerKept(ctx, id)
	if errors.Is(err, activity.ErrNotFound) || err == nil && len(kept.Sheet.Heads) == 0 {
		return h.toast(ctx, t, "button-old")
	}
	if err != nil {
		return err
	}
	switch {
	case kept.In:
		return h.toast(ctx, t, "ledger-is-in")
	case len(numbers) == 1:
		return h.askField(ctx, t, kept.Sheet, numbers[0])
	}
	field := int(numbers[1]) - 1
	if field < 0 || field >= len(roster.Fields()) {
		return h.toast(ctx, t, "button-old")
	}
	f := roster.Fields()[field]
	if len(numbers) == 2 {
		return h.askColumn(ctx, t, kept.Sheet, numbers[0], f, numbers[1])
	}
	return h.setColumn(ctx, t, id, kept, activity.MessageID(numbers[0]), f, int(numbers[2])-1)
}

// askField asks which field is wrong.
func (h *Handlers) askField(ctx context.Context, t *turn, s roster.Sheet, file int64) error {
	var rows [][]activity.Button
	for i, f := range roster.Fields() {
		head := t.text("column-none")
		if at, ok := s.Columns[f]; ok {
			head = plain(clip(s.Heads[at], 12))
		}
		label := t.text("column", "field", t.text("column-"+string(f)), "head", head)
		rows = append(rows, []activity.Button{{Label: label, Data: data("column", activity.RecordID(file), activity.RecordID(i+1))}})
	}
	_, err := t.say(ctx, activity.Reply{Text: t.text("columns-which"), Buttons: rows, Replace: t.ID})
	return err
}

// askColumn asks which column a field is, each with its head and what stands below
// it first.
func (h *Handlers) askColumn(ctx context.Context, t *turn, s roster.Sheet, file int64, f roster.Field, field int64) error {
	rows := [][]activity.Button{}
	for i, head := range s.Heads {
		label := t.text("column-at", "n", itoa(i+1), "head", plain(clip(head, 10)), "first", plain(clip(firstIn(s, i), 12)))
		rows = append(rows, []activity.Button{{Label: label, Data: data("column", activity.RecordID(file), activity.RecordID(field), activity.RecordID(i+1))}})
	}
	if f != roster.Day && f != roster.Text {
		rows = append(rows, []activity.Button{{Label: t.text("column-none"), Data: data("column", activity.RecordID(file), activity.RecordID(field), 0)}})
	}
	_, err := t.say(ctx, activity.Reply{Text: t.text("columns-where", "field", t.text("column-"+string(f))), Buttons: rows, Replace: t.ID})
	return err
}

// firstIn is the first thing that stands in a column.
func firstIn(s roster.Sheet, column int) string {
	for _, l := range s.Lines {
		if column < len(l.Cells) && strings.TrimSpace(l.Cells[column]) != "" {
			return strings.TrimSpace(l.Cells[column])
		}
	}
	return ""
}

// setColumn reads the ledger by another column and says again what it would bring.
func (h *Handlers) setColumn(ctx context.Context, t *turn, id string, kept oldLedger, file activity.MessageID, f roster.Field, column int) error {
	if column >= len(kept.Sheet.Heads) || column < 0 && (f == roster.Day || f == roster.Text) {
		return h.toast(ctx, t, "button-old")
	}
	ledger := kept.Sheet.With(f, column).Ledger()
	if kept.Pressed != t.Key {
		kept.Version++
	}
	kept.Rows, kept.Sheet, kept.Pressed = ledger.Rows, ledger.Sheet, t.Key
	if err := h.keepLedger(ctx, id, kept); err != nil {
		return err
	}
	b, err := h.bring(ctx, ledger.Rows)
	if err != nil {
		return err
	}
	return h.sayLedgerDryRun(ctx, t, ledger, b, file, t.ID)
}
