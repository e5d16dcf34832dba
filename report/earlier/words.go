package earlier

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"dutybook/figures"
)

//go:embed words.json
var wordsJSON []byte

// wordFile is words.json, in simplified characters.
type wordFile struct {
	// Junk matches lines, Marks stretches, that belong to the page and not to
	// the report.
	Junk, Marks []string
	// Titles are words a title has; Functions those of headings of parts that
	// every report may have.
	Titles, Functions []string
	// NotHead begin sentences that are no headings.
	NotHead []string `json:"not_head"`
	// Office are words of which a title of such a report has one.
	Office []string
	// Numerals are the digits from 0, Ten is 十.
	Numerals                 []string
	Ten, Ordinal, Comma      string
	Parts, Round             []string
	Counting                 string
	Stop, Colons, Semicolons string
	Ends, Joins, Inside      string
	Person                   []string
	// Plural are the runes after which 我 no longer means the writer alone.
	Plural          string
	CommitteeTitles []string `json:"committee_titles"`
	ManyYears       []string `json:"many_years"`
	OneYear         []string `json:"one_year"`
	Doubts          map[string]string
	junk, marks     []*regexp.Regexp
	years, year     *regexp.Regexp
}

var words = sync.OnceValue(func() *wordFile {
	var w wordFile
	if err := json.Unmarshal(wordsJSON, &w); err != nil {
		panic(fmt.Sprintf("earlier: embedded words.json: %v", err))
	}
	compile := func(patterns []string) []*regexp.Regexp {
		var out []*regexp.Regexp
		for _, p := range patterns {
			out = append(out, regexp.MustCompile(p))
		}
		return out
	}
	w.junk, w.marks = compile(w.Junk), compile(w.Marks)
	w.years = regexp.MustCompile(strings.Join(w.ManyYears, "|"))
	w.year = regexp.MustCompile(`20\d\d`)
	return &w
})

// fold writes simplified half-width characters, rune for rune, so that places
// in the folded text are places in the text.
func fold(s string) string { return figures.Fold(s) }

func hasAny(s string, list []string) bool {
	return slices.ContainsFunc(list, func(w string) bool { return strings.Contains(s, w) })
}

func hasAnyPrefix(s string, list []string) bool {
	return slices.ContainsFunc(list, func(w string) bool { return strings.HasPrefix(s, w) })
}
