package prompts

func (m *ruleMessage) deletes(w *ruleWordTables) bool {
	if !w.delete.In(m.r) || m.size() > 60 || m.question() || w.query.In(m.r) || w.asksOthers.In(m.r) {
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
	case m.size() > 80:
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
		if _, n := w.alter.At(m.r, i); n > 0 && m.figureBegins(m.unquoted(i+n)) {
			return true
		}
	}
	return false
}

// unquoted gives the first place from i on that is no blank or quote.
func (m *ruleMessage) unquoted(i int) int {
	for m.at(i) == ' ' || ruleWords().quotes[m.at(i)] {
		i++
	}
	return i
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
