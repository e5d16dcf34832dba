package figures

import (
	"math"
	"slices"
	"strings"

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

// measured reads what stands after the numeral: bound, scale, unit.
func (s *scanner) measured(i int, n numeral) (hit, bool) {
	h := hit{num: i, to: n.end, head: n.head}
	v, at := n.value, n.end
	if _, k := s.w.andHalf.At(s.r, s.skip(at)); k > 0 {
		v, at = v+0.5, s.skip(at)+k
	}
	mark, k := s.w.after.At(s.r, s.skip(at))
	if k > 0 {
		at = s.skip(at) + k
		if m := s.w.scale(s.rune(at)); m >= 1e4 {
			v, at = v*m, at+1
		}
	} else if s.rune(at) == ' ' && (n.arabic || n.word) {
		at = s.skip(at)
	} else if s.hyphened(at, n) {
		at++
	}
	if n.head && k == 0 && !s.bounded(i) || n.vague {
		return h, false
	}
	if next, m, bound := s.piled(at); m != 0 {
		v, at, n.open = v*m, next, m
		if bound != "" {
			mark = bound
		}
	}
	unit, width := s.unit(at, n)
	if width == 0 || s.modifies(at, width) {
		unit, width = s.lateUnit(i, at, n)
	}
	if width == 0 && s.w.pairs[s.rune(i)] != 0 && s.rune(at) >= 0x4E00 && !s.bare {
		h.unitAt, h.to = at, at
		h.q = activity.Quantity{Value: amount(v), Unit: activity.Unit(s.w.piece)}
		return h, true
	}
	v, unit, width = s.halved(at, v, unit, width)
	h.unitAt, h.to = at, at+width
	if width == 0 {
		h.to = max(n.end, at)
		if mark != "" && k > 0 {
			h.to = at
		} else if s.rune(h.to-1) == ' ' {
			h.to = n.end
		}
		var ok bool
		if unit, ok = s.unitless(i, h.to, unit, n, v); !ok {
			return h, false
		}
	}
	h.q = activity.Quantity{Value: amount(v), Unit: activity.Unit(unit), Approx: mark}
	return s.unitMark(h), true
}

// unitless gives the unit of a figure that has none behind it, and whether it
// counts at all.
func (s *scanner) unitless(i, end int, unit string, n numeral, v float64) (string, bool) {
	if unit != "" {
		return unit, true
	}
	if s.countBefore(i) {
		return "", true
	}
	unit = s.moneyUnit(i, end, n, v)
	return unit, unit != "" || s.bareAllowed(i, end, n, v)
}

// piled reads the 个亿 of 2.5个亿 and the 个多亿 of 两个多亿.
func (s *scanner) piled(at int) (next int, scale float64, bound activity.Approx) {
	if s.rune(at) != s.w.measure {
		return at, 0, ""
	}
	next = at + 1
	if mark, k := s.w.after.At(s.r, next); k > 0 {
		next, bound = next+k, mark
	}
	scale = float64(s.w.myriads[s.rune(next)])
	return next + 1, scale, bound
}

// bounded reports whether a bound stands right before i, as in 近千个.
func (s *scanner) bounded(i int) bool {
	if _, k := s.w.headBefore.Before(s.r, i); k > 0 {
		return true
	}
	_, k := s.w.before.Before(s.r, i)
	return k > 0 && !s.otherWord(i)
}

// hyphened reports whether a unit hangs on the numeral by a hyphen: a 2-day
// course.
func (s *scanner) hyphened(at int, n numeral) bool {
	if s.rune(at) != '-' || !n.arabic && !n.word || !latinRune(s.rune(at+1)) {
		return false
	}
	_, k := s.w.units.At(s.r, at+1)
	return k > 0
}

// lateUnit finds a unit that does not follow at once: the noun behind English
// adjectives, and the 点 that ends 讲了三点.
func (s *scanner) lateUnit(i, at int, n numeral) (string, int) {
	if s.pointsAgain(i, at) {
		return string(s.w.point), 1
	}
	if n.arabic || n.word {
		if unit, width := s.nounUnit(i, at, n); width > 0 || n.value <= 1 {
			return unit, width
		}
		return s.anaphor(i, at), 0
	}
	if s.rune(at) != s.w.point || !s.w.clauseAt(s, at+1) {
		return "", 0
	}
	if _, k := s.w.pointVerbs.Before(s.r, i); k == 0 {
		return "", 0
	}
	return string(s.w.point), 1
}

// anaphor gives the unit of an English figure told by what stands around it: 4
// of them, a delegation of 11.
func (s *scanner) anaphor(i, at int) string {
	if _, k := s.w.groups.Before(s.r, s.back(i)); k > 0 {
		return s.w.people
	}
	if _, k := s.w.anaphora.At(s.r, s.skip(at)); k > 0 && len(s.hits) > 0 {
		return string(s.hits[len(s.hits)-1].q.Unit)
	}
	return ""
}

// pointsAgain reads 其中2点 where the figure before it counted points.
func (s *scanner) pointsAgain(i, at int) bool {
	if len(s.hits) == 0 || s.rune(at) != s.w.point {
		return false
	}
	last := s.hits[len(s.hits)-1]
	return string(last.q.Unit) == string(s.w.point) && i-last.to < 16 && !digitRune(s.rune(at+1))
}

// nounUnit looks for the noun an English numeral counts, behind up to two
// adjectives (2 needy families). A noun in the plural that is in no table
// counts in 个.
func (s *scanner) nounUnit(i, at int, n numeral) (string, int) {
	if s.clockTime(i, n) || n.arabic && n.end-i == 4 && n.value >= 1900 && n.value <= 2100 {
		return "", 0
	}
	plural, found, width := 0, "", 0
	for words, from := 0, at; words < 3; words++ {
		end := from
		for latinRune(s.rune(end)) || s.rune(end) == '-' && end > from {
			end++
		}
		if end == from || s.w.nounStops[string(s.r[from:end])] {
			break
		}
		// The head of a noun phrase stands last: home visits are visits.
		unit, k := s.w.units.At(s.r, from)
		if k > 0 {
			found, width = unit, from+k-at
			end = max(end, from+k)
		}
		if end-from > 3 && s.plural(end) {
			if k == 0 {
				plural, width = end, 0
			}
			if _, next := s.w.units.At(s.r, s.skip(end)); next == 0 {
				break
			}
		}
		from = s.skip(end)
	}
	switch {
	case width > 0:
		return found, width
	case plural == 0:
		return "", 0
	case s.agent(plural):
		return s.w.people, plural - at
	}
	return s.w.piece, plural - at
}

// agent reports whether the plural that ends at a place names people by what
// they do: petitioners, tenants.
func (s *scanner) agent(end int) bool {
	start := end
	for latinRune(s.rune(start-1)) || s.rune(start-1) == '-' {
		start--
	}
	word := string(s.r[start:end])
	return !s.w.notAgents[word] && slices.ContainsFunc(s.w.agents, func(tail string) bool { return strings.HasSuffix(word, tail) })
}

// modifies reports whether the English unit at a place is the first part of a
// longer noun: 4 home visits.
func (s *scanner) modifies(at, width int) bool {
	if !latinRune(s.rune(at)) || s.rune(at-1) == '-' || s.plural(at+width) || s.rune(at+width) != ' ' {
		return false
	}
	if unit, _ := s.w.units.At(s.r, at); s.w.measures[unit] {
		return false
	}
	_, k := s.w.units.At(s.r, s.skip(at+width))
	return k > 0
}

// plural reports whether the English word that ends at a place looks like one.
func (s *scanner) plural(end int) bool { return s.rune(end-1) == 's' && s.rune(end-2) != 's' }

// clockTime reports whether the numeral follows a word of time: at 9.
func (s *scanner) clockTime(i int, n numeral) bool {
	if n.value > 24 || !n.arabic {
		return false
	}
	_, k := s.w.clockWords.Before(s.r, s.back(i))
	return k > 0
}

// unit finds the unit at a place and how long it is written.
func (s *scanner) unit(at int, n numeral) (string, int) {
	unit, width := s.w.units.At(s.r, at)
	if unit == s.w.yuan && width == 1 && s.rune(at) != s.w.coin && n.from > 0 && s.w.solid[s.rune(n.from-1)] {
		return string(s.r[at : at+1]), 1
	}
	if width == 0 {
		if _, k := s.w.points.At(s.r, at+1); s.rune(at) == s.w.point && k > 0 {
			return string(s.w.point), 1
		}
		return "", 0
	}
	next := s.rune(at + width)
	if _, k := s.w.notUnits.At(s.r, at); k > width {
		return "", 0
	}
	switch {
	case unit == s.w.people && width == 2 && s.w.notPeople[next] && s.rune(at) == s.w.measure:
		return s.w.piece, 1
	case unit == s.w.yuan && width == 1 && s.rune(at) != s.w.coin && n.value < 1000 &&
		(s.w.solid[next] || n.value < 10 && next >= 0x4E00 && !s.moneyNear(at)):
		return string(s.r[at : at+1]), 1
	}
	return unit, width
}

// halved takes in the half of 两个半小时 and 三天半, and the 多 of 两个多小时.
func (s *scanner) halved(at int, v float64, unit string, width int) (float64, string, int) {
	if width == 0 {
		return v, unit, width
	}
	next := at + width
	if s.rune(next) != s.w.half {
		return v, unit, width
	}
	if u, n := s.w.halfUnits.At(s.r, next+1); n == 1 && unit == s.w.piece {
		return v / 2, u, width + 1 + n
	}
	if _, k := s.w.times.At(s.r, next+1); k > 0 && unit == s.w.piece {
		if u, n := s.w.halfUnits.At(s.r, next+1); n > 0 {
			return v + 0.5, u, width + 1 + n
		}
		return v + 0.5, string(s.w.measure) + string(s.r[next+1:next+1+k]), width + 1 + k
	}
	if _, k := s.w.halfUnits.At([]rune(unit), 0); k > 0 {
		return v + 0.5, unit, width + 1
	}
	return v, unit, width
}

// unitMark reads a bound after the unit: 16人左右, 两个多小时, 100元以上.
func (s *scanner) unitMark(h hit) hit {
	at := s.skip(h.to)
	if mark, k := s.w.afterMeasure.At(s.r, at); k > 0 && string(h.q.Unit) == s.w.piece {
		if u, n := s.w.halfUnits.At(s.r, at+k); n > 0 {
			h.q.Unit, h.q.Approx, h.to = activity.Unit(u), mark, at+k+n
			return h
		}
	}
	mark, k := s.w.afterUnit.At(s.r, at)
	if k == 0 {
		return h
	}
	if string(h.q.Unit) == s.w.piece {
		if u, n := s.w.halfUnits.At(s.r, at+k); n > 0 {
			h.q.Unit, k = activity.Unit(u), k+n
		}
	}
	if h.q.Approx == "" {
		h.q.Approx = mark
	}
	h.to = at + k
	return h
}

// moneyUnit gives the unit of money where the words around leave none else: a
// currency before the numeral, a large number after 贷款, 工资 and the like, a
// plain one right after 捐了, or a large one after another sum of money.
func (s *scanner) moneyUnit(i, end int, n numeral, v float64) string {
	before := s.back(i)
	if s.currencyBefore(before) {
		return s.w.yuan
	}
	if n.vague || s.namesNext(end) {
		return ""
	}
	if n.open == 0 && n.arabic {
		return s.paid(before, end, v)
	}
	if n.open < 100 && !n.head && v < 1000 {
		return ""
	}
	if s.moneyNear(before) || n.open >= 1e4 && !n.head && (s.w.clauseAt(s, end) || s.rune(end) == ' ' || s.moneyGoesOn(i)) {
		return s.w.yuan
	}
	return ""
}

// countBefore reports whether a word stands before i that counts without a
// unit: 播放量1.3万.
func (s *scanner) countBefore(i int) bool {
	at := s.back(i)
	if _, k := s.w.before.Before(s.r, at); k > 0 {
		at = s.back(at - k)
	}
	if _, k := s.w.headBefore.Before(s.r, at); k > 0 {
		at -= k
	}
	_, k := s.w.counts.Before(s.r, at)
	return k > 0
}

// paid reads a plain number as money where it closes a clause behind a word of
// giving or costing: 赔了2600.
func (s *scanner) paid(before, end int, v float64) string {
	if v < 50 || !s.w.clauseAt(s, s.skip(end)) && s.rune(end) != '.' {
		return ""
	}
	if v >= 1e6 && latinRune(s.rune(end-1)) {
		return s.w.yuan
	}
	if _, k := s.w.before.Before(s.r, before); k > 0 {
		before = s.back(before - k)
	}
	if _, k := s.w.moneyVerbs.Before(s.r, before); k > 0 {
		return s.w.yuan
	}
	return ""
}

// moneyNear reports whether a word of money stands shortly before a place.
func (s *scanner) moneyNear(before int) bool {
	for j := before; j > 0 && j > before-8 && !s.w.bound[s.r[j-1]]; j-- {
		if _, k := s.w.money.Before(s.r, j); k > 0 {
			return true
		}
	}
	return false
}

// moneyGoesOn reports whether the figure before i, in the same sentence, was
// money: 捐了5万，其中3万给学校.
func (s *scanner) moneyGoesOn(i int) bool {
	if len(s.hits) == 0 {
		return false
	}
	last := s.hits[len(s.hits)-1]
	for j := last.to; j < i; j++ {
		if s.w.bound[s.r[j]] {
			return false
		}
	}
	return string(last.q.Unit) == s.w.yuan && i-last.to < 16
}

// clauseAt reports whether a clause ends at a place.
func (w *words) clauseAt(s *scanner, i int) bool { return i >= len(s.r) || w.clause[s.r[i]] }

// namesNext reports whether a large number runs on into a name (万达, 千岛湖).
func (s *scanner) namesNext(end int) bool {
	_, k := s.w.phrases.At(s.r, end-1)
	return k > 0
}

// bareAllowed says whether a numeral without any unit is wanted.
func (s *scanner) bareAllowed(i, end int, n numeral, v float64) bool {
	return s.bare && !s.ordinal(i) && (n.arabic || v >= 2) && !latinRune(s.rune(end)) && !math.IsInf(v, 0)
}

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
	}
	s.hits = append(s.hits, h)
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
