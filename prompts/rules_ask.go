package prompts

import (
	"slices"

	"dutybook/activity"
)

// composes reports whether a piece of writing is ordered, not reported: an
// order is led by a verb of asking or by the verb of writing itself, and counts
// nothing but the length of the piece.
func (m *ruleMessage) composes(w *ruleWordTables) bool {
	if m.size() > 80 || !w.draft.In(m.r) || m.countsWork(w) {
		return false
	}
	if !w.piece.In(m.r) {
		return m.sumsUpWork(w)
	}
	if within(w.imperative, m.r, 8) {
		return true
	}
	if within(w.draft, m.r, 1) && !w.reported.In(m.r) {
		return true
	}
	return !w.done.In(m.r) && !slices.ContainsFunc(m.dates, func(d ruleDate) bool { return d.Day != 0 })
}

// sumsUpWork reports whether an order that names no piece asks for one: its verb
// leads and one's work is the object, or only a length is wanted.
func (m *ruleMessage) sumsUpWork(w *ruleWordTables) bool {
	if w.done.In(m.r) || w.reported.In(m.r) && !within(w.imperative, m.r, 8) {
		return false
	}
	asked := within(w.draft, m.r, 4) || within(w.imperative, m.r, 8)
	return asked && w.pieceWork.In(m.r) || within(w.imperative, m.r, 8) && slices.ContainsFunc(m.figures, func(f ruleFigure) bool { return w.lengths[string(f.Unit)] })
}

// countsWork reports whether a figure counts anything but the piece and its
// length.
func (m *ruleMessage) countsWork(w *ruleWordTables) bool {
	return slices.ContainsFunc(m.figures, func(f ruleFigure) bool {
		return !w.lengths[string(f.Unit)] && (f.Value != activity.One || !w.pieces[string(f.Unit)])
	})
}

// within reports whether a word of the set begins in the first n runes.
func within(set ruleSet, r []rune, n int) bool {
	for i := 0; i < n && i < len(r); i++ {
		if _, k := set.At(r, i); k > 0 {
			return true
		}
	}
	return false
}

func (m *ruleMessage) asks(w *ruleWordTables) bool {
	if len(m.figures) == 0 && (w.ratings.In(m.r) || w.lastTimes.In(m.r) && w.whens.In(m.r)) {
		return true
	}
	if m.size() > 80 || w.notQuery.In(m.r) || m.counts(w) && !m.question() {
		return false
	}
	if !w.query.In(m.r) && !m.asksWeakly(w) {
		return false
	}
	return w.about.In(m.r) || len(m.categories(w)) > 0
}

// counts reports whether the message names a figure other than the length of
// the time it asks about, as in 近三个月走访了多少户.
func (m *ruleMessage) counts(w *ruleWordTables) bool {
	return slices.ContainsFunc(m.figures, func(f ruleFigure) bool { return !w.askSpans.In([]rune(string(f.Unit))) })
}

// asksWeakly reports whether a word like 几户 asks: with another sign of a
// question anywhere, or at the end of a message about a time.
func (m *ruleMessage) asksWeakly(w *ruleWordTables) bool {
	if w.queryWeak.In(m.r) && w.askHints.In(m.r) && !m.onlyPlans(w) {
		return true
	}
	if !w.askTimes.In(m.r) || m.onlyPlans(w) {
		return false
	}
	end := len(m.r)
	for end > 0 && (w.stops[m.r[end-1]] || w.particles[m.r[end-1]] || m.r[end-1] == ' ') {
		end--
	}
	_, n := w.queryWeak.Before(m.r, end)
	return n > 0
}

// wonders reports whether the message asks something that records cannot
// answer.
func (m *ruleMessage) wonders(w *ruleWordTables) bool {
	switch {
	case m.size() > 60:
		return false
	case w.finished.In(m.r):
		return m.question() && len(m.figures) == 0
	case w.asksOthers.In(m.r):
		return true
	}
	if len(m.figures) > 0 {
		return false
	}
	return m.question() || w.notQuery.In(m.r) && (m.points() < 5 || w.particles[m.last(w)])
}

// last is the last rune of the message before its marks.
func (m *ruleMessage) last(w *ruleWordTables) rune {
	i := len(m.r) - 1
	for i > 0 && (w.stops[m.r[i]] || w.commas[m.r[i]] || m.r[i] == ' ') {
		i--
	}
	return m.at(i)
}

func (m *ruleMessage) question() bool { return slices.Contains(m.r, '?') }
