package prompts

import "slices"

// leaveOutCompared leaves out the difference to another time, and that time: in
// 走访5户，比去年多2户 only 5 were visited.
func (m *ruleMessage) leaveOutCompared() {
	w := ruleWords()
	for i := range m.r {
		from, to, ok := m.compared(w, i)
		if !ok {
			continue
		}
		m.figures = slices.DeleteFunc(m.figures, func(f ruleFigure) bool { return f.from >= from && f.to <= to })
		m.dates = slices.DeleteFunc(m.dates, func(d ruleDate) bool { return d.from >= from && d.to <= to })
	}
}

// compared is the span of a comparison whose word stands at i.
func (m *ruleMessage) compared(w *ruleWordTables, i int) (from, to int, ok bool) {
	if _, n := w.thanBefore.At(m.r, i); n > 0 {
		return m.comparedTo(w, i, i+n)
	}
	if _, n := w.than.At(m.r, i); n > 0 && m.openingDate(i+n) >= 0 {
		return m.comparedTo(w, i, i+n)
	}
	_, n := w.moreThan.At(m.r, i)
	d := m.openingDate(i + n + 1)
	if n == 0 || d < 0 {
		return 0, 0, false
	}
	from = i
	for _, f := range m.figures {
		if f.to == i-1 {
			from = f.from
		}
	}
	return from, m.dates[d].to, true
}

// comparedTo looks behind a word like 比 for the way it goes and the figure right
// behind that.
func (m *ruleMessage) comparedTo(w *ruleWordTables, from, at int) (int, int, bool) {
	for i := at; i < len(m.r) && i < at+comparisonReach && !w.commas[m.r[i]] && !w.stops[m.r[i]]; i++ {
		if _, n := w.changed.At(m.r, i); n == 0 {
			continue
		}
		for _, f := range m.figures {
			if f.from > i && f.from <= i+changedReach {
				return from, f.to, true
			}
		}
	}
	return 0, 0, false
}

const (
	// comparisonReach is how far behind 比 its direction may stand: 比去年同期的走访多.
	comparisonReach = 12
	// changedReach is how far behind the direction its figure may begin: 增加了2.
	changedReach = 4
)

// openingDate is the date that begins at a place, before marks are set, or -1.
func (m *ruleMessage) openingDate(i int) int {
	return slices.IndexFunc(m.dates, func(d ruleDate) bool { return d.from == i })
}
