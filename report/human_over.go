package report

import (
	"slices"
	"strings"
)

// Over puts what people wrote over a draft made anew.
func (h Human) Over(d Document) Document {
	facts := map[string]Fact{}
	for _, f := range slices.Concat(d.Facts, d.Cut) {
		facts[f.ID] = f
	}
	for _, p := range h.Parts {
		for _, l := range p.Lines {
			for _, f := range l.Figures {
				if f.Kept != nil {
					kept := *f.Kept
					kept.ID = keptMark + kept.ID
					d.Facts = append(slices.Clone(d.Facts), kept)
					facts[kept.ID] = kept
				}
			}
		}
	}
	for _, p := range h.Parts {
		i := slices.IndexFunc(d.Parts, func(q DocumentPart) bool { return q.ID == p.ID })
		switch {
		case p.Change == Removed && i >= 0:
			d.Parts = slices.Delete(slices.Clone(d.Parts), i, i+1)
		case p.Change == Added && i < 0:
			at := slices.IndexFunc(d.Parts, func(q DocumentPart) bool { return q.ID == p.After })
			d.Parts = slices.Insert(slices.Clone(d.Parts), at+1, p.over(DocumentPart{ID: p.ID, Level: p.Level}, facts))
		case i >= 0:
			d.Parts = slices.Clone(d.Parts)
			d.Parts[i] = p.over(d.Parts[i], facts)
		}
	}
	return d
}

// over is the part with the lines people left, the draft's own among them as
// they read now, and paragraphs that are new behind.
func (p HumanPart) over(part DocumentPart, facts map[string]Fact) DocumentPart {
	var paragraphs []Paragraph
	for _, l := range p.Lines {
		if l.From == "" {
			paragraphs = append(paragraphs, l.paragraph(facts))
			continue
		}
		if i := slices.IndexFunc(part.Paragraphs, func(q Paragraph) bool { return q.key() == l.From }); i >= 0 {
			paragraphs = append(paragraphs, part.Paragraphs[i])
		}
	}
	for _, q := range part.Paragraphs {
		if p.Change != Locked && !slices.Contains(p.Seen, q.key()) {
			paragraphs = append(paragraphs, q)
		}
	}
	if p.Heading != "" {
		part.Heading = p.Heading
	}
	if part.RunIn && len(paragraphs) > 0 && paragraphs[0].byHand() {
		part.RunIn = false
	}
	part.Paragraphs = paragraphs
	return part
}

// paragraph is a person's line with its bound figures as the records have them
// now.
func (l HumanLine) paragraph(facts map[string]Fact) Paragraph {
	var out Paragraph
	rest := l.Text
	for rest != "" {
		at, which := len(rest), -1
		for i, f := range l.Figures {
			if j := strings.Index(rest, f.Text); j >= 0 && j < at {
				at, which = j, i
			}
		}
		if at > 0 {
			out.Spans = append(out.Spans, Span{Text: rest[:at], Note: true, Hand: true})
		}
		if which < 0 {
			break
		}
		bound := l.Figures[which]
		span := Span{Text: bound.Text, Note: true, Hand: true}
		id := bound.Fact
		if bound.Kept != nil {
			id = keptMark + id
		}
		if f, ok := facts[id]; ok {
			span = f.span()
			span.Hand = true
		}
		out.Spans = append(out.Spans, span)
		rest = rest[at+len(bound.Text):]
	}
	return out
}
