package figures

import (
	"slices"
	"strings"
)

// anaphor gives the unit of an English figure told by what stands around it: 4
// of them, a delegation of 11.
func (s *scanner) anaphor(i, at int) string {
	if _, k := s.w.groups.Before(s.r, s.back(i)); k > 0 {
		return s.w.people
	}
	if _, k := s.w.anaphora.At(s.r, s.skip(at)); k > 0 {
		if len(s.hits) > 0 {
			return string(s.hits[len(s.hits)-1].q.Unit)
		}
		return s.nounBefore(i)
	}
	return ""
}

// nounBefore gives the unit of the nearest English noun before a place: hosted
// overseas teens, 28 of them.
func (s *scanner) nounBefore(i int) string {
	for at := i - 1; at >= 0 && at > i-80; at-- {
		if !latinRune(s.r[at]) || latinRune(s.rune(at-1)) {
			continue
		}
		if unit, k := s.w.units.At(s.r, at); k > 0 && !s.w.measures[unit] {
			return unit
		}
	}
	return ""
}

// nounUnit looks for the noun an English numeral counts, behind up to two
// adjectives (2 needy families). A noun in the plural that is in no table
// counts in 个.
func (s *scanner) nounUnit(i, at int, n numeral) (string, int) {
	if s.clockTime(i, n) || n.arabic && n.end-i == 4 && n.value >= 1900 && n.value <= 2100 {
		return "", 0
	}
	plural, found, width := 0, "", 0
	from := at
	if _, k := s.w.ofOwn.At(s.r, at); k > 0 {
		from = s.skip(at + k)
	}
	for words := 0; words < 3; words++ {
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
