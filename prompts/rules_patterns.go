package prompts

import (
	"cmp"
	"unicode/utf8"

	"dutybook/activity"
	"dutybook/figures/lexicon"
)

// rulePatternRow is a row of rules/patterns.json: words that speak for a
// category only together, one of each part in this order in one clause
// (给…讲…课, 发…言), whatever stands between them.
type rulePatternRow struct {
	Category activity.Category
	Weight   int
	Parts    [][]string
	// Near is how far apart two parts may stand, in runes; 0 means patternReach.
	Near int
}

type rulePattern struct {
	category activity.Category
	weight   int
	// head is the length of the first word, near how far apart two may stand.
	head, near int
	rest       []ruleSet
}

// patternReach is how far apart two parts may stand where nothing is said.
const patternReach = 24

// rulePatterns gives for each first word the patterns it may begin.
func rulePatterns() lexicon.Table[[]rulePattern] {
	var rows []rulePatternRow
	ruleMustRead("patterns.json", rulePatternsJSON, &rows)
	heads := make(map[string][]rulePattern)
	for _, row := range rows {
		p := rulePattern{category: row.Category, weight: row.Weight, near: cmp.Or(row.Near, patternReach)}
		for _, part := range row.Parts[1:] {
			p.rest = append(p.rest, lexicon.Set(part))
		}
		for _, head := range row.Parts[0] {
			p.head = utf8.RuneCountInString(head)
			heads[head] = append(heads[head], p)
		}
	}
	return lexicon.New(withShorter(heads))
}

// withShorter gives each word the patterns of the words it begins with too, for
// only the longest word at a place is found.
func withShorter(heads map[string][]rulePattern) map[string][]rulePattern {
	all := make(map[string][]rulePattern, len(heads))
	for word := range heads {
		for end := range word {
			all[word] = append(all[word], heads[word[:end]]...)
		}
		all[word] = append(all[word], heads[word]...)
	}
	return all
}

// countPatterns adds the points of the patterns that begin at a place.
func (m *ruleMessage) countPatterns(s ruleScores, i, to int) {
	found, n := ruleWords().patterns.At(m.r[:to], i)
	if n == 0 {
		return
	}
	for _, p := range found {
		if m.follows(p, i+p.head, to) {
			s.add(p.category, p.weight)
		}
	}
}

// follows reports whether a word of each part follows in order in the clause.
func (m *ruleMessage) follows(p rulePattern, at, to int) bool {
	w := ruleWords()
	for _, part := range p.rest {
		end, found := min(at+p.near, to), false
		for i := at; i < end && !w.stops[m.r[i]] && !w.commas[m.r[i]]; i++ {
			if _, n := part.At(m.r[:to], i); n > 0 {
				at, found = i+n, true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}
