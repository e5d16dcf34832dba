package report

import (
	"fmt"
	"io"
	"strings"

	"dutybook/activity"
	"dutybook/report/docx"
)

// maxCited is how many record numbers a comment lists before it points to the
// ledger.
const maxCited = 30

// WriteDocx writes the document as a Word file: every figure carries a comment
// with its definition and records, gaps are painted yellow, an annex lists all
// figures.
func WriteDocx(w io.Writer, d Document) error {
	facts := map[string]Fact{}
	for _, f := range d.Facts {
		facts[f.ID] = f
	}
	file := docx.Document{
		Title: strings.Join(d.Title, ""), Creator: d.Committee, Reviewer: words().Reviewer,
		Blocks: titleBlocks(d),
	}
	for _, part := range d.Parts {
		file.Blocks = append(file.Blocks, partBlocks(part, facts)...)
	}
	for i, line := range d.Signature {
		p := docx.Plain(docx.Signature, line)
		if i == 0 {
			file.Blocks = append(file.Blocks, docx.Plain(docx.Body, ""))
		}
		file.Blocks = append(file.Blocks, p)
	}
	file.Blocks = append(file.Blocks, annexBlocks(d)...)
	if err := docx.Write(w, file); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

func titleBlocks(d Document) []docx.Block {
	blocks := []docx.Block{docx.Plain(docx.Title, strings.Join(d.Title, "\n"))}
	if d.Subtitle != "" {
		blocks = append(blocks, docx.Plain(docx.Subtitle, d.Subtitle))
	}
	if d.Salutation != "" {
		blocks = append(blocks, docx.Plain(docx.Flush, d.Salutation))
	}
	return blocks
}

func partBlocks(part DocumentPart, facts map[string]Fact) []docx.Block {
	var blocks []docx.Block
	if part.Heading != "" {
		heading := docx.Plain(docx.Heading1, part.Heading)
		heading.Bookmark = "s_" + part.ID
		blocks = append(blocks, heading)
	}
	for _, p := range part.Paragraphs {
		if p.Heading != "" {
			blocks = append(blocks, docx.Plain(docx.Heading2, p.Heading))
		}
		body := docx.Paragraph{Style: docx.Body}
		for _, s := range p.Spans {
			body.Runs = append(body.Runs, docx.Run{Text: s.Text, Highlight: s.Gap, Comment: comment(s, facts)})
		}
		blocks = append(blocks, body)
	}
	return blocks
}

func comment(s Span, facts map[string]Fact) string {
	f, ok := facts[s.Fact]
	if !ok {
		return ""
	}
	w := words()
	lines := []string{f.Definition}
	if f.Formula != "" {
		lines = append(lines, fill(w.Formula, "formula", f.Formula))
	}
	return strings.Join(append(lines, fill(w.Evidence, "records", recordList(f.Records))), "\n")
}

// recordList prints record numbers, in order, runs of three and more as a range.
func recordList(ids []activity.RecordID) string {
	w := words()
	var out []string
	for len(ids) > 0 {
		if len(out) == maxCited {
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

func annexBlocks(d Document) []docx.Block {
	w := words().Annex
	title := docx.Plain(docx.AnnexTitle, w.Title)
	title.NewPage, title.Bookmark = true, "s_annex"
	table := docx.Table{Widths: []int{1700, 4300, 2800}, Header: []string{w.Number, w.Definition, w.Records}}
	for _, f := range d.Facts {
		definition := f.Definition
		if f.Formula != "" {
			definition += fill(words().Formula, "formula", f.Formula)
		}
		table.Rows = append(table.Rows, []string{f.Rendered, definition, recordList(f.Records)})
	}
	return []docx.Block{title, table, docx.Plain(docx.Cell, w.Note), docx.Plain(docx.Cell, d.unplacedNote())}
}

func (d Document) unplacedNote() string {
	w := words().Annex
	if len(d.Unplaced) == 0 {
		return w.AllPlaced
	}
	return fill(w.Unplaced, "records", recordList(d.Unplaced))
}
