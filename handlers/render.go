package handlers

import (
	"context"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
)

// line is a record on one line: number, category, figures, day, place.
func (t *turn) line(r activity.Record) string {
	parts := []string{r.ID.String() + " " + r.Category.Name(t.lang)}
	if f := t.figureList(r.Quantities); f != "" {
		parts = append(parts, f)
	}
	parts = append(parts, t.day(r.Date))
	if r.Place != "" {
		parts = append(parts, plain(r.Place))
	}
	if len(r.Quantities) == 0 {
		parts = append(parts, clip(plain(r.Summary), 24))
	}
	if r.Late {
		parts = append(parts, t.text("late-mark"))
	}
	if r.Doubt != "" {
		parts = append(parts, t.text("doubt-mark"))
	}
	return strings.Join(parts, " · ")
}

// figureList is what a record says in numbers: "走访5户、意见建议7条". Of a figure
// that adds to no total it says why.
func (t *turn) figureList(qs []activity.Quantity) string {
	var parts []string
	for _, q := range qs {
		part := t.named(q)
		if q.Kind != activity.Additive && q.Kind != activity.Rate {
			part += t.text("kind-" + string(q.Kind) + "-note")
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, t.text("list-mark"))
}

// named is a figure with what it counts.
func (t *turn) named(q activity.Quantity) string { return t.texts.figure(t.lang, q) }

// day is a date as people write it, as precise as it was said.
func (t *turn) day(d activity.Date) string {
	key := "date-day"
	switch {
	case d.Month == 0:
		key = "date-year"
	case d.Day == 0:
		key = "date-month"
	}
	return t.text(key, "y", itoa(d.Year), "m", itoa(int(d.Month)), "mon", d.Month.String()[:min(3, len(d.Month.String()))], "d", itoa(d.Day))
}

// period is a span as people write it.
func (t *turn) period(p activity.Period) string {
	if y, ok := p.WholeYear(); ok {
		return t.text("date-year", "y", itoa(y))
	}
	from := t.day(activity.Date{Year: p.From.Year, Month: p.From.Month})
	to := t.day(activity.Date{Year: p.To.Year, Month: p.To.Month})
	if from == to {
		return from
	}
	return t.text("period", "from", from, "to", to)
}

// tallyLines tells the figures of a tally, one line per category.
func (t *turn) tallyLines(tally counting.Tally) string { return t.linesOf(tally.Lines) }

func (t *turn) linesOf(counted []counting.Line) string {
	var lines []string
	for _, l := range counted {
		var parts []string
		if l.Sessions > 0 || len(l.Figures) == 0 && l.Attendances == 0 {
			parts = append(parts, t.sessions(l)...)
		}
		if l.Attendances > l.Sessions {
			parts = append(parts, t.text("tally-attendances", "n", itoa(int(l.Attendances))))
		}
		for _, f := range l.Figures {
			parts = append(parts, t.named(f.Quantity()))
		}
		lines = append(lines, l.Category.Name(t.lang)+t.text("colon")+strings.Join(parts, t.text("list-mark")))
	}
	return strings.Join(lines, "\n")
}

// sessions are those of a line, held and attended told apart where both are known.
func (t *turn) sessions(l counting.Line) []string {
	held, attended, open, apart := l.Acts()
	if !apart {
		return []string{t.text("tally-sessions", "n", itoa(int(l.Sessions)))}
	}
	parts := []string{t.text("tally-held", "n", itoa(int(held))), t.text("tally-attended", "n", itoa(int(attended)))}
	if open > 0 {
		parts = append(parts, t.text("tally-open", "n", itoa(int(open))))
	}
	return parts
}

// names reads the names of all members and groups.
func (h *Handlers) names(ctx context.Context) (map[activity.MemberID]string, map[activity.GroupID]string, error) {
	members, err := h.Store.Members(ctx)
	if err != nil {
		return nil, nil, err
	}
	groups, err := h.Store.Groups(ctx)
	if err != nil {
		return nil, nil, err
	}
	people, teams := map[activity.MemberID]string{}, map[activity.GroupID]string{}
	for _, m := range members {
		people[m.ID] = m.Name
		if m.Name == "" {
			people[m.ID] = h.texts.text(activity.Hans, "name-forgotten")
		}
	}
	for _, g := range groups {
		teams[g.ID] = g.Name
	}
	return people, teams, nil
}

func clip(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	return string(runes[:n]) + "…"
}
