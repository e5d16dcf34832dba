// Package roster reads the tables a secretary brings along, as .csv or .xlsx: a
// list of members with name, group and role, and a ledger kept before (ledger.go).
//
// The decision behind it: a bad row never stops the others. It comes back with
// its line and the reason, and what is good is told apart from what is there
// already before anything is written; writing is not done here. Which words head
// a column and name a role is data, in words.json.
//
// The encoding is found out: UTF-8 and UTF-16 by their marks or by being valid,
// anything else is read as GB18030, which holds GBK.
package roster

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"dutybook/activity"
)

// Row is one person of a list.
type Row struct {
	// Line is where the row stands in the file, counted from 1.
	Line  int           `json:"line"`
	Name  string        `json:"name"`
	Group string        `json:"group,omitempty"`
	Role  activity.Role `json:"role"`
}

// Bad is a row that cannot be taken.
type Bad struct {
	Line   int
	Reason Reason
	// Text is what the reason is about, e.g. the unknown role.
	Text string
}

// Reason says why a row is bad.
type Reason string

// The reasons.
const (
	NoName      Reason = "no-name"
	OddName     Reason = "odd-name" // digits, or longer than a name is
	NoGroup     Reason = "no-group"
	LongGroup   Reason = "long-group"
	UnknownRole Reason = "unknown-role"
	Twice       Reason = "twice" // the same name and group stand on an earlier line, Text
)

// List is what a file holds.
type List struct {
	Rows []Row
	Bad  []Bad
}

// Readable reports whether a file of this name may be a list.
func Readable(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".csv", ".txt", ".tsv", ".xlsx":
		return true
	}
	return false
}

// MaxRows is how many people a list may hold.
const MaxRows = 5000

// Read reads a list. Its error is activity.ErrInvalid: the file is none, or too
// long.
func Read(name string, data []byte) (List, error) {
	lines, err := table(name, data)
	if err != nil {
		return List{}, err
	}
	if len(lines) > MaxRows+1 {
		return List{}, fmt.Errorf("roster: %d rows: %w", len(lines), activity.ErrInvalid)
	}
	return readLines(lines), nil
}

// line is a row of the file with its number.
type line struct {
	number int
	cells  []string
}

// columns tells which cell of a row is what.
type columns struct{ name, group, role int }

func readLines(lines []line) List {
	cols := columns{0, 1, 2}
	if len(lines) > 0 {
		if found, ok := header(lines[0].cells); ok {
			cols, lines = found, lines[1:]
		}
	}
	var list List
	first := map[[2]string]int{}
	for _, l := range lines {
		if strings.TrimSpace(strings.Join(l.cells, "")) == "" {
			continue
		}
		row := Row{Line: l.number, Name: tidyName(cell(l, cols.name)), Group: tidy(cell(l, cols.group))}
		role, known := roleOf(cell(l, cols.role))
		row.Role = role
		bad := Bad{Line: l.number}
		switch at := first[[2]string{row.Name, row.Group}]; {
		case row.Name == "":
			bad.Reason = NoName
		case !nameLike(row.Name):
			bad.Reason, bad.Text = OddName, row.Name
		case !known:
			bad.Reason, bad.Text = UnknownRole, tidy(cell(l, cols.role))
		case row.Group == "" && role != activity.Secretary:
			bad.Reason, bad.Text = NoGroup, row.Name
		case utf8.RuneCountInString(row.Group) > maxGroup:
			bad.Reason, bad.Text = LongGroup, row.Name
		case at != 0:
			bad.Reason, bad.Text = Twice, fmt.Sprint(at)
		}
		if bad.Reason != "" {
			list.Bad = append(list.Bad, bad)
			continue
		}
		first[[2]string{row.Name, row.Group}] = l.number
		list.Rows = append(list.Rows, row)
	}
	return list
}

func cell(l line, i int) string {
	if i < 0 || i >= len(l.cells) {
		return ""
	}
	return l.cells[i]
}

// header finds the columns by what heads them; ok is false for a first row that
// is a person already.
func header(cells []string) (columns, bool) {
	w := wordsOf()
	cols := columns{-1, -1, -1}
	for i, c := range cells {
		switch w.headers[tidyName(c)] {
		case "name":
			cols.name = i
		case "group":
			cols.group = i
		case "role":
			cols.role = i
		}
	}
	return cols, cols.name >= 0
}

const (
	maxName  = 30
	maxGroup = 40
)

func nameLike(s string) bool {
	return utf8.RuneCountInString(s) <= maxName && strings.IndexFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !strings.ContainsRune(" .'-\u00b7\u2022", r)
	}) < 0
}

// tidy drops blanks, the wide ones of Chinese lists too, at both ends.
func tidy(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '\u3000' || r == '\ufeff' })
}

// tidyName also closes the gap two-letter names are stretched by, as lists have
// it, and leaves the blanks of other scripts.
func tidyName(s string) string {
	s = tidy(s)
	if strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) < 0 {
		return strings.Join(strings.Fields(s), " ")
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u3000' {
			return -1
		}
		return r
	}, s)
}

func roleOf(text string) (activity.Role, bool) {
	role, ok := wordsOf().roles[strings.ToLower(tidyName(text))]
	return role, ok
}

//go:embed words.json
var wordsFile []byte

// words are what heads columns and names roles.
type words struct {
	headers map[string]string
	roles   map[string]activity.Role
}

var wordsOf = sync.OnceValue(func() words {
	var f struct {
		Headers map[string][]string        `json:"headers"`
		Roles   map[activity.Role][]string `json:"roles"`
	}
	if err := json.Unmarshal(wordsFile, &f); err != nil {
		panic(fmt.Sprintf("roster: embedded words.json: %v", err))
	}
	w := words{map[string]string{}, map[string]activity.Role{}}
	for column, heads := range f.Headers {
		for _, h := range heads {
			w.headers[h] = column
		}
	}
	for role, names := range f.Roles {
		for _, n := range names {
			w.roles[n] = role
		}
	}
	return w
})
