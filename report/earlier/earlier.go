// Package earlier reads the outline of a report that somebody wrote before:
// headings with their levels, whether they stand on a line of their own or are
// the first sentence of a paragraph, numbered or not.
//
// The decision behind it: nothing is a heading for what it says, only for how
// it stands: its number, its line, its place among its like. Numbers decide
// first; headings without a number are believed only where several of them
// stand in a row, because one short line may as well be a broken column. The
// words in words.json are few and general (page furniture, words of titles),
// so that a report nobody here has seen is read like any other.
package earlier

import (
	"slices"
	"strings"
)

// Outline is the tree of headings of one text, in order.
type Outline struct {
	// Title is the report's, "" where the page lost it.
	Title    string    `json:"title"`
	Headings []Heading `json:"headings"`
	// FirstPerson is true for a text one person tells of himself.
	FirstPerson bool `json:"first_person,omitempty"`
	// Documents lists the texts where the file holds several, one after another;
	// Headings holds those of all of them.
	Documents []Part `json:"documents,omitempty"`
	// Doubts say what a reader should know before relying on the outline.
	Doubts []Doubt `json:"doubts,omitempty"`
}

// Part is one of several texts in a file: its title and which of the headings
// are its own.
type Part struct {
	Title string `json:"title"`
	From  int    `json:"from"`
	To    int    `json:"to"`
	// FirstPerson is as in Outline.
	FirstPerson bool `json:"first_person,omitempty"`
}

// Heading is one heading.
type Heading struct {
	// Level is 1 for the highest of the text.
	Level int `json:"level"`
	// Number is the number as written, "" for none; Title what follows it.
	Number string `json:"number"`
	Title  string `json:"title"`
	// RunIn is true for a heading that opens its paragraph.
	RunIn bool `json:"run_in"`
	// Missing is true for a heading the page lost: its number is known from its
	// neighbours.
	Missing bool `json:"missing,omitempty"`
	// Line is the line of the file it stands on, from 1; 0 for a missing one.
	Line int `json:"line,omitempty"`
}

// Doubt is a finding about the text: Kind is "title" (it says something else
// than the text), "missing", "garbled", "several".
type Doubt struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// Line is a paragraph of the text, as a file reader gives it.
type Line struct {
	// Level is the heading level of the paragraph's style, 0 for none; IsTitle
	// is true for the style of titles.
	Level   int
	IsTitle bool
	Text    string
}

// Plain splits a text into lines without styles.
func Plain(text string) []Line {
	var lines []Line
	for l := range strings.SplitSeq(decode(text), "\n") {
		lines = append(lines, Line{Text: l})
	}
	return lines
}

// Read finds the outline.
func Read(lines []Line) Outline {
	paragraphs := tidy(lines)
	var out Outline
	texts := separate(paragraphs)
	for _, text := range texts {
		title, heads := readText(text)
		if out.Title == "" {
			out.Title = title
		}
		me := personal(joinFolded(text))
		from := len(out.Headings)
		out.Headings = append(out.Headings, heads...)
		if len(texts) > 1 {
			out.Documents = append(out.Documents, Part{title, from, len(out.Headings), me})
		}
		out.FirstPerson = me && len(texts) == 1
		out.Doubts = append(out.Doubts, doubts(title, text, heads)...)
	}
	if len(texts) > 1 {
		out.Doubts = append(out.Doubts, Doubt{"several", words().Doubts["several"]})
	}
	return out
}

// Of is the outline of one of the texts, as an outline of its own.
func (o Outline) Of(p Part) Outline {
	return Outline{Title: p.Title, FirstPerson: p.FirstPerson, Headings: slices.Clone(o.Headings[p.From:p.To])}
}
