package report

import (
	"slices"
	"strings"
	"unicode/utf8"

	"dutybook/activity"
)

// maxBrief is how many characters fit a paragraph read out from a phone.
const maxBrief = 400

// Summary is a section for a chat: a paragraph that can go into a speech as it
// stands, and its figures one a line with their records.
type Summary struct {
	Text    string
	Figures []string
	// Table has a label and a figure for each of Figures, without records.
	Table [][2]string
}

// Brief summarises a section in at most 400 characters, whole sentences only:
// first the figures of every category, then as much of the rest as fits.
func Brief(src Source, sec Section) Summary {
	e := newEvidence(src)
	facts := e.facts(sec)
	s := Summary{Text: e.brief(sec, facts)}
	for _, f := range facts {
		s.Figures = append(s.Figures, f.line())
		s.Table = append(s.Table, [2]string{f.label(), f.Rendered})
	}
	return s
}

func (e *evidence) brief(sec Section, facts []Fact) string {
	if len(facts) == 0 {
		return e.nothing().Text()
	}
	spans := e.briefOpening()
	sec.SaysTime, sec.said = len(spans) == 0, len(spans) > 0
	room := maxBrief - utf8.RuneCountInString(spansText(spans))
	told := 0
	for _, t := range fitting(e.tell(sec, facts), room) {
		spans = append(spans, slices.Concat(t...)...)
		told += len(t)
	}
	p := Paragraph{Spans: spans}
	if told == 0 || Check(Prose{Paragraphs: []Paragraph{p}, Facts: facts}) != nil {
		return briefList(facts)
	}
	return p.Text()
}

// briefOpening says up to which day of the running year the records go; of any
// other period the sentences themselves say which it is.
func (e *evidence) briefOpening() []Span {
	year, whole := e.src.Period.WholeYear()
	if !whole || !e.src.Asof.Before(activity.Date{Year: year}.Last()) {
		return nil
	}
	w := words()
	return []Span{plain(fill(w.Asof, "asof", dateWords(e.src.Asof)) + w.Comma)}
}

// briefList is what a text that fails the check is replaced by.
func briefList(facts []Fact) string {
	w := words()
	text := ""
	for _, f := range facts {
		item := f.label() + w.Colon + f.Rendered + w.Semicolon
		if utf8.RuneCountInString(text+item) > maxBrief {
			break
		}
		text += item
	}
	return strings.TrimSuffix(text, w.Semicolon) + w.Stop
}

// fitting keeps the sentences that fit, the first of every category before the
// second of any, in their old order.
func fitting(all []told, room int) [][][]Span {
	kept := make([][][]Span, len(all))
	for round, more := 0, true; more; round++ {
		more = false
		for i, t := range all {
			sentences := slices.Concat(t.sentences, t.matters, t.quotes)
			if round >= len(sentences) {
				continue
			}
			more = true
			if n := utf8.RuneCountInString(spansText(sentences[round])); n <= room {
				room -= n
				kept[i] = append(kept[i], sentences[round])
			}
		}
	}
	return kept
}

// line is the fact as a line of a figures box.
func (f Fact) line() string {
	w := words()
	return f.label() + w.Colon + f.Rendered + w.Open + recordList(f.Records) + w.Close
}
