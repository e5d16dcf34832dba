package prompts

import "dutybook/activity"

// intent decides what a message wants. The order matters: commands to the
// machine first, then what refers to earlier records, then questions; only
// what is left can be a report of work.
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
	case w.notQuery.In(m.r) && len(m.r) <= 40 && (m.question() || w.query.In(m.r)):
		return activity.Other
	case m.evident(w):
		return activity.Log
	}
	return activity.Other
}

func (m *ruleMessage) deletes(w *ruleWordTables) bool {
	if !w.delete.In(m.r) || len(m.r) > 60 {
		return false
	}
	if w.refers.In(m.r) {
		return !m.question()
	}
	return len(m.r) <= 8 && len(m.figures) == 0
}

func (m *ruleMessage) corrects(w *ruleWordTables) bool {
	if !w.correct.In(m.r) || len(m.r) > 80 {
		return false
	}
	if m.only(w.correct, w.correctWeak) {
		return w.refers.In(m.r) || len(m.r) <= 20
	}
	return true
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

func (m *ruleMessage) composes(w *ruleWordTables) bool {
	return w.draft.In(m.r) && w.piece.In(m.r) && !w.done.In(m.r) && len(m.r) <= 80
}

func (m *ruleMessage) asks(w *ruleWordTables) bool {
	asked := w.query.In(m.r) || w.queryWeak.In(m.r) && w.askHints.In(m.r)
	return asked && w.about.In(m.r) && !w.notQuery.In(m.r) && (len(m.figures) == 0 || m.question()) && len(m.r) <= 80
}

func (m *ruleMessage) question() bool {
	for _, r := range m.r {
		if r == '?' {
			return true
		}
	}
	return false
}

// planned reports whether the message speaks of work still to be done.
func (m *ruleMessage) planned() bool {
	for _, d := range m.dates {
		if d.future {
			return true
		}
	}
	return ruleWords().plan.In(m.r)
}

// evident reports whether something in the message says that work was done.
func (m *ruleMessage) evident(w *ruleWordTables) bool {
	for _, f := range m.figures {
		if f.Value > activity.MaxAmount {
			return true
		}
	}
	if len(m.figures) > 0 {
		return true
	}
	score := m.score(0, len(m.r))
	_, best := score.best()
	return best >= 5 || len(m.dates) > 0 && w.did.In(m.r) || best >= 2 && (len(m.dates) > 0 || w.did.In(m.r))
}
