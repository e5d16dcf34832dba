package report

import (
	"slices"
	"strings"
	"unicode/utf8"

	"dutybook/report/docx"
)

// maxItem is how long a note can be to stand in a list inside one paragraph.
const maxItem = 60

// noted is the text of a part that is not written from records: the notes made
// for it, else its gaps.
func (e *evidence) noted(s Section) Prose {
	notes := cleaned(e.src.Notes[s.Part])
	var official []Paragraph
	if spans := e.official(s.Part); s.Part != "" && len(spans) > 0 {
		official = []Paragraph{{Spans: spans}}
	}
	switch {
	case s.Part != "" && len(notes) > 0:
		return Prose{Paragraphs: append(official, noteParagraphs(e.fill(s.Intro), notes)...)}
	case len(official) > 0 && !slices.Contains(contentParts(), s.Part):
		return Prose{Paragraphs: official}
	case len(s.Gap) > 0:
		var gaps []Paragraph
		for _, g := range s.Gap {
			gaps = append(gaps, Paragraph{Spans: gapSpans(e.fill(g))})
		}
		return Prose{Paragraphs: append(official, gaps...)}
	}
	return Prose{}
}

func cleaned(notes []string) []string {
	var out []string
	for _, n := range notes {
		if n = strings.TrimSpace(docx.Clean(n)); n != "" {
			out = append(out, n)
		}
	}
	return out
}

// noteParagraphs lists short notes in one paragraph behind the words that open
// such a list, and gives long ones, which open themselves, a paragraph each.
func noteParagraphs(intro string, notes []string) []Paragraph {
	long := func(n string) bool { return utf8.RuneCountInString(n) > maxItem || strings.Contains(n, "\n") }
	w := words()
	if len(notes) > 1 && len(notes) <= len(w.Numerals) && !slices.ContainsFunc(notes, long) {
		spans := unpadded([]Span{plain(intro)})
		for i, n := range notes {
			end := w.Semicolon
			if i == len(notes)-1 {
				end = w.Stop
			}
			spans = append(spans, plain(fill(w.NoteItem, "n", w.Numerals[i])), note(strings.TrimRight(n, w.Stop+w.Semicolon)), plain(end))
		}
		return []Paragraph{{Spans: spans}}
	}
	if len(notes) == 1 && !long(notes[0]) && intro != "" {
		return []Paragraph{{Spans: []Span{plain(intro), note(strings.TrimRight(notes[0], w.Stop+w.Semicolon)), plain(w.Stop)}}}
	}
	var paragraphs []Paragraph
	for _, n := range notes {
		for line := range strings.SplitSeq(n, "\n") {
			paragraphs = append(paragraphs, Paragraph{Spans: []Span{note(line)}})
		}
	}
	return paragraphs
}

func note(text string) Span { return Span{Text: text, Note: true} }

// contentParts are the parts that say something of their own, which wording
// alone does not make whole.
func contentParts() []string { return []string{"insight", "problems", "next"} }
