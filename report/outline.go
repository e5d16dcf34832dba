package report

import (
	"embed"
	"encoding/json"
	"fmt"

	"dutybook/activity"
)

// Outline is the plan of a document: what comes in which order and which
// records belong where. Outlines are the files of outlines/.
type Outline struct {
	// Voice names the phrases the sentences are made with, "committee" or
	// "personal".
	Voice string `json:"voice"`
	// Title is printed one line each.
	Title      []string `json:"title"`
	Subtitle   string   `json:"subtitle"`
	Salutation string   `json:"salutation"`
	// Opening paragraphs; what stands in 【】 is left for a person to fill in.
	Opening   []string  `json:"opening"`
	Sections  []Section `json:"sections"`
	Closing   []Closing `json:"closing"`
	Signature []string  `json:"signature"`
}

// Section is a part of a document that is written from records.
type Section struct {
	// ID is stable: bookmarks and resumed drafts go by it.
	ID         string              `json:"id"`
	Heading    string              `json:"heading"`
	Categories []activity.Category `json:"categories"`
	// Voice is the outline's, "" for "committee".
	Voice string `json:"voice,omitempty"`
}

// Closing is a part no record speaks of; its paragraphs stay open for a person.
type Closing struct {
	ID         string   `json:"id"`
	Heading    string   `json:"heading"`
	Paragraphs []string `json:"paragraphs"`
}

//go:embed outlines
var outlineFiles embed.FS

// LoadOutline reads a built-in outline, "annual" or "personal"; any other name
// is an activity.ErrNotFound.
func LoadOutline(name string) (Outline, error) {
	data, err := outlineFiles.ReadFile("outlines/" + name + ".json")
	if err != nil {
		return Outline{}, fmt.Errorf("report: outline %q: %w", name, activity.ErrNotFound)
	}
	var o Outline
	if err := json.Unmarshal(data, &o); err != nil {
		return Outline{}, fmt.Errorf("report: outline %q: %w", name, err)
	}
	for i := range o.Sections {
		o.Sections[i].Voice = o.Voice
	}
	return o, nil
}

// SectionOf is a section for a few categories outside any outline, as a leader
// asks for one; its heading names them.
func SectionOf(categories ...activity.Category) Section {
	w := words()
	s := Section{ID: "section", Categories: categories, Voice: committeeVoice}
	for i, c := range categories {
		if i > 0 {
			s.Heading += w.Listed
		}
		s.Heading += c.Name(activity.Hans)
	}
	return s
}
