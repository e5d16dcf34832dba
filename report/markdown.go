package report

import (
	"strings"

	"dutybook/report/docx"
)

// Markdown is the document as plain Markdown, the annex as a table; markup in
// members' words is made harmless.
func Markdown(d Document) string {
	var b strings.Builder
	line := func(s string) { b.WriteString(s + "\n\n") }
	line("# " + markdownText(strings.Join(d.Title, "")))
	for _, s := range []string{d.Subtitle, d.Salutation} {
		if s != "" {
			line(markdownText(s))
		}
	}
	for _, part := range d.Parts {
		if part.Heading != "" {
			line("## " + markdownText(part.Heading))
		}
		for _, p := range part.Paragraphs {
			if p.Heading != "" {
				line("### " + markdownText(p.Heading))
			}
			line(markdownText(p.Text()))
		}
	}
	for _, s := range d.Signature {
		line(markdownText(s))
	}
	b.WriteString(markdownAnnex(d))
	return b.String()
}

func markdownAnnex(d Document) string {
	w := words().Annex
	var b strings.Builder
	b.WriteString("## " + w.Title + "\n\n| " + w.Number + " | " + w.Definition + " | " + w.Records + " |\n|---|---|---|\n")
	for _, f := range d.Facts {
		cells := []string{f.Rendered, f.Definition, recordList(f.Records)}
		for i, c := range cells {
			cells[i] = markdownText(c)
		}
		b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	return b.String() + "\n" + w.Note + "\n\n" + d.unplacedNote() + "\n"
}

var markdownEscapes = strings.NewReplacer(
	"\\", "\\\\", "*", "\\*", "_", "\\_", "`", "\\`", "[", "\\[", "]", "\\]",
	"<", "&lt;", ">", "&gt;", "|", "\\|", "\n", " ",
)

func markdownText(s string) string { return markdownEscapes.Replace(docx.Clean(s)) }
