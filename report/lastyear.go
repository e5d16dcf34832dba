package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"dutybook/activity"
	"dutybook/figures"
	"dutybook/report/earlier"
)

// LastYear is what a report of the year before leaves to this one: what it said
// would be done, and its sentences, which nobody wants to read again.
type LastYear struct {
	Promises  []string `json:"promises,omitempty"`
	Sentences []string `json:"sentences,omitempty"`
}

// Bounds of what is kept of a report.
const (
	maxPromises  = 40
	minPromise   = 6
	maxSentences = 600
	minSentence  = 15
)

// nextPart is the Part of sections on what is to be done.
const nextPart = "next"

// ReadLastYear reads it from the bytes of a .docx or a text file.
func ReadLastYear(data []byte) (LastYear, error) {
	tree, err := ReadEarlier(data)
	if err != nil {
		return LastYear{}, err
	}
	text, err := PlainText(data)
	if err != nil {
		return LastYear{}, fmt.Errorf("report: last year: %w", err)
	}
	var l LastYear
	promised, level := false, 0
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		for _, h := range tree.Headings {
			if h.Title != "" && strings.HasPrefix(strings.TrimLeft(line, "# *"), h.Number+h.Title) && (h.Level <= level || !promised) {
				promised, level = partOf(h.Title) == nextPart, h.Level
			}
		}
		for _, sentence := range sentencesOf(line, words().SentenceEnds) {
			promise := withoutNumber(tree.Headings, sentence)
			if promised && utf8.RuneCountInString(promise) >= minPromise && partOf(promise) == "" && saysSomething(promise) && len(l.Promises) < maxPromises {
				l.Promises = append(l.Promises, promise)
			}
		}
		for _, sentence := range sentencesOf(line, words().Stop) {
			if utf8.RuneCountInString(hanOf(sentence)) >= minSentence && len(l.Sentences) < maxSentences {
				l.Sentences = append(l.Sentences, sentence)
			}
		}
	}
	return l, nil
}

// minTold is how many characters beside work words make a promise one of
// something.
const minTold = 3

func saysSomething(promise string) bool {
	return utf8.RuneCountInString(hanOf(hollowed(promise))) >= minTold
}

// withoutNumber is a sentence without its number where it is a heading.
func withoutNumber(heads []earlier.Heading, sentence string) string {
	for _, h := range heads {
		if h.Number+h.Title == sentence {
			return h.Title
		}
	}
	return sentence
}

// sentencesOf cuts a line at the given marks and takes list numbers off.
func sentencesOf(line, ends string) []string {
	var out []string
	for s := range strings.FieldsFuncSeq(line, func(r rune) bool { return strings.ContainsRune(ends, r) }) {
		s = strings.Trim(s, " \u3000*#")
		for _, n := range words().Numerals {
			s = strings.TrimPrefix(s, fill(words().NoteItem, "n", n))
		}
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// Kept is what became of a promise.
type Kept string

// Told: records speak of the very thing. Near: there is work of its kind.
// Open: nothing is recorded.
const (
	Told Kept = "told"
	Near Kept = "near"
	Open Kept = "open"
)

// Promised is a promise of last year's report beside this year's records.
type Promised struct {
	Text    string              `json:"text"`
	Kept    Kept                `json:"kept"`
	Records []activity.RecordID `json:"records,omitempty"`
	// Category is the kind of work of a Near one, N how often it was done.
	Category activity.Category `json:"category,omitempty"`
	N        int64             `json:"n,omitempty"`
}

// Promises holds last year's promises against the records of a source.
func Promises(src Source) []Promised {
	e := newEvidence(src)
	var out []Promised
	for _, text := range src.LastYear.Promises {
		p := Promised{Text: text, Kept: Open, Records: e.telling(text)}
		if len(p.Records) > 0 {
			p.Kept = Told
		} else if c, n := e.workOf(text); n > 0 {
			p.Kept, p.Category, p.N = Near, c, n
		}
		out = append(out, p)
	}
	return out
}

// tellingRun is how many characters in a row, work words aside, a record must
// share with a promise to be about it.
const tellingRun = 4

// telling are the records that name what a promise is about.
func (e *evidence) telling(promise string) []activity.RecordID {
	var runs []string
	for _, stretch := range strings.FieldsFunc(hollowed(figures.Fold(promise)), func(r rune) bool { return !unicode.Is(unicode.Han, r) }) {
		runes := []rune(stretch)
		for i := 0; i+tellingRun <= len(runes); i++ {
			runs = append(runs, string(runes[i:i+tellingRun]))
		}
	}
	var ids []activity.RecordID
	for _, event := range e.events {
		for _, r := range event {
			text := figures.Fold(r.Text + r.Topic + r.Title)
			if slices.ContainsFunc(runs, func(run string) bool { return strings.Contains(text, run) }) {
				ids = append(ids, r.ID)
			}
		}
	}
	slices.Sort(ids)
	return ids
}

// hollowed puts gaps in the place of words every report is full of.
func hollowed(text string) string {
	for _, w := range words().WorkWords {
		text = strings.ReplaceAll(text, w, " ")
	}
	return text
}

// workOf is the kind of work a promise speaks of and how often it was done.
func (e *evidence) workOf(promise string) (activity.Category, int64) {
	for _, row := range headingWords().Rows {
		if row.Category != "" && rank(promise, row.Words) < len(row.Words) {
			if line, ok := e.src.Tally.Line(row.Category); ok {
				return row.Category, line.Sessions
			}
		}
	}
	return "", 0
}

// promisedRows are the table of the annex.
func promisedRows(all []Promised) [][]string {
	w := words().LastYear
	var rows [][]string
	for _, p := range all {
		said := w.Open
		switch p.Kept {
		case Told:
			said = fill(w.Told, "records", recordsUpTo(p.Records, maxAnnexed))
		case Near:
			said = fill(w.Near, "category", p.Category.Name(activity.Hans), "n", strconv.FormatInt(p.N, 10))
		case Open:
		}
		rows = append(rows, []string{p.Text, said})
	}
	return rows
}

// reused finds the sentences of a text that last year's report had.
func (v *verifier) reused(text string) []Finding {
	var out []Finding
	from := 0
	for sentence := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(words().Stop+"\n", r) }) {
		at := from + strings.Index(text[from:], sentence)
		from = at + len(sentence)
		if utf8.RuneCountInString(hanOf(sentence)) < minSentence {
			continue
		}
		if slices.ContainsFunc(v.src.LastYear.Sentences, func(old string) bool { return sameWords(hanOf(sentence), hanOf(old)) }) {
			out = append(out, Finding{
				Text: strings.TrimSpace(sentence), Offset: utf8.RuneCountInString(text[:at]), Kind: ReusedKind, Status: Unsupported,
				Records: []activity.RecordID{}, Note: words().LastYear.Reused,
			})
		}
	}
	return out
}

// hanOf is a text without its figures and marks: only the words count.
func hanOf(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Han, r) {
			return r
		}
		return -1
	}, text)
}

// alikeShare is the part of their pairs of characters that makes two sentences
// one, in percent.
const alikeShare = 75

func sameWords(a, b string) bool {
	if a == b {
		return true
	}
	pairs := func(s string) map[string]int {
		runes, out := []rune(s), map[string]int{}
		for i := 0; i+1 < len(runes); i++ {
			out[string(runes[i:i+2])]++
		}
		return out
	}
	in, of := pairs(a), pairs(b)
	shared, all := 0, 0
	for p, n := range in {
		shared += min(n, of[p])
		all += n
	}
	for p, n := range of {
		all += max(0, n-in[p])
	}
	return all > 0 && shared*100 >= alikeShare*all
}
