package report

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// Sheet is a table of its own, as whoever keeps one has it: a name, heads with
// the width of each column in characters, rows below. A cell is a string, an
// int64 or an activity.Amount; nil is left empty.
type Sheet struct {
	Name   string
	Heads  []string
	Widths []float64
	Rows   [][]any
}

// WriteSheets writes tables as an .xlsx file, laid out like the ledger's; words
// are text cells, so that none is run as a formula.
func WriteSheets(w io.Writer, sheets []Sheet) error {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	l := &ledger{book: book}
	for i, s := range sheets {
		old := ""
		if i == 0 {
			old = "Sheet1"
		}
		l.sheet(old, s.Name, s.Heads, s.Widths)
		for j, cells := range s.Rows {
			l.row(s.Name, j+2, cells)
		}
		l.finish(s.Name, len(s.Heads), len(s.Rows)+1)
	}
	if l.err != nil {
		return fmt.Errorf("report: sheets: %w", l.err)
	}
	if err := book.Write(w); err != nil {
		return fmt.Errorf("report: sheets: %w", err)
	}
	return nil
}
