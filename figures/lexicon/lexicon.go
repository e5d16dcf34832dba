// Package lexicon holds tables of words looked up at a place of a text.
//
// The decision behind it: rules are data. Whatever the rules know about a
// language stands in files next to them, and code asks one question only:
// which is the longest word of this table that begins, or ends, here?
package lexicon

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
	"sync"
	"unicode"
)

// Table maps words to values. The zero Table is empty.
//
// There are a hundred tables with thousands of words, kept as long as the program
// runs: all letters lie in one row and everything else is a number of a place in
// another, so that they take little room and collecting garbage passes them by.
type Table[V any] struct{ of *contents[V] }

// contents are what a table holds.
type contents[V any] struct {
	letters []rune
	words   []word[V] // the longest first
	heads   index
	// tails are found out when they are asked for first: of most tables they never
	// are.
	tails func() *index
}

// word is where a word's letters are.
type word[V any] struct {
	from  uint32
	n     uint16
	value V
}

// index finds words by the two runes at one end of them: hundreds begin with the
// same rune, few with the same two. A word of one rune is under that one and 0.
type index struct {
	order  []uint32 // numbers of words, those of one end together, the longest first
	groups []group
	slots  []uint32 // numbers of groups, counted from 1, at the place of their key or after it
	single bool     // there are words of one rune
	// outer tells of most runes at once that no word has them at this end.
	outer *runeSieve
}

// group is a stretch of an index's order.
type group struct {
	key      uint64
	from, to uint32
}

func keyOf(outer, inner rune) uint64 { return uint64(uint32(outer))<<32 | uint64(uint32(inner)) }

// place is where a key's group is looked for first.
func (x *index) place(key uint64) int {
	return int(key * 0x9E3779B97F4A7C15 >> 40 & uint64(len(x.slots)-1))
}

// under are the words with two runes at this end; 0 instead of the inner one are
// those of one rune.
func (x *index) under(outer, inner rune) []uint32 {
	key := keyOf(outer, inner)
	for at := x.place(key); x.slots[at] != 0; at = (at + 1) & (len(x.slots) - 1) {
		if g := &x.groups[x.slots[at]-1]; g.key == key {
			return x.order[g.from:g.to]
		}
	}
	return nil
}

// runeSieve holds a bit for each rune added, shared by runes that agree in
// their lower bits: it may say yes wrongly, never no.
type runeSieve [sieveBits / 64]uint64

const sieveBits = 4096

func (s *runeSieve) add(r rune) { s[uint32(r)%sieveBits/64] |= 1 << (uint32(r) % 64) }

func (s *runeSieve) has(r rune) bool { return s[uint32(r)%sieveBits/64]&(1<<(uint32(r)%64)) != 0 }

// New makes a table of words that are folded and in lower case already, as
// the texts must be.
func New[V any](words map[string]V) Table[V] {
	t := &contents[V]{}
	for _, text := range slices.Sorted(maps.Keys(words)) {
		letters := []rune(text)
		if len(letters) > 0 {
			t.words = append(t.words, word[V]{uint32(len(t.letters)), uint16(len(letters)), words[text]})
			t.letters = append(t.letters, letters...)
		}
	}
	slices.SortStableFunc(t.words, func(a, b word[V]) int { return cmp.Compare(b.n, a.n) })
	t.letters, t.words = slices.Clip(t.letters), slices.Clip(t.words)
	t.heads = t.index(func(w []rune) (outer, inner rune) { return w[0], w[min(1, len(w)-1)] })
	t.tails = sync.OnceValue(func() *index {
		x := t.index(func(w []rune) (outer, inner rune) { return w[len(w)-1], w[max(0, len(w)-2)] })
		return &x
	})
	return Table[V]{t}
}

func (t *contents[V]) read(w *word[V]) []rune { return t.letters[w.from : w.from+uint32(w.n)] }

// index finds the words by the runes at one end.
func (t *contents[V]) index(end func([]rune) (outer, inner rune)) index {
	x := index{order: make([]uint32, len(t.words)), outer: new(runeSieve)}
	keys := make([]uint64, len(t.words))
	for i, w := range t.words {
		outer, inner := end(t.read(&w))
		x.outer.add(outer)
		if w.n == 1 {
			inner, x.single = 0, true
		}
		keys[i], x.order[i] = keyOf(outer, inner), uint32(i)
	}
	slices.SortStableFunc(x.order, func(a, b uint32) int { return cmp.Compare(keys[a], keys[b]) })
	for at, i := range x.order {
		if n := len(x.groups); n == 0 || x.groups[n-1].key != keys[i] {
			x.groups = append(x.groups, group{key: keys[i], from: uint32(at)})
		}
		x.groups[len(x.groups)-1].to = uint32(at) + 1
	}
	x.groups = slices.Clip(x.groups)
	x.fill()
	return x
}

// fill gives every group a slot; half of the slots and more stay empty, which ends
// every search.
func (x *index) fill() {
	x.slots = make([]uint32, 1<<bits.Len(uint(2*len(x.groups))))
	for i, g := range x.groups {
		at := x.place(g.key)
		for x.slots[at] != 0 {
			at = (at + 1) & (len(x.slots) - 1)
		}
		x.slots[at] = uint32(i) + 1
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
	if i < 0 || i >= len(text) || t.of == nil || !t.of.heads.outer.has(text[i]) {
		return value, 0
	}
	if i+1 < len(text) {
		for _, at := range t.of.heads.under(text[i], text[i+1]) {
			w := &t.of.words[at]
			end := i + int(w.n)
			if end <= len(text) && slices.Equal(text[i:end], t.of.read(w)) && whole(text, i, end) {
				return w.value, int(w.n)
			}
		}
	}
	if t.of.heads.single && whole(text, i, i+1) {
		for _, at := range t.of.heads.under(text[i], 0) {
			return t.of.words[at].value, 1
		}
	}
	return value, 0
}

// Before finds the longest word that ends just before i.
func (t Table[V]) Before(text []rune, i int) (value V, n int) {
	if i <= 0 || i > len(text) || t.of == nil {
		return value, 0
	}
	tails := t.of.tails()
	if !tails.outer.has(text[i-1]) {
		return value, 0
	}
	if i > 1 {
		for _, at := range tails.under(text[i-1], text[i-2]) {
			w := &t.of.words[at]
			start := i - int(w.n)
			if start >= 0 && slices.Equal(text[start:i], t.of.read(w)) && whole(text, start, i) {
				return w.value, int(w.n)
			}
		}
	}
	if tails.single && whole(text, i-1, i) {
		for _, at := range tails.under(text[i-1], 0) {
			return t.of.words[at].value, 1
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

// whole keeps Latin words whole: "over" is not found in "moreover".
func whole(text []rune, start, end int) bool {
	if start > 0 && latin(text[start]) && latin(text[start-1]) {
		return false
	}
	return end >= len(text) || !latin(text[end-1]) || !latin(text[end])
}

func latin(r rune) bool { return r < 0x250 && unicode.IsLetter(r) }
