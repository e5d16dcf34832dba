// Package lexicon holds tables of words looked up at a place of a text.
//
// The decision behind it: rules are data. Whatever the rules know about a
// language stands in files next to them, and code asks one question only:
// which is the longest word of this table that begins, or ends, here?
package lexicon

import (
	"slices"
	"unicode"
)

// Table maps words to values. The zero Table is empty.
type Table[V any] struct {
	heads map[rune][]row[V]
	tails map[rune][]row[V]
}

type row[V any] struct {
	word  []rune
	value V
}

// New makes a table of words that are folded and in lower case already, as
// the texts must be.
func New[V any](words map[string]V) Table[V] {
	t := Table[V]{make(map[rune][]row[V]), make(map[rune][]row[V])}
	for word, value := range words {
		r := row[V]{[]rune(word), value}
		if len(r.word) == 0 {
			continue
		}
		first, last := r.word[0], r.word[len(r.word)-1]
		t.heads[first] = append(t.heads[first], r)
		t.tails[last] = append(t.tails[last], r)
	}
	for _, rows := range t.heads {
		longestFirst(rows)
	}
	for _, rows := range t.tails {
		longestFirst(rows)
	}
	return t
}

// Set makes a table of words that mean nothing but themselves.
func Set(words []string) Table[bool] {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return New(m)
}

// At finds the longest word that begins at i; n is its length, 0 for none.
func (t Table[V]) At(text []rune, i int) (value V, n int) {
	if i < 0 || i >= len(text) {
		return value, 0
	}
	for _, r := range t.heads[text[i]] {
		end := i + len(r.word)
		if end <= len(text) && slices.Equal(text[i:end], r.word) && whole(text, i, end) {
			return r.value, len(r.word)
		}
	}
	return value, 0
}

// Before finds the longest word that ends just before i.
func (t Table[V]) Before(text []rune, i int) (value V, n int) {
	if i <= 0 || i > len(text) {
		return value, 0
	}
	for _, r := range t.tails[text[i-1]] {
		start := i - len(r.word)
		if start >= 0 && slices.Equal(text[start:i], r.word) && whole(text, start, i) {
			return r.value, len(r.word)
		}
	}
	return value, 0
}

// In reports whether a word of the table stands anywhere in text.
func (t Table[V]) In(text []rune) bool {
	for i := range text {
		if _, n := t.At(text, i); n > 0 {
			return true
		}
	}
	return false
}

func longestFirst[V any](rows []row[V]) {
	slices.SortFunc(rows, func(a, b row[V]) int { return len(b.word) - len(a.word) })
}

// whole keeps Latin words whole: "over" is not found in "moreover".
func whole(text []rune, start, end int) bool {
	if start > 0 && latin(text[start]) && latin(text[start-1]) {
		return false
	}
	return end >= len(text) || !latin(text[end-1]) || !latin(text[end])
}

func latin(r rune) bool { return r < 0x250 && unicode.IsLetter(r) }
