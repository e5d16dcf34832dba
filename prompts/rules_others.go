package prompts

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
