package report

import (
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
)

// teller puts one category into sentences.
type teller struct {
	length Length
	phrase phrase
	voice  voice
	span   string
}

// A sentence prints at most so many figures: the first of a paragraph fewer,
// as it opens with the sessions.
const (
	maxFirst   = 4
	maxFollow  = 7
	maxFurther = 8
)

// fewFigures is how many figures leave room in their sentence for what the work
// was about.
const fewFigures = 2

// figures tells a category's facts: what has words of its own first, by theme,
// then what the records at least name. Clauses on what the work was about that
// find no room between few figures are given back.
func (t teller) figures(facts []Fact, s sorted, about [][]Span) (sentences, rest [][]Span) {
	first := t.opening(facts, len(s.spoken) > 0)
	n := firstFew(s.spoken)
	if t.length == Full && figuresIn(s.spoken) <= fewFigures && len(about) <= fewFigures {
		if len(first) == 0 && n > 0 {
			s.spoken[0].spans = slices.Concat(append([][]Span{s.spoken[0].spans}, behind(about)...)...)
		} else {
			first = append(first, about...)
		}
		about = nil
	}
	if n > 0 || len(first) > 0 {
		sentences = append(sentences, t.sentence(first, s.spoken[:n]))
	}
	for _, some := range inSentences(s.spoken[n:]) {
		sentences = append(sentences, append(byTheme(some), plain(words().Stop)))
	}
	for chunk := range slices.Chunk(s.named, maxFurther) {
		sentences = append(sentences, furtherSentence(chunk))
	}
	return sentences, about
}

func figuresIn(clauses []clause) int {
	n := 0
	for _, c := range clauses {
		for _, s := range c.spans {
			if s.Fact != "" {
				n++
			}
		}
	}
	return n
}

// behind puts a comma before every clause.
func behind(clauses [][]Span) [][]Span {
	var out [][]Span
	for _, c := range clauses {
		out = append(out, append([]Span{plain(words().Comma)}, c...))
	}
	return out
}

// opening tells sessions and attendances, unless the category is better opened
// by its own figures and has any.
func (t teller) opening(facts []Fact, hasOwn bool) [][]Span {
	if t.phrase.Fallback && hasOwn {
		return nil
	}
	var clauses [][]Span
	for _, f := range facts {
		switch {
		case f.What == counting.Held:
			clauses = append(clauses, t.act(t.voice.Held, f))
		case f.What == counting.Attended:
			clauses = append(clauses, t.act(t.voice.Attended, f))
		case f.What == counting.Open:
			clauses = append(clauses, t.act(t.voice.Open, f))
		case f.What == counting.Sessions:
			clauses = append(clauses, expand(fill(t.phrase.Lead, "span", t.span), "n", f.span()))
		case f.What == counting.Attendances && t.phrase.Attendances != "" && t.length != Spoken && t.length != Page:
			clauses = append(clauses, expand(t.phrase.Attendances, "n", f.span()))
		}
	}
	return clauses
}

// act tells one of the counts of a kind of work told apart by act.
func (t teller) act(pattern string, f Fact) []Span {
	return expand(fill(pattern, "span", t.span, "category", f.Category.Name(activity.Hans)), "n", f.span())
}

func (t teller) sentence(first [][]Span, spoken []clause) []Span {
	w := words()
	spans := joined(first, w.Comma, "")
	switch {
	case len(first) == 0:
		spans = append(spans, plain(fill(t.voice.Counted, "span", t.span)))
	case len(spoken) > 0:
		spans = append(spans, plain(w.Comma))
	}
	spans = append(append(spans, byTheme(spoken)...), plain(w.Stop))
	return unpadded(spans)
}

func unpadded(spans []Span) []Span {
	return slices.DeleteFunc(spans, func(s Span) bool { return s.Text == "" })
}

// furtherSentence tells figures in their members' own nouns, which a person is
// asked to look over.
func furtherSentence(facts []Fact) []Span {
	w := words()
	spans := append([]Span{plain(w.Further)}, nouned(facts)...)
	return append(spans, Span{Text: w.FurtherGap, Gap: true}, plain(w.Stop))
}

// unnamedSentence asks the reader to find out what was counted.
func unnamedSentence(facts []Fact) [][]Span {
	if len(facts) == 0 {
		return nil
	}
	w := words()
	spans := append([]Span{plain(w.Unnamed)}, listed(facts)...)
	return [][]Span{append(spans, Span{Text: w.UnnamedGap, Gap: true}, plain(w.Stop))}
}

// list prints the facts of one measure side by side, with their nouns where the
// measure's words have none.
func (m measure) list(facts []Fact) []Span {
	if m.Of != anyThing {
		return listed(facts)
	}
	return nouned(facts)
}

func nouned(facts []Fact) []Span {
	var spans []Span
	for i, f := range facts {
		if i > 0 {
			spans = append(spans, plain(words().Listed))
		}
		spans = append(spans, plain(f.Of), f.span())
	}
	return spans
}

// listed prints facts side by side.
func listed(facts []Fact) []Span {
	var spans []Span
	for i, f := range facts {
		if i > 0 {
			spans = append(spans, plain(words().Listed))
		}
		spans = append(spans, f.span())
	}
	return spans
}

func joined(items [][]Span, between, end string) []Span {
	var spans []Span
	for i, item := range items {
		if i > 0 {
			spans = append(spans, plain(between))
		}
		spans = append(spans, item...)
	}
	return append(spans, plain(end))
}

// expand puts spans in the place of {name} in a pattern.
func expand(pattern, name string, spans ...Span) []Span {
	before, after, found := strings.Cut(pattern, "{"+name+"}")
	out := []Span{plain(before)}
	if found {
		out = append(append(out, spans...), plain(after))
	}
	return slices.DeleteFunc(out, func(s Span) bool { return s.Text == "" })
}
