package figures

import (
	"math"

	"dutybook/activity"
)

// numeral is a number as written, before anything is known about its use.
type numeral struct {
	value float64
	// from and end are where it begins and ends.
	from, end int
	arabic    bool
	// word means written with Latin letters.
	word bool
	// head is a scale without a digit before it, as in 百余.
	head bool
	// vague numerals (三五, 七八十) name no single value.
	vague bool
	// open is the scale a further digit may follow, as in 9万6; 0 for none.
	open float64
}

// numeral reads the number that begins at i.
func (l line) numeral(w *words, i int) (numeral, bool) {
	n, ok := l.number(w, i)
	n.from = i
	return n, ok
}

func (l line) number(w *words, i int) (numeral, bool) {
	r := l.rune(i)
	switch {
	case r >= '0' && r <= '9':
		return l.scaled(w, l.arabic(i), math.Inf(1)), true
	case r >= 'a' && r <= 'z':
		return l.english(w, i)
	}
	if w.numerals[r] {
		return l.chinese(w, i)
	}
	if v, ok := w.pairs[r]; ok {
		return numeral{value: float64(v), end: i + 1}, true
	}
	return numeral{}, false
}

// arabic reads digits with grouping commas and a decimal point.
func (l line) arabic(i int) numeral {
	n := numeral{arabic: true}
	for ; digitRune(l.rune(i)) || l.groupComma(i); i++ {
		if r := l.rune(i); r != ',' {
			n.value = n.value*10 + float64(r-'0')
		}
	}
	if l.rune(i) == '.' && digitRune(l.rune(i+1)) {
		step := 0.1
		for i++; digitRune(l.rune(i)); i++ {
			n.value += float64(l.rune(i)-'0') * step
			step /= 10
		}
	}
	n.end = i
	return n
}

func digitRune(r rune) bool { return r >= '0' && r <= '9' }

func (l line) groupComma(i int) bool {
	return l.rune(i) == ',' && digitRune(l.rune(i-1)) && digitRune(l.rune(i+1)) &&
		digitRune(l.rune(i+2)) && digitRune(l.rune(i+3)) && !digitRune(l.rune(i+4))
}

// scaled takes in what follows Arabic digits: 3千万, 9万6, 1.2 million. A
// scale of limit or more ends the reading: it begins another numeral.
func (l line) scaled(w *words, n numeral, limit float64) numeral {
	if v, k := w.englishScales.At(l.r, l.skip(n.end)); k > 0 {
		n.value, n.end = n.value*float64(v), l.skip(n.end)+k
		return n
	}
	if l.rune(n.end) == 'k' && !latinRune(l.rune(n.end+1)) {
		n.value, n.end = n.value*1000, n.end+1
		return n
	}
	if l.rune(n.end) == 'w' && !latinRune(l.rune(n.end+1)) {
		n.value, n.end, n.open = n.value*1e4, n.end+1, 1e4
		return n
	}
	at := l.skip(n.end)
	for s := w.scale(l.rune(at)); s != 0 && !l.unitAt(w, at); s = w.scale(l.rune(at)) {
		n.value, n.open = n.value*s, s
		at++
		n.end = at
	}
	if n.open == 0 || n.open >= limit {
		return n
	}
	return l.tail(w, n)
}

// unitAt reports whether a unit that begins like a scale stands at i: 千瓦.
func (l line) unitAt(w *words, i int) bool {
	_, k := w.units.At(l.r, i)
	return k > 1
}

func (w *words) scale(r rune) float64 {
	if v := w.scales[r]; v != 0 {
		return float64(v)
	}
	return float64(w.myriads[r])
}

// tail takes in the lower part of a mixed numeral: 3万8千, 1亿2千万, 9万6.
func (l line) tail(w *words, n numeral) numeral {
	if !digitRune(l.rune(n.end)) {
		if low, ok := l.numeral(w, n.end); ok && !low.vague && !low.head && low.value < n.open {
			if low.value < 10 && low.end == n.end+1 && low.value > 0 {
				low.value *= n.open / 10
			}
			n.value, n.end = n.value+low.value, low.end
		}
		return n
	}
	low := l.scaled(w, l.arabic(n.end), n.open)
	if low.value >= n.open {
		return n
	}
	if low.open == 0 && low.end == n.end+1 {
		low.value *= n.open / 10
	}
	n.value, n.end = n.value+low.value, low.end
	return n
}

// english reads number words: eleven, twenty-three, one hundred and twenty.
func (l line) english(w *words, i int) (numeral, bool) {
	n := numeral{word: true}
	last := -1.0
	half := l.halfOf(w, i)
	if k, ok := l.article(w, half); ok {
		n.value, last, n.end = 1, 1, k
		if half > i {
			n.value = 0.5
		}
		i = l.skip(k)
	}
	for at := i; ; {
		if v, k := w.english.At(l.r, at); k > 0 && last < 0 || k > 0 && last >= 20 && float64(v) < 10 {
			n.value, last, n.end = n.value+float64(v), float64(v), at+k
		} else if v, k := w.englishScales.At(l.r, at); k > 1 && n.end > 0 {
			n.value, last, n.end = n.value*float64(v), -1, at+k
		} else {
			break
		}
		at = l.skip(n.end)
		if l.rune(at) == '-' {
			at++
		}
	}
	return n, n.end > 0
}

// article reads the "a" of "a hundred", as one.
func (l line) article(w *words, i int) (end int, ok bool) {
	if l.rune(i) != 'a' || l.rune(i+1) != ' ' || latinRune(l.rune(i-1)) {
		return i, false
	}
	_, k := w.englishScales.At(l.r, l.skip(i+1))
	return i + 1, k > 1
}

// halfOf is where the numeral of "half a million" goes on.
func (l line) halfOf(w *words, i int) int {
	const half = "half "
	if i+len(half) > len(l.r) || string(l.r[i:i+len(half)]) != half {
		return i
	}
	if _, ok := l.article(w, i+len(half)); ok {
		return i + len(half)
	}
	return i
}

// chinese reads a numeral in Chinese characters.
func (l line) chinese(w *words, i int) (numeral, bool) {
	if w.formal[l.r[i]] && w.scale(l.rune(i+1)) == 0 {
		return numeral{}, false
	}
	p := chineseNumber{w: w, digit: -1}
	start := i
	for ; i < len(l.r) && p.take(l.r[i]); i++ {
	}
	if i == start {
		return numeral{}, false
	}
	n := numeral{value: p.sum(), end: i, head: p.head, vague: p.vague, open: p.last}
	if l.rune(i) == w.point && !n.vague {
		n = l.pointed(w, n)
	}
	if s := float64(w.myriads[l.rune(n.end)]); s != 0 && n.end > i {
		n.value, n.end = n.value*s, n.end+1
	}
	return n, true
}

// pointed reads the decimals after 点; hours (八点二十) stay as they are.
func (l line) pointed(w *words, n numeral) numeral {
	at, step, v := n.end+1, 0.1, n.value
	for ; at < len(l.r); at++ {
		d, ok := w.digits[l.r[at]]
		if !ok {
			break
		}
		v += float64(d) * step
		step /= 10
	}
	if at == n.end+1 || w.scales[l.rune(at)] == 10 {
		return n
	}
	n.value, n.end = v, at
	return n
}

// chineseNumber sums a Chinese numeral up as its characters come.
type chineseNumber struct {
	w                    *words
	total, section, last float64
	digit                float64
	zero, head, vague    bool
	// gap means a 零 stood after the last scale: 三百零五 is no 三百五.
	gap bool
}

// take adds a character; false ends the numeral before it.
func (p *chineseNumber) take(r rune) bool {
	if d, ok := p.w.digits[r]; ok {
		if p.digit >= 0 && !p.zero {
			p.vague = true
		}
		p.zero = d == 0
		p.gap = p.gap || p.zero
		p.digit = float64(d)
		return true
	}
	if t, ok := p.w.tens[r]; ok {
		p.section += float64(t)
		p.last = 10
		return true
	}
	if s, ok := p.w.scales[r]; ok {
		return p.scale(float64(s))
	}
	if m, ok := p.w.myriads[r]; ok {
		return p.myriad(float64(m))
	}
	return false
}

func (p *chineseNumber) scale(s float64) bool {
	if p.digit < 0 {
		if p.section > 0 || p.total > 0 && s > 10 {
			return false
		}
		p.digit = 1
		p.head = s > 10
	}
	p.section += p.digit * s
	p.digit, p.last, p.zero, p.gap = -1, s, false, false
	return true
}

func (p *chineseNumber) myriad(m float64) bool {
	if p.digit >= 0 {
		p.section += p.digit
	}
	if p.section == 0 && p.total == 0 {
		p.section, p.head = 1, true
	}
	if m > 1e4 {
		p.total = (p.total + p.section) * m
	} else {
		p.total += p.section * m
	}
	p.section, p.digit, p.last, p.zero, p.gap = 0, -1, m, false, false
	return true
}

func (p *chineseNumber) sum() float64 {
	v := p.total + p.section
	if p.digit < 0 {
		return v
	}
	if v > 0 && p.last >= 100 && !p.gap {
		return v + p.digit*p.last/10
	}
	return v + p.digit
}

// amount makes a value of the vocabulary of a number.
func amount(v float64) activity.Amount {
	// Beyond 1e8 the last of the four decimals is lost in a float; what is that
	// near to a whole number was written as one.
	if whole := math.Round(v); v >= 1e8 && math.Abs(v-whole) < 1e-2 {
		v = whole
	}
	scaled := math.Round(v * float64(activity.One))
	if math.IsNaN(scaled) || scaled > float64(activity.MaxAmount) {
		return activity.MaxAmount + 1
	}
	return activity.Amount(scaled)
}

func latinRune(r rune) bool { return r >= 'a' && r <= 'z' }
