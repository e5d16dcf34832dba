package prompts

import (
	"slices"

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
		if _, k := w.owned.At(g.m.r, g.m.skip(i+n)); k > 0 {
			continue
		}
		if g.told(c.from, i) {
			return i
		}
	}
	return c.to
}

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
		// A piece that is counted is the work, whatever it came out of.
		scores.add(category, 3)
	}
	if dated {
		g.date = date
	}
	if g.cur == nil {
		g.cur = &ruleDraft{from: c.from, scores: make(ruleScores), item: c.item}
	}
	d := g.cur
	d.to, d.opened = c.to, d.opened || dated || c.timed || c.item
	d.scores.merge(scores)
	d.figures += len(figs)
	d.record.Date = g.date
	for _, f := range figs {
		d.record.Quantities = append(d.record.Quantities, f.Quantity)
	}
}

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
	had, _ := g.cur.scores.best()
	if figs == 0 || g.cur.figures == 0 || category == had || g.cur.scores.of(category) >= 4 {
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
	case rulePieces[category] && category != had && figs > 0 && points >= 5 && g.cur.figures > 0:
		return true
	case g.alone(c, category, figs):
		return true
	case c.soft && !c.sentence && slices.Contains(ruleWords().together[had], category):
		return false
	case c.sentence || c.soft:
		return points >= 5 && category != had && g.cur.scores.of(category) < 4
	case g.header && g.cur.figures > 0:
		return points >= 4 && figs > 0 && category != had && g.cur.scores.of(category) < 4
	}
	return false
}

func (g *ruleGrouper) close() {
	if g.cur == nil {
		return
	}
	d := *g.cur
	g.cur = nil
	category, points := d.scores.best()
	if points == 0 && d.figures == 0 && (len(g.out) > 0 || !g.done(d)) {
		return
	}
	if points < 4 {
		category = d.hinted()
	}
	d.record.Category = category
	g.out = append(g.out, d)
}

// done reports whether a draft without category or figure tells of a deed.
func (g *ruleGrouper) done(d ruleDraft) bool {
	w, part := ruleWords(), g.m.r[d.from:d.to]
	did, work := w.did.In(part), w.work.In(part)
	return did && work || d.opened && (did || work)
}

// hinted is the category of a draft no strong word speaks for, with what the
// units of its figures suggest.
func (d ruleDraft) hinted() activity.Category {
	for _, q := range d.record.Quantities {
		for category, points := range ruleWords().unitHints[string(q.Unit)] {
			d.scores.add(category, points)
		}
	}
	category, points := d.scores.best()
	if points < 3 {
		return activity.OtherWork
	}
	return category
}

func (m *ruleMessage) figuresIn(from, to int) []ruleFigure {
	first, _ := slices.BinarySearchFunc(m.figures, from, func(f ruleFigure, at int) int { return f.from - at })
	last := first
	for last < len(m.figures) && m.figures[last].from < to {
		last++
	}
	return m.figures[first:last]
}

// dateIn gives the date of a clause: the first day said, else the first month
// or year. The day sent gives way to another day in the same clause, for then
// it is the day of telling: 今天补记：5月24号….
func (m *ruleMessage) dateIn(from, to int) (d activity.Date, ok, future bool) {
	first, _ := slices.BinarySearchFunc(m.dates, from, func(d ruleDate, at int) int { return d.from - at })
	for _, found := range m.dates[first:] {
		if found.from >= to {
			break
		}
		switch {
		case ok && (found.Day == 0 || found.future):
		case found.future:
			return d, ok, !ok
		default:
			d, ok = found.Date, true
			if d.Day != 0 && d != activity.DateOf(m.sent) {
				return d, true, false
			}
		}
	}
	return d, ok, false
}

// unfinished reports whether a clause speaks of what is planned or was called
// off.
func (m *ruleMessage) unfinished(from, to int) bool {
	w := ruleWords()
	part := m.r[from:to]
	return w.plan.In(part) && !w.finished.In(part) || w.undone.In(part)
}

// finish fills in what a record takes from its stretch of the text.
func (m *ruleMessage) finish(d ruleDraft) activity.Record {
	r := d.record
	r.Summary = m.cut(d.from, d.to, 60)
	r.Title = m.title(d.from, d.to)
	r.Place = m.place(d.from, d.to)
	r.Text, r.SentAt, r.Source = m.text, m.sent, activity.FromRules
	if r.Quantities == nil {
		r.Quantities = []activity.Quantity{}
	}
	if r.Category == activity.Research || r.Category == activity.Supervision {
		m.background(r.Quantities)
	}
	return r
}

// background marks money seen on an inspection as no work of the inspectors.
func (m *ruleMessage) background(list []activity.Quantity) {
	yuan, _ := ruleWords().units.At([]rune{'$'}, 0)
	for i, q := range list {
		if string(q.Unit) == yuan && q.Kind == activity.Additive {
			list[i].Kind = activity.Stock
		}
	}
}
