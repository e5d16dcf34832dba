package prompts

import (
	"slices"

	"dutybook/activity"
)

// intent decides what a message wants. The order matters: commands to the
// machine first, then what refers to earlier records, then questions and what
// is no deed of the speaker; only what is left can be a report of work.
func (m *ruleMessage) intent() activity.Intent {
	w := ruleWords()
	switch {
	case len(m.r) == 0 || w.never.In(m.r):
		return activity.Other
	case m.deletes(w):
		return activity.Delete
	case m.corrects(w):
		return activity.Correct
	case m.composes(w):
		return activity.Compose
	case m.asks(w):
		return activity.Query
	case m.wonders(w), m.onlyPlans(w), m.reportsOthers(w), m.chats(w):
		return activity.Other
	case m.evident(w):
		return activity.Log
	}
	return activity.Other
}

func (m *ruleMessage) deletes(w *ruleWordTables) bool {
	if !w.delete.In(m.r) || len(m.r) > 60 || m.question() || w.query.In(m.r) || w.asksOthers.In(m.r) {
		return false
	}
	if _, n := w.deleteHead.At(m.r, m.opening(w)); n > 0 && len(m.r) <= 20 {
		return true
	}
	if w.refersDelete.In(m.r) {
		return len(m.figures) == 0 || len(m.r) <= 25 || within(w.delete, m.r, 10)
	}
	return len(m.r) <= 8 && len(m.figures) == 0
}

func (m *ruleMessage) corrects(w *ruleWordTables) bool {
	switch {
	case len(m.r) > 80:
		return false
	case m.contrasts(w), m.changes(w), m.alters(w), m.restates(w), m.apologises(w):
		return true
	case !w.correct.In(m.r) || m.late(w):
		return false
	case m.only(w.correct, w.correctWeak):
		if m.composes(w) {
			return false
		}
		return w.refers.In(m.r) || m.amendsAtOnce(w)
	}
	return true
}

// late reports whether a deed is told late, not one told already amended: 漏报
// 一条：5月3号走访6户.
func (m *ruleMessage) late(w *ruleWordTables) bool {
	for i := 0; i < len(m.r) && i < 8; i++ {
		if _, n := w.late.At(m.r, i); n > 0 {
			return len(m.r) > i+n+4
		}
	}
	return false
}

// contrasts reports whether a figure or a date is denied in so many words:
// 是5户不是6户, 6 villages, not 9.
func (m *ruleMessage) contrasts(w *ruleWordTables) bool {
	for i := range m.r {
		_, n := w.denials.At(m.r, i)
		if n == 0 {
			continue
		}
		at := m.skip(i + n)
		if digitAt(m.at(at)) || m.dateBegins(at) || m.figureBegins(at) || m.numeralBegins(at) {
			return true
		}
		if _, k := w.aliases.At(m.r, at); k > 0 && len(m.r) <= 40 {
			return true
		}
	}
	return false
}

// apologises reports whether the right figure follows an apology at once: sorry
// 24.
func (m *ruleMessage) apologises(w *ruleWordTables) bool {
	at := m.opening(w)
	_, n := w.sorry.At(m.r, at)
	if n == 0 || len(m.r) > 30 {
		return false
	}
	for at = m.skip(at + n); w.commas[m.at(at)]; {
		at = m.skip(at + 1)
	}
	if m.figureBegins(at) || m.dateBegins(at) {
		return true
	}
	if len(m.figures) != 1 {
		return false
	}
	_, n = w.affirm.Before(m.r, m.figures[0].from)
	return n > 0
}

// restates reports whether the message says again when an entry happened or how
// many there were: The meeting was on Tuesday; the path was 2.3 km.
func (m *ruleMessage) restates(w *ruleWordTables) bool {
	if _, n := w.definite.At(m.r, m.skip(0)); n == 0 || len(m.r) > 60 {
		return false
	}
	if len(m.figures) == 0 {
		return len(m.dates) == 1 && w.restating.In(m.r)
	}
	_, n := w.copulas.Before(m.r, m.back(m.figures[0].from))
	return n > 0 && len(m.figures) == 1 && len(m.r) <= 45
}

// changes reports whether the message orders an entry to be changed: Change
// yesterday's visit to 9 households.
func (m *ruleMessage) changes(w *ruleWordTables) bool {
	_, n := w.changeHead.At(m.r, m.opening(w))
	return n > 0 && w.changeTo.In(m.r) && w.changeRefers.In(m.r)
}

// alters reports whether an entry referred to gets another figure at once:
// 刚才写信息2篇，改1篇.
func (m *ruleMessage) alters(w *ruleWordTables) bool {
	if len(m.r) > 30 || !w.refers.In(m.r) {
		return false
	}
	for i := range m.r {
		if _, n := w.alter.At(m.r, i); n > 0 && m.figureBegins(m.skip(i+n)) {
			return true
		}
	}
	return false
}

// numeralBegins reports whether a numeral in words begins at a place.
func (m *ruleMessage) numeralBegins(at int) bool {
	_, n := ruleWords().numberWords.At(m.r, at)
	return n > 0 || ruleWords().numerals[m.at(at)]
}

// amendsAtOnce reports whether a short message begins with the words of a
// correction, or puts the right figure or day straight behind them.
func (m *ruleMessage) amendsAtOnce(w *ruleWordTables) bool {
	if len(m.r) > 24 {
		return false
	}
	for i := range m.r {
		_, n := w.correct.At(m.r, i)
		if n == 0 {
			continue
		}
		at := m.skip(i + n)
		if _, k := w.aliases.At(m.r, at); k > 0 {
			return !w.finished.In(m.r[at+k : min(at+k+1, len(m.r))])
		}
		if w.handles[m.at(m.opening(w))] {
			return true
		}
		if w.ends[m.at(i+n-1)] {
			continue
		}
		return i <= 4 || m.figureBegins(at) || m.dateBegins(at) || digitAt(m.at(at))
	}
	return false
}

// only reports whether all words of set in the message are of weak too.
func (m *ruleMessage) only(set, weak ruleSet) bool {
	for i := range m.r {
		_, n := set.At(m.r, i)
		if _, k := weak.At(m.r, i); n > 0 && k != n {
			return false
		}
	}
	return true
}

// composes reports whether a piece of writing is ordered, not reported: an
// order is led by a verb of asking or by the verb of writing itself, and counts
// nothing but the length of the piece.
func (m *ruleMessage) composes(w *ruleWordTables) bool {
	if len(m.r) > 80 || !w.draft.In(m.r) || m.countsWork(w) {
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
	if w.done.In(m.r) || w.reported.In(m.r) {
		return false
	}
	return within(w.draft, m.r, 4) && w.pieceWork.In(m.r) || within(w.imperative, m.r, 8) && slices.ContainsFunc(m.figures, func(f ruleFigure) bool { return w.lengths[string(f.Unit)] })
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
	if len(m.r) > 80 || w.notQuery.In(m.r) || m.counts(w) && !m.question() {
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
	if w.queryWeak.In(m.r) && w.askHints.In(m.r) {
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
	case len(m.r) > 60:
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

// points are those of the category that has most.
func (m *ruleMessage) points() int {
	_, best := m.score(0, len(m.r)).best()
	return best
}

func (m *ruleMessage) question() bool { return slices.Contains(m.r, '?') }

// onlyPlans reports whether the whole message speaks of what is to come: it
// opens with a word of planning, or is a list under one.
func (m *ruleMessage) onlyPlans(w *ruleWordTables) bool {
	at := m.opening(w)
	if _, n := w.planHead.At(m.r, at); n > 0 {
		return !w.finished.In(m.r)
	}
	for i := 0; i < len(m.r) && i < 12; i++ {
		if _, n := w.planColon.At(m.r, i); n > 0 && m.at(m.skip(i+n)) == ':' {
			return true
		}
	}
	return false
}

// opening is where the message begins behind its date.
func (m *ruleMessage) opening(w *ruleWordTables) int {
	at := m.skip(0)
	if d, ok := m.dateFrom(at); ok {
		at = m.skip(d.to)
	}
	if w.commas[m.at(at)] {
		at = m.skip(at + 1)
	}
	return at
}

// reportsOthers reports whether the message tells what somebody else did: it
// opens with hearsay or a person's name and title, a deed follows, and the
// speaker is not in it.
func (m *ruleMessage) reportsOthers(w *ruleWordTables) bool {
	at := m.opening(w)
	if _, n := w.hearsay.At(m.r, at); n > 0 {
		return !w.mine.In(m.r)
	}
	if w.selves.In(m.r) {
		return false
	}
	if _, n := w.third.At(m.r, at); n > 0 {
		return true
	}
	end := m.personEnd(w, at)
	if end == 0 {
		return false
	}
	_, n := w.thirdVerbs.At(m.r, end)
	return n > 0 || m.dateBegins(end)
}

// othersDid reports whether a clause tells the deed of another person, named at
// its head: 我捐了五百，老王捐了三百.
func (m *ruleMessage) othersDid(from, to int) bool {
	w := ruleWords()
	at := m.skip(from)
	if d, ok := m.dateFrom(at); ok {
		at = m.skip(d.to)
	}
	end := m.personEnd(w, at)
	if end == 0 || end >= to || w.selves.In(m.r[from:to]) {
		return false
	}
	_, n := w.thirdVerbs.At(m.r, end)
	return n > 0
}

// personEnd is where the name of a person ends that begins at a place (老王,
// 李委员), 0 when none does.
func (m *ruleMessage) personEnd(w *ruleWordTables, at int) int {
	if w.familiar[m.at(at)] && w.surnames[m.at(at+1)] {
		return at + 2
	}
	if !w.surnames[m.at(at)] {
		return 0
	}
	for given := 1; given <= 3; given++ {
		if _, n := w.titles.At(m.r, at+given); n > 0 {
			return at + given + n
		}
	}
	return 0
}

// chats reports whether the message is small talk, figures or not.
func (m *ruleMessage) chats(w *ruleWordTables) bool {
	if !w.chat.In(m.r) || w.work.In(m.r) {
		return false
	}
	return m.points() < 5
}

// planned reports whether the message speaks of work still to be done.
func (m *ruleMessage) planned() bool {
	for _, d := range m.dates {
		if d.future {
			return true
		}
	}
	w := ruleWords()
	return w.plan.In(m.r) || w.planHead.In(m.r)
}

// evident reports whether something in the message says that work was done.
func (m *ruleMessage) evident(w *ruleWordTables) bool {
	if len(m.figures) > 0 || len(m.dates) > 0 && w.work.In(m.r) {
		return true
	}
	best, did := m.points(), w.did.In(m.r)
	return best >= 5 || did && (len(m.dates) > 0 || best >= 2 || w.work.In(m.r)) || best >= 2 && len(m.dates) > 0
}
