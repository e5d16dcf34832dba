package figures

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed data/fold.txt
var foldText string

// foldPairs holds, for the runes of each page of 256, their simplified forms, zero
// for what has none. The file gives one traditional or variant rune and its form a
// line. Every rune of every message is looked up here.
var foldPairs = sync.OnceValue(func() [][]rune {
	pairs := make([][]rune, (unicode.MaxRune>>8)+1)
	for row := range strings.Lines(foldText) {
		if r := []rune(strings.TrimSpace(row)); len(r) == 2 {
			page := r[0] >> 8
			if pairs[page] == nil {
				pairs[page] = make([]rune, 256)
			}
			pairs[page][r[0]&0xFF] = r[1]
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

func foldRune(pairs [][]rune, r rune) rune {
	switch {
	case r < 0x80:
		return r
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFEE0
	case r == 0x3000 || r == 0xA0:
		return ' '
	}
	if page := pairs[r>>8]; page != nil && page[r&0xFF] != 0 {
		return page[r&0xFF]
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
	pairs, n := foldPairs(), utf8.RuneCountInString(text)
	l := line{text: text, r: make([]rune, 0, n), at: make([]int, 0, n+1)}
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
