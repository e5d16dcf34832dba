package prompts

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"dutybook/activity"
	"dutybook/figures/lexicon"
)

// rulePatternFile is rules/patterns.json: classes of words that go together with
// the same things (sites one inspects, goods one gives), and the rows, whose
// parts name a class as @sites.
type rulePatternFile struct {
	Words map[string][]string
	Rows  []rulePatternRow
}

// rulePatternRow is words that speak for a category only together, one of each
// part in this order in one clause (给…讲…课, 发…言), whatever stands between
// them.
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
	var file rulePatternFile
	ruleMustRead("patterns.json", rulePatternsJSON, &file)
	heads := make(map[string][]rulePattern)
	for _, row := range file.Rows {
		p := rulePattern{category: row.Category, weight: row.Weight, near: cmp.Or(row.Near, patternReach)}
		for _, part := range row.Parts[1:] {
			p.rest = append(p.rest, lexicon.Set(file.spelt(part)))
		}
		for _, head := range file.spelt(row.Parts[0]) {
			p.head = utf8.RuneCountInString(head)
			heads[head] = append(heads[head], p)
		}
	}
	return lexicon.New(withShorter(heads))
}

// spelt gives the words of a part with those of the classes it names.
func (f rulePatternFile) spelt(part []string) []string {
	var out []string
	for _, word := range part {
		name, class := strings.CutPrefix(word, "@")
		switch list := f.Words[name]; {
		case !class:
			out = append(out, word)
		case len(list) == 0:
			panic("prompts: embedded rules/patterns.json: no words " + word)
		default:
			out = append(out, list...)
		}
	}
	return out
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

// countPatterns adds the points of the patterns that begin at a place, of each
// category the strongest: two rows that tell the same are one sign.
func (m *ruleMessage) countPatterns(s ruleScores, i, to int) {
	found, n := ruleWords().patterns.At(m.r[:to], i)
	if n == 0 {
		return
	}
	var best ruleScores
	for _, p := range found {
		if best[p.category].strongest < p.weight && m.follows(p, i+p.head, to) {
			if best == nil {
				best = make(ruleScores)
			}
			best[p.category] = rulePoints{strongest: p.weight}
		}
	}
	for category, p := range best {
		s.add(category, p.strongest)
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
