package handlers

import (
	"context"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/handlers/piece"
	"dutybook/scoring"
)

// sayPoints lists where each point comes from, a page at a time: the points, the
// item, and the record itself; then what gave nothing, and why.
func (h *Handlers) sayPoints(ctx context.Context, t *turn, m activity.Member, year, offset int) error {
	st, records, err := h.statement(ctx, m, year)
	if err != nil {
		return err
	}
	if st == nil {
		return h.toast(ctx, t, "button-old")
	}
	names, _, err := h.names(ctx)
	if err != nil {
		return err
	}
	all := t.pointLines(*st, records, names)
	if len(all) == 0 {
		return t.reply(ctx, "score-nothing")
	}
	offset = min(max(0, offset), len(all)-1) / pageSize * pageSize
	page := all[offset:min(offset+pageSize, len(all))]
	lines := []string{t.text("score-points", "name", m.Name, "year", itoa(year), "from", itoa(offset+1), "to", itoa(offset+len(page)), "n", itoa(len(all)))}
	var open []activity.Record
	for _, p := range page {
		lines = append(lines, p.text)
		if r, ok := records[p.record]; ok && mayRead(t.member, r) && !slices.ContainsFunc(open, func(o activity.Record) bool { return o.ID == r.ID }) {
			open = append(open, r)
		}
	}
	var row []activity.Button
	if offset > 0 {
		row = append(row, activity.Button{Label: t.text("button-before"), Data: scoreData(t.member, m, year, offset-pageSize)})
	}
	if offset+pageSize < len(all) {
		row = append(row, activity.Button{Label: t.text("button-after"), Data: scoreData(t.member, m, year, offset+pageSize)})
	}
	buttons := t.cardButtons(open)
	if len(row) > 0 {
		buttons = append(buttons, row)
	}
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(lines, "\n"), Buttons: buttons})
	return err
}

// pointLine is a line of a statement with the record it leads to, zero for none.
type pointLine struct {
	text   string
	record activity.RecordID
}

// pointLines are all lines of a statement, each with the record it leads to.
func (t *turn) pointLines(st scoring.Statement, records map[activity.RecordID]activity.Record, names map[activity.MemberID]string) []pointLine {
	var lines []pointLine
	add := func(id activity.RecordID, text string) { lines = append(lines, pointLine{text, id}) }
	show := func(id activity.RecordID) string { return t.shown(records[id], st.Person.ID, names) }
	for _, g := range st.Groups {
		if g.Start > 0 {
			add(0, t.text("score-start", "points", g.Start.String(), "name", plain(g.Group.Name)))
		}
		for _, it := range g.Items {
			for _, l := range it.Lines {
				add(firstOf(l), t.point(plain(it.Item.Name), l, show, names))
			}
			if it.Counted != it.Sum {
				add(0, t.text("score-capped", "name", plain(it.Item.Name), "points", it.Sum.String(), "counted", it.Counted.String()))
			}
		}
		for _, set := range g.Sets {
			add(0, t.text("score-capped", "name", plain(set.Set.Name), "points", set.Sum.String(), "counted", set.Counted.String()))
		}
	}
	for _, l := range st.Extra {
		add(firstOf(l), t.point(t.text("score-by-office"), l, show, names))
	}
	for _, e := range st.Strange {
		add(0, t.text("score-strange", "reason", plain(e.Reason)))
	}
	for _, l := range st.Left {
		what := t.text("score-why-" + string(l.Why))
		if it, ok := st.Scheme.Item(l.Item); ok {
			what = t.text("score-why-item", "why", what, "name", plain(it.Name))
		}
		add(l.Records[0], t.text("score-not", "why", what, "record", show(l.Records[0])))
	}
	for _, id := range st.Beyond {
		add(id, t.text("score-not", "why", t.text("score-why-beyond"), "record", show(id)))
	}
	return lines
}

// firstOf is the record a line leads to, zero for what the office entered.
func firstOf(l scoring.Line) activity.RecordID {
	if len(l.Records) == 0 {
		return 0
	}
	return l.Records[0]
}

// point is where some points come from, on one line.
func (t *turn) point(item string, l scoring.Line, show func(activity.RecordID) string, names map[activity.MemberID]string) string {
	points := plusMinus(l.Points)
	if l.Times > 1 {
		item = t.text("score-times", "name", item, "n", itoa(int(l.Times)))
	}
	if l.Entry != nil {
		return t.text("score-entry", "points", points, "name", item, "reason", plain(l.Entry.Reason), "by", names[l.Entry.By], "day", t.day(l.Date))
	}
	return t.text("score-line", "points", points, "name", item, "record", show(l.Records[0]))
}

// shown is a record on a line: their own and what counts for them as told, and the
// office's lists; of what others told that there is such a record, with the matter
// of a piece they signed.
func (t *turn) shown(r activity.Record, m activity.MemberID, names map[activity.MemberID]string) string {
	line := t.line(r)
	switch {
	case r.Member == m:
		return line
	case !mayRead(t.member, r) && !r.Roll:
		line = r.ID.String() + " " + r.Category.Name(t.lang) + " · " + t.day(r.Date)
		if r.Took(m) && piece.Is(r.Category) {
			line += " · " + clip(plain(piece.Matter(r)), 24)
		}
	}
	if r.Behalf {
		return t.text("list-by", "line", line, "name", names[r.Member])
	}
	return t.text("list-who", "line", line, "name", names[r.Member])
}
