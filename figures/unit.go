package figures

import (
	"math"

	"dutybook/activity"
)

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
	if _, k := s.w.vessels.At(s.r, at+1); k > 0 && s.w.sizes[s.rune(at)] {
		at++
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

// pointsAgain reads 其中2点 where the figure before it counted points.
func (s *scanner) pointsAgain(i, at int) bool {
	if len(s.hits) == 0 || s.rune(at) != s.w.point {
		return false
	}
	last := s.hits[len(s.hits)-1]
	return string(last.q.Unit) == string(s.w.point) && i-last.to < 16 && !digitRune(s.rune(at+1))
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
	_, k := s.w.times.At(s.r, next+1)
	if u, n := s.w.halfUnits.At(s.r, next+1); n == 1 && k == 0 && unit == s.w.piece {
		return v / 2, u, width + 1 + n
	}
	if k > 0 && unit == s.w.piece {
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

// bareAllowed says whether a numeral without any unit is wanted.
func (s *scanner) bareAllowed(i, end int, n numeral, v float64) bool {
	return s.bare && !s.ordinal(i) && (n.arabic || v >= 2) && !latinRune(s.rune(end)) && !math.IsInf(v, 0)
}
