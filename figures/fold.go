package figures

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
)

//go:embed data/fold.txt
var foldText string

// foldPairs holds one traditional or variant rune and its simplified form a
// line.
var foldPairs = sync.OnceValue(func() map[rune]rune {
	pairs := make(map[rune]rune)
	for row := range strings.Lines(foldText) {
		if r := []rune(strings.TrimSpace(row)); len(r) == 2 {
			pairs[r[0]] = r[1]
		}
	}
	return pairs
})

// Fold writes traditional characters the rules know as simplified ones and
// full-width letters, digits and signs as half-width ones. It changes rune for
// rune, so an offset in runes means the same place before and after.
func Fold(s string) string {
	pairs := foldPairs()
	return strings.Map(func(r rune) rune { return foldRune(pairs, r) }, s)
}

func foldRune(pairs map[rune]rune, r rune) rune {
	switch {
	case r < 0x80:
		return r
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFEE0
	case r == 0x3000 || r == 0xA0:
		return ' '
	}
	if to, ok := pairs[r]; ok {
		return to
	}
	return r
}

// line is a text prepared for looking things up: runes folded and in lower
// case, and where each stands in the text in bytes.
type line struct {
	text string
	r    []rune
	at   []int
}

func newLine(text string) line {
	pairs := foldPairs()
	l := line{text: text, r: make([]rune, 0, len(text)), at: make([]int, 0, len(text)+1)}
	for i, r := range text {
		l.r = append(l.r, unicode.ToLower(foldRune(pairs, r)))
		l.at = append(l.at, i)
	}
	l.at = append(l.at, len(text))
	return l
}

// rune gives the rune at i, 0 outside the text.
func (l line) rune(i int) rune {
	if i < 0 || i >= len(l.r) {
		return 0
	}
	return l.r[i]
}

// skip gives the first place from i on that is no blank.
func (l line) skip(i int) int {
	for l.rune(i) == ' ' || l.rune(i) == '\t' {
		i++
	}
	return i
}

// back gives the place after the last rune before i that is no blank.
func (l line) back(i int) int {
	for l.rune(i-1) == ' ' || l.rune(i-1) == '\t' {
		i--
	}
	return i
}
