package earlier

import (
	"strings"
	"unicode/utf8"
)

// style is how a heading is numbered.
type style int

// The styles, the higher first; unnumbered headings come in by their place.
const (
	unnumbered style = iota
	partStyle        // 第一部分
	commaStyle       // 一、
	roundStyle       // （一）
	digitStyle       // 1.
	ringStyle        // （1）
)

// Lengths of headings, in runes.
const (
	maxHeading = 60
	maxRunIn   = 36
	// A paragraph goes on for so long after a heading without a number.
	minRest = 20
)

// head is a heading found, before levels are known.
type head struct {
	Heading
	style   style
	n       int // the number's value, 0 for none
	at      int // index of its paragraph
	styled  int // level of the file's own heading style, 0 for none
	garbled bool
}

// numbered reads a paragraph that begins with a number.
func (p paragraph) numbered() (head, bool) {
	s, n, width := numberAt(p.folded)
	if s == unnumbered {
		return head{}, false
	}
	runes := []rune(p.Text)
	h := head{style: s, n: n, styled: p.Level, garbled: p.garbled}
	h.Number = strings.TrimFunc(string(runes[:width]), blank)
	rest := strings.TrimFunc(string(runes[width:]), blank)
	title, body := firstSentence(rest)
	h.Title, h.RunIn, h.Line = title, body != "", p.at
	limit := maxHeading
	if h.RunIn {
		limit = maxRunIn
	}
	if n := utf8.RuneCountInString(title); n == 0 || n > limit {
		return head{}, false
	}
	if !h.RunIn && strings.ContainsAny(lastRune(rest), words().Joins+words().Semicolons) {
		return head{}, false
	}
	return h, true
}

// firstSentence cuts at the first full stop; body is what follows it.
func firstSentence(s string) (title, body string) {
	title, body, found := strings.Cut(s, words().Stop)
	if !found {
		return strings.TrimRight(s, words().Colons), ""
	}
	return title, strings.TrimFunc(body, blank)
}

func lastRune(s string) string {
	r, size := utf8.DecodeLastRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(r)
}

// standing reports whether a paragraph could be a heading on a line of its own
// without a number.
func (p paragraph) standing() bool {
	n := utf8.RuneCountInString(p.Text)
	w := words()
	switch {
	case p.IsTitle || p.Level > 0:
		return p.Level > 0
	case n < 2 || n > maxHeading, strings.ContainsAny(lastRune(p.folded), w.Ends+w.Joins+fold(w.Ends)):
		return false
	case strings.ContainsAny(p.Text, w.Inside), isEnumerator(p.folded):
		return false
	}
	return true
}

// isEnumerator reports whether a text begins with 一是 or 第一，, which count
// inside a text and head nothing.
func isEnumerator(folded string) bool {
	r := []rune(folded)
	if len(r) > 1 && string(r[0]) == words().Ordinal {
		r = r[1:]
	}
	_, width := numeral(r)
	return width > 0 && width < len(r) && strings.ContainsRune(words().Counting, r[width])
}

// runIn reads the first sentence of a paragraph as a heading, if it could be
// one.
func (p paragraph) runIn() (head, bool) {
	title, body := firstSentence(p.Text)
	n := utf8.RuneCountInString(title)
	folded := fold(title)
	w := words()
	switch {
	case n < 4 || n > maxRunIn, utf8.RuneCountInString(body) < minRest:
		return head{}, false
	case hasAnyPrefix(folded, w.NotHead), hasAny(folded, w.Person), isEnumerator(folded):
		return head{}, false
	case folded[0] >= '0' && folded[0] <= '9', strings.ContainsAny(folded, ":;"):
		return head{}, false
	}
	return head{Heading: Heading{Title: title, RunIn: true, Line: p.at}, garbled: p.garbled}, true
}
