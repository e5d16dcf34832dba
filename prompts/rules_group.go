package prompts

import (
	"dutybook/activity"
)

// told reports whether the category is told by what stands before a place.
func (g *ruleGrouper) told(from, to int) bool {
	here := len(g.m.score(from, to)) > 0
	return here || g.cur != nil && len(g.cur.scores) > 0 && !latinAt(g.m.at(to))
}

// ruleDraft is a record being put together.
type ruleDraft struct {
	from, to int
	scores   ruleScores
	record   activity.Record
	figures  int
	// opened means a date, a time of day or a list mark began it, item that a
	// list mark did.
	opened, item bool
	// mere means only a comma stood before it, clock that a time of day began it.
	mere, clock bool
}

// group puts clauses together that speak of one activity.
func (m *ruleMessage) group(clauses []ruleClause) []ruleDraft {
	g := ruleGrouper{m: m, date: activity.DateOf(m.sent), header: m.sums, spans: m.spans(ruleWords())}
	for _, c := range clauses {
		g.take(c)
	}
	g.close()
	return g.out
}

type ruleGrouper struct {
	m      *ruleMessage
	date   activity.Date
	cur    *ruleDraft
	out    []ruleDraft
	header bool
	// spans means the message opens with a week or longer.
	spans bool
	// ahead means the last clause spoke of the future, and so may what follows.
	ahead bool
	// contents means the last clause listed what was said, not what was done.
	contents bool
}

// scored is where the part of a clause ends that tells its category: a topic
// (讲的是提案写作) tells none once something else has, a reference to an
// instruction (按照主席会议安排) never does.
func (g *ruleGrouper) scored(c ruleClause) int {
	w := ruleWords()
	if _, n := w.preambles.At(g.m.r, c.from); n > 0 {
		if _, n := w.preambleEnds.Before(g.m.r[:c.to], c.to); n > 0 {
			return c.from
		}
	}
	for i := c.from; i < c.to; i++ {
		if g.m.r[i] == titleOpen {
			i = g.m.titleEnd(i, c.to)
			continue
		}
		if g.m.r[i] == ':' && g.m.figureEnds(i) && g.told(c.from, i) {
			return i
		}
		_, n := w.topics.At(g.m.r, i)
		if n == 0 || g.m.dateBegins(g.m.skip(i+n)) {
			continue
		}
		if _, k := w.owned.At(g.m.r, g.m.skip(i+n)); k > 0 || g.m.aboutEnd(i, c.to) > 0 {
			continue
		}
		if _, k := w.notTopics.Before(g.m.r, i+n); k > 0 {
			continue
		}
		if g.told(c.from, i) {
			return i
		}
	}
	return c.to
}

// firstToldBonus is what the category of the clause that opens an activity gains:
// what follows tells how it went.
const firstToldBonus = 3

// pieceBonus is what a written piece gains that is counted: it is the work,
// whatever it came out of.
const pieceBonus = 10

func (g *ruleGrouper) take(c ruleClause) {
	if g.lists(c) || g.m.othersDid(c.from, c.to) {
		return
	}
	scores := g.m.score(c.from, g.scored(c))
	category, points := scores.best()
	if c.item && points >= 4 && g.heads(c) {
		g.cur = nil
	}
	date, dated, future := g.m.dateIn(c.from, c.to)
	if future || g.m.unfinished(c.from, c.to) {
		g.ahead = true
		g.excuse(c)
		return
	}
	if g.ahead && !c.sentence && !dated && (points == 0 && len(g.m.figuresIn(c.from, c.to)) == 0 ||
		!c.timed && !ruleWords().finished.In(g.m.r[c.from:c.to])) {
		return
	}
	g.ahead = false
	figs := g.m.figuresIn(c.from, c.to)
	refined := dated && g.refines(date)
	if !refined && g.breaks(c, category, points, dated && date != g.date, len(figs)) {
		g.close()
	}
	if rulePieces[category] && len(figs) > 0 {
		scores.raise(category, pieceBonus)
	}
	if dated {
		g.date = date
	}
	if g.cur == nil {
		g.cur = &ruleDraft{from: c.from, scores: make(ruleScores), item: c.item, mere: !c.sentence && !c.item && !c.soft, clock: c.timed && !c.dayOnly}
	}
	d := g.cur
	if len(d.scores) == 0 && points >= 8 && category != activity.Meeting {
		scores.raise(category, firstToldBonus)
	}
	d.to, d.opened = c.to, d.opened || dated || c.timed || c.item
	d.scores.merge(scores)
	d.figures += len(figs)
	d.record.Date = g.date
	for _, f := range figs {
		d.record.Quantities = append(d.record.Quantities, f.Quantity)
	}
}

func (g *ruleGrouper) close() {
	if g.cur == nil {
		return
	}
	d := *g.cur
	g.cur = nil
	_, points := d.scores.best()
	if points == 0 && d.figures == 0 && (len(g.out) > 0 || !g.done(d)) {
		return
	}
	d.record.Category = g.m.filed(d, points)
	if !g.goesOn(d) {
		g.out = append(g.out, d)
	}
}

// goesOn takes a draft into the one before it where both are of one kind and only
// words, or the first time of day told, had parted them: 代表团来访，中午签了备忘录.
func (g *ruleGrouper) goesOn(d ruleDraft) bool {
	if len(g.out) == 0 || !d.mere {
		return false
	}
	last := &g.out[len(g.out)-1]
	if d.opened && (last.figures > 0 || last.clock || last.opened && !d.clock) {
		return false
	}
	if last.record.Category != d.record.Category || last.record.Date != d.record.Date {
		return false
	}
	last.to, last.figures = d.to, last.figures+d.figures
	last.record.Quantities = append(last.record.Quantities, d.record.Quantities...)
	return true
}

// excuse drops what only gives the reason for what was not done: 老伴住院，没法参加.
func (g *ruleGrouper) excuse(c ruleClause) {
	if g.cur != nil && g.cur.figures == 0 && !g.cur.opened && !c.timed && !c.sentence && ruleWords().undone.In(g.m.r[c.from:c.to]) {
		g.cur = nil
	}
}

// done reports whether a draft without category or figure tells of a deed.
func (g *ruleGrouper) done(d ruleDraft) bool {
	w, part := ruleWords(), g.m.r[d.from:d.to]
	did, work := w.did.In(part), w.work.In(part)
	return did && work || d.opened && (did || work)
}

// filed is the category of a draft: what its words say, with what the units of
// its figures suggest where they say little, and what has been learned.
func (m *ruleMessage) filed(d ruleDraft, points int) activity.Category {
	if points < 4 {
		for _, q := range d.record.Quantities {
			for category, points := range ruleWords().unitHints[string(q.Unit)] {
				d.scores.add(category, points)
			}
		}
	}
	learned := ruleFiled().of(signs(m.r[d.from:d.to]))
	best, most := activity.OtherWork, learned.at(activity.OtherWork)
	for _, category := range rulePrecedence {
		if points := float64(d.scores.of(category)) + learned.at(category); points > most {
			best, most = category, points
		}
	}
	return best
}
