package joint

import (
	"hash/fnv"
	"slices"
)

// set holds pairs of runes and words by number, in order: there are thousands of
// tellings, and comparing two of them must cost next to nothing.
type set []uint32

// pairNumber is a pair of Chinese runes by number; that of other runes may be
// another pair's.
func pairNumber(a, b rune) uint32 { return uint32(a)<<16 | uint32(b)&0xffff }

// wordNumber lies beyond those of pairs, of which the first rune is below 0xa000.
func wordNumber(word []rune) uint32 { return uint32(sumOf(string(word))) | 0xa0000000 }

func sumOf(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s))
	return h.Sum64()
}

// ordered puts a set in order, each number once.
func ordered(numbers []uint32) set {
	slices.Sort(numbers)
	return slices.Clip(slices.Compact(numbers))
}

// like gives the other set where it is equal, so that it is held once.
func (s set) like(o set) set {
	if slices.Equal(s, o) {
		return o
	}
	return s
}

// shared is how many numbers two sets have in common.
func (s set) shared(o set) int {
	n := 0
	for len(s) > 0 && len(o) > 0 {
		switch {
		case s[0] < o[0]:
			s = s[1:]
		case s[0] > o[0]:
			o = o[1:]
		default:
			n++
			s, o = s[1:], o[1:]
		}
	}
	return n
}
