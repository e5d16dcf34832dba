package report

import (
	"slices"
	"strings"
	"unicode/utf8"

	"dutybook/activity"
)

// Prose is the text of a section with the facts it may print.
type Prose struct {
	Paragraphs []Paragraph `json:"paragraphs"`
	Facts      []Fact      `json:"facts"`
}

// Paragraph is a row of spans, under or behind a heading of its own if it has
// one.
type Paragraph struct {
	Heading string `json:"heading,omitempty"`
	// RunIn puts the heading in front of the text, as a first sentence.
	RunIn bool   `json:"run_in,omitempty"`
	Spans []Span `json:"spans"`
}

// Span is a stretch of text of one origin: plain words, a printed fact, words
// quoted from a record, or a gap for a person to fill.
type Span struct {
	Text string `json:"text"`
	// Fact is the ID of the fact the text prints.
	Fact string `json:"fact,omitempty"`
	// Record is the record the text is cut from.
	Record activity.RecordID `json:"record,omitempty"`
	Gap    bool              `json:"gap,omitempty"`
	// Note is true for words a person wrote for this document.
	Note bool `json:"note,omitempty"`
	// Hand is true where a person wrote over the draft.
	Hand bool `json:"hand,omitempty"`
}

// Text is the paragraph as read.
func (p Paragraph) Text() string { return spansText(p.Spans) }

func spansText(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

func plain(text string) Span { return Span{Text: text} }

func (f Fact) span() Span { return Span{Text: f.Rendered, Fact: f.ID} }

// Compose writes a section from its records alone: per category the figures by
// the phrases of the section's voice, then the places, topics and titles the
// records name. Equal sources give equal prose.
func Compose(src Source, sec Section) Prose {
	return newEvidence(src).compose(sec)
}

func (e *evidence) compose(sec Section) Prose {
	prose := Prose{Facts: e.facts(sec)}
	all := e.tell(sec, prose.Facts)
	if len(all) == 0 {
		prose.Paragraphs = []Paragraph{e.nothing()}
		return prose
	}
	if whole := together(all); sec.Sub == SubNone && Check(Prose{Paragraphs: whole, Facts: prose.Facts}) == nil {
		prose.Paragraphs = whole
		return prose
	}
	for i, told := range all {
		paragraph := told.paragraph()
		if len(all) > 1 && sec.Sub != SubNone {
			paragraph.Heading, paragraph.RunIn = numberIn(sec.SubNumber, i+1)+told.heading, true
		}
		prose.Paragraphs = append(prose.Paragraphs, paragraph)
	}
	return prose
}

// together makes one paragraph of all kinds of work.
func together(all []told) []Paragraph {
	var whole Paragraph
	for _, told := range all {
		whole.Spans = append(whole.Spans, told.paragraph().Spans...)
	}
	return []Paragraph{whole}
}

// nothing is what a section without records says: that somebody should look.
func (e *evidence) nothing() Paragraph {
	w := words()
	if _, whole := e.src.Period.WholeYear(); whole {
		return Paragraph{Spans: gapSpans(w.None)}
	}
	return Paragraph{Spans: gapSpans(fill(w.NonePart, "period", periodWords(e.src.Period)))}
}

// told is one category put into sentences.
type told struct {
	heading string
	facts   []Fact
	// sentences tell the figures, unnamed those nobody named, matters what the
	// work was about, quotes the other nouns.
	sentences, unnamed, matters, quotes [][]Span
}

// paragraph joins the sentences. Nouns that would make the figures unreadable
// for Check are left out, and sentences that still do give way to a list.
func (t told) paragraph() Paragraph {
	for _, sentences := range [][][]Span{t.inOrder(), slices.Concat(t.sentences, t.unnamed)} {
		p := Paragraph{Spans: slices.Concat(sentences...)}
		if Check(Prose{Paragraphs: []Paragraph{p}, Facts: t.facts}) == nil {
			return p
		}
	}
	return factList(t.facts)
}

// inOrder tells the main figures, what the work was about, the other figures
// and then the nouns that are left.
func (t told) inOrder() [][]Span {
	n := min(1, len(t.sentences))
	return slices.Concat(t.sentences[:n], t.matters, t.sentences[n:], t.quotes, t.unnamed)
}

// tell puts the categories that have facts into sentences; only the first says
// which time is spoken of, and how much is told goes by the section's length.
func (e *evidence) tell(sec Section, facts []Fact) []told {
	v := voiceOf(sec)
	span := v.Span.Rest
	switch {
	case sec.SaysTime:
		span = v.spanWords(e.src)
	case sec.said:
		span = v.Span.Said
	}
	var all []told
	for _, c := range sec.Categories {
		mine := slices.DeleteFunc(slices.Clone(facts), func(f Fact) bool { return f.Category != c })
		if len(mine) == 0 {
			continue
		}
		t := teller{length: sec.Length, phrase: v.Categories[c], voice: v, span: span}
		sorted := sortOut(mine)
		matters := e.matters(c, t, sorted.spoken)
		sentences, rest := t.figures(mine, sorted, matters.early)
		told := told{
			heading: t.phrase.Heading, facts: mine, sentences: sentences, unnamed: unnamedSentence(sorted.unnamed),
			matters: clauseSentences(rest), quotes: append(clauseSentences(matters.late), t.quotes(e.quoted(c), matters)...),
		}
		all = append(all, told.cut(sec))
		span = ""
	}
	return all
}

// maxSpoken is how many figures of one kind of work a listener takes in and one
// page has room for.
const maxSpoken = 3

// maxRoomy is up to how many kinds of work in one section leave room for so many
// figures of each on one page.
const maxRoomy = 2

// thin is up to how many characters the figures of a kind of work make a
// paragraph too thin to stand by itself in an abridged report.
const thin = 60

// cut leaves out what a shorter text has no room for.
func (t told) cut(sec Section) told {
	most := maxSpoken
	if len(sec.Categories) > maxRoomy {
		most--
	}
	switch sec.Length {
	case Full:
		return t
	case Short:
		t.quotes = nil
		if utf8.RuneCountInString(spansText(slices.Concat(t.sentences...))) > thin {
			t.matters = nil
		}
		return t
	case Spoken:
		t.sentences = slices.Concat([][]Span{firstFigures(t.first(), maxSpoken)}, t.matters[:min(1, len(t.matters))])
	case Page:
		t.sentences = [][]Span{firstFigures(t.first(), most)}
	}
	t.matters, t.quotes, t.unnamed = nil, nil, nil
	return t
}

// first is the main figure sentence, the one that tells figures nobody named
// where there is no other.
func (t told) first() []Span {
	for _, sentence := range slices.Concat(t.sentences, t.unnamed) {
		return sentence
	}
	return nil
}

// firstFigures ends a sentence after its n-th figure.
func firstFigures(sentence []Span, n int) []Span {
	for i, s := range sentence {
		if s.Fact == "" {
			continue
		}
		if n--; n == 0 {
			return append(slices.Clone(sentence[:i+1]), plain(words().Stop))
		}
	}
	return sentence
}
