package report

import (
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
)

// SectionWords are a person's words on one kind of work: what a leader wants
// said of the group's, or a secretary of everybody's.
type SectionWords struct {
	Scope    counting.Scope
	Category activity.Category
	Text     string
}

// of narrows a source to the records of a scope.
func (s Source) of(scope counting.Scope) Source {
	if scope == counting.Everyone || scope == s.Tally.Scope {
		return s
	}
	cells := counting.Of(s.Records)[scope]
	s.Tally = counting.TallyOf(scope, cells, s.Period)
	return s
}

// withWords puts people's words into a section: everybody's stand in the place
// of the paragraph of their kind of work, a group's behind it. Shorter texts
// have no room for them.
func (e *evidence) withWords(sec Section, p Prose) Prose {
	if sec.Length != Full {
		return p
	}
	for _, words := range e.src.Words {
		if !slices.Contains(sec.Categories, words.Category) {
			continue
		}
		own := Paragraph{Spans: e.src.of(words.Scope).marked(words.Text)}
		first, last := p.about(words.Category)
		switch {
		case first < 0:
			p.Paragraphs = append(slices.Clone(p.Paragraphs), own)
		case words.Scope == counting.Everyone && p.only(first, last, words.Category):
			own.Heading, own.RunIn = p.Paragraphs[first].Heading, p.Paragraphs[first].RunIn
			p.Paragraphs = slices.Replace(slices.Clone(p.Paragraphs), first, last+1, own)
		default:
			p.Paragraphs = slices.Insert(slices.Clone(p.Paragraphs), last+1, own)
		}
	}
	return p
}

// about are the first and last paragraph with figures of a kind of work, -1 for
// none.
func (p Prose) about(c activity.Category) (first, last int) {
	first, last = -1, -1
	for i := range p.Paragraphs {
		if slices.Contains(p.categories(i), c) {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	return first, last
}

// only reports whether paragraphs tell of one kind of work and no other.
func (p Prose) only(first, last int, c activity.Category) bool {
	for i := first; i <= last; i++ {
		if slices.ContainsFunc(p.categories(i), func(other activity.Category) bool { return other != c }) {
			return false
		}
	}
	return true
}

// categories are the kinds of work whose figures a paragraph prints.
func (p Prose) categories(i int) []activity.Category {
	var out []activity.Category
	for _, s := range p.Paragraphs[i].Spans {
		at := slices.IndexFunc(p.Facts, func(f Fact) bool { return s.Fact != "" && f.ID == s.Fact })
		if at >= 0 {
			out = append(out, p.Facts[at].Category)
		}
	}
	return out
}

// marked are a person's words as they stand, with a mark behind every figure
// the records do not back.
func (s Source) marked(text string) []Span {
	text = strings.Join(strings.Fields(text), "")
	runes := []rune(text)
	var spans []Span
	from := 0
	for _, f := range Unbacked(s, text) {
		to := f.Offset + len([]rune(f.Text))
		if to <= from {
			continue
		}
		spans = append(spans, Span{Text: string(runes[from:to]), Note: true, Hand: true}, Span{Text: words().Doubtful, Gap: true})
		from = to
	}
	if from < len(runes) {
		spans = append(spans, Span{Text: string(runes[from:]), Note: true, Hand: true})
	}
	return spans
}

// Unbacked are the figures of a text that the records of a source do not back,
// in order.
func Unbacked(src Source, text string) []Finding {
	return slices.DeleteFunc(Verify(src, text), func(f Finding) bool { return f.Kind != FigureKind || f.Status == Supported })
}
