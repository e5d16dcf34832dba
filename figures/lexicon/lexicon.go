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
	heads, tails index[V]
}

// index finds the words by the two runes at one end of them: hundreds begin
// with the same rune, few with the same two.
type index[V any] struct {
	pairs  map[[2]rune][]row[V]
	single map[rune]row[V]
	// outer tells of most runes at once that no word has them at this end.
	outer *runeSieve
}

// runeSieve holds a bit for each rune added, shared by runes that agree in
// their lower bits: it may say yes wrongly, never no.
type runeSieve [sieveBits / 64]uint64

const sieveBits = 4096

func (s *runeSieve) add(r rune) { s[uint32(r)%sieveBits/64] |= 1 << (uint32(r) % 64) }

func (s *runeSieve) has(r rune) bool { return s[uint32(r)%sieveBits/64]&(1<<(uint32(r)%64)) != 0 }

type row[V any] struct {
	word  []rune
	value V
}

// New makes a table of words that are folded and in lower case already, as
// the texts must be.
func New[V any](words map[string]V) Table[V] {
	t := Table[V]{newIndex[V](), newIndex[V]()}
	for word, value := range words {
		r := row[V]{[]rune(word), value}
		n := len(r.word)
		if n == 0 {
			continue
		}
		t.heads.outer.add(r.word[0])
		t.tails.outer.add(r.word[n-1])
		switch n {
		case 1:
			t.heads.single[r.word[0]] = r
			t.tails.single[r.word[0]] = r
		default:
			t.heads.add([2]rune{r.word[0], r.word[1]}, r)
			t.tails.add([2]rune{r.word[n-2], r.word[n-1]}, r)
		}
	}
	t.heads.sort()
	t.tails.sort()
	return t
}

func newIndex[V any]() index[V] {
	return index[V]{make(map[[2]rune][]row[V]), make(map[rune]row[V]), new(runeSieve)}
}

func (x index[V]) add(key [2]rune, r row[V]) { x.pairs[key] = append(x.pairs[key], r) }

// sort puts the longest words first.
func (x index[V]) sort() {
	for _, rows := range x.pairs {
		slices.SortFunc(rows, func(a, b row[V]) int { return len(b.word) - len(a.word) })
	}
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
	if i < 0 || i >= len(text) || t.heads.outer == nil || !t.heads.outer.has(text[i]) {
		return value, 0
	}
	if i+1 < len(text) {
		for _, r := range t.heads.pairs[[2]rune{text[i], text[i+1]}] {
			end := i + len(r.word)
			if end <= len(text) && slices.Equal(text[i:end], r.word) && whole(text, i, end) {
				return r.value, len(r.word)
			}
		}
	}
	if r, ok := t.heads.single[text[i]]; ok && whole(text, i, i+1) {
		return r.value, 1
	}
	return value, 0
}

// Before finds the longest word that ends just before i.
func (t Table[V]) Before(text []rune, i int) (value V, n int) {
	if i <= 0 || i > len(text) || t.tails.outer == nil || !t.tails.outer.has(text[i-1]) {
		return value, 0
	}
	if i > 1 {
		for _, r := range t.tails.pairs[[2]rune{text[i-2], text[i-1]}] {
			start := i - len(r.word)
			if start >= 0 && slices.Equal(text[start:i], r.word) && whole(text, start, i) {
				return r.value, len(r.word)
			}
		}
	}
	if r, ok := t.tails.single[text[i-1]]; ok && whole(text, i-1, i) {
		return r.value, 1
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

// whole keeps Latin words whole: "over" is not found in "moreover".
func whole(text []rune, start, end int) bool {
	if start > 0 && latin(text[start]) && latin(text[start-1]) {
		return false
	}
	return end >= len(text) || !latin(text[end-1]) || !latin(text[end])
}

func latin(r rune) bool { return r < 0x250 && unicode.IsLetter(r) }
