package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// gapSpans marks what stands between 【 and 】 as open.
func gapSpans(text string) []Span {
	w := words()
	var spans []Span
	for text != "" {
		start := strings.Index(text, w.GapOpen)
		end := strings.Index(text, w.GapClose)
		if start < 0 || end < start {
			return append(spans, plain(text))
		}
		if start > 0 {
			spans = append(spans, plain(text[:start]))
		}
		end += len(w.GapClose)
		spans = append(spans, Span{Text: text[start:end], Gap: true})
		text = text[end:]
	}
	return spans
}

func onlyGaps(spans []Span) bool {
	return !slices.ContainsFunc(spans, func(s Span) bool { return !s.Gap })
}

// doubted marks the figures a person should look at.
func doubted(p Prose) []Paragraph {
	doubtful := map[string]bool{}
	for _, f := range p.Facts {
		doubtful[f.ID] = f.Doubt != ""
	}
	return marked(p.Paragraphs, func(fact string) bool { return doubtful[fact] })
}

// marked puts a mark behind every figure of some facts.
func marked(paragraphs []Paragraph, doubtful func(fact string) bool) []Paragraph {
	out := slices.Clone(paragraphs)
	for i := range out {
		var spans []Span
		for _, s := range out[i].Spans {
			spans = append(spans, s)
			if s.Fact != "" && doubtful(s.Fact) {
				spans = append(spans, Span{Text: words().Doubtful, Gap: true})
			}
		}
		out[i].Spans = spans
	}
	return out
}

// fill replaces the names an outline may use.
func (e *evidence) fill(text string) string {
	src := e.src
	return fill(text, "committee", cmp.Or(src.Committee, words().NoCommittee), "period", periodWords(src.Period), "year", strconv.Itoa(src.Period.To.Year), "years", yearsWords(src.Period),
		"next", strconv.Itoa(src.Period.To.Year+1), "asof", dateWords(src.Asof), "member", src.person())
}

func (e *evidence) fillAll(texts []string) []string {
	var out []string
	for _, t := range texts {
		if t = e.fill(t); t != "" {
			out = append(out, t)
		}
	}
	return out
}
