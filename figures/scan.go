package figures

import (
	"dutybook/activity"
)

// hit is a figure found, its places in runes.
type hit struct {
	from, to int
	// num and unit are where the bare numeral begins and the unit begins.
	num, unitAt int
	q           activity.Quantity
	// head is a numeral that is a bare scale: 百余, 上千.
	head bool
}

// scanner goes through a line once, left to right.
type scanner struct {
	line
	w     *words
	dates []dateHit
	bare  bool
	hits  []hit
	// closer ends the quoted title the scanner is in, 0 outside.
	closer rune
}

func (s *scanner) run() {
	date := 0
	for i := 0; i < len(s.r); {
		for date < len(s.dates) && s.dates[date].to <= i {
			date++
		}
		if date < len(s.dates) && i >= s.dates[date].from {
			i = s.dates[date].to
			continue
		}
		i = s.step(i)
	}
}

// step looks at the rune at i and gives the next place to look at.
func (s *scanner) step(i int) int {
	r := s.r[i]
	if s.closer != 0 {
		if r == s.closer {
			s.closer = 0
		}
		return i + 1
	}
	if c := s.w.closers[r]; c != 0 && s.closes(i, c) {
		s.closer = c
		return i + 1
	}
	if q, n := s.w.spelled.At(s.r, i); n > 0 && !s.numeralBefore(i) {
		s.add(hit{num: i, unitAt: i, to: i + n, q: q})
		return i + n
	}
	if _, n := s.w.phrases.At(s.r, i); n > 0 && !s.reaches(i, n) {
		return i + n
	}
	if _, n := s.w.vague.At(s.r, i); n > 0 && (n > 1 || !s.digitAt(i+n)) {
		return s.pastNumeral(i + n)
	}
	if r == s.w.half {
		return s.halfUnit(i)
	}
	if _, n := s.w.percent.At(s.r, i); n > 0 {
		return s.percent(i, i+n)
	}
	return s.number(i)
}

// digitAt reports whether a digit stands at i: 总数45 is not vague, 数十 is.
func (s *scanner) digitAt(i int) bool {
	_, digit := s.w.digits[s.rune(i)]
	return digit || digitRune(s.rune(i))
}

// closes reports whether the quote opened at i is closed within reach.
func (l line) closes(i int, closer rune) bool {
	for j := i + 1; j < len(l.r) && j < i+80; j++ {
		if l.r[j] == closer {
			return true
		}
	}
	return false
}

// reaches reports whether a figure that begins like a set phrase of length n
// is one all the same: its unit ends further on (三公里), or the phrase is 一起
// and counts cases.
func (s *scanner) reaches(i, n int) bool {
	num, ok := s.numeral(s.w, i)
	if !ok {
		return false
	}
	h, ok := s.measured(i, num)
	if !ok || h.unitAt >= h.to || s.excluded(h, num) {
		return false
	}
	if h.to > i+n {
		return true
	}
	return h.to == i+n && s.countsCases(i, h.to)
}

// countsCases reports whether the 一起 between two places counts cases: one
// follows at once, or a verb stands before it and one further on (旁听一起涉企
// 案件).
func (s *scanner) countsCases(from, to int) bool {
	if _, k := s.w.cases.At(s.r, to); k > 0 {
		return true
	}
	if _, k := s.w.caseVerbs.Before(s.r, from); k == 0 {
		return false
	}
	for i := to; i < to+10 && !s.w.clauseAt(s, i); i++ {
		if _, k := s.w.caseEnds.At(s.r, i); k > 0 {
			return true
		}
	}
	return false
}

func (s *scanner) pastNumeral(i int) int {
	if n, ok := s.numeral(s.w, i); ok && !latinRune(s.rune(i)) {
		return n.end
	}
	return i
}

// halfUnit reads 半天 and 半小时 as half a unit of time.
func (s *scanner) halfUnit(i int) int {
	unit, n := s.w.halfUnits.At(s.r, i+1)
	if n == 0 || s.w.notHalf[s.rune(i-1)] {
		return i + 1
	}
	s.add(hit{num: i, unitAt: i + 1, to: i + 1 + n, q: activity.Quantity{Value: activity.One / 2, Unit: activity.Unit(unit)}})
	return i + 1 + n
}

// percent reads 百分之九十六点五; at is where its numeral begins.
func (s *scanner) percent(i, at int) int {
	n, ok := s.numeral(s.w, at)
	if !ok {
		return at
	}
	if n.head {
		n.value = 100
	}
	s.add(hit{num: i, unitAt: n.end, to: n.end, q: activity.Quantity{Value: amount(n.value), Unit: activity.Unit(s.w.percentUnit)}})
	return n.end
}

func (s *scanner) number(i int) int {
	n, ok := s.numeral(s.w, i)
	if !ok {
		return i + 1
	}
	if n.word && latinRune(s.rune(i-1)) {
		return i + 1
	}
	h, ok := s.measured(i, n)
	if !ok || s.excluded(h, n) {
		return max(n.end, i+1)
	}
	s.add(h)
	return h.to
}

// clauseAt reports whether a clause ends at a place.
func (w *words) clauseAt(s *scanner, i int) bool { return i >= len(s.r) || w.clause[s.r[i]] }

// add completes a figure (bound before it, kind, thing counted) and keeps it.
func (s *scanner) add(h hit) {
	h.from = h.num
	at := s.back(h.num)
	if _, k := s.w.currency.Before(s.r, at); k > 0 && string(h.q.Unit) == s.w.yuan {
		h.from = at - k
		at = s.back(h.from)
	}
	if mark, k := s.w.before.Before(s.r, at); k > 0 && !s.otherWord(at) {
		h.from = at - k
		h.q.Approx = mark
	} else if mark, k := s.w.headBefore.Before(s.r, at); k > 0 && h.head {
		h.from = at - k
		if h.q.Approx == "" {
			h.q.Approx = mark
		}
	} else if h.q.Approx == "" {
		h.q.Approx = s.boundAcrossVerb(at)
	}
	s.hits = append(s.hits, h)
}

// boundAcrossVerb is the bound of a figure with a verb before it; the figure's
// quote stays what it is without.
func (s *scanner) boundAcrossVerb(at int) activity.Approx {
	_, done := s.w.verbDone.Before(s.r, at)
	if done == 0 || at-done < 1 {
		return ""
	}
	mark, _ := s.w.acrossVerb.Before(s.r, at-done-1)
	return mark
}

// otherWord reports whether the bound that ends at i belongs to another word,
// as in 最近 or 签约.
func (s *scanner) otherWord(i int) bool {
	_, k := s.w.notApprox.Before(s.r, i)
	return k > 0
}

func (s *scanner) figures() []Figure {
	out := make([]Figure, 0, len(s.hits))
	m := measurer{s}
	for i, h := range s.hits {
		f := Figure{Quantity: h.q, Start: s.at[h.from], End: s.at[h.to]}
		f.Quote = s.text[f.Start:f.End]
		f.Kind = m.kind(i)
		if i > 0 && f.Kind == activity.Additive {
			f.Kind = m.carried(i, out[i-1].Kind)
		}
		f.Of = m.of(i)
		out = append(out, f)
	}
	return out
}
