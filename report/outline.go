package report

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"dutybook/activity"
)

// Outline is the plan of a document: what comes in which order and which
// records belong where. The built-in ones are the files of outlines/; another
// can be read from an earlier report (FromEarlier).
type Outline struct {
	// Names are the words people ask for it with.
	Names []string `json:"names,omitempty"`
	// Voice names the phrases the sentences are made with, "committee" or
	// "personal".
	Voice string `json:"voice"`
	// Length is how much is told, "" for all of it.
	Length Length `json:"length,omitempty"`
	// Title and Subtitle are printed one line each. Here, in Opening and in
	// gaps, what stands in 【】 is left for a person to fill in.
	Title      []string `json:"title"`
	Subtitle   []string `json:"subtitle"`
	Salutation string   `json:"salutation"`
	Opening    []string `json:"opening"`
	// Numbering is how headings are numbered, a style a level: "一、", "（一）",
	// "1.", "（1）", or "" for headings without a number.
	Numbering []string  `json:"numbering"`
	Sections  []Section `json:"sections"`
	// DropEmpty leaves out sections without records instead of asking for them:
	// nobody has done everything.
	DropEmpty bool     `json:"drop_empty"`
	Signature []string `json:"signature"`
}

// Length is how much of the facts a document tells.
type Length string

// The lengths. Every length prints the same figures where it prints them, and
// Document.Cut lists those it leaves out.
const (
	// Full tells all figures, matters, places, topics and titles.
	Full Length = ""
	// Short keeps every figure and drops the rest, but for what a paragraph would
	// be too thin without: a 摘要.
	Short Length = "short"
	// Page keeps a few figures of every kind of work, so that all of it fits one
	// page.
	Page Length = "page"
	// Spoken keeps a few figures and matters of every section, for three minutes
	// aloud.
	Spoken Length = "spoken"
)

// Section is a heading and what stands under it: a text written from records
// (Categories), a person's notes (Part), gaps (Gap), or nothing but sections of
// a deeper level.
type Section struct {
	// ID is stable: bookmarks and resumed drafts go by it.
	ID string `json:"id"`
	// Level is 1 for the highest; 0 is a part without a heading.
	Level int `json:"level"`
	// Number is the heading's number as printed, set from the numbering of the
	// outline; Title is the heading without it.
	Number string `json:"number,omitempty"`
	Title  string `json:"title"`
	// RunIn headings are the first sentence of their paragraph.
	RunIn      bool                `json:"run_in,omitempty"`
	Categories []activity.Category `json:"categories,omitempty"`
	// Part names the notes of Source.Notes printed here; without any the Gap
	// is.
	Part string   `json:"part,omitempty"`
	Gap  []string `json:"gap,omitempty"`
	// Intro opens a list of short notes.
	Intro string `json:"intro,omitempty"`
	// Voice and Length are the outline's.
	Voice  string `json:"voice,omitempty"`
	Length Length `json:"length,omitempty"`
	// Sub says how the kinds of work of a section are headed: "" for a run-in
	// heading each, SubNone for none.
	Sub string `json:"sub,omitempty"`
	// SubNumber is the style the run-in headings are numbered in, "" for none.
	SubNumber string `json:"sub_number,omitempty"`
	// SaysTime lets the section's first sentence say which time is spoken of.
	SaysTime bool `json:"says_time,omitempty"`
	// Wish is how a person wants the section written, "" for as it comes.
	Wish string `json:"wish,omitempty"`
	// said is set where words before the section say the time.
	said bool
}

// SubNone is a section's Sub without headings inside it.
const SubNone = "none"

// Heading is the heading as printed, "" for a part without one.
func (s Section) Heading() string {
	if s.Level == 0 {
		return ""
	}
	w := words()
	if slices.ContainsFunc(w.ChapterEnds, func(end string) bool { return strings.HasSuffix(s.Number, end) }) {
		return s.Number + w.ChapterGap + s.Title
	}
	return s.Number + s.Title
}

// Fed reports whether the section is written from records.
func (s Section) Fed() bool { return len(s.Categories) > 0 }

// Fed is the sections written from records, in order.
func (o Outline) Fed() []Section {
	return slices.DeleteFunc(slices.Clone(o.Sections), func(s Section) bool { return !s.Fed() })
}

//go:embed outlines
var outlineFiles embed.FS

// OutlineNames are the built-in outlines.
func OutlineNames() []string {
	return []string{"annual", "term", "abridged", "review", "personal", "standing", "page", "speech"}
}

// LoadOutline reads a built-in outline; any name but OutlineNames is an
// activity.ErrNotFound.
func LoadOutline(name string) (Outline, error) {
	if !slices.Contains(OutlineNames(), name) {
		return Outline{}, fmt.Errorf("report: outline %q: %w", name, activity.ErrNotFound)
	}
	data, err := outlineFiles.ReadFile("outlines/" + name + ".json")
	if err != nil {
		return Outline{}, fmt.Errorf("report: outline %q: %w", name, err)
	}
	var o Outline
	if err := json.Unmarshal(data, &o); err != nil {
		return Outline{}, fmt.Errorf("report: outline %q: %w", name, err)
	}
	return o.prepared(), nil
}

// OutlineNamed finds the built-in outline that the first word of a text asks
// for, and what follows it; ok is false when it asks for none.
func OutlineNamed(text string) (name, rest string, ok bool) {
	word, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	for _, name := range OutlineNames() {
		o, err := LoadOutline(name)
		if err == nil && (word == name || slices.Contains(o.Names, word)) {
			return name, strings.TrimSpace(rest), true
		}
	}
	return "", text, false
}

// prepared hands the sections what they have from the outline.
func (o Outline) prepared() Outline {
	spoken := false
	for i := range o.Sections {
		s := &o.Sections[i]
		s.Voice, s.Length = o.Voice, o.Length
		if s.Level > 0 && s.Level < len(o.Numbering) {
			s.SubNumber = o.Numbering[s.Level]
		}
		if s.Fed() && !spoken {
			s.SaysTime, spoken = true, true
		}
	}
	o.number()
	return o
}

// SectionOf is a section for a few categories outside any outline, as a leader
// asks for one; its heading names them.
func SectionOf(categories ...activity.Category) Section {
	w := words()
	s := Section{ID: "section", Level: 1, Categories: categories, Voice: committeeVoice, SaysTime: true}
	for i, c := range categories {
		if i > 0 {
			s.Title += w.Listed
		}
		s.Title += c.Name(activity.Hans)
	}
	return s
}

// Wished is the outline with what people wish of its sections, by id. Whoever
// writes the prose gets the wish as it was said; the phrases of this package
// know only to be brief.
func (o Outline) Wished(wishes map[string]string) Outline {
	o.Sections = slices.Clone(o.Sections)
	for i := range o.Sections {
		s := &o.Sections[i]
		if s.Wish = wishes[s.ID]; s.Wish != "" && slices.ContainsFunc(words().Brief, func(w string) bool { return strings.Contains(s.Wish, w) }) {
			s.Length = Short
		}
	}
	return o
}
