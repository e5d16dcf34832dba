package report

import (
	"cmp"
	"maps"
	"slices"
	"sync"

	"dutybook/activity"
	"dutybook/counting"
)

// themeWords are phrases/themes.json: which figures of a kind of work belong
// together, by their nouns or, for things of any name, by their units. What a
// reader takes in is one thing after the other, not a row of figures.
var themeWords = sync.OnceValue(func() map[activity.Category][][]string {
	return mustRead[map[activity.Category][][]string]("themes")
})

// themeOf is the place of a figure's theme and its place there, behind all
// others for one of none.
func themeOf(f Fact, m measure) (theme, at int) {
	themes := themeWords()[f.Category]
	for i, theme := range themes {
		at := slices.IndexFunc(theme, func(word string) bool {
			return word == f.Of || m.Of != f.Of && word == string(f.Unit)
		})
		if at >= 0 {
			return i, at
		}
	}
	return len(themes), 0
}

// clause is one or several figures with the words they share.
type clause struct {
	spans []Span
	theme int
	// of is the noun of the last figure: the next may lean on it.
	of string
}

// sorted are a category's figures by how they can be told.
type sorted struct {
	// spoken are clauses with words of their own, by theme and then in the order
	// of the measures.
	spoken []clause
	// named are told by the noun beside the figure; unnamed have none.
	named, unnamed []Fact
}

// sortOut leaves figures that only repeat the sessions to the annex.
func sortOut(facts []Fact) sorted {
	var s sorted
	byRank := map[int][]Fact{}
	for _, f := range facts {
		if f.What != counting.Figure || repeats(f) {
			continue
		}
		rank := slices.IndexFunc(measures(), func(m measure) bool { return m.fits(f) })
		if rank < 0 {
			s.leave([]Fact{f})
			continue
		}
		byRank[rank] = append(byRank[rank], f)
	}
	ranks := slices.SortedFunc(maps.Keys(byRank), func(a, b int) int {
		themeA, placeA := themeOf(byRank[a][0], measures()[a])
		themeB, placeB := themeOf(byRank[b][0], measures()[b])
		return cmp.Or(cmp.Compare(themeA, themeB), cmp.Compare(placeA, placeB), cmp.Compare(a, b))
	})
	said := map[string]bool{}
	for _, rank := range ranks {
		theme, _ := themeOf(byRank[rank][0], measures()[rank])
		s.say(measures()[rank], byRank[rank], theme, said)
	}
	return s
}

// say adds a clause, or to the last one what only adds to its figure. Facts
// whose words another figure has taken are left.
func (s *sorted) say(m measure, facts []Fact, theme int, said map[string]bool) {
	last := facts[len(facts)-1].Of
	if n := len(s.spoken); n > 0 && m.With != "" && s.spoken[n-1].theme == theme && slices.Contains(m.After, s.spoken[n-1].of) {
		before := &s.spoken[n-1]
		before.spans, before.of = append(before.spans, expand(m.With, "n", m.list(facts)...)...), last
		return
	}
	if said[m.Say] {
		s.leave(facts)
		return
	}
	said[m.Say] = true
	s.spoken = append(s.spoken, clause{expand(m.Say, "n", m.list(facts)...), theme, last})
}

// leave keeps facts for the sentences without words of their own: those of no
// measure, and those whose words another figure has taken.
func (s *sorted) leave(facts []Fact) {
	for _, f := range facts {
		if f.Of != "" {
			s.named = append(s.named, f)
		} else {
			s.unnamed = append(s.unnamed, f)
		}
	}
}

// repeats reports whether a figure only says again how often something took
// place: no more than its records do by being there.
func repeats(f Fact) bool {
	o := words().Occasions
	return f.Approx == activity.Exact && f.Value <= activity.Whole(int64(len(f.Records))) &&
		slices.Contains(o.Units, f.Unit) && slices.Contains(o.Of, f.Of)
}

// firstFew is how many clauses the first sentence of a paragraph takes: those of
// as many whole themes as it has room for, and no last one left to limp behind.
func firstFew(clauses []clause) int {
	n := min(maxFirst, len(clauses))
	if len(clauses) == n || len(clauses) == n+1 {
		return len(clauses)
	}
	for k := n; k > 0; k-- {
		if clauses[k-1].theme != clauses[k].theme {
			return k
		}
	}
	return n
}

// inSentences cuts clauses into sentences between themes where it can.
func inSentences(clauses []clause) [][]clause {
	var out [][]clause
	for len(clauses) > 0 {
		n := min(maxFollow, len(clauses))
		for k := n; n < len(clauses) && k > 1; k-- {
			if clauses[k-1].theme != clauses[k].theme {
				n = k
				break
			}
		}
		if len(clauses) == n+1 {
			n++
		}
		out, clauses = append(out, clauses[:n]), clauses[n:]
	}
	return out
}

// byTheme joins clauses, with a deeper break between themes of several.
func byTheme(clauses []clause) []Span {
	w := words()
	var spans []Span
	several := slices.ContainsFunc(clauses, func(c clause) bool {
		return len(slices.DeleteFunc(slices.Clone(clauses), func(o clause) bool { return o.theme != c.theme })) > 1
	})
	for i, c := range clauses {
		switch {
		case i == 0:
		case several && clauses[i-1].theme != c.theme:
			spans = append(spans, plain(w.Semicolon))
		default:
			spans = append(spans, plain(w.Comma))
		}
		spans = append(spans, c.spans...)
	}
	return spans
}
