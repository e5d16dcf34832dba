package earlier

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// decode reads a file that is not UTF-8: UTF-16 with its mark, else GB 18030,
// which Chinese Windows writes.
func decode(text string) string {
	switch {
	case strings.HasPrefix(text, "\xff\xfe"):
		return fromUTF16(text[2:], 0, 1)
	case strings.HasPrefix(text, "\xfe\xff"):
		return fromUTF16(text[2:], 1, 0)
	case utf8.ValidString(text):
		return text
	}
	if out, err := simplifiedchinese.GB18030.NewDecoder().String(text); err == nil {
		return out
	}
	return strings.ToValidUTF8(text, "")
}

func fromUTF16(s string, low, high int) string {
	units := make([]uint16, 0, len(s)/2)
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i+low])|uint16(s[i+high])<<8)
	}
	return string(utf16.Decode(units))
}

// A page that lost one byte before a numbered heading shows every pair of bytes
// of the heading shifted by one, until a byte below 0x80 ends it: the brackets
// of （一） become "?。ㄒ唬". Pairs that are no character are lost on the way.
// unshift puts the number back by its known bytes and the heading as far as its
// bytes are there; a character with one byte lost is taken from the rest of
// the text, where it must stand. The result is only ever a proposal: the
// outline names it as garbled.
func unshift(s string, lines []Line) (string, bool) {
	rest, ok := strings.CutPrefix(s, "?")
	r, size := utf8.DecodeRuneInString(rest)
	if !ok || string(r) != words().Stop {
		return s, false
	}
	shifted, after := shiftedBytes(rest[size:])
	for n := 1; n <= 10; n++ {
		if left, fits := afterNumber(shifted, n); fits {
			title := repair(left, newGuesser(lines))
			return words().Round[0] + numeralText(n) + words().Round[1] + title + after, true
		}
	}
	return s, false
}

// shiftedBytes takes the bytes up to the one that ends the shift; after is the
// text from there on.
func shiftedBytes(s string) (shifted []byte, after string) {
	for i, r := range s {
		if r == '?' {
			return append(shifted, lost), s[i+1:]
		}
		if strings.ContainsRune(words().Joins+words().Ends, r) {
			return shifted, s[i:]
		}
		b := bytesOf(r)
		shifted = append(shifted, b...)
		if len(b) == 1 {
			return shifted, s[i+1:]
		}
	}
	return shifted, ""
}

// lost stands for a pair that was no character.
const lost = 0

func bytesOf(r rune) []byte {
	b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(string(r)))
	if err != nil {
		return nil
	}
	return b
}

func charOf(lead, trail byte) rune {
	b, err := simplifiedchinese.GBK.NewDecoder().Bytes([]byte{lead, trail})
	r, size := utf8.DecodeRune(b)
	if err != nil || r == utf8.RuneError || size != len(b) || 0xE000 <= r && r < 0xF900 {
		return 0
	}
	return r
}

// afterNumber matches the shifted bytes against those of "（n）", minus the pairs
// that are no character, and gives what is left: the second byte of the first
// character of the heading, and on.
func afterNumber(shifted []byte, n int) ([]byte, bool) {
	number := bytesOf([]rune(numeralText(n))[0])
	open, shut := bytesOf([]rune(words().Round[0])[0]), bytesOf([]rune(words().Round[1])[0])
	for _, pair := range [][2]byte{{open[1], number[0]}, {number[1], shut[0]}} {
		if charOf(pair[0], pair[1]) == 0 {
			continue
		}
		if len(shifted) < 2 || shifted[0] != pair[0] || shifted[1] != pair[1] {
			return nil, false
		}
		shifted = shifted[2:]
	}
	if len(shifted) > 1 && shifted[0] == shut[1] && charOf(shut[1], shifted[1]) != 0 {
		return shifted[1:], true
	}
	return append([]byte{lost}, shifted...), true
}

// repair reads pairs of bytes, filling in a lost one from the rest of the text.
func repair(b []byte, g guesser) string {
	var out []rune
	before := rune(0)
	for i := 0; i < len(b); i += 2 {
		lead, trail := b[i], byte(lost)
		if i+1 < len(b) {
			trail = b[i+1]
		}
		r := charOf(lead, trail)
		if lead == lost || trail == lost {
			r = g.guess(before, lead, trail)
		}
		if g.single[r] == 0 {
			r = unknown
		}
		out, before = append(out, r), r
	}
	return string(out)
}

// unknown is printed for a character that cannot be known.
const unknown = '\u25a1'

// guesser knows how often characters, and pairs of them, stand in a text.
type guesser struct {
	single map[rune]int
	pair   map[[2]rune]int
}

func newGuesser(lines []Line) guesser {
	g := guesser{map[rune]int{}, map[[2]rune]int{}}
	for _, l := range lines {
		before := rune(0)
		for _, r := range l.Text {
			g.single[r]++
			g.pair[[2]rune{before, r}]++
			before = r
		}
	}
	return g
}

// guess finds the character with the known byte that the text has most often
// behind the one before; at the beginning, most often at all.
func (g guesser) guess(before rune, lead, trail byte) rune {
	best, most := rune(0), 0
	for r, n := range g.single {
		b := bytesOf(r)
		if len(b) != 2 || lead != lost && b[0] != lead || trail != lost && b[1] != trail || lead == trail {
			continue
		}
		if before != 0 {
			n = g.pair[[2]rune{before, r}]
		}
		if n > most || n == most && r < best {
			best, most = r, n
		}
	}
	if most == 0 {
		return 0
	}
	return best
}
