package figures

import "dutybook/activity"

// excluded reports whether a numeral with a unit behind it is no figure:
// ordinals, sessions, ranges, names, parts of codes, an idle 一.
func (s *scanner) excluded(h hit, n numeral) bool {
	return s.ordinal(h.num) || s.sessional(h) || s.ranged(h) || s.code(h.num, n) || s.named(h, n) || s.idleOne(h, n) ||
		s.ranked(h) || s.introduces(h) || s.minutes(h.num) || s.fraction(h, n) || s.deadline(h) || s.habitual(h) || s.addressed(h)
}

// ordinal reports whether 第, 届 or an English ordinal mark stands before i.
func (s *scanner) ordinal(i int) bool {
	at := s.back(i)
	r := s.rune(at - 1)
	if r == s.w.ordinal || r == '#' {
		return true
	}
	return s.w.sessions[r] && at == i && s.numeralBefore(at-1)
}

// sessional reports whether the figure numbers a meeting in a longer name:
// 十四届全国人大四次会议.
func (s *scanner) sessional(h hit) bool {
	if _, k := s.w.sittings.At(s.r, h.to); k == 0 || s.rune(h.to-1) != s.w.sitting {
		return false
	}
	at := h.num
	for k := 1; k > 0; at -= k {
		_, k = s.w.bodies.Before(s.r, at)
	}
	return at < h.num && s.w.sessions[s.rune(at-1)] && s.numeralBefore(at-1)
}

// ranked reports whether the figure is a place in a ranking: 前三名.
func (s *scanner) ranked(h hit) bool {
	_, k := s.w.ranks.Before(s.r, h.num)
	if k == 0 {
		return false
	}
	return s.w.rankUnits[string(h.q.Unit)] && !s.w.notRank[s.rune(h.num-k-1)]
}

// introduces reports whether the figure only announces a list: 做了两件事：….
func (s *scanner) introduces(h hit) bool {
	_, k := s.w.lists.At(s.r, h.to)
	if k == 0 {
		return s.introducesEnglish(h)
	}
	at := s.skip(h.to + k)
	if s.w.clause[s.rune(at)] && s.rune(at) != ':' {
		at = s.skip(at + 1)
	}
	_, n := s.w.listStarts.At(s.r, at)
	return n > 0
}

// introducesEnglish does so for nouns that are units themselves: Two activities
// this week: ….
func (s *scanner) introducesEnglish(h hit) bool {
	if _, k := s.w.lists.Before(s.r, h.to); k < 2 || !latinRune(s.rune(h.to-1)) {
		return false
	}
	for i := h.to; i < len(s.r) && i < h.to+20; i++ {
		if s.r[i] == ':' {
			return true
		}
		if s.w.clause[s.r[i]] {
			return false
		}
	}
	return false
}

// habitual reports whether the figure says how often something is done: 隔一小时
// 报一次.
func (s *scanner) habitual(h hit) bool {
	if _, k := s.w.intervals.Before(s.r, h.num); k > 0 {
		return true
	}
	if h.q.Value != activity.One || string(h.q.Unit) != string(s.w.sitting) {
		return false
	}
	for i := h.num; i > 0 && h.num-i < 8 && !s.w.clause[s.r[i-1]]; i-- {
		if _, k := s.w.intervals.Before(s.r, i); k > 0 {
			return true
		}
	}
	return false
}

// addressed reports whether the figure is the house of an address: 3栋2单元.
func (s *scanner) addressed(h hit) bool {
	n, ok := s.numeral(s.w, h.to)
	if !ok {
		return false
	}
	_, k := s.w.rooms.At(s.r, n.end)
	return k > 0
}

// deadline reports whether the figure is a time promised or set: 答应三天内答复,
// promised a reply in 2 weeks.
func (s *scanner) deadline(h hit) bool {
	if !s.w.measures[string(h.q.Unit)] {
		return false
	}
	_, after := s.w.inside.At(s.r, h.to)
	_, before := s.w.inside.Before(s.r, s.back(h.num))
	if after == 0 && before == 0 {
		return false
	}
	for i := h.num; i > 0 && h.num-i < 40 && !s.w.bound[s.r[i-1]]; i-- {
		if _, k := s.w.promises.Before(s.r, i); k > 0 {
			return true
		}
	}
	return false
}

// fraction reports whether the numeral divides or is divided: 三分之二.
func (s *scanner) fraction(h hit, n numeral) bool {
	if _, k := s.w.parts.Before(s.r, h.num); k > 0 {
		return true
	}
	_, k := s.w.parts.At(s.r, n.end)
	return k > 0
}

// minutes reports whether the numeral at i is the minutes of a clock time.
func (s *scanner) minutes(i int) bool {
	_, k := s.w.clocks.Before(s.r, i)
	return k > 0 && s.numeralBefore(i-k)
}

// numeralBefore reports whether a numeral ends just before i, as in 七届五次.
func (s *scanner) numeralBefore(i int) bool {
	r := s.rune(i - 1)
	_, digit := s.w.digits[r]
	return digit || digitRune(r) || s.w.scales[r] != 0
}

// ranged reports whether the numeral is an end of a range (3-5户): it has no
// single value.
func (s *scanner) ranged(h hit) bool {
	if i := s.back(h.num); isRange(s.rune(i-1)) && s.numeralBefore(s.back(i-1)) {
		return true
	}
	if i := s.back(h.num); isRange(s.rune(i-1)) && s.rune(i-2) == '%' {
		return true
	}
	if i := s.back(h.num); s.rangeWordBefore(i) {
		return true
	}
	end := s.skip(h.to)
	if !isRange(s.rune(end)) {
		return false
	}
	_, ok := s.numeral(s.w, s.skip(end+1))
	return ok
}

// rangeWordBefore reports whether 至 or 到 stands before i with a numeral before
// it: 三到五户.
func (s *scanner) rangeWordBefore(i int) bool {
	_, k := dateWordsOf().ranges.Before(s.r, i)
	return k > 0 && s.numeralBefore(s.back(i-k))
}

func isRange(r rune) bool { return r == '-' || r == '~' || r == '～' || r == '—' || r == '–' }

// code reports whether the numeral is part of a code, number or clock time.
func (s *scanner) code(i int, n numeral) bool {
	if !n.arabic {
		return n.word && (latinRune(s.rune(i-1)) || s.englishName(i))
	}
	prev := s.rune(i - 1)
	if latinRune(prev) && !s.currencyBefore(i) {
		return true
	}
	if (prev == '.' || prev == '/' || prev == ':') && digitRune(s.rune(i-2)) {
		return true
	}
	return s.englishName(i)
}

func (s *scanner) currencyBefore(i int) bool {
	_, k := s.w.currency.Before(s.r, i)
	return k > 0
}

// englishName reports whether a capitalised label counts here: Building 7.
func (s *scanner) englishName(i int) bool {
	_, k := s.w.labels.Before(s.r, s.back(i))
	return k > 0
}

// named reports whether numeral and unit are part of a place name: 五台山, and
// after a verb of going 五道口.
func (s *scanner) named(h hit, n numeral) bool {
	if n.arabic || n.word || h.q.Approx != "" {
		return false
	}
	unit, next, after := string(h.q.Unit), s.rune(h.to), s.rune(h.to+1)
	if s.w.nameUnits[unit] && s.w.nameEnds[next] {
		return !s.w.nameEnds[after] && !s.w.nameAfter[after]
	}
	if !s.w.nameFarUnits[unit] || !s.w.nameFar[next] || s.w.nameAfter[after] {
		return false
	}
	_, k := s.w.nameVerbs.Before(s.r, h.num)
	return k > 0
}

// idleOne reports whether 一 with its measure is a way of speaking and counts
// nothing done: 作为一名委员, 那一天.
func (s *scanner) idleOne(h hit, n numeral) bool {
	if s.rune(h.num) != s.w.one || n.end != h.num+1 || s.rune(n.end) == s.w.half {
		return false
	}
	if n.value != 1 || h.q.Value%10000 != 0 || h.q.Approx != "" {
		return false
	}
	prev, next := s.rune(h.num-1), s.rune(h.to)
	if _, ok := s.numeral(s.w, h.to); ok && s.w.countable[string(h.q.Unit)] && prev != 0 && !s.w.clause[prev] {
		return s.w.oneNot[prev]
	}
	if s.w.oneNot[prev] || !s.w.countable[string(h.q.Unit)] || s.w.oneAfter[next] {
		return true
	}
	if _, k := s.w.oneVerbs.Before(s.r, h.num); k > 0 {
		return false
	}
	return !s.w.clauseAt(s, s.skip(h.to)) && !s.w.oneBefore[next]
}
