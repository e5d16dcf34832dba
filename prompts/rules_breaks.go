package prompts

import (
	"slices"

	"dutybook/activity"
)

// lists reports whether a clause is an item of what was said (提了建议：一是…,
// 二是…) and so no activity; a clause that is none ends the list.
func (g *ruleGrouper) lists(c ruleClause) bool {
	if c.item && g.cur != nil && !g.cur.item && !g.contents {
		_, n := ruleWords().said.Before(g.m.r, g.m.lead(c.from))
		g.contents = n > 0
	}
	g.contents = g.contents && (c.item || !c.sentence && !c.timed)
	return g.contents
}

// heads reports whether the draft at hand is only the heading of the list that
// the clause begins: 今天做了三件事：1、….
func (g *ruleGrouper) heads(c ruleClause) bool {
	if g.cur == nil || g.cur.item || g.cur.figures > 0 {
		return false
	}
	r := g.m.at(g.m.lead(c.from))
	_, points := g.cur.scores.best()
	return ruleWords().headEnds[r] || ruleWords().stops[r] || points == 0 && ruleWords().commas[r]
}

// lead gives the place of the mark before the list mark that ends at a place,
// or of the end of what stands there.
func (m *ruleMessage) lead(at int) int {
	w := ruleWords()
	for at > 0 {
		r := m.r[at-1]
		if !digitAt(r) && !w.listNumerals[r] && !w.list[r] && !w.circled[r] && !w.open[r] && r != ' ' {
			break
		}
		at--
	}
	for at > 0 && (w.stops[m.r[at-1]] || w.commas[m.r[at-1]] || w.headEnds[m.r[at-1]]) {
		at--
	}
	return at
}

// refines reports whether a day replaces the month or year said before it of a
// thing, not of a deed: 去年走访的企业，今天回访了4家.
func (g *ruleGrouper) refines(date activity.Date) bool {
	return g.cur != nil && g.cur.figures == 0 && g.date.Day == 0 && date.Day != 0 &&
		!ruleWords().finished.In(g.m.r[g.cur.from:g.cur.to])
}

// alone reports whether a clause with figures of its own is an activity of its
// own beside the one before it, though only a comma stands between them.
func (g *ruleGrouper) alone(c ruleClause, category activity.Category, figs int) bool {
	had, points := g.cur.scores.best()
	if points < 4 || figs == 0 || g.cur.figures == 0 || category == had || g.cur.scores.of(category) >= 4 {
		return false
	}
	w := ruleWords()
	if slices.Contains(w.together[had], category) || len(w.together[had]) == 0 && !rulePieces[had] {
		return false
	}
	if g.spans && !c.joined && !g.results(c) {
		return g.m.score(c.from, c.to).of(category) >= 4
	}
	for i := c.from; i < c.to; i++ {
		if of, n := w.standalone.At(g.m.r[:c.to], i); n > 0 && of == category {
			return true
		}
	}
	return false
}

// results reports whether a clause opens with a word of what came of the deed
// before it: 其中2件, 查出隐患3处.
func (g *ruleGrouper) results(c ruleClause) bool {
	_, n := ruleWords().results.At(g.m.r[:c.to], g.m.skip(c.from))
	return n > 0
}

// breaks reports whether a clause begins a new activity.
func (g *ruleGrouper) breaks(c ruleClause, category activity.Category, points int, otherDay bool, figs int) bool {
	if g.cur == nil {
		return false
	}
	had, hadPoints := g.cur.scores.best()
	if hadPoints < 4 && g.cur.figures == 0 && !c.item {
		return otherDay && hadPoints > 0 && points >= 4
	}
	switch {
	case c.item:
		return points > 0 || figs > 0
	case !c.sentence && !c.timed && !c.soft && !rulePieces[category] && g.results(c):
		return false
	case c.joined && !g.header && !rulePieces[category]:
		return g.alone(c, category, figs)
	case (otherDay || c.timed) && !g.cur.opened && g.cur.figures == 0 && (category == had || points < 4 || hadPoints < 4):
		return false
	case otherDay:
		return points >= 4 || figs > 0
	case c.dayOnly && figs == 0 && (category == had || !c.sentence):
		return false
	case had == activity.Honour && category != had && figs > 0 && points >= 5 && g.cur.figures == 0:
		return true
	case c.timed:
		return points >= 4 || figs > 0 && g.cur.figures > 0
	case rulePieces[category] && category != had && figs > 0 && points >= 5 && (g.cur.figures > 0 || c.joined && rulePieces[had]):
		return true
	case g.alone(c, category, figs):
		return true
	case c.soft && !c.sentence && slices.Contains(ruleWords().together[had], category):
		return false
	case c.deed && !c.sentence && (c.and || figs > 0 && g.cur.figures > 0):
		return points >= 6 && category != had && g.cur.scores.of(category) < 4 && !slices.Contains(ruleWords().together[had], category)
	case c.sentence || c.soft:
		return points >= 5 && category != had && g.cur.scores.of(category) < 4
	case g.header && g.cur.figures > 0:
		return points >= 4 && figs > 0 && category != had && g.cur.scores.of(category) < 4
	}
	return false
}
