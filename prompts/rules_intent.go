package prompts

import (
	"slices"

	"dutybook/activity"
)

// intent decides what a message wants: what its words say, unless what has been
// learned from examples speaks clearly for something else.
func (m *ruleMessage) intent() activity.Intent {
	w := ruleWords()
	if len(m.r) == 0 || w.never.In(m.r) {
		return activity.Other
	}
	said, sure := m.said(w)
	if sure {
		return said
	}
	learned := ruleMeant().of(edged(m.r))
	meant, against := learned.best(), -learned.at(said)
	if against >= clearly && m.admits(w, said, meant, against >= 2*clearly) {
		return meant
	}
	return said
}

// clearly is how much more must speak for another intent than for the one the
// words tell.
const clearly = 1.4

// said decides by words alone, and whether they leave no doubt. The order
// matters: what refers to earlier records first, then questions and what is no
// deed of the speaker; only what is left can be a report of work.
func (m *ruleMessage) said(w *ruleWordTables) (intent activity.Intent, sure bool) {
	switch {
	case m.deletes(w):
		return activity.Delete, false
	case m.corrects(w):
		return activity.Correct, false
	case m.composes(w):
		return activity.Compose, false
	case m.asks(w):
		return activity.Query, false
	case m.onlyPlans(w), m.reportsOthers(w):
		return activity.Other, true
	case m.wonders(w), m.chats(w):
		return activity.Other, false
	case m.evident(w):
		return activity.Log, false
	}
	return activity.Other, false
}

// admits reports whether a message that says one thing may mean another: nothing
// is changed or deleted without a word for it, no deed told that the words don't
// tell, and none dropped that is counted or, unless the examples speak loudly, dated.
func (m *ruleMessage) admits(w *ruleWordTables, said, meant activity.Intent, loudly bool) bool {
	switch meant {
	case activity.Delete:
		return w.delete.In(m.r) && m.size() <= 60
	case activity.Correct:
		return (w.correct.In(m.r) || w.refers.In(m.r)) && m.size() <= 80
	case activity.Log:
		return said != activity.Other && said != activity.Delete
	case activity.Compose:
		return !m.countsWork(w) && (w.draft.In(m.r) || w.piece.In(m.r))
	case activity.Query:
		return !m.counts(w)
	case activity.Other:
		return len(m.figures) == 0 && (loudly || !slices.ContainsFunc(m.dates, func(d ruleDate) bool { return !d.future }))
	}
	return true
}

// points are those of the category that has most.
func (m *ruleMessage) points() int {
	_, best := m.score(0, len(m.r)).best()
	return best
}

// onlyPlans reports whether the whole message speaks of what is to come: it
// opens with a word of planning, or is a list under one.
func (m *ruleMessage) onlyPlans(w *ruleWordTables) bool {
	at := m.opening(w)
	if _, n := w.planHead.At(m.r, at); n > 0 {
		return !w.finished.In(m.r)
	}
	for i := 0; i < len(m.r) && i < 12; i++ {
		if _, n := w.planColon.At(m.r, i); n > 0 && m.heads(i+n) {
			return true
		}
	}
	return false
}

// heads reports whether a colon follows a place within a few runes: 计划报一下：….
func (m *ruleMessage) heads(at int) bool {
	for i := at; i < at+4 && hanAt(m.at(i)) || m.at(i) == ' '; i++ {
		at = i + 1
	}
	return ruleWords().headEnds[m.at(at)]
}

// size is how long the message is in Chinese characters; five English letters
// take the room of two.
func (m *ruleMessage) size() int {
	latin := 0
	for _, r := range m.r {
		if latinAt(r) {
			latin++
		}
	}
	return len(m.r) - latin*3/5
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
