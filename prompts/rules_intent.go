package prompts

import (
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
