package report

import (
	"slices"
	"strings"
)

// Human is what people wrote into a draft. It is kept beside the draft, and
// every later version is Human put over what the records give: people's words
// always win, figures nobody changed go on following the records.
type Human struct {
	Parts []HumanPart `json:"parts,omitempty"`
}

// HumanPart is one part as people left it.
type HumanPart struct {
	ID      string      `json:"id"`
	Heading string      `json:"heading,omitempty"`
	Level   int         `json:"level,omitempty"`
	Change  Change      `json:"change"`
	Lines   []HumanLine `json:"lines,omitempty"`
	// Seen names the paragraphs the draft had then: others are new, and a seen
	// one that is not among the Lines was struck out.
	Seen []string `json:"seen,omitempty"`
	// After is the part an Added one stands behind.
	After string `json:"after,omitempty"`
	// By wrote it, into Version, with the message Key.
	By      string `json:"by"`
	Version int    `json:"version"`
	Key     string `json:"key"`
}

// HumanLine is a paragraph: one of the draft's own where From names it, else a
// person's words, in which Figures still are the draft's facts.
type HumanLine struct {
	Text    string        `json:"text"`
	From    string        `json:"from,omitempty"`
	Figures []HumanFigure `json:"figures,omitempty"`
}

// HumanFigure is a figure in a person's words that prints a fact.
type HumanFigure struct {
	Text string `json:"text"`
	Fact string `json:"fact"`
	// Kept is the fact as it was, where the figure must not move any more.
	Kept *Fact `json:"kept,omitempty"`
}

// Conflict is a part two people wrote differently; Theirs stands until somebody
// says otherwise.
type Conflict struct {
	Theirs, Mine HumanPart
}

// Words are the part's lines as read.
func (p HumanPart) Words() string {
	var lines []string
	for _, l := range p.Lines {
		lines = append(lines, l.Text)
	}
	return strings.Join(lines, "\n")
}

// Hand is who returned a draft: a name, the version that was edited and the key
// of the message it came with.
type Hand struct {
	By      string
	Version int
	Key     string
}

// With adds an edited file to what people wrote before. base is the version the
// file was made from. What somebody else changed after that version stays, and
// is listed.
func (h Human) With(base Document, e Edited, hand Hand) (Human, []Conflict) {
	out := Human{slices.Clone(h.Parts)}
	var conflicts []Conflict
	after := ""
	for _, p := range e.Parts {
		if p.Change != Same {
			mine := humanPart(base, p, hand)
			mine.After = after
			i := slices.IndexFunc(out.Parts, func(q HumanPart) bool { return q.ID == p.ID })
			switch {
			case i < 0:
				out.Parts = append(out.Parts, mine)
			case out.Parts[i].yields(mine, hand):
				out.Parts[i] = mine
			default:
				conflicts = append(conflicts, Conflict{out.Parts[i], mine})
			}
		}
		after = p.ID
	}
	return out, conflicts
}

// yields reports whether a part gives way to a later one: of the same message,
// of the same words, or, unless it is locked, of the same person or made with
// it in view.
func (p HumanPart) yields(to HumanPart, hand Hand) bool {
	seen := p.By == hand.By || p.Version <= hand.Version
	return p.Key == hand.Key || p.Words() == to.Words() || seen && p.Change != Locked
}

// Put replaces one part.
func (h Human) Put(p HumanPart) Human {
	parts := slices.DeleteFunc(slices.Clone(h.Parts), func(q HumanPart) bool { return q.ID == p.ID })
	return Human{append(parts, p)}
}

// Without forgets what people wrote into a part, which is written from records
// again.
func (h Human) Without(id string) Human {
	return Human{slices.DeleteFunc(slices.Clone(h.Parts), func(q HumanPart) bool { return q.ID == id })}
}

// Written is a part as a person says it should read, a paragraph a line.
func Written(base Document, id string, lines []string, hand Hand) HumanPart {
	e := EditedPart{ID: id, Change: Changed, Lines: lines}
	if was, ok := base.part(id); ok {
		e.Heading, e.Level = was.Heading, was.Level
	}
	return humanPart(base, e, hand)
}

func (d Document) part(id string) (DocumentPart, bool) {
	i := slices.IndexFunc(d.Parts, func(p DocumentPart) bool { return p.ID == id })
	if i < 0 {
		return DocumentPart{}, false
	}
	return d.Parts[i], true
}

func humanPart(base Document, e EditedPart, hand Hand) HumanPart {
	out := HumanPart{ID: e.ID, Heading: e.Heading, Level: e.Level, Change: e.Change, By: hand.By, Version: hand.Version, Key: hand.Key}
	was, _ := base.part(e.ID)
	printed := was.printed()
	for _, p := range was.Paragraphs {
		out.Seen = append(out.Seen, p.key())
	}
	if was.Heading == e.Heading {
		out.Heading = "" // goes on with the outline's
	}
	for _, line := range e.Lines {
		l := HumanLine{Text: line}
		if i := slices.Index(printed, line); i >= 0 && i < len(was.Paragraphs) {
			if p := was.Paragraphs[i]; p.byHand() {
				l.Figures = boundIn(line, []Paragraph{p})
			} else {
				l.From = p.key()
			}
		} else {
			l.Figures = boundIn(line, was.Paragraphs)
		}
		out.Lines = append(out.Lines, l)
	}
	return out
}

// boundIn are the figures of the paragraphs that a line still has.
func boundIn(line string, paragraphs []Paragraph) []HumanFigure {
	var out []HumanFigure
	rest := figuresOf(line)
	for _, p := range paragraphs {
		for _, s := range p.Spans {
			if i := slices.Index(rest, s.Text); s.Fact != "" && i >= 0 {
				out = append(out, HumanFigure{Text: s.Text, Fact: s.Fact})
				rest = slices.Delete(rest, i, i+1)
			}
		}
	}
	return out
}

// key names a paragraph for as long as it tells of the same thing: by the first
// fact it prints, else by its words.
func (p Paragraph) key() string {
	for _, s := range p.Spans {
		if s.Fact != "" {
			return s.Fact
		}
	}
	return p.Text()
}

func (p Paragraph) byHand() bool {
	return slices.ContainsFunc(p.Spans, func(s Span) bool { return s.Hand })
}

// keptMark opens the ID of a fact that stays as it was.
const keptMark = "kept/"

// Lock leaves a part of a draft as it is, its figures with the records they had.
func Lock(base Document, id string, hand Hand) HumanPart {
	was, _ := base.part(id)
	out := HumanPart{ID: id, Heading: was.Heading, Level: was.Level, Change: Locked, By: hand.By, Version: hand.Version, Key: hand.Key}
	for i, line := range was.printed() {
		out.Seen = append(out.Seen, was.Paragraphs[i].key())
		l := HumanLine{Text: line}
		for _, f := range boundIn(line, was.Paragraphs[i:i+1]) {
			if at := slices.IndexFunc(base.Facts, func(g Fact) bool { return g.ID == f.Fact }); at >= 0 {
				f.Kept = &base.Facts[at]
			}
			l.Figures = append(l.Figures, f)
		}
		out.Lines = append(out.Lines, l)
	}
	return out
}

// Slip makes a changed figure the records' again: the person says it was a slip.
func (h Human) Slip(f FigureChange) Human {
	out := Human{slices.Clone(h.Parts)}
	for i, p := range out.Parts {
		if p.ID != f.Part || f.Now == "" {
			continue
		}
		p.Lines = slices.Clone(p.Lines)
		for j, l := range p.Lines {
			if l.From == "" && strings.Contains(l.Text, f.Now) {
				l.Text = strings.Replace(l.Text, f.Now, f.Was, 1)
				if f.Fact != "" {
					l.Figures = append(slices.Clone(l.Figures), HumanFigure{Text: f.Was, Fact: f.Fact})
				}
				p.Lines[j] = l
				break
			}
		}
		out.Parts[i] = p
	}
	return out
}
