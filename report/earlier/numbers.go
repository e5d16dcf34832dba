package earlier

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// numberAt reads the number a folded text begins with: its style, its value and
// its width in runes.
func numberAt(folded string) (style, int, int) {
	r := []rune(folded)
	if len(r) > 24 {
		r = r[:24]
	}
	w := words()
	switch {
	case len(r) < 2:
		return unnumbered, 0, 0
	case string(r[0]) == w.Ordinal:
		return partNumber(r)
	case r[0] == '(':
		return bracketed(r)
	}
	if n, k := numeral(r); k > 0 && k < len(r) && string(r[k]) == w.Comma {
		return commaStyle, n, k + 1
	}
	if n, k := digits(r); k > 0 && k+1 < len(r) && (r[k] == '.' || string(r[k]) == w.Comma) && !isDigit(r[k+1]) {
		return digitStyle, n, k + 1
	}
	return unnumbered, 0, 0
}

// partNumber reads 第一部分.
func partNumber(r []rune) (style, int, int) {
	n, k := numeral(r[1:])
	if k == 0 {
		return unnumbered, 0, 0
	}
	for _, part := range words().Parts {
		if strings.HasPrefix(string(r[1+k:]), part) {
			width := 1 + k + utf8.RuneCountInString(part)
			for width < len(r) && (string(r[width]) == words().Comma || r[width] == ':' || r[width] == ' ') {
				width++
			}
			return partStyle, n, width
		}
	}
	return unnumbered, 0, 0
}

// bracketed reads （一） and （1）.
func bracketed(r []rune) (style, int, int) {
	s := roundStyle
	n, k := numeral(r[1:])
	if k == 0 {
		s = ringStyle
		n, k = digits(r[1:])
	}
	end := k + 1
	if k == 0 || end >= len(r) || r[end] != ')' {
		return unnumbered, 0, 0
	}
	end++
	if end < len(r) && string(r[end]) == words().Comma {
		end++
	}
	return s, n, end
}

// numeral reads a Chinese numeral below a hundred.
func numeral(r []rune) (n, width int) {
	ten := []rune(words().Ten)[0]
	for width < len(r) && width < 3 {
		d := digitValue(r[width])
		switch {
		case r[width] == ten && width == 0:
			n = 10
		case r[width] == ten && n < 10:
			n *= 10
		case d >= 0 && (width == 0 || n%10 == 0):
			n += d
		default:
			return n, width
		}
		width++
	}
	return n, width
}

func digitValue(r rune) int {
	for d, forms := range words().Numerals {
		if strings.ContainsRune(forms, r) {
			return d
		}
	}
	return -1
}

func digits(r []rune) (n, width int) {
	for width < len(r) && width < 2 && isDigit(r[width]) {
		n = n*10 + int(r[width]-'0')
		width++
	}
	if width < len(r) && isDigit(r[width]) {
		return 0, 0
	}
	return n, width
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func digitText(n int) string { return strconv.Itoa(n) }

// numeralText writes a number below a hundred in Chinese.
func numeralText(n int) string {
	w := words()
	digit := func(d int) string { return string([]rune(w.Numerals[d])[0]) }
	switch {
	case n < 10:
		return digit(n)
	case n%10 == 0 && n == 10:
		return w.Ten
	case n < 20:
		return w.Ten + digit(n%10)
	case n%10 == 0:
		return digit(n/10) + w.Ten
	}
	return digit(n/10) + w.Ten + digit(n%10)
}
