// Package guard finds what in a text says a quantity, for readers who must not
// miss one: Find in a report somebody wrote, Strict in words that were asked to
// hold no quantity at all.
//
// The decision behind it: package figures reads what people mean, and passes
// over a numeral when in doubt; a guard doubts the other way. So it adds to
// what figures reads the numerals nothing is said about, the ones (一个集体)
// counted beside other counts and, for Strict, every digit of any script,
// dates, ordinals and the words that claim a quantity without naming it.
package guard

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"dutybook/figures"
)

// Hit is a stretch of text that says a quantity: Text is text[Start:End].
type Hit struct {
	Start, End int
	Text       string
}

//go:embed words.txt
var wordsText string

// wordList holds the sections of words.txt.
type wordList struct {
	vague []string
	// one finds an uncounted one beside another count; codes what looks like a
	// number and is a name; ordinals, bare numbers that count years or heads.
	// shares say parts and lengths of time, counted is a code that is a count.
	one, shares, counted, codes, ordinal, notBare *regexp.Regexp
}

var lists = sync.OnceValue(func() wordList {
	sections := map[string][]string{}
	name := ""
	for line := range strings.Lines(wordsText) {
		line = strings.TrimSpace(line)
		switch {
		case line == "", strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "== "):
			name = strings.TrimPrefix(line, "== ")
		default:
			sections[name] = append(sections[name], line)
		}
	}
	any := func(name string) *regexp.Regexp { return regexp.MustCompile(strings.Join(sections[name], "|")) }
	return wordList{
		vague: sections["vague"], one: any("one"), shares: any("shares"), counted: any("counted"), codes: any("codes"),
		ordinal: any("ordinal"), notBare: any("not bare"),
	}
})

// Find finds the quantities of a text, in order, without what stands in names:
// exact stretches that are known to be none, such as the title of a session.
func Find(text string, names ...string) []Hit {
	w := lists()
	codes := slices.DeleteFunc(matches(text, w.codes), func(h Hit) bool { return w.counted.MatchString(h.Text) })
	known := append(spansOf(text, names), codes...)
	var hits []Hit
	for _, f := range figures.Scan(text) {
		hits = append(hits, hit(text, f.Start, f.End))
	}
	for _, m := range w.one.FindAllStringSubmatchIndex(text, -1) {
		hits = append(hits, hit(text, m[2], m[3]))
	}
	for _, m := range w.shares.FindAllStringSubmatchIndex(text, -1) {
		for g := 2; g < len(m); g += 2 {
			if m[g] >= 0 {
				hits = append(hits, hit(text, m[g], m[g+1]))
			}
		}
	}
	for _, f := range figures.Bare(text) {
		if utf8.RuneCountInString(f.Quote) > 1 && !bareName(text, f) {
			hits = append(hits, hit(text, f.Start, f.End))
		}
	}
	return tidy(hits, known)
}

// bareName reports whether a numeral without a unit is part of a name, a year,
// an anniversary or a session.
func bareName(text string, f figures.Figure) bool {
	from := f.Start
	for range 2 {
		_, size := utf8.DecodeLastRuneInString(text[:from])
		from -= size
	}
	to := f.End
	for range 3 {
		_, size := utf8.DecodeRuneInString(text[to:])
		to += size
	}
	return lists().notBare.MatchString(text[from:to])
}

// Strict finds all that Find does, and every other numeral, digit, date,
// ordinal and vague quantity.
func Strict(text string, names ...string) []Hit {
	w := lists()
	hits := Find(text)
	for _, f := range figures.Bare(text) {
		hits = append(hits, hit(text, f.Start, f.End))
	}
	for _, d := range figures.Dates(text, time.Unix(0, 0).UTC()) {
		if hasNumeral(text[d.Start:d.End]) {
			hits = append(hits, hit(text, d.Start, d.End))
		}
	}
	for i, r := range text {
		if unicode.IsNumber(r) && r < 0x4e00 {
			hits = append(hits, hit(text, i, i+utf8.RuneLen(r)))
		}
	}
	hits = append(hits, matches(text, w.ordinal)...)
	for _, v := range w.vague {
		hits = append(hits, spansOf(text, []string{v})...)
	}
	return tidy(hits, spansOf(text, names))
}

func hasNumeral(s string) bool {
	return strings.ContainsFunc(s, unicode.IsNumber) || lists().ordinal.MatchString(s) || len(figures.Bare(s)) > 0
}

func hit(text string, start, end int) Hit { return Hit{start, end, text[start:end]} }

func matches(text string, re *regexp.Regexp) []Hit {
	var hits []Hit
	for _, m := range re.FindAllStringIndex(text, -1) {
		hits = append(hits, hit(text, m[0], m[1]))
	}
	return hits
}

// spansOf finds every occurrence of the names that are long enough to be one.
func spansOf(text string, names []string) []Hit {
	var hits []Hit
	for _, n := range names {
		for from := 0; n != ""; {
			i := strings.Index(text[from:], n)
			if i < 0 {
				break
			}
			hits = append(hits, hit(text, from+i, from+i+len(n)))
			from += i + len(n)
		}
	}
	return hits
}

// tidy orders hits, joins those that overlap and drops those inside a known
// name.
func tidy(hits, known []Hit) []Hit {
	slices.SortFunc(hits, func(a, b Hit) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return b.End - a.End
	})
	var out []Hit
	for _, h := range hits {
		inside := slices.ContainsFunc(known, func(k Hit) bool { return k.Start <= h.Start && h.End <= k.End })
		if inside || len(out) > 0 && h.End <= out[len(out)-1].End {
			continue
		}
		out = append(out, h)
	}
	return out
}
