package prompts

import "slices"

// signs are the characters, pairs of characters, words and pairs of words of a
// text, each once and in order; numbers count as one digit, so that it is not
// the figure that tells.
func signs(r []rune) []uint64 {
	out := make([]uint64, 0, 2*len(r))
	var last, word uint64
	for i := 0; i < len(r); i++ {
		c := r[i]
		switch {
		case c == ' ' || c == '\n':
			last = 0
		case latinAt(c):
			end := wordEnd(r, i)
			if end-i > 1 {
				next := wordSign(r[i:end])
				out = append(out, next, next^word<<1)
				word = next
			}
			i, last = end-1, 0
		default:
			if digitAt(c) {
				i, c = numberEnd(r, i)-1, '0'
			}
			out = append(out, uint64(c))
			if last != 0 {
				out = append(out, last<<32|uint64(c))
			}
			last = uint64(c)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// edged are the signs of a text with how it begins and ends, which tells what a
// message wants.
func edged(r []rune) []uint64 {
	out := signs(r)
	if len(r) < 2 {
		return out
	}
	const begins, ends = 1 << 62, 1 << 61
	n := len(r)
	return append(out, begins|uint64(r[0])<<21|uint64(r[1]), ends|uint64(r[n-2])<<21|uint64(r[n-1]))
}

func numberEnd(r []rune, i int) int {
	for i < len(r) && (digitAt(r[i]) || r[i] == '.' || r[i] == ',') {
		i++
	}
	return i
}

// wordEnd is where the English word ends that begins at a place.
func wordEnd(r []rune, i int) int {
	for i < len(r) && (latinAt(r[i]) || r[i] == '-') {
		i++
	}
	return i
}

// wordSign is a number for a word (FNV-1a), apart from those of characters.
func wordSign(word []rune) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range word {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h | 1<<63
}
