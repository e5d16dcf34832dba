package report

import (
	"fmt"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/report/docx"
)

// Look is how a document is laid out in a file; the zero Look is the working
// copy by the standard.
type Look struct {
	// Clean leaves out every mark made for the people who check the draft:
	// comments, yellow, gaps and the annex.
	Clean bool
	// Common uses the fonts every computer has instead of those of the standard
	// for official documents.
	Common bool
	// Template is a Word file of the house whose page, headers, footers and
	// styles are used, as ReadTemplate takes it.
	Template *docx.Template `json:"-"`
}

// ReadTemplate reads a Word file of the house as a template; what cannot be one
// is an activity.ErrInvalid.
func ReadTemplate(data []byte) (*docx.Template, error) {
	t, err := docx.ReadTemplate(data)
	if err != nil {
		return nil, fmt.Errorf("report: template: %w: %w", activity.ErrInvalid, err)
	}
	return t, nil
}

// cleaned is the document without its gaps and annex; a part that held nothing
// else goes with them, and so does a heading left with nothing under it.
func (d Document) cleaned() Document {
	d.Title, d.Subtitle, d.Signature = withoutGaps(d.Title), withoutGaps(d.Subtitle), withoutGaps(d.Signature)
	d.Facts, d.Cut, d.Unplaced, d.Late, d.Frozen = nil, nil, nil, nil, ""
	d.Promised = nil
	var kept []DocumentPart
	for _, part := range slices.Backward(d.Parts) {
		part.Paragraphs = filled(part.Paragraphs)
		above := len(kept) > 0 && kept[len(kept)-1].Level > part.Level && part.Level > 0
		if len(part.Paragraphs) > 0 || above {
			kept = append(kept, part)
		}
	}
	slices.Reverse(kept)
	d.Parts = kept
	return d
}

// withoutGaps drops the lines that are not complete.
func withoutGaps(lines []string) []string {
	w := words()
	return slices.DeleteFunc(slices.Clone(lines), func(s string) bool { return strings.Contains(s, w.GapOpen) })
}

// filled drops gaps, and the paragraphs that were nothing else.
func filled(paragraphs []Paragraph) []Paragraph {
	var out []Paragraph
	for _, p := range paragraphs {
		p.Spans = slices.DeleteFunc(slices.Clone(p.Spans), func(s Span) bool { return s.Gap })
		if len(p.Spans) > 0 {
			out = append(out, p)
		}
	}
	return out
}
