package report

import (
	"slices"
	"strings"

	"dutybook/activity"
)

// Document is a finished draft, to be written as Word, Markdown or plain text.
type Document struct {
	Committee  string
	Title      []string
	Subtitle   []string
	Salutation string
	Parts      []DocumentPart
	Signature  []string
	// Facts are those printed, in order of first print: the annex. Cut are
	// those the document's length had no room for.
	Facts, Cut []Fact
	// Unplaced are the records of no section; the annex names them so that
	// nothing is left out unseen.
	Unplaced []activity.RecordID
	// Late are the records that came in after the figures were frozen, Frozen
	// the day of that, "" for a period that is open.
	Late   []activity.RecordID `json:",omitempty"`
	Frozen string              `json:",omitempty"`
	// Office are the rows of the annex on the office's facts.
	Office [][]string
	// Promised are last year's promises, for the annex.
	Promised []Promised
	// Compared is the annex on the year before, empty where nobody asked for it.
	Compared comparedTable
	// Origin says which version of which kept draft this is, "" for none; files
	// carry it unseen.
	Origin string
	// Look is how the files are laid out.
	Look Look
}

// DocumentPart is a heading with its text; the opening and other parts of level
// 0 have no heading.
type DocumentPart struct {
	ID      string
	Level   int
	Heading string
	// RunIn puts the heading in front of the first paragraph.
	RunIn      bool
	Paragraphs []Paragraph
}

// Name is the title as the name of a file, without what is still open in it.
func (d Document) Name() string {
	name := ""
	for _, s := range gapSpans(strings.Join(d.Title, "")) {
		if !s.Gap {
			name += s.Text
		}
	}
	return strings.Trim(name, "\u2014 ")
}

// Gaps counts what is left for a person to fill in.
func (d Document) Gaps() int {
	n := 0
	for _, line := range slices.Concat(d.Title, d.Subtitle, d.Signature) {
		n += strings.Count(line, words().GapOpen)
	}
	for _, part := range d.Parts {
		for _, p := range part.Paragraphs {
			for _, s := range p.Spans {
				if s.Gap {
					n++
				}
			}
		}
	}
	return n
}

// Draft writes the whole document from records alone. progress, if not nil,
// hears of every section done; total counts those written from records.
func Draft(src Source, o Outline, progress func(done, total int)) Document {
	e := newEvidence(src)
	o = e.timed(o)
	fed := o.Fed()
	sections := make([]Prose, len(fed))
	for i, sec := range fed {
		sections[i] = e.compose(sec)
		if progress != nil {
			progress(i+1, len(fed))
		}
	}
	return e.assemble(o, sections)
}

// Assemble makes a document of sections written elsewhere, one for each of
// o.Fed() in its order. A section that fails Check, or prints a fact that is
// not the source's own, is replaced by the one Compose writes.
func Assemble(src Source, o Outline, sections []Prose) Document {
	e := newEvidence(src)
	return e.assemble(e.timed(o), sections)
}

func (e *evidence) assemble(o Outline, sections []Prose) Document {
	b := builder{e: e, doc: Document{
		Committee: e.src.Committee, Title: e.fillAll(o.Title), Subtitle: e.fillAll(o.Subtitle),
		Salutation: e.fill(o.Salutation), Signature: e.fillAll(o.Signature),
	}}
	b.add(Section{ID: "opening"}, e.opening(o))
	kept, proses := e.chosen(o, sections)
	for i, sec := range kept.Sections {
		b.add(sec, proses[i])
	}
	b.doc.Cut = slices.DeleteFunc(b.known, func(f Fact) bool { return contains(b.doc.Facts, f) })
	b.doc.Unplaced, b.doc.Office, b.doc.Promised = e.unplaced(o), e.src.officeRows(), Promises(e.src)
	b.doc.Compared = e.src.comparedTable()
	b.doc.Late = idsOf(e.src.Late)
	if e.src.Frozen != (activity.Date{}) {
		b.doc.Frozen = dateWords(e.src.Frozen)
	}
	return b.doc
}

// timed lets the first section that has anything to tell say the time.
func (e *evidence) timed(o Outline) Outline {
	o.Sections = slices.Clone(o.Sections)
	said := false
	for i := range o.Sections {
		s := &o.Sections[i]
		s.SaysTime = !said && len(e.facts(*s)) > 0
		said = said || s.SaysTime
	}
	return o
}

// chosen are the sections that are printed, with their text; where some are
// dropped the numbers close up.
func (e *evidence) chosen(o Outline, sections []Prose) (Outline, []Prose) {
	kept := o
	kept.Sections = nil
	var proses []Prose
	fed, office := 0, false
	for _, sec := range o.Sections {
		prose := e.noted(sec)
		if sec.Fed() {
			prose = e.checked(sec, sections, fed)
			fed++
			if o.DropEmpty && len(prose.Facts) == 0 {
				continue
			}
			prose, office = e.withOffice(sec, prose, office)
			prose = e.withWords(sec, prose)
		}
		kept.Sections, proses = append(kept.Sections, sec), append(proses, prose)
	}
	if len(kept.Sections) < len(o.Sections) {
		kept.renumber()
	}
	return kept, proses
}

// checked is a section's text if it may be printed, else what code writes.
func (e *evidence) checked(sec Section, sections []Prose, i int) Prose {
	if i < len(sections) && len(sections[i].Paragraphs) > 0 {
		prose := Prose{Paragraphs: sections[i].Paragraphs, Facts: e.facts(sec)}
		if Check(prose) == nil {
			return prose
		}
	}
	return e.compose(sec)
}

// builder adds parts and notes which facts they print.
type builder struct {
	e     *evidence
	doc   Document
	known []Fact
}

func (b *builder) add(sec Section, p Prose) {
	if len(p.Paragraphs) == 0 && sec.Level == 0 {
		return
	}
	p.Paragraphs = doubted(p)
	b.doc.Parts = append(b.doc.Parts, DocumentPart{sec.ID, sec.Level, b.e.fill(sec.Heading()), sec.RunIn, p.Paragraphs})
	b.known = append(b.known, p.Facts...)
	for _, paragraph := range p.Paragraphs {
		for _, s := range paragraph.Spans {
			b.use(s.Fact, p.Facts)
		}
	}
}

func (b *builder) use(id string, facts []Fact) {
	i := slices.IndexFunc(facts, func(f Fact) bool { return f.ID == id })
	if i >= 0 && !contains(b.doc.Facts, facts[i]) {
		b.doc.Facts = append(b.doc.Facts, facts[i])
	}
}

func contains(facts []Fact, f Fact) bool {
	return slices.ContainsFunc(facts, func(g Fact) bool { return g.ID == f.ID })
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
