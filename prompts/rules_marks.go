package prompts

import "slices"

// ruleMark says what lies at a rune of the message, so that asking it costs the
// same however many figures and days there are.
type ruleMark uint8

const (
	markFigureBegins ruleMark = 1 << iota
	markFigureInside          // behind its first rune
	markFigureEnds            // the rune after its last
	markDateBegins
	markDateWithin // its first rune too
	markDateEnds
)

// mark notes where figures and dates lie.
func (m *ruleMessage) mark() {
	m.marks = make([]ruleMark, len(m.r)+1)
	for _, f := range m.figures {
		m.marks[f.from] |= markFigureBegins
		for i := f.from + 1; i < f.to; i++ {
			m.marks[i] |= markFigureInside
		}
		m.marks[f.to] |= markFigureEnds
	}
	for _, d := range m.dates {
		m.marks[d.from] |= markDateBegins
		for i := d.from; i < d.to; i++ {
			m.marks[i] |= markDateWithin
		}
		m.marks[d.to] |= markDateEnds
	}
}

func (m *ruleMessage) marked(i int, what ruleMark) bool {
	return i >= 0 && i < len(m.marks) && m.marks[i]&what != 0
}

func (m *ruleMessage) inFigure(i int) bool     { return m.marked(i, markFigureInside) }
func (m *ruleMessage) figureBegins(i int) bool { return m.marked(i, markFigureBegins) }

// figureEnds reports whether a figure ends at a place: 信息3条：….
func (m *ruleMessage) figureEnds(i int) bool { return m.marked(i, markFigureEnds) }

// dateAt reports whether i lies inside a date phrase.
func (m *ruleMessage) dateAt(i int) bool     { return m.marked(i, markDateWithin) }
func (m *ruleMessage) dateBegins(i int) bool { return m.marked(i, markDateBegins) }

// datedJustBefore reports whether a date phrase ends at i: 昨天上午 is one
// opening, not two.
func (m *ruleMessage) datedJustBefore(i int) bool {
	return m.marked(i, markDateEnds) || m.at(i-1) == ' ' && m.marked(i-1, markDateEnds)
}

// dateFrom is the date phrase that begins at i.
func (m *ruleMessage) dateFrom(i int) (ruleDate, bool) {
	if !m.dateBegins(i) {
		return ruleDate{}, false
	}
	at, ok := slices.BinarySearchFunc(m.dates, i, func(d ruleDate, at int) int { return d.from - at })
	if !ok {
		return ruleDate{}, false
	}
	return m.dates[at], true
}
