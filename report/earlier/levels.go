package earlier

import (
	"maps"
	"slices"
	"strings"
)

// leveled is a heading with its number's value, for finding gaps.
type leveled struct {
	head
	level int
}

// levels gives every heading its level: by the file's own styles where it has
// any; else by the rank of its numbering among those in use, under the lines
// that stand over numbers; a heading without a number that opens a paragraph
// comes under the heading before.
func (t *text) levels() []leveled {
	rank := t.ranks()
	base := 0
	if len(t.above) > 0 {
		base = 1
	}
	var out []leveled
	outer := 0 // level of the last heading that is not a bare first sentence
	for _, i := range slices.Sorted(maps.Keys(t.heads)) {
		h := t.heads[i]
		l := leveled{head: h}
		switch {
		case h.styled > 0:
			l.level = h.styled
		case h.style != unnumbered && t.styled:
			l.level = t.underStyled(out, h)
		case h.style != unnumbered:
			l.level = base + rank[h.style]
		case h.RunIn:
			l.level = outer + 1
		default:
			l.level = 1
		}
		if !h.RunIn || h.style != unnumbered {
			outer = l.level
		}
		out = append(out, l)
	}
	return out
}

// ranks numbers the numbering styles in use, the higher first.
func (t *text) ranks() map[style]int {
	used := map[style]bool{}
	for _, h := range t.heads {
		if h.style != unnumbered {
			used[h.style] = true
		}
	}
	rank := map[style]int{}
	for _, s := range slices.Sorted(maps.Keys(used)) {
		rank[s] = len(rank) + 1
	}
	return rank
}

// underStyled is the level of a numbered paragraph in a file with heading
// styles: that of the last heading numbered alike, else one below the last
// styled one.
func (t *text) underStyled(before []leveled, h head) int {
	for _, b := range slices.Backward(before) {
		if b.style == h.style && b.styled == 0 {
			return b.level
		}
		if b.styled > 0 {
			return b.level + 1
		}
	}
	return 1
}

// withMissing puts in the headings that numbers say were there: before a
// heading numbered n without its elder brothers.
func withMissing(heads []leveled) []Heading {
	var out []leveled
	for _, h := range heads {
		if h.style != unnumbered {
			out = insertMissing(out, h)
		}
		out = append(out, h)
	}
	plain := make([]Heading, len(out))
	for i, h := range out {
		h.Level = h.level
		plain[i] = h.Heading
	}
	return plain
}

// maxMissing is how many headings in a row a page can lose; a larger gap is a
// number misread.
const maxMissing = 3

func insertMissing(out []leveled, h leveled) []leveled {
	last, at := elder(out, h)
	lost := h.n - 1 - last
	if lost < 1 || lost > maxMissing {
		return out
	}
	var missing []leveled
	for n := last + 1; n < h.n; n++ {
		m := leveled{head: head{style: h.style, n: n}, level: h.level}
		m.Number, m.Missing = strings.Replace(h.Number, numberText(h.style, h.n), numberText(h.style, n), 1), true
		missing = append(missing, m)
	}
	return slices.Insert(out, at, missing...)
}

// elder finds the number of the last heading of the same level under the same
// parent, and where headings lost before h belong: before the deeper headings
// that would otherwise hang under the wrong parent.
func elder(out []leveled, h leveled) (number, at int) {
	at = len(out)
	for i, b := range slices.Backward(out) {
		switch {
		case b.level < h.level:
			return 0, i + 1
		case b.level == h.level && b.style == h.style:
			if number == 0 {
				number = b.n
			}
			return number, at
		}
		at = i
	}
	return 0, 0
}

// numberText is the number inside its signs.
func numberText(s style, n int) string {
	if s == digitStyle || s == ringStyle {
		return digitText(n)
	}
	return numeralText(n)
}
