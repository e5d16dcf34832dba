package handlers

import (
	"context"
	"strings"

	"dutybook/activity"
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
		all = []string{t.text("score-nothing")}
	}
	offset = min(max(0, offset), len(all)-1) / pageSize * pageSize
	page := all[offset:min(offset+pageSize, len(all))]
	lines := append([]string{t.text("score-points", "name", m.Name, "year", itoa(year), "from", itoa(offset+1), "to", itoa(offset+len(page)), "n", itoa(len(all)))}, page...)
	var row []activity.Button
	if offset > 0 {
		row = append(row, activity.Button{Label: t.text("button-before"), Data: scoreData(t.member, m, year, offset-pageSize)})
	}
	if offset+pageSize < len(all) {
		row = append(row, activity.Button{Label: t.text("button-after"), Data: scoreData(t.member, m, year, offset+pageSize)})
	}
	reply := activity.Reply{Text: strings.Join(lines, "\n")}
	if len(row) > 0 {
		reply.Buttons = [][]activity.Button{row}
	}
	_, err = t.say(ctx, reply)
	return err
}

// pointLines are all lines of a statement, each with the record it leads to.
func (t *turn) pointLines(st scoring.Statement, records map[activity.RecordID]activity.Record, names map[activity.MemberID]string) []string {
	var lines []string
	show := func(id activity.RecordID) string { return t.shown(records[id], st.Person.ID, names) }
	for _, g := range st.Groups {
		if g.Start > 0 {
			lines = append(lines, t.text("score-start", "points", g.Start.String(), "name", g.Group.Name))
		}
		for _, it := range g.Items {
			for _, l := range it.Lines {
				lines = append(lines, t.pointLine(it.Item.Name, l, show, names))
			}
			if it.Counted != it.Sum {
				lines = append(lines, t.text("score-capped", "name", it.Item.Name, "points", it.Sum.String(), "counted", it.Counted.String()))
			}
		}
		for _, set := range g.Sets {
			lines = append(lines, t.text("score-capped", "name", set.Set.Name, "points", set.Sum.String(), "counted", set.Counted.String()))
		}
	}
	for _, l := range st.Extra {
		lines = append(lines, t.pointLine(t.text("score-by-office"), l, show, names))
	}
	for _, e := range st.Strange {
		lines = append(lines, t.text("score-strange", "reason", plain(e.Reason)))
	}
	for _, l := range st.Left {
		what := t.text("score-why-" + string(l.Why))
		if it, ok := st.Scheme.Item(l.Item); ok {
			what = t.text("score-why-item", "why", what, "name", it.Name)
		}
		lines = append(lines, t.text("score-not", "why", what, "record", show(l.Records[0])))
	}
	for _, id := range st.Beyond {
		lines = append(lines, t.text("score-not", "why", t.text("score-why-beyond"), "record", show(id)))
	}
	return lines
}

func (t *turn) pointLine(item string, l scoring.Line, show func(activity.RecordID) string, names map[activity.MemberID]string) string {
	points := plusMinus(l.Points)
	if l.Times > 1 {
		item = t.text("score-times", "name", item, "n", itoa(int(l.Times)))
	}
	if l.Entry != nil {
		return t.text("score-entry", "points", points, "name", item, "reason", plain(l.Entry.Reason), "by", names[l.Entry.By], "day", t.day(l.Date))
	}
	return t.text("score-line", "points", points, "name", item, "record", show(l.Records[0]))
}

// shown is a record as it may be shown to who it gives points, or not: their own
// and those that name them as told, of others that they are and whose.
func (t *turn) shown(r activity.Record, m activity.MemberID, names map[activity.MemberID]string) string {
	line := t.line(r)
	switch {
	case r.Member == m:
		return line
	case !r.Took(m) && !may(t.member.Role, toScore):
		line = r.ID.String() + " " + r.Category.Name(t.lang) + " · " + t.day(r.Date)
	}
	if r.Behalf {
		return t.text("list-by", "line", line, "name", names[r.Member])
	}
	return t.text("list-who", "line", line, "name", names[r.Member])
}
