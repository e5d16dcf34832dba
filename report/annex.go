package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"dutybook/report/docx"
)

// maxAnnexed is how many records a row of the annex names: the ledger has them
// all, and nobody turns twelve pages of numbers.
const maxAnnexed = 12

// annexRow is one figure of the annex: as printed, what it counts and how it
// adds up, its records.
func (f Fact) annexRow() []string {
	counted := f.label()
	if f.Category == "" {
		counted = f.Definition
	}
	if f.Formula != "" {
		counted += words().Colon + f.Formula
	}
	return []string{f.Rendered, counted, cmp.Or(f.Source, recordsUpTo(f.Records, maxAnnexed))}
}

func annexBlocks(d Document) []docx.Block {
	w := words().Annex
	title := docx.Plain(docx.AnnexTitle, w.Title)
	title.NewPage, title.Bookmark = true, bookmark("annex")
	table := docx.Table{Widths: []int{1400, 4200, 3240}, Header: []string{w.Number, w.Definition, w.Records}}
	for _, f := range d.Facts {
		table.Rows = append(table.Rows, f.annexRow())
	}
	blocks := []docx.Block{title, table}
	for _, line := range d.annexNotes() {
		blocks = append(blocks, docx.Plain(docx.Cell, line))
	}
	return slices.Concat(blocks, comparedBlocks(d.Compared), promisedBlocks(promisedRows(d.Promised)), officeBlocks(d.Office))
}

// comparedBlocks are the table on the year before, nothing where there is none.
func comparedBlocks(c comparedTable) []docx.Block {
	if c.Title == "" {
		return nil
	}
	blocks := []docx.Block{docx.Plain(docx.AnnexTitle, c.Title)}
	if len(c.Rows) > 0 {
		blocks = append(blocks, docx.Table{Widths: []int{2600, 1500, 1500, 1740, 1500}, Header: words().Compare.Columns, Rows: c.Rows})
	}
	return append(blocks, docx.Plain(docx.Cell, c.Note))
}

// promisedBlocks are the table of last year's promises, nothing where there are
// none.
func promisedBlocks(rows [][]string) []docx.Block {
	if len(rows) == 0 {
		return nil
	}
	w := words().LastYear
	return []docx.Block{
		docx.Plain(docx.AnnexTitle, w.Sheet),
		docx.Table{Widths: []int{4600, 4240}, Header: w.Columns, Rows: rows},
	}
}

// officeBlocks are the table of the office's facts, nothing where there are none.
func officeBlocks(rows [][]string) []docx.Block {
	if len(rows) == 0 {
		return nil
	}
	w := words().Office
	return []docx.Block{
		docx.Plain(docx.AnnexTitle, w.Sheet),
		docx.Table{Widths: []int{2400, 1500, 1900, 3040}, Header: w.Columns, Rows: rows},
	}
}

// annexNotes tell how the figures were counted and what is not in the text.
func (d Document) annexNotes() []string {
	w := words().Annex
	notes := []string{w.Note}
	if d.Frozen != "" {
		notes = append(notes, fill(w.Frozen, "day", d.Frozen))
	}
	if len(d.Late) > 0 {
		notes = append(notes, fill(w.Late, "n", strconv.Itoa(len(d.Late)), "records", recordList(d.Late)))
	}
	if cut := d.cutList(); cut != "" {
		notes = append(notes, fill(w.Cut, "figures", cut))
	}
	if len(d.Unplaced) == 0 {
		return append(notes, w.AllPlaced)
	}
	return append(notes, fill(w.Unplaced, "records", recordList(d.Unplaced)))
}

// cutList names the figures the text had no room for.
func (d Document) cutList() string {
	var items []string
	for _, f := range d.Cut {
		items = append(items, f.label()+f.Rendered)
	}
	return strings.Join(items, words().Listed)
}
