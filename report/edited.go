package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dutybook/figures"
	"dutybook/figures/guard"
	"dutybook/report/docx"
)

// Change is what became of a part of a draft that a person edited.
type Change string

// The changes.
const (
	Same    Change = "same"
	Changed Change = "changed"
	Removed Change = "removed"
	Added   Change = "added"
	// Locked is a part somebody wants left as it is.
	Locked Change = "locked"
)

// Edited is a draft as it came back from a person.
type Edited struct {
	Parts []EditedPart
	// Figures are those that differ from the draft: each is either a record not
	// told yet or a slip, and should be asked about.
	Figures []FigureChange
}

// EditedPart is one part as the person left it.
type EditedPart struct {
	ID, Heading string
	Level       int
	Change      Change
	// Lines are its paragraphs, run-in headings included.
	Lines []string
}

// FigureChange is a figure of a part; Was or Now is "" where one came or went.
type FigureChange struct {
	Part, Was, Now string
	// Fact is the one the draft printed, "" for none.
	Fact string
}

// ReadEdited compares a Word file that came back with the draft it was made
// from. Parts are found by their bookmarks, which survive other word
// processors, else by the text of their headings.
func ReadEdited(d Document, data []byte) (Edited, error) {
	content, err := docx.Read(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return Edited{}, fmt.Errorf("report: edited draft: %w", err)
	}
	if d.Look.Clean {
		d = d.cleaned()
	}
	c := comparer{draft: d, found: map[string]*EditedPart{}, made: map[string]string{}}
	for item := range strings.FieldsSeq(content.Mark) {
		if !strings.HasPrefix(item, originMark) {
			id, reading, _ := strings.Cut(item, "=")
			c.made[id] = reading
		}
	}
	for _, l := range content.Lines {
		if l.Style == "annex title" || l.Bookmark == bookmark("annex") {
			break
		}
		c.take(l)
	}
	return c.result(), nil
}

type comparer struct {
	draft Document
	found map[string]*EditedPart
	order []string
	at    *EditedPart
	// made is how the parts read when the file was made, empty where the file
	// does not say.
	made map[string]string
}

// take adds a line to the part it belongs to.
func (c *comparer) take(l docx.Line) {
	text := strings.TrimSpace(l.Text)
	if text == "" || l.Cell || l.Style == "signature" {
		return
	}
	level := headingLevel(l)
	if part, ok := c.partAt(l, text); ok {
		c.open(part.ID, level, "")
		if level > 0 {
			c.at.Heading = text
			return
		}
	} else if level > 0 {
		c.open("new"+strconv.Itoa(len(c.order)+1), level, text)
		return
	}
	if c.at != nil {
		c.at.Lines = append(c.at.Lines, text)
	}
}

func (c *comparer) open(id string, level int, heading string) {
	c.at = &EditedPart{ID: id, Level: level, Heading: heading}
	c.found[id] = c.at
	c.order = append(c.order, id)
}

func headingLevel(l docx.Line) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(l.Style, "heading "))
	return n
}

// partAt finds the part of the draft a line begins.
func (c *comparer) partAt(l docx.Line, text string) (DocumentPart, bool) {
	for _, part := range c.draft.Parts {
		if c.found[part.ID] != nil {
			continue
		}
		if l.Bookmark == bookmark(part.ID) || l.Bookmark == "" && part.Heading != "" && text == part.Heading {
			return part, true
		}
	}
	return DocumentPart{}, false
}

func (c *comparer) result() Edited {
	var out Edited
	for _, part := range c.draft.Parts {
		if _, was := c.made[part.ID]; c.found[part.ID] == nil && (was || len(c.made) == 0) {
			out.Parts = append(out.Parts, EditedPart{ID: part.ID, Heading: part.Heading, Level: part.Level, Change: Removed})
		}
	}
	for _, id := range c.order {
		got := *c.found[id]
		i := slices.IndexFunc(c.draft.Parts, func(p DocumentPart) bool { return p.ID == id })
		if i < 0 {
			got.Change = Added
			out.Parts = append(out.Parts, got)
			continue
		}
		was := c.draft.Parts[i]
		got.Change = Same
		if got.Heading == "" {
			got.Heading = was.Heading
		}
		untouched := c.made[id] == readAs(got.Heading, got.Lines)
		if !untouched && (!slices.Equal(got.Lines, was.printed()) || was.Heading != got.Heading) {
			got.Change = Changed
			out.Figures = append(out.Figures, changes(was, got)...)
		}
		out.Parts = append(out.Parts, got)
	}
	return out
}

// mark says how every part read when the file was made, so that what nobody
// touched is known even when the draft has become another meanwhile.
func (d Document) mark() string {
	var items []string
	if d.Origin != "" {
		items = append(items, originMark+d.Origin)
	}
	for _, part := range d.Parts {
		items = append(items, part.ID+"="+readAs(part.Heading, part.printed()))
	}
	return strings.Join(items, " ")
}

// readAs is a short name for what a part reads.
func readAs(heading string, lines []string) string {
	sum := sha256.Sum256([]byte(heading + "\n" + strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:6])
}

// printed are the part's paragraphs as they stand in the file.
func (part DocumentPart) printed() []string {
	var out []string
	for _, l := range part.lines() {
		if l.level == 0 {
			out = append(out, strings.TrimSpace(docx.Clean(l.lead+l.text)))
		}
	}
	return out
}

// changes are the figures that went, came or became another; those of one unit
// are taken for the same figure in their order.
func changes(was DocumentPart, now EditedPart) []FigureChange {
	old := figuresOf(strings.Join(was.printed(), "\n"))
	fresh := figuresOf(strings.Join(now.Lines, "\n"))
	for i := 0; i < len(old); i++ {
		if j := slices.Index(fresh, old[i]); j >= 0 {
			old, fresh = slices.Delete(old, i, i+1), slices.Delete(fresh, j, j+1)
			i--
		}
	}
	var out []FigureChange
	for _, o := range old {
		change := FigureChange{Part: was.ID, Was: o, Fact: was.factOf(o)}
		if j := slices.IndexFunc(fresh, func(f string) bool { return unitOf(f) == unitOf(o) }); j >= 0 {
			change.Now = fresh[j]
			fresh = slices.Delete(fresh, j, j+1)
		}
		out = append(out, change)
	}
	for _, f := range fresh {
		out = append(out, FigureChange{Part: was.ID, Now: f})
	}
	return out
}

func figuresOf(text string) []string {
	var out []string
	for _, h := range guard.Find(text) {
		out = append(out, h.Text)
	}
	return out
}

func unitOf(figure string) string {
	for _, f := range figures.Scan(figure) {
		return string(f.Unit)
	}
	return ""
}

// factOf is the fact a part prints as a figure.
func (part DocumentPart) factOf(figure string) string {
	for _, p := range part.Paragraphs {
		for _, s := range p.Spans {
			if s.Fact != "" && s.Text == figure {
				return s.Fact
			}
		}
	}
	return ""
}

// Keep puts what a person wrote into a draft made anew: changed and added parts
// stand as the person left them, removed ones stay away, and paragraphs nobody
// touched keep their facts. The figures in a person's words are the person's;
// Edited.Figures lists them.
func Keep(d Document, e Edited) Document {
	human, _ := Human{}.With(d, e, Hand{})
	return human.Over(d)
}
