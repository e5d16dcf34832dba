package report

import (
	"slices"
	"strings"

	"dutybook/activity"
)

// Document is a finished draft, to be written as Word or Markdown.
type Document struct {
	Committee            string
	Title                []string
	Subtitle, Salutation string
	Parts                []DocumentPart
	Signature            []string
	// Facts are those printed, in order of first print: the annex.
	Facts []Fact
	// Unplaced are the records of no section; the annex names them so that
	// nothing is left out unseen.
	Unplaced []activity.RecordID
}

// DocumentPart is a heading with its text; the opening has no heading.
type DocumentPart struct {
	ID, Heading string
	Paragraphs  []Paragraph
}

// Draft writes the whole document from records alone. progress, if not nil,
// hears of every section done.
func Draft(src Source, o Outline, progress func(done, total int)) Document {
	e := newEvidence(src)
	sections := make([]Prose, len(o.Sections))
	for i, sec := range o.Sections {
		sections[i] = e.compose(sec)
		if progress != nil {
			progress(i+1, len(o.Sections))
		}
	}
	return e.assemble(o, sections)
}

// Assemble makes a document of sections written elsewhere, one for each
// section of the outline in its order. A section that fails Check, or prints a
// fact that is not the source's own, is replaced by a plain list of its facts.
func Assemble(src Source, o Outline, sections []Prose) Document {
	return newEvidence(src).assemble(o, sections)
}

func (e *evidence) assemble(o Outline, sections []Prose) Document {
	b := builder{e: e, doc: Document{
		Committee: e.src.Committee, Title: e.fillAll(o.Title), Signature: e.fillAll(o.Signature),
		Subtitle: e.fill(o.Subtitle), Salutation: e.fill(o.Salutation),
	}}
	b.add("opening", "", e.opening(o))
	for i, sec := range o.Sections {
		b.add(sec.ID, sec.Heading, e.checked(sec, sections, i))
	}
	for _, c := range o.Closing {
		b.add(c.ID, c.Heading, Prose{Paragraphs: gapParagraphs(c.Paragraphs)})
	}
	b.doc.Unplaced = e.unplaced(o)
	return b.doc
}

// checked is a section's text if it may be printed, else its facts.
func (e *evidence) checked(sec Section, sections []Prose, i int) Prose {
	facts := e.facts(sec)
	if i < len(sections) {
		prose := Prose{Paragraphs: sections[i].Paragraphs, Facts: facts}
		if len(prose.Paragraphs) > 0 && Check(prose) == nil {
			return prose
		}
	}
	if len(facts) == 0 {
		return Prose{Paragraphs: []Paragraph{e.nothing()}}
	}
	return Prose{Paragraphs: []Paragraph{factList(facts)}, Facts: facts}
}

// builder adds parts and notes which facts they print.
type builder struct {
	e   *evidence
	doc Document
}

func (b *builder) add(id, heading string, p Prose) {
	if len(p.Paragraphs) == 0 {
		return
	}
	b.doc.Parts = append(b.doc.Parts, DocumentPart{id, heading, p.Paragraphs})
	for _, paragraph := range p.Paragraphs {
		for _, s := range paragraph.Spans {
			b.use(s.Fact, p.Facts)
		}
	}
}

func (b *builder) use(id string, facts []Fact) {
	is := func(f Fact) bool { return f.ID == id }
	if i := slices.IndexFunc(facts, is); i >= 0 && !slices.ContainsFunc(b.doc.Facts, is) {
		b.doc.Facts = append(b.doc.Facts, facts[i])
	}
}

// opening fills the outline's opening; {overview} is the document's only
// figures outside the sections.
func (e *evidence) opening(o Outline) Prose {
	sessions, attendances := e.overall(o)
	prose := Prose{Facts: []Fact{sessions, attendances}}
	for _, text := range o.Opening {
		before, after, found := strings.Cut(e.fill(text), "{overview}")
		spans := gapSpans(before)
		if found && sessions.Value > 0 {
			spans = append(spans, e.overview(o.Voice, sessions, attendances)...)
		}
		if spans = append(spans, gapSpans(after)...); len(spans) > 0 {
			prose.Paragraphs = append(prose.Paragraphs, Paragraph{Spans: spans})
		}
	}
	return prose
}

func (e *evidence) overview(name string, sessions, attendances Fact) []Span {
	v := voiceOf(Section{Voice: name})
	var extra []Span
	if v.OverviewAttendances != "" && attendances.Value > sessions.Value {
		extra = expand(v.OverviewAttendances, "n", attendances.span())
	}
	pattern := e.fill(v.Overview)
	head, tail, _ := strings.Cut(pattern, "{attendances}")
	return append(append(expand(head, "sessions", sessions.span()), extra...), gapSpans(tail)...)
}

func (e *evidence) fill(text string) string {
	src := e.src
	return fill(text, "committee", src.Committee, "period", periodWords(src.Period),
		"asof", dateWords(src.Asof), "member", src.person())
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

// unplaced are the records whose event belongs to no section of the outline.
func (e *evidence) unplaced(o Outline) []activity.RecordID {
	var ids []activity.RecordID
	for _, event := range e.events {
		placed := slices.ContainsFunc(o.Sections, func(s Section) bool {
			return slices.Contains(s.Categories, event[0].Category)
		})
		for _, r := range event {
			if !placed {
				ids = append(ids, r.ID)
			}
		}
	}
	slices.Sort(ids)
	return ids
}

func gapParagraphs(texts []string) []Paragraph {
	var paragraphs []Paragraph
	for _, t := range texts {
		paragraphs = append(paragraphs, Paragraph{Spans: gapSpans(t)})
	}
	return paragraphs
}

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
