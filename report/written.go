package report

import (
	"slices"
	"unicode"

	"dutybook/activity"
	"dutybook/counting"
)

// Assignment is what somebody who writes a section in words of their own needs
// to know: its facts with the words they are told with, and the records.
type Assignment struct {
	Heading  string
	Personal bool
	// Wish is how a person wants it written, "" for as it comes.
	Wish    string
	Facts   []AssignedFact
	Records []activity.Record
	// Names may be printed whatever the records say.
	Names []string
}

// AssignedFact is a fact and the words of which the clause that prints it must
// hold one.
type AssignedFact struct {
	Fact
	Words []string
}

// Sentence is one sentence of such a text, without any figure of its own: a
// span with a Fact prints that fact, whatever its Text.
type Sentence struct {
	Spans []Span
	// Records are those it leans on, the first deciding where it stands when it
	// prints no fact.
	Records []activity.RecordID
}

// Assign tells what the sections of an outline are written from, in the order
// of Outline.Fed.
func Assign(src Source, o Outline) []Assignment {
	e := newEvidence(src)
	var out []Assignment
	for _, sec := range o.Fed() {
		a := Assignment{Heading: e.fill(sec.Title), Personal: sec.Voice == personalVoice, Wish: sec.Wish}
		if src.Committee != "" {
			a.Names = []string{src.Committee}
		}
		for _, f := range e.facts(sec) {
			a.Facts = append(a.Facts, AssignedFact{f, bindingWords(f, voiceOf(sec))})
		}
		for _, event := range e.events {
			if slices.Contains(sec.Categories, event[0].Category) {
				a.Records = append(a.Records, event...)
			}
		}
		out = append(out, a)
	}
	return out
}

// bindingWords are wordsOf with the other names of the kind of work, which
// sessions and attendances may be told with.
func bindingWords(f Fact, v voice) []string {
	out := wordsOf(f, v)
	info, ok := f.Category.Info()
	if !ok || f.What == counting.Figure {
		return out
	}
	for _, a := range info.Aliases {
		if unicode.Is(unicode.Han, []rune(a)[0]) {
			out = append(out, a)
		}
	}
	return out
}

// Tell makes a section of sentences written elsewhere. Facts they leave out are
// told by the phrases of this package, kinds of work they leave out altogether
// as Compose tells them; a paragraph that does not pass Check gives way to that
// of Compose.
func Tell(src Source, sec Section, sentences []Sentence) Prose {
	e := newEvidence(src)
	plain := e.compose(sec)
	prose := Prose{Facts: plain.Facts}
	kinds := e.told(sec, prose.Facts)
	for i, c := range kinds {
		paragraph := e.mixed(sec, c, sentences, prose.Facts)
		if Check(Prose{Paragraphs: []Paragraph{paragraph}, Facts: prose.Facts}) != nil {
			return plain
		}
		if len(kinds) > 1 && sec.Sub != SubNone {
			heading := voiceOf(sec).Categories[c].Heading
			paragraph.Heading, paragraph.RunIn = numberIn(sec.SubNumber, i+1)+heading, true
		}
		prose.Paragraphs = append(prose.Paragraphs, paragraph)
	}
	if len(prose.Paragraphs) == 0 {
		return plain
	}
	return prose
}

// told are the section's categories that have facts, in order.
func (e *evidence) told(sec Section, facts []Fact) []activity.Category {
	return slices.DeleteFunc(slices.Clone(sec.Categories), func(c activity.Category) bool {
		return !slices.ContainsFunc(facts, func(f Fact) bool { return f.Category == c })
	})
}

// mixed is a paragraph of one kind of work: the sentences written for it, then
// what they left out.
func (e *evidence) mixed(sec Section, c activity.Category, sentences []Sentence, facts []Fact) Paragraph {
	var p Paragraph
	printed := map[string]bool{}
	for _, s := range sentences {
		if e.kindOf(s, facts) != c {
			continue
		}
		for _, span := range s.Spans {
			if i := slices.IndexFunc(facts, func(f Fact) bool { return f.ID == span.Fact }); i >= 0 {
				span.Text, printed[span.Fact] = facts[i].Rendered, true
			}
			p.Spans = append(p.Spans, span)
		}
	}
	only := sec
	only.Categories, only.SaysTime = []activity.Category{c}, sec.SaysTime && len(p.Spans) == 0
	left := slices.DeleteFunc(slices.Clone(facts), func(f Fact) bool { return f.Category != c || printed[f.ID] })
	for _, t := range e.tell(only, left) {
		if len(p.Spans) > 0 {
			t.quotes = nil
		}
		p.Spans = append(p.Spans, t.paragraph().Spans...)
	}
	return p
}

// kindOf is the kind of work a sentence tells of.
func (e *evidence) kindOf(s Sentence, facts []Fact) activity.Category {
	for _, span := range s.Spans {
		if i := slices.IndexFunc(facts, func(f Fact) bool { return span.Fact != "" && f.ID == span.Fact }); i >= 0 {
			return facts[i].Category
		}
	}
	for _, r := range e.src.Records {
		if len(s.Records) > 0 && r.ID == s.Records[0] {
			return r.Category
		}
	}
	return ""
}
