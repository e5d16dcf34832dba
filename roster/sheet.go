package roster

import (
	"maps"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

// Sheet is a ledger as it came, with which column was taken for what: kept so that
// a wrong guess is put right without sending the file again.
type Sheet struct {
	// Heads are the words above the columns.
	Heads   []string      `json:"heads"`
	Columns map[Field]int `json:"columns"`
	Lines   []SheetLine   `json:"lines"`
}

// SheetLine is a line below the heads; Number counts the lines of the file from 1.
type SheetLine struct {
	Number int      `json:"n"`
	Cells  []string `json:"cells"`
}

// With takes another column for a field, none where it is below zero. A column is
// one field: whatever it was taken for before, it is no more.
func (s Sheet) With(f Field, column int) Sheet {
	s.Columns = maps.Clone(s.Columns)
	maps.DeleteFunc(s.Columns, func(_ Field, c int) bool { return c == column })
	delete(s.Columns, f)
	if column >= 0 && column < len(s.Heads) {
		s.Columns[f] = column
	}
	return s
}

// Ledger reads the sheet by its columns.
func (s Sheet) Ledger() Ledger {
	ledger := Ledger{Heads: map[Field]string{}, Sheet: s}
	for f, i := range s.Columns {
		ledger.Heads[f] = s.Heads[i]
	}
	for _, l := range s.Lines {
		row := LedgerRow{Line: l.Number, Cells: map[Field]string{}}
		for f, i := range s.Columns {
			if i < len(l.Cells) && strings.TrimSpace(l.Cells[i]) != "" {
				row.Cells[f] = strings.TrimSpace(l.Cells[i])
			}
		}
		if len(row.Cells) == 0 {
			continue
		}
		row.Cells[Day] = dayOf(row.Cells[Day])
		row.Members = namesIn(row.Cells[Who])
		ledger.Rows = append(ledger.Rows, row)
	}
	return ledger
}

func sheetOf(columns map[Field]int, head line, lines []line) Sheet {
	s := Sheet{Columns: columns}
	for _, h := range head.cells {
		s.Heads = append(s.Heads, tidy(h))
	}
	for _, l := range lines {
		s.Lines = append(s.Lines, SheetLine{l.number, l.cells})
	}
	return s
}

var dayLike = sync.OnceValue(func() []*regexp.Regexp {
	var patterns []*regexp.Regexp
	for _, p := range ledgerWords()["day_like"] {
		patterns = append(patterns, regexp.MustCompile(p))
	}
	return patterns
})

func isDayLike(s string) bool {
	s = dayOf(strings.TrimSpace(s))
	for _, p := range dayLike() {
		if p.MatchString(s) {
			return true
		}
	}
	return false
}

// guessed finds the column of days or that of texts by what stands in it, where
// the heads name only the other one; ok is false where they name neither, or no
// column looks like it.
func (s Sheet) guessed() (Sheet, bool) {
	_, dated := s.Columns[Day]
	_, told := s.Columns[Text]
	switch {
	case dated && told:
		return s, true
	case dated:
		return s.guess(Text, longTexts)
	case told:
		return s.guess(Day, isDayLike)
	}
	return s, false
}

// longTexts tells a cell that tells of something from a name or a word.
func longTexts(s string) bool {
	const long = 6
	return utf8.RuneCountInString(strings.TrimSpace(s)) >= long && !isDayLike(s)
}

// guess takes for a field the column most of whose cells are like it, of several
// the one with most.
func (s Sheet) guess(f Field, like func(string) bool) (Sheet, bool) {
	best, most := -1, 0
	for i := range s.Heads {
		n, filled := 0, 0
		for _, l := range s.Lines {
			if i >= len(l.Cells) || strings.TrimSpace(l.Cells[i]) == "" {
				continue
			}
			if filled++; like(l.Cells[i]) {
				n++
			}
		}
		taken := false
		for _, c := range s.Columns {
			taken = taken || c == i
		}
		if !taken && n > most && 2*n > filled {
			best, most = i, n
		}
	}
	if best < 0 {
		return s, false
	}
	return s.With(f, best), true
}
