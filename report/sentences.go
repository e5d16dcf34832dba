package report

import (
	"maps"
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
	maxFollow  = 5
	maxFurther = 8
)

// figures tells a category's facts: what has words of its own first, then what
// the records at least name.
func (t teller) figures(facts []Fact, s sorted) [][]Span {
	var sentences [][]Span
	first := t.opening(facts, len(s.spoken) > 0)
	n := min(maxFirst, len(s.spoken))
	if len(s.spoken) == n+1 {
		n++ // a sentence of one figure would limp behind
	}
	if clauses := append(first, s.spoken[:n]...); len(clauses) > 0 {
		sentences = append(sentences, t.sentence(clauses, len(first) == 0))
	}
	for chunk := range slices.Chunk(s.spoken[n:], maxFollow) {
		sentences = append(sentences, t.sentence(chunk, false))
	}
	for chunk := range slices.Chunk(s.named, maxFurther) {
		sentences = append(sentences, furtherSentence(chunk))
	}
	return sentences
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
		case f.What == counting.Sessions:
			clauses = append(clauses, expand(fill(t.phrase.Lead, "span", t.span), "n", f.span()))
		case f.What == counting.Attendances && t.phrase.Attendances != "" && t.length != Spoken:
			clauses = append(clauses, expand(t.phrase.Attendances, "n", f.span()))
		}
	}
	return clauses
}

func (t teller) sentence(clauses [][]Span, counted bool) []Span {
	var spans []Span
	if counted {
		spans = append(spans, plain(fill(t.voice.Counted, "span", t.span)))
	}
	return append(spans, joined(clauses, words().Comma, words().Stop)...)
}

func furtherSentence(facts []Fact) []Span {
	return append(append([]Span{plain(words().Further)}, nouned(facts)...), plain(words().Stop))
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

// sorted are a category's figures by how they can be told.
type sorted struct {
	// spoken are clauses with words of their own, in the order of the measures.
	spoken [][]Span
	// named are told by the noun beside the figure; unnamed have none.
	named, unnamed []Fact
}

// sortOut leaves figures that only repeat the sessions to the annex.
func sortOut(facts []Fact) sorted {
	var s sorted
	byRank := map[int][]Fact{}
	sessions := activity.Amount(0)
	for _, f := range facts {
		if f.What == counting.Sessions {
			sessions = f.Value
		}
		if f.What != counting.Figure || repeats(f, sessions) {
			continue
		}
		rank := slices.IndexFunc(measures(), func(m measure) bool { return m.fits(f) })
		if rank < 0 {
			s.leave([]Fact{f})
			continue
		}
		byRank[rank] = append(byRank[rank], f)
	}
	said := map[string]bool{}
	for _, rank := range slices.Sorted(maps.Keys(byRank)) {
		say := measures()[rank].Say
		if facts := byRank[rank]; said[say] {
			s.leave(facts)
		} else {
			s.spoken = append(s.spoken, expand(say, "n", measures()[rank].list(facts)...))
		}
		said[say] = true
	}
	return s
}

// leave keeps facts for the sentences without words of their own: those of no
// measure, and those whose words another figure has taken.
func (s *sorted) leave(facts []Fact) {
	for _, f := range facts {
		if f.Of != "" {
			s.named = append(s.named, f)
		} else {
			s.unnamed = append(s.unnamed, f)
		}
	}
}

func repeats(f Fact, sessions activity.Amount) bool {
	o := words().Occasions
	return f.Approx == activity.Exact && f.Value <= sessions &&
		slices.Contains(o.Units, f.Unit) && slices.Contains(o.Of, f.Of)
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
