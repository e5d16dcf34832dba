package report

import (
	"slices"
	"strings"

	"dutybook/activity"
)

// Prose is the text of a section with the facts it may print.
type Prose struct {
	Paragraphs []Paragraph `json:"paragraphs"`
	Facts      []Fact      `json:"facts"`
}

// Paragraph is a row of spans, under a heading of the second level if it has
// one.
type Paragraph struct {
	Heading string `json:"heading,omitempty"`
	Spans   []Span `json:"spans"`
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
	for i, told := range all {
		paragraph := told.paragraph()
		if len(all) > 1 {
			paragraph.Heading = ordinal(i) + told.heading
		}
		prose.Paragraphs = append(prose.Paragraphs, paragraph)
	}
	if len(all) == 0 {
		prose.Paragraphs = []Paragraph{e.nothing()}
	}
	return prose
}

// nothing is what a section without records says.
func (e *evidence) nothing() Paragraph {
	w := words()
	if _, whole := e.src.Period.WholeYear(); whole {
		return Paragraph{Spans: []Span{plain(w.None)}}
	}
	return Paragraph{Spans: []Span{plain(w.NonePart)}}
}

func ordinal(i int) string {
	if numbers := words().Numbers; i < len(numbers) {
		return numbers[i]
	}
	return ""
}

// told is one category put into sentences.
type told struct {
	heading string
	facts   []Fact
	// sentences tell the figures, unnamed those nobody named, quotes the nouns.
	sentences, unnamed, quotes [][]Span
}

// paragraph joins the sentences. Nouns that would make the figures unreadable
// for Check are left out, and sentences that still do give way to a list.
func (t told) paragraph() Paragraph {
	figures := slices.Concat(t.sentences, t.unnamed)
	for _, sentences := range [][][]Span{slices.Concat(t.sentences, t.quotes, t.unnamed), figures} {
		p := Paragraph{Spans: slices.Concat(sentences...)}
		if Check(Prose{Paragraphs: []Paragraph{p}, Facts: t.facts}) == nil {
			return p
		}
	}
	return factList(t.facts)
}

// tell puts the categories that have facts into sentences; only the first says
// which time is spoken of.
func (e *evidence) tell(sec Section, facts []Fact) []told {
	v := voiceOf(sec)
	span := v.spanWords(e.src)
	var all []told
	for _, c := range sec.Categories {
		mine := slices.DeleteFunc(slices.Clone(facts), func(f Fact) bool { return f.Category != c })
		if len(mine) == 0 {
			continue
		}
		t := teller{phrase: v.Categories[c], voice: v, span: span}
		sorted := sortOut(mine)
		all = append(all, told{
			heading: t.phrase.Heading, facts: mine,
			sentences: t.figures(mine, sorted), unnamed: unnamedSentence(sorted.unnamed), quotes: t.quotes(e.quoted(c)),
		})
		span = ""
	}
	return all
}
