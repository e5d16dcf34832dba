package report

import (
	"strings"

	"dutybook/report/docx"
)

// Markdown is the document as plain Markdown, the annex as a table; markup in
// members' words is made harmless.
func Markdown(d Document) string {
	if d.Look.Clean {
		d = d.cleaned()
	}
	var b strings.Builder
	line := func(s string) { b.WriteString(s + "\n\n") }
	line("# " + markdownText(strings.Join(d.Title, "")))
	for _, s := range append(d.Subtitle, d.Salutation) {
		if s != "" {
			line(markdownText(s))
		}
	}
	for _, part := range d.Parts {
		for _, s := range part.lines() {
			line(s.markdown())
		}
	}
	for _, s := range d.Signature {
		line(markdownText(s))
	}
	if !d.Look.Clean {
		b.WriteString(markdownAnnex(d))
	}
	return b.String()
}

// Text is the document as plain text, without annex.
func Text(d Document) string {
	if d.Look.Clean {
		d = d.cleaned()
	}
	lines := append(append([]string{}, d.Title...), d.Subtitle...)
	if d.Salutation != "" {
		lines = append(lines, d.Salutation)
	}
	for _, part := range d.Parts {
		for _, s := range part.lines() {
			lines = append(lines, s.lead+s.text)
		}
	}
	return docx.Clean(strings.Join(append(lines, d.Signature...), "\n")) + "\n"
}

// textLine is a heading (level above 0) or a paragraph; lead is the heading run
// into it.
type textLine struct {
	level      int
	lead, text string
}

// lines are the part's heading and paragraphs.
func (part DocumentPart) lines() []textLine {
	var lines []textLine
	runIn := part.RunIn && len(part.Paragraphs) > 0 && part.Paragraphs[0].Heading == ""
	if part.Heading != "" && !runIn {
		lines = append(lines, textLine{level: part.Level, text: part.Heading})
	}
	for i, p := range part.Paragraphs {
		l := textLine{text: p.Text()}
		heading := p.Heading
		if i == 0 && runIn {
			heading = part.Heading
		}
		if heading != "" {
			l.lead = heading + words().Stop
		}
		lines = append(lines, l)
	}
	return lines
}

func (l textLine) markdown() string {
	if l.level > 0 {
		return strings.Repeat("#", min(l.level, 4)+1) + " " + markdownText(l.text)
	}
	if l.lead != "" {
		return "**" + markdownText(l.lead) + "**" + markdownText(l.text)
	}
	return markdownText(l.text)
}

func markdownAnnex(d Document) string {
	w := words().Annex
	var b strings.Builder
	b.WriteString("## " + w.Title + "\n\n| " + w.Number + " | " + w.Definition + " | " + w.Records + " |\n|---|---|---|\n")
	for _, f := range d.Facts {
		cells := f.annexRow()
		for i, c := range cells {
			cells[i] = markdownText(c)
		}
		b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	return b.String() + "\n" + strings.Join(d.annexNotes(), "\n\n") + "\n" + markdownCompared(d.Compared) +
		markdownSheet(words().LastYear.ledgerSheet, promisedRows(d.Promised)) + markdownSheet(words().Office.ledgerSheet, d.Office)
}

// markdownSheet is a table under its name, "" without rows.
func markdownSheet(s ledgerSheet, rows [][]string) string {
	if len(rows) == 0 {
		return ""
	}
	return "\n## " + s.Sheet + "\n\n" + markdownTable(s.Columns, rows)
}

// markdownCompared is the table on the year before, "" where there is none.
func markdownCompared(c comparedTable) string {
	if c.Title == "" {
		return ""
	}
	table := ""
	if len(c.Rows) > 0 {
		table = markdownTable(words().Compare.Columns, c.Rows) + "\n"
	}
	return "\n## " + c.Title + "\n\n" + table + c.Note + "\n"
}

func markdownTable(columns []string, rows [][]string) string {
	var b strings.Builder
	b.WriteString("| " + strings.Join(columns, " | ") + " |\n|" + strings.Repeat("---|", len(columns)) + "\n")
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = markdownText(cell)
		}
		b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	return b.String()
}

var markdownEscapes = strings.NewReplacer(
	"\\", "\\\\", "*", "\\*", "_", "\\_", "`", "\\`", "[", "\\[", "]", "\\]",
	"<", "&lt;", ">", "&gt;", "|", "\\|", "\n", " ",
)

func markdownText(s string) string { return markdownEscapes.Replace(docx.Clean(s)) }
