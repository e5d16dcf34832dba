package figures

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

// namesNext reports whether a large number runs on into a name (万达, 千岛湖).
func (s *scanner) namesNext(end int) bool {
	_, k := s.w.phrases.At(s.r, end-1)
	return k > 0
}
