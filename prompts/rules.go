package prompts

import (
	"slices"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/figures"
)

// ByRules understands a message without a model. sent is in the committee's
// zone. It gives an answer for any input: what it cannot read is Other.
func ByRules(text string, sent time.Time) activity.Understanding {
	return newRuleMessage(text, sent).byRules()
}

// byRules is what the rules make of the message.
func (m *ruleMessage) byRules() activity.Understanding {
	u := activity.Understanding{Source: activity.FromRules, Intent: m.intent()}
	switch u.Intent {
	case activity.Correct:
		u.Amendment = m.amendment()
	case activity.Query, activity.Compose, activity.Delete:
		u.Request = m.request(u.Intent)
	case activity.Log:
		u.Records, u.Notes = m.log()
		if len(u.Records) == 0 {
			u.Intent = activity.Other
		}
	case activity.Other:
		if m.planned() {
			u.Notes = append(u.Notes, activity.NotePlan)
		}
	}
	return u
}

// ruleMessage is a message with everything the rules find in it, places in
// runes of the folded text. Once made it is only read.
type ruleMessage struct {
	text    string
	runes   []rune // as written
	r       []rune // folded, lower case
	sent    time.Time
	figures []ruleFigure
	dates   []ruleDate
	marks   []ruleMark
	// sums: the message sums up a time.
	sums bool
	// stopped: the writer used stops or commas.
	stopped bool
}

type ruleFigure struct {
	activity.Quantity
	from, to int
}

type ruleDate struct {
	activity.Date
	from, to int
	future   bool
}

func newRuleMessage(text string, sent time.Time) *ruleMessage {
	m := &ruleMessage{text: text, runes: []rune(text), sent: sent}
	m.r = []rune(strings.ToLower(figures.Fold(text)))
	at := runeOffsets(text)
	numbers, days := figures.Read(text, sent)
	for _, f := range numbers {
		m.figures = append(m.figures, ruleFigure{f.Quantity, at[f.Start], at[f.End]})
	}
	for _, d := range days {
		found := ruleDate{d.Date, at[d.Start], at[d.End], d.Future}
		if !m.attributive(found) {
			m.dates = append(m.dates, found)
		}
	}
	m.leaveOutCompared()
	m.mark()
	m.stopped = m.punctuated()
	m.sums = m.sumsUp(ruleWords())
	return m
}

// attributive reports whether a month or a year only says which thing is meant
// (上月那条, 今年第一件) and not when something was done.
func (m *ruleMessage) attributive(d ruleDate) bool {
	w := ruleWords()
	if d.Day != 0 {
		return m.saysWhich(w, d)
	}
	if _, n := w.attributive.At(m.r, d.to); n > 0 {
		return true
	}
	if m.ofThing(w, d) {
		return true
	}
	_, n := w.named.At(m.r, d.to)
	return n > 0 && d.from > 0 && !w.commas[m.r[d.from-1]] && !w.stops[m.r[d.from-1]]
}

// ofThing reports whether a month or a year belongs to the thing a deed is done
// to: 回访去年帮扶的孕妇.
func (m *ruleMessage) ofThing(w *ruleWordTables, d ruleDate) bool {
	if d.from == 0 || !hanAt(m.r[d.from-1]) && (len(m.dates) == 0 || m.dates[0].Day == 0) {
		return false
	}
	for i := d.to; i < d.to+whichReach && i < len(m.r); i++ {
		if _, n := w.ofEnds.At(m.r, i); n > 0 {
			return i >= d.to+2 && hanAt(m.at(i+n))
		}
		if !hanAt(m.r[i]) || m.figureBegins(i) || m.dateBegins(i) && i > d.to {
			return false
		}
	}
	return false
}

// whichReach is how far behind a day the word may stand that makes it say which
// thing is meant.
const whichReach = 8

// saysWhich reports whether a day only says which thing is meant: 周一帮扶的那户.
func (m *ruleMessage) saysWhich(w *ruleWordTables, d ruleDate) bool {
	if d.Date == activity.DateOf(m.sent) {
		return false
	}
	for i := d.to + 2; i < d.to+whichReach && i < len(m.r) && !w.commas[m.r[i]] && !w.stops[m.r[i]]; i++ {
		if _, n := w.which.At(m.r, i); n > 0 {
			return true
		}
	}
	return false
}

// runeOffsets maps byte offsets of text to offsets in runes.
func runeOffsets(text string) []int {
	at := make([]int, len(text)+1)
	n := 0
	for i := range text {
		at[i] = n
		n++
	}
	at[len(text)] = n
	return at
}

// log reads the records of a message that reports work.
func (m *ruleMessage) log() ([]activity.Record, []activity.Note) {
	var notes []activity.Note
	if slices.ContainsFunc(m.figures, func(f ruleFigure) bool { return f.Value > activity.MaxAmount }) {
		return nil, []activity.Note{activity.NoteHuge}
	}
	drafts := m.group(m.clauses())
	records := make([]activity.Record, 0, len(drafts))
	for _, d := range drafts {
		d.record.Index = len(records)
		records = append(records, m.finish(d))
	}
	switch {
	case len(records) > 0:
	case slices.ContainsFunc(m.dates, func(d ruleDate) bool { return d.future }):
		notes = append(notes, activity.NoteFuture)
	case m.planned():
		notes = append(notes, activity.NotePlan)
	}
	return records, notes
}
