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
	found := figures.Bare(m.text)
	for i, f := range found {
		switch from, to := at[f.Start], at[f.End]; {
		case f.Value == 0 || m.moves(w, to):
		case m.wrongAt(w, from, to):
			a.Was = append(a.Was, f.Quantity)
		case m.missing(w, from) && len(found) > 1:
			// How many there were too few; the right number stands elsewhere.
		case m.excess(w, from):
		case a.Add && i > 0 && m.total(w, from):
			a.Add, a.Now = false, []activity.Quantity{f.Quantity}
		default:
			a.Add = a.Add || m.missing(w, from)
			a.Now = append(a.Now, f.Quantity)
		}
	}
	a.Now, a.Was = m.settle(a.Now, a.Was)
	a.Date = m.rightDate(w)
	if len(a.Now) == 0 {
		a.Category = m.refiled(w)
	}
	if len(a.Now) == 0 && a.Category == "" && a.Date.Year == 0 {
		a.Place = m.rightPlace(w)
	}
	return a
}

// wrongAt reports whether the figure between two places is the wrong one: it is
// denied (不是5户), it was written so (写成6个), something is said against it
// (20人不准确), or it is what is changed into another (把12户改成13户).
func (m *ruleMessage) wrongAt(w *ruleWordTables, from, to int) bool {
	if m.negated(w, from) {
		return true
	}
	if _, n := w.wrote.Before(m.r, m.back(from)); n > 0 {
		return true
	}
	if _, n := w.faulty.At(m.r, m.skip(to)); n > 0 {
		return true
	}
	for i := to; i < len(m.r) && i < to+4; i++ {
		if _, n := w.into.At(m.r, i); n > 0 {
			return true
		}
	}
	return false
}

// missing reports whether a figure is what was left out: 少写了1篇, 漏了2户.
func (m *ruleMessage) missing(w *ruleWordTables, from int) bool {
	_, n := w.missed.Before(m.r, m.back(from))
	return n > 0
}

// excess reports whether a figure is what was told too much: 多报了2户.
func (m *ruleMessage) excess(w *ruleWordTables, from int) bool {
	_, n := w.excess.Before(m.r, m.back(from))
	return n > 0
}

// total reports whether a figure sums up what was added: 又多了3户，一共9户.
func (m *ruleMessage) total(w *ruleWordTables, from int) bool {
	_, n := w.total.Before(m.r, m.back(from))
	return n > 0
}

// moves reports whether a figure says how far a date is moved: 往前挪一天. The
// record's own date is not known here.
func (m *ruleMessage) moves(w *ruleWordTables, to int) bool {
	_, n := w.moved.Before(m.r, to)
	return n > 0
}

// rightDate is the last day said that is neither denied nor part of a reference
// (昨天那条, yesterday's visit).
func (m *ruleMessage) rightDate(w *ruleWordTables) activity.Date {
	var right activity.Date
	for _, d := range m.dates {
		if _, n := w.reference.At(m.r, d.to); n > 0 || d.future || m.negated(w, d.from) {
			continue
		}
		right = d.Date
	}
	return right
}

// rightPlace is the first name of a place behind a word like 是 that is not
// denied.
func (m *ruleMessage) rightPlace(w *ruleWordTables) string {
	for i := range m.r {
		_, n := w.affirm.At(m.r, i)
		if n == 0 || m.negatedWord(w, i) {
			continue
		}
		for end := i + n + 1; end < len(m.r) && end < i+n+10; end++ {
			if _, k := w.placeEnds.Before(m.r, end+1); k > 0 && end+1-k > i+n {
				return string(m.runes[i+n : end+1])
			}
			if _, k := w.placeStops.At(m.r, end); k > 0 {
				break
			}
		}
	}
	return ""
}

// negatedWord reports whether the word at a place is the end of a denial: the
// 是 of 不是.
func (m *ruleMessage) negatedWord(w *ruleWordTables, at int) bool {
	_, n := w.denials.At(m.r, at-1)
	return n > 0
}

// negated reports whether what stands at a place is denied: 不是5户, not on
// Tuesday.
func (m *ruleMessage) negated(w *ruleWordTables, at int) bool {
	at = m.back(at)
	if _, n := w.between.Before(m.r, at); n > 0 {
		at = m.back(at - n)
	}
	_, n := w.wrong.Before(m.r, at)
	return n > 0
}

// back gives the place after the last rune before i that is no blank or quote.
func (m *ruleMessage) back(i int) int {
	for i > 0 && (m.r[i-1] == ' ' || ruleWords().quotes[m.r[i-1]]) {
		i--
	}
	return i
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
		if best, points := m.score(0, len(m.r)).best(); len(q.Categories) == 0 && points >= named {
			q.Categories = []activity.Category{best}
		}
	case activity.Compose:
		m.outline(w, &q)
	}
	return q
}

// named is how many points a category needs that a question names by its verb
// alone: 我捐了多少.
const named = 8

// outline reads whether the whole report is wanted, and which kind of it. A
// summary of one kind of work is a section, unless the report is named.
func (m *ruleMessage) outline(w *ruleWordTables, q *activity.Request) {
	if !w.whole.In(m.r) || w.section.In(m.r) {
		return
	}
	outline := ""
	switch {
	case w.personal.In(m.r):
		outline = "personal"
	case w.annual.In(m.r):
		outline = "annual"
	}
	if q.Whole = outline != "" || len(q.Categories) == 0; q.Whole {
		q.Outline = outline
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
