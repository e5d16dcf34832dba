package prompts

import (
	"slices"

	"dutybook/activity"
	"dutybook/figures"
)

// amendment reads what a correction changes.
func (m *ruleMessage) amendment() activity.Amendment {
	w := ruleWords()
	a := activity.Amendment{Add: w.add.In(m.r)}
	at := runeOffsets(m.text)
	for _, f := range figures.Bare(m.text) {
		if f.Value == 0 {
			continue
		}
		from := at[f.Start]
		if m.negated(w, from) {
			a.Was = append(a.Was, f.Quantity)
		} else {
			a.Now = append(a.Now, f.Quantity)
		}
	}
	a.Now, a.Was = m.settle(a.Now, a.Was)
	for _, d := range m.dates {
		if !d.future {
			a.Date = d.Date
		}
	}
	a.Category = m.refiled(w)
	return a
}

// negated reports whether the figure at a place is the wrong one: 不是5户.
func (m *ruleMessage) negated(w *ruleWordTables, at int) bool {
	for at > 0 && m.r[at-1] == ' ' {
		at--
	}
	_, n := w.wrong.Before(m.r, at)
	return n > 0
}

// settle gives figures said without a unit that of the other side.
func (m *ruleMessage) settle(now, was []activity.Quantity) (settledNow, settledWas []activity.Quantity) {
	unit := activity.Unit("")
	for _, q := range slices.Concat(now, was) {
		if unit == "" {
			unit = q.Unit
		}
	}
	for _, list := range [][]activity.Quantity{now, was} {
		for i := range list {
			if list[i].Unit == "" {
				list[i].Unit = unit
			}
		}
	}
	return now, was
}

// refiled is the last category named that is not the one denied before it.
func (m *ruleMessage) refiled(w *ruleWordTables) activity.Category {
	var found activity.Category
	if len(m.figures) > 0 {
		return ""
	}
	for i := 0; i < len(m.r); {
		c, n := w.aliases.At(m.r, i)
		if n == 0 {
			i++
			continue
		}
		if !m.negated(w, i) {
			found = c
		}
		i += n
	}
	if !m.refiles(w) {
		return ""
	}
	return found
}

func (m *ruleMessage) refiles(w *ruleWordTables) bool { return w.refile.In(m.r) }

// request reads what a question, a draft or a deletion is about.
func (m *ruleMessage) request(intent activity.Intent) activity.Request {
	w := ruleWords()
	q := activity.Request{Categories: m.categories(w), Group: w.group.In(m.r)}
	q.Period, _ = figures.Period(m.text, m.sent)
	switch intent {
	case activity.Delete:
		q.Period = activity.Period{}
		for _, d := range m.dates {
			q.Date = d.Date
		}
	case activity.Query:
		q.Unit = m.asked(w)
	case activity.Compose:
		m.outline(w, &q)
	}
	return q
}

// outline reads whether the whole report is wanted, and which kind of it.
func (m *ruleMessage) outline(w *ruleWordTables, q *activity.Request) {
	q.Whole = w.whole.In(m.r) && !w.section.In(m.r)
	if !q.Whole {
		return
	}
	switch {
	case w.personal.In(m.r):
		q.Outline = "personal"
	case w.annual.In(m.r):
		q.Outline = "annual"
	}
}

// asked is the unit a question counts in.
func (m *ruleMessage) asked(w *ruleWordTables) activity.Unit {
	for i := range m.r {
		if unit, n := w.units.At(m.r, i); n > 0 {
			return activity.Unit(unit)
		}
	}
	return ""
}

// categories are those named in the message, each once.
func (m *ruleMessage) categories(w *ruleWordTables) []activity.Category {
	var out []activity.Category
	for i := 0; i < len(m.r); {
		c, n := w.aliases.At(m.r, i)
		if n == 0 {
			i++
			continue
		}
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
		i += n
	}
	return out
}
