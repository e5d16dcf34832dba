package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"dutybook/activity"
	"dutybook/report/docx"
)

// maxCited is how many record numbers a comment lists before it points to the
// ledger.
const maxCited = 30

// WriteDocx writes the document as a Word file: every figure carries a comment
// with its definition and records, gaps are painted yellow, an annex lists all
// figures. A clean copy has none of these.
func WriteDocx(w io.Writer, d Document) error {
	if d.Look.Clean {
		d = d.cleaned()
	}
	file := docx.Document{
		Title: strings.Join(withoutGaps(d.Title), ""), Creator: d.Committee, Reviewer: words().Reviewer,
		Mark: d.mark(), CommonFonts: d.Look.Common, Template: d.Look.Template, Blocks: titleBlocks(d),
	}
	p := printer{facts: map[string]Fact{}, clean: d.Look.Clean}
	for _, f := range d.Facts {
		p.facts[f.ID] = f
	}
	for _, part := range d.Parts {
		file.Blocks = append(file.Blocks, p.part(part)...)
	}
	for i, line := range d.Signature {
		if i == 0 {
			file.Blocks = append(file.Blocks, docx.Plain(docx.Body, ""))
		}
		file.Blocks = append(file.Blocks, gapped(docx.Signature, line))
	}
	if !d.Look.Clean {
		file.Blocks = append(file.Blocks, annexBlocks(d)...)
	}
	if err := docx.Write(w, file); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

func titleBlocks(d Document) []docx.Block {
	title := docx.Title
	if len(d.Subtitle) == 0 {
		title = docx.LoneTitle
	}
	blocks := []docx.Block{gapped(title, strings.Join(broken(d.Title), "\n"))}
	for i, line := range d.Subtitle {
		style := docx.Byline
		if i == len(d.Subtitle)-1 {
			style = docx.Subtitle
		}
		blocks = append(blocks, gapped(style, line))
	}
	if d.Salutation != "" {
		blocks = append(blocks, docx.Plain(docx.Flush, d.Salutation))
	}
	return blocks
}

// maxTitleLine is how many characters of a title fit one line.
const maxTitleLine = 19

// broken breaks a title of one line that is too long for it, as a person would:
// behind the body's name or before the year, whichever is nearer its middle.
func broken(title []string) []string {
	if len(title) != 1 || utf8.RuneCountInString(title[0]) <= maxTitleLine {
		return title
	}
	size := utf8.RuneCountInString(title[0])
	best, least := 0, size
	for _, at := range titleBreak().FindAllStringSubmatchIndex(title[0], -1) {
		for _, i := range at[2:] {
			if i <= 0 || i >= len(title[0]) {
				continue
			}
			before := utf8.RuneCountInString(title[0][:i])
			if far := max(2*before-size, size-2*before); far < least {
				best, least = i, far
			}
		}
	}
	if best == 0 {
		return title
	}
	return []string{title[0][:best], title[0][best:]}
}

// gapped is a line whose gaps are painted.
func gapped(style docx.Style, text string) docx.Paragraph {
	p := docx.Paragraph{Style: style}
	for _, s := range gapSpans(text) {
		p.Runs = append(p.Runs, docx.Run{Text: s.Text, Highlight: s.Gap})
	}
	return p
}

// headings are the styles by level.
var headings = []docx.Style{docx.Heading1, docx.Heading2, docx.Heading3, docx.Heading4}

func headingStyle(level int) docx.Style { return headings[min(max(level, 1), len(headings))-1] }

// printer lays out parts.
type printer struct {
	facts map[string]Fact
	clean bool
}

func (p printer) part(part DocumentPart) []docx.Block {
	var blocks []docx.Block
	runIn := part.RunIn && len(part.Paragraphs) > 0 && part.Paragraphs[0].Heading == ""
	if part.Heading != "" && !runIn {
		heading := docx.Plain(headingStyle(part.Level), part.Heading)
		heading.Bookmark = bookmark(part.ID)
		blocks = append(blocks, heading)
	}
	for i, paragraph := range part.Paragraphs {
		body := p.paragraph(paragraph)
		if i == 0 && runIn {
			body.Runs = append([]docx.Run{lead(part.Heading)}, body.Runs...)
		}
		if i == 0 && (runIn || part.Heading == "") {
			body.Bookmark = bookmark(part.ID)
		}
		blocks = append(blocks, body)
	}
	return blocks
}

// bookmark is the name a part is found by again.
func bookmark(id string) string { return "s_" + id }

func (p printer) paragraph(paragraph Paragraph) docx.Paragraph {
	body := docx.Paragraph{Style: docx.Body}
	if paragraph.Heading != "" {
		body.Runs = append(body.Runs, lead(paragraph.Heading))
	}
	for _, s := range paragraph.Spans {
		run := docx.Run{Text: s.Text}
		if !p.clean {
			run.Highlight, run.Comment = s.Gap, comment(s, p.facts)
		}
		body.Runs = append(body.Runs, run)
	}
	return body
}

// lead is a heading as the first sentence of its paragraph.
func lead(heading string) docx.Run {
	return docx.Run{Text: heading + words().Stop, Style: docx.RunIn}
}

func comment(s Span, facts map[string]Fact) string {
	w := words()
	f, ok := facts[s.Fact]
	if !ok && s.Note && !s.Hand {
		return w.NoteMark
	}
	if !ok {
		return ""
	}
	lines := []string{f.Definition}
	if f.Formula != "" {
		lines = append(lines, fill(w.Formula, "formula", f.Formula))
	}
	if f.Source != "" {
		return strings.Join(append(lines, f.Source), "\n")
	}
	return strings.Join(append(lines, fill(w.Evidence, "records", recordList(f.Records))), "\n")
}

// recordList prints record numbers, in order, runs of three and more as a range.
func recordList(ids []activity.RecordID) string { return recordsUpTo(ids, maxCited) }

func recordsUpTo(ids []activity.RecordID, limit int) string {
	w := words()
	var out []string
	for len(ids) > 0 {
		if len(out) == limit {
			return fill(w.More, "records", strings.Join(out, w.Between))
		}
		n := 1
		for n < len(ids) && ids[n] == ids[n-1]+1 {
			n++
		}
		item := ids[0].String()
		if n < 3 {
			n = 1
		} else {
			item += w.To + ids[n-1].String()
		}
		out, ids = append(out, item), ids[n:]
	}
	return strings.Join(out, w.Between)
}
