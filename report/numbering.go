package report

import (
	"strconv"
	"strings"
)

// number numbers the headings that have no number of their own, each level in
// its style and anew under every higher heading. A level without a style stays
// without numbers.
func (o *Outline) number() {
	counts := map[int]int{}
	for i := range o.Sections {
		s := &o.Sections[i]
		if s.Level == 0 {
			continue
		}
		for level := range counts {
			if level > s.Level {
				delete(counts, level)
			}
		}
		counts[s.Level]++
		if s.Number == "" && s.Level <= len(o.Numbering) {
			s.Number = numberIn(o.Numbering[s.Level-1], counts[s.Level])
		}
	}
}

// renumber numbers all headings anew.
func (o *Outline) renumber() {
	for i := range o.Sections {
		o.Sections[i].Number = ""
	}
	o.number()
}

// numberIn is the n-th number in a style, which is the first number of it:
// the third of "（一）" is "（三）", of "1." it is "3.".
func numberIn(style string, n int) string {
	numerals := words().Numerals
	if n > len(numerals) {
		return ""
	}
	for _, digit := range []struct{ first, nth string }{{numerals[0], numerals[n-1]}, {"1", strconv.Itoa(n)}} {
		if strings.Contains(style, digit.first) {
			return strings.Replace(style, digit.first, digit.nth, 1)
		}
	}
	return ""
}
