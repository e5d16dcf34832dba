package prompts

import (
	"slices"

	"dutybook/activity"
)

func (m *ruleMessage) figuresIn(from, to int) []ruleFigure {
	first, _ := slices.BinarySearchFunc(m.figures, from, func(f ruleFigure, at int) int { return f.from - at })
	last := first
	for last < len(m.figures) && m.figures[last].from < to {
		last++
	}
	return m.figures[first:last]
}

// dateIn gives the date of a clause: the first day said, else the first month
// or year. The day sent gives way to another day in the same clause, for then
// it is the day of telling: 今天补记：5月24号….
func (m *ruleMessage) dateIn(from, to int) (d activity.Date, ok, future bool) {
	first, _ := slices.BinarySearchFunc(m.dates, from, func(d ruleDate, at int) int { return d.from - at })
	for _, found := range m.dates[first:] {
		if found.from >= to {
			break
		}
		switch {
		case ok && (found.Day == 0 || found.future):
		case found.future:
			return d, ok, !ok
		default:
			d, ok = found.Date, true
			if d.Day != 0 && d != activity.DateOf(m.sent) {
				return d, true, false
			}
		}
	}
	return d, ok, false
}

// unfinished reports whether a clause speaks of what is planned or was called
// off.
func (m *ruleMessage) unfinished(from, to int) bool {
	w := ruleWords()
	part := m.r[from:to]
	return w.plan.In(part) && !w.finished.In(part) || w.undone.In(part)
}

// finish fills in what a record takes from its stretch of the text.
func (m *ruleMessage) finish(d ruleDraft) activity.Record {
	r := d.record
	r.Summary = m.cut(d.from, d.to, 60)
	r.Title = m.title(d.from, d.to)
	r.Place = m.place(d.from, d.to)
	r.Act = actOf(r.Category, string(m.runes[d.from:d.to]))
	r.Text, r.SentAt, r.Source = m.text, m.sent, activity.FromRules
	if r.Quantities == nil {
		r.Quantities = []activity.Quantity{}
	}
	if r.Category == activity.Research || r.Category == activity.Supervision {
		m.background(r.Quantities)
	}
	return r
}

// background marks money seen on an inspection as no work of the inspectors.
func (m *ruleMessage) background(list []activity.Quantity) {
	yuan, _ := ruleWords().units.At([]rune{'$'}, 0)
	for i, q := range list {
		if string(q.Unit) == yuan && q.Kind == activity.Additive {
			list[i].Kind = activity.Stock
		}
	}
}
