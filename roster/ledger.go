package roster

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/xuri/excelize/v2"
)

// Field is what a column of a ledger holds.
type Field string

// The fields; a ledger has Day and Text at least.
const (
	Day      Field = "date"
	Text     Field = "text"
	Who      Field = "member"
	Category Field = "category"
	Place    Field = "place"
	Figure   Field = "figure"
	Unit     Field = "unit"
)

// Fields lists them in the order they are told.
func Fields() []Field { return []Field{Day, Text, Who, Category, Place, Figure, Unit} }

// Ledger is a spreadsheet of work done, as offices kept it before.
type Ledger struct {
	// Heads are the words above the columns, by field.
	Heads map[Field]string
	Rows  []LedgerRow
	// Sheet is what they were read from.
	Sheet Sheet
}

// LedgerRow is a row with anything in it; what a column does not say is "".
type LedgerRow struct {
	// Line is where the row stands in the file, counted from 1.
	Line  int              `json:"line"`
	Cells map[Field]string `json:"cells"`
	// Members are the names in the column of members.
	Members []string `json:"members,omitempty"`
}

//go:embed ledger.json
var ledgerJSON []byte

var ledgerWords = sync.OnceValue(func() map[string][]string {
	var words map[string][]string
	if err := json.Unmarshal(ledgerJSON, &words); err != nil {
		panic(fmt.Sprintf("roster: embedded ledger.json: %v", err))
	}
	return words
})

// titleRows is how many lines may stand above the heads of a ledger.
const titleRows = 5

// ReadLedger reads a ledger; ok is false for a file that is none: no line near
// its top heads a column of days and one of texts, the one named and the other
// known by what stands in it.
func ReadLedger(name string, data []byte) (ledger Ledger, ok bool) {
	lines, err := ledgerLines(name, data)
	if err != nil || len(lines) > MaxRows+titleRows {
		return Ledger{}, false
	}
	for i, l := range lines[:min(len(lines), titleRows)] {
		if s, ok := sheetOf(ledgerColumns(l.cells), l, lines[i+1:]).guessed(); ok {
			return s.Ledger(), true
		}
	}
	return Ledger{}, false
}

// ledgerColumns finds the column of each field, by the word for it that comes
// first in the list of words.
func ledgerColumns(heads []string) map[Field]int {
	columns := map[Field]int{}
	for _, f := range Fields() {
		for _, word := range ledgerWords()[string(f)] {
			i := slices.IndexFunc(heads, func(h string) bool { return strings.EqualFold(tidy(h), word) })
			if _, taken := columns[f]; i >= 0 && !taken {
				columns[f] = i
			}
		}
	}
	return columns
}

// dayOf is a day as a spreadsheet may keep it, a number counted from 1900, as
// 2025-03-12; any other is left as it is.
func dayOf(s string) string {
	const first, last = 20000, 80000 // 1954 to 2119
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n < first || n > last {
		return s
	}
	t, err := excelize.ExcelDateToTime(n, false)
	if err != nil {
		return s
	}
	return t.Format(time.DateOnly)
}

func namesIn(s string) []string {
	for _, mark := range ledgerWords()["names"] {
		s = strings.ReplaceAll(s, mark, "\n")
	}
	return strings.Fields(s)
}

// ledgerLines reads the rows of a file, days of a workbook as numbers.
func ledgerLines(name string, data []byte) ([]line, error) {
	if !strings.EqualFold(filepath.Ext(name), ".xlsx") {
		return table(name, data)
	}
	return sheet(data, true)
}
