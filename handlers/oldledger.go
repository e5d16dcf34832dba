package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/figures"
	"dutybook/prompts"
	"dutybook/roster"
	"dutybook/store"
)

// A ledger kept before is brought in row by row: what each row says is read by
// the rules as a message of that day would be, and counts with what is there
// already. First it is only looked at; one button brings it in, one takes it
// back.

// oldLedger is a ledger between its dry run and its coming in.
type oldLedger struct {
	File string             `json:"file"`
	Rows []roster.LedgerRow `json:"rows"`
	// Sheet is what the rows were read from, Version how often its columns were
	// put right.
	Sheet   roster.Sheet `json:"sheet"`
	Version int          `json:"version,omitempty"`
	// In is set while it is taken in.
	In bool `json:"in,omitempty"`
	// Pressed is the last tap that did, so that none counts twice.
	Pressed string `json:"pressed,omitempty"`
}

// brought is what a dry run finds.
type brought struct {
	// good are the records by line, bad the lines with the reason's text key.
	good  []broughtRow
	bad   []badRow
	known int // rows that are recorded already
}

type broughtRow struct {
	line    int
	records []activity.Record
}

type badRow struct {
	line      int
	key, said string
}

// ledgerFile looks at a ledger a secretary sent; done is false for another file.
func (h *Handlers) ledgerFile(ctx context.Context, t *turn, data []byte) (done bool, err error) {
	ledger, ok := roster.ReadLedger(t.File.Name, data)
	if !ok {
		return false, nil
	}
	b, err := h.bring(ctx, ledger.Rows)
	if err != nil {
		return true, err
	}
	if err := h.keepLedger(ctx, ledgerID(t, t.ID), oldLedger{File: t.File.Name, Rows: ledger.Rows, Sheet: ledger.Sheet}); err != nil {
		return true, err
	}
	return true, h.sayLedgerDryRun(ctx, t, ledger, b, t.ID, 0)
}

func (h *Handlers) keepLedger(ctx context.Context, id string, kept oldLedger) error {
	raw, err := json.Marshal(kept)
	if err != nil {
		return fmt.Errorf("handlers: keep ledger: %w", err)
	}
	return h.Store.KeepList(ctx, id, raw)
}

func ledgerID(t *turn, message activity.MessageID) string { return listID(t, message) + ":ledger" }

// sayLedgerDryRun says what a ledger would bring in; file is the message it came
// with, replace an own message to rewrite.
func (h *Handlers) sayLedgerDryRun(ctx context.Context, t *turn, ledger roster.Ledger, b brought, file, replace activity.MessageID) error {
	var columns []string
	for _, f := range roster.Fields() {
		if head := ledger.Heads[f]; head != "" {
			columns = append(columns, t.text("column", "field", t.text("column-"+string(f)), "head", plain(head)))
		}
	}
	n := 0
	for _, row := range b.good {
		n += len(row.records)
	}
	lines := []string{
		t.text("ledger-preview", "rows", itoa(len(ledger.Rows)), "n", itoa(n), "known", itoa(b.known), "bad", itoa(len(b.bad))),
		t.text("ledger-columns", "list", strings.Join(columns, t.text("list-mark"))),
	}
	for _, row := range b.bad[:min(maxBadShown, len(b.bad))] {
		lines = append(lines, t.text("ledger-bad", "line", itoa(row.line), "why", t.text(row.key, "said", plain(clip(row.said, 16)))))
	}
	for _, row := range b.good[:min(2, len(b.good))] {
		lines = append(lines, t.text("ledger-example", "line", itoa(row.line), "record", strings.TrimPrefix(t.line(row.records[0]), "#0 ")))
	}
	row := []activity.Button{{Label: t.text("button-columns"), Data: data("column", activity.RecordID(file))}}
	if n > 0 {
		row = append([]activity.Button{
			{Label: t.text("button-bring", "n", itoa(n)), Data: data("bring", activity.RecordID(file))},
			{Label: t.text("button-drop"), Data: data("bringnot", activity.RecordID(file))},
		}, row...)
	}
	reply := activity.Reply{Text: strings.Join(lines, "\n"), Buttons: [][]activity.Button{row}, Replace: replace}
	_, err := t.say(ctx, reply)
	return err
}

// bring reads rows into records; nothing is written.
func (h *Handlers) bring(ctx context.Context, rows []roster.LedgerRow) (brought, error) {
	var b brought
	members, err := h.Store.Members(ctx)
	if err != nil {
		return b, err
	}
	byName := map[string]activity.Member{}
	for _, m := range members {
		if !m.Removed {
			byName[m.Name] = m
		}
	}
	var read []broughtRow
	for _, row := range rows {
		records, bad := h.bringRow(row, byName)
		if bad.key != "" {
			b.bad = append(b.bad, bad)
			continue
		}
		read = append(read, broughtRow{row.Line, records})
	}
	there, err := h.toldThere(ctx, read)
	if err != nil {
		return b, err
	}
	for _, row := range read {
		if there[toldKey(row.records[0])] {
			b.known++
			continue
		}
		b.good = append(b.good, row)
	}
	return b, nil
}

// bringRow reads one row; the key of the bad row says what is wrong with it.
func (h *Handlers) bringRow(row roster.LedgerRow, byName map[string]activity.Member) ([]activity.Record, badRow) {
	bad := func(key, said string) ([]activity.Record, badRow) { return nil, badRow{row.Line, key, said} }
	days := figures.Dates(row.Cells[roster.Day], h.Now().In(h.Zone))
	switch {
	case len(days) == 0 || days[0].Month == 0:
		return bad("ledger-no-day", row.Cells[roster.Day])
	case days[0].Future:
		return bad("ledger-future", row.Cells[roster.Day])
	case row.Cells[roster.Text] == "":
		return bad("ledger-no-text", "")
	case len(row.Members) == 0:
		return bad("ledger-no-member", "")
	}
	day := days[0].Date
	var who []activity.Member
	for _, name := range row.Members {
		m, known := byName[name]
		if !known {
			return bad("ledger-unknown", name)
		}
		who = append(who, m)
	}
	text := row.Cells[roster.Text]
	if f := row.Cells[roster.Figure]; f != "" && !strings.Contains(text, f) {
		text += h.texts.text(activity.Hans, "list-mark") + f + row.Cells[roster.Unit]
	}
	u := prompts.ByRules(text, time.Date(day.Last().Year, day.Last().Month, day.Last().Day, eveningHour, 0, 0, 0, h.Zone))
	if slices.Contains(u.Notes, activity.NoteSecret) {
		return bad("ledger-secret", "")
	}
	records := u.Records
	kinds := categoriesIn(row.Cells[roster.Category])
	if len(records) == 0 && len(kinds) == 1 {
		records = []activity.Record{{Category: kinds[0], Summary: clip(text, 59)}}
	}
	if len(records) == 0 {
		return bad("ledger-unclear", text)
	}
	for i := range records {
		r := &records[i]
		if len(kinds) == 1 && len(records) == 1 {
			r.Category = kinds[0]
		}
		if r.Place == "" {
			r.Place = row.Cells[roster.Place]
		}
		r.Date, r.Text, r.Index, r.Source, r.SentAt = day, text, i, activity.FromRules, h.Now().In(h.Zone)
		r.Member, r.Group = who[0].ID, who[0].Group
		for _, m := range who[1:] {
			r.With = append(r.With, activity.Fellow{Member: m.ID, Group: m.Group})
		}
		r.Behalf = len(who) > 1
	}
	return records, badRow{}
}

// toldThere are the texts recorded already in the time of rows, by day and
// member.
func (h *Handlers) toldThere(ctx context.Context, rows []broughtRow) (map[string]bool, error) {
	there := map[string]bool{}
	if len(rows) == 0 {
		return there, nil
	}
	month := func(d activity.Date) activity.Month { return activity.Month{Year: d.Year, Month: d.Month} }
	p := activity.Period{From: month(rows[0].records[0].Date), To: month(rows[0].records[0].Date)}
	for _, row := range rows {
		switch m := month(row.records[0].Date); {
		case monthsOf(m) < monthsOf(p.From):
			p.From = m
		case monthsOf(m) > monthsOf(p.To):
			p.To = m
		}
	}
	records, err := h.Store.During(ctx, p, maxSource)
	for _, r := range records {
		there[toldKey(r)] = true
	}
	return there, err
}

func toldKey(r activity.Record) string {
	return r.Date.String() + "\x00" + string(r.Member) + "\x00" + strings.TrimSpace(r.Text)
}

// pressBring brings a ledger in, drops it, or takes it back.
func (h *Handlers) pressBring(ctx context.Context, t *turn, what string, number int64) error {
	if !may(t.member.Role, toManage) {
		return h.toast(ctx, t, "err-not-allowed")
	}
	id := ledgerID(t, activity.MessageID(number))
	if what == "bringnot" {
		if err := h.Store.DropList(ctx, id); err != nil {
			return err
		}
		return t.reply(ctx, "list-dropped")
	}
	kept, err := h.ledgerKept(ctx, id)
	if errors.Is(err, activity.ErrNotFound) {
		return h.toast(ctx, t, "button-old")
	}
	if err != nil {
		return err
	}
	if what == "bringback" {
		return h.takeLedgerBack(ctx, t, id, kept)
	}
	return h.takeLedgerIn(ctx, t, id, number, kept)
}

func (h *Handlers) ledgerKept(ctx context.Context, id string) (kept oldLedger, err error) {
	raw, err := h.Store.List(ctx, id)
	if err != nil {
		return kept, err
	}
	if err := json.Unmarshal(raw, &kept); err != nil {
		return kept, fmt.Errorf("handlers: kept ledger: %w", err)
	}
	return kept, nil
}

// takeLedgerIn applies a ledger row by row, each under a key of its own, so that
// it can be cut off and begun again.
func (h *Handlers) takeLedgerIn(ctx context.Context, t *turn, id string, number int64, kept oldLedger) error {
	b, err := h.bring(ctx, kept.Rows)
	if err != nil {
		return err
	}
	kept.In = true
	if err := h.keepLedger(ctx, id, kept); err != nil {
		return err
	}
	for _, row := range b.good {
		found, err := h.markJoint(ctx, t, row.records)
		if err != nil {
			return err
		}
		change := store.Change{Key: kept.key(id, row.line), By: t.member.ID, At: h.Now(), Add: row.records, Joins: found.joins}
		_, err = h.Store.Apply(ctx, change)
		if errors.Is(err, activity.ErrFrozen) {
			change.Joins = nil // events of a frozen year stay as they are
			_, err = h.Store.Apply(ctx, change)
		}
		if err != nil {
			return err
		}
	}
	in, err := h.broughtIn(ctx, id, kept)
	if err != nil {
		return err
	}
	late := len(slices.DeleteFunc(slices.Clone(in), func(r activity.Record) bool { return !r.Late }))
	lines := []string{t.text("ledger-in", "n", itoa(len(in)))}
	if late > 0 {
		lines = append(lines, t.text("ledger-in-late", "n", itoa(late)))
	}
	_, err = t.say(ctx, activity.Reply{
		Text:    strings.Join(lines, "\n"),
		Buttons: [][]activity.Button{{{Label: t.text("button-bring-back"), Data: data("bringback", activity.RecordID(number))}}},
	})
	return err
}

// key is what a row is brought in under; rows read by other columns are others.
func (l oldLedger) key(id string, line int) string {
	key := "bring:" + id + ":" + itoa(line)
	if l.Version > 0 {
		key += ":" + itoa(l.Version)
	}
	return key
}

// broughtIn are the records a ledger brought in, as they came.
func (h *Handlers) broughtIn(ctx context.Context, id string, kept oldLedger) ([]activity.Record, error) {
	var in []activity.Record
	for _, row := range kept.Rows {
		out, _, err := h.Store.Applied(ctx, kept.key(id, row.Line))
		if err != nil {
			return nil, err
		}
		in = append(in, out.Added...)
	}
	return in, nil
}

// takeLedgerBack deletes what a ledger brought in, whatever was done with it
// since.
func (h *Handlers) takeLedgerBack(ctx context.Context, t *turn, id string, kept oldLedger) error {
	in, err := h.broughtIn(ctx, id, kept)
	if err != nil {
		return err
	}
	const step = 50
	for part := range slices.Chunk(in, step) {
		change := store.Change{Key: "bringback:" + id + ":" + part[0].ID.String(), By: t.member.ID, At: h.Now()}
		for _, r := range part {
			change.Edits = append(change.Edits, store.Edit{ID: r.ID, With: func(now activity.Record) (activity.Record, error) {
				now.Deleted = true
				return now, nil
			}})
		}
		if _, err := h.Store.Apply(ctx, change); err != nil {
			return err
		}
	}
	kept.In = false
	if err := h.keepLedger(ctx, id, kept); err != nil {
		return err
	}
	return t.reply(ctx, "ledger-back", "n", itoa(len(in)))
}

// eveningHour is when a row of a day is read as if told.
const eveningHour = 20
