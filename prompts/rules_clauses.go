package prompts

import "slices"

// ruleClause is a stretch of the message between two marks, and what stands
// at its beginning.
type ruleClause struct {
	from, to int
	// sentence: a full stop or line break stood before it; item: a list mark;
	// timed: it begins with a time of day; soft: with a word like "then".
	sentence, item, timed, soft bool
	// dayOnly: what makes it timed is a date, no time of day.
	dayOnly bool
	// deed: it begins with an English verb in the past, behind an "and" or not.
	deed, and bool
	// joined: only an "and" or 、 before a figure parts it from the one before.
	joined bool
}

// clauses cuts the message at commas, stops and list marks, and before times
// of day, which dictated messages have where others have stops.
func (m *ruleMessage) clauses() []ruleClause {
	w := ruleWords()
	var out []ruleClause
	cur := m.open(w, ruleClause{sentence: true})
	depth := 0
	for i := 0; i < len(m.r); i++ {
		r := m.r[i]
		switch {
		case w.open[r]:
			depth++
		case w.close[r] && depth > 0:
			depth--
		}
		if depth > 0 || m.inFigure(i) {
			continue
		}
		if next, ok := m.boundary(w, cur, i); ok {
			cur.to = i
			out = appendClause(out, cur)
			cur = next
			i = max(i, next.from-1)
		}
	}
	cur.to = len(m.r)
	return appendClause(out, cur)
}

func appendClause(out []ruleClause, c ruleClause) []ruleClause {
	if c.to > c.from {
		return append(out, c)
	}
	return out
}

// boundary reports whether the clause ends before i, and how the next begins.
func (m *ruleMessage) boundary(w *ruleWordTables, cur ruleClause, i int) (ruleClause, bool) {
	r := m.r[i]
	if w.circled[r] || m.listMark(w, i) {
		return ruleClause{from: i + 1, item: true, sentence: true}, true
	}
	if w.stops[r] || m.fullStop(i) {
		return m.open(w, ruleClause{from: i + 1, sentence: true}), true
	}
	if w.commas[r] || m.gap(i) && m.itemised(w, cur, i) {
		return m.open(w, ruleClause{from: i + 1}), true
	}
	if _, n := w.items.At(m.r, i); n > 0 && i > cur.from {
		return ruleClause{from: i, item: true, sentence: true}, true
	}
	if i <= cur.from+1 {
		return cur, false
	}
	if _, n := w.times.At(m.r, i); n > 0 && !m.dateAt(i) && !m.datedJustBefore(i) {
		return m.open(w, ruleClause{from: i}), true
	}
	if _, n := w.turns.At(m.r, i); n > 0 && !m.dateAt(i) {
		c := m.open(w, ruleClause{from: i})
		c.soft = true
		return c, true
	}
	if m.dateBegins(i) && !latinAt(r) && !m.stopped {
		return m.open(w, ruleClause{from: i}), true
	}
	if n := m.andVerb(w, i); n > 0 {
		c := m.open(w, ruleClause{from: i + n, joined: m.figureBegins(m.skip(i + n))})
		c.and = true
		return c, true
	}
	if n := m.andPiece(w, i); n > 0 {
		return m.open(w, ruleClause{from: i + n, joined: true}), true
	}
	if w.enumeration[r] && (m.sums || len(m.figures) > 1) {
		return m.open(w, ruleClause{from: i + 1, joined: true}), true
	}
	return cur, false
}

// fullStop reports whether the stop at i ends a sentence, not Ms. or No.
func (m *ruleMessage) fullStop(i int) bool {
	if m.r[i] != '.' || m.at(i+1) != ' ' && m.at(i+1) != 0 {
		return false
	}
	start := i
	for start > 0 && latinAt(m.r[start-1]) {
		start--
	}
	return !abbreviations[string(m.r[start:i])]
}

// itemised reports whether others write a comma for the blank at i: a figure
// stands before it or a time behind (走访 低保户 6户 慰问金 3000元).
func (m *ruleMessage) itemised(w *ruleWordTables, cur ruleClause, i int) bool {
	return len(m.figuresIn(cur.from, i)) > 0 || m.open(w, ruleClause{from: i + 1}).timed
}

// gap reports whether the blank at i stands between Chinese words.
func (m *ruleMessage) gap(i int) bool {
	return m.r[i] == ' ' && hanAt(m.at(i-1)) && hanAt(m.at(i+1)) && !m.marked(i, markDateEnds)
}

func hanAt(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF }

// abbreviations end in a stop that ends no sentence.
var abbreviations = map[string]bool{"mr": true, "mrs": true, "ms": true, "dr": true, "no": true, "st": true, "prof": true, "approx": true}

func latinAt(r rune) bool { return r >= 'a' && r <= 'z' }

// andVerb is the length of an "and" at i that a verb follows with the next
// deed, 0 for none.
func (m *ruleMessage) andVerb(w *ruleWordTables, i int) int {
	_, n := w.and.At(m.r, i)
	if n == 0 {
		return 0
	}
	at := m.skip(i + n)
	if m.deedAt(w, at) || m.figureBegins(at) {
		return n
	}
	return 0
}

// pieceReach is how far behind a number the written piece it counts may stand.
const pieceReach = 8

// andPiece is the length of a word like 和 at i behind which another written
// piece is counted (一件提案和两条信息), 0 for none.
func (m *ruleMessage) andPiece(w *ruleWordTables, i int) int {
	_, n := w.along.At(m.r, i)
	if n == 0 || !m.figureBegins(m.skip(i+n)) {
		return 0
	}
	category, points := m.score(i+n, min(i+n+pieceReach, len(m.r))).best()
	if !rulePieces[category] || points < 6 {
		return 0
	}
	return n
}

// deedAt reports whether an English verb in the past stands at a place: the next
// deed, whoever goes unnamed.
func (m *ruleMessage) deedAt(w *ruleWordTables, at int) bool {
	end := at
	for latinAt(m.at(end)) || m.at(end) == '-' {
		end++
	}
	if word := string(m.r[at:end]); w.deeds[word] || w.notDeeds[word] || len(word) < 4 {
		return w.deeds[word]
	}
	return m.r[end-1] == 'd' && m.r[end-2] == 'e'
}

// open notes the words a clause begins with.
func (m *ruleMessage) open(w *ruleWordTables, c ruleClause) ruleClause {
	at := m.skip(c.from)
	if d, ok := m.dateFrom(at); ok {
		c.timed, c.dayOnly = true, true
		at = m.skip(d.to)
	}
	if _, n := w.times.At(m.r, at); n > 0 {
		c.timed, c.dayOnly = true, false
	}
	if _, n := w.bareTimes.At(m.r, at); n > 0 || m.clockAt(w, at) {
		c.timed = true
	}
	if _, n := w.items.At(m.r, at); n > 0 {
		c.item, c.sentence = true, true
	}
	if _, n := w.soft.At(m.r, at); n > 0 {
		c.soft = true
	}
	if _, n := w.and.At(m.r, at); n > 0 {
		c.and, at = true, m.skip(at+n)
	}
	c.deed = m.deedAt(w, at)
	return c
}

// clockAt reports whether a clock time begins at a place: 9点半, 十点, 11:30.
func (m *ruleMessage) clockAt(w *ruleWordTables, at int) bool {
	end := at
	for end < at+3 && (digitAt(m.at(end)) || w.listNumerals[m.at(end)]) {
		end++
	}
	if end == at {
		return false
	}
	if m.at(end) == ':' {
		return digitAt(m.at(end + 1))
	}
	_, n := w.hours.At(m.r, end)
	return n > 0 && !m.figureBegins(at)
}

// spans reports whether the message opens with a week, a month or longer, and so
// may tell of several deeds in a row.
func (m *ruleMessage) spans(w *ruleWordTables) bool {
	at := m.skip(0)
	if _, n := w.spans.At(m.r, at); n == 0 {
		return false
	}
	d, ok := m.dateFrom(at)
	return !ok || d.Day == 0
}

// sumsUp reports whether the message sums up a time: it says so, or names a
// month or a year with a colon behind.
func (m *ruleMessage) sumsUp(w *ruleWordTables) bool {
	if w.header.In(m.r) {
		return true
	}
	return slices.ContainsFunc(m.dates, func(d ruleDate) bool { return d.Day == 0 && w.headEnds[m.at(m.skip(d.to))] })
}

// listMark reports whether the mark of a list number stands at i: "1." or
// "2、" at the start of the text or a line.
func (m *ruleMessage) listMark(w *ruleWordTables, i int) bool {
	if !w.list[m.r[i]] || i == 0 || digitAt(m.at(i+1)) && m.r[i] == '.' {
		return false
	}
	j := i
	for j > 0 && digitAt(m.r[j-1]) {
		j--
	}
	for j == i && j > 0 && w.listNumerals[m.r[j-1]] {
		j--
	}
	if j == i || i-j > 2 {
		return false
	}
	for j > 0 && m.r[j-1] == ' ' {
		j--
	}
	return j == 0 || ruleWords().stops[m.r[j-1]] || m.r[j-1] == ':'
}

func digitAt(r rune) bool { return r >= '0' && r <= '9' }

func (m *ruleMessage) at(i int) rune {
	if i < 0 || i >= len(m.r) {
		return 0
	}
	return m.r[i]
}

// skip gives the first place from i on that is no blank.
func (m *ruleMessage) skip(i int) int {
	for m.at(i) == ' ' || m.at(i) == '\n' {
		i++
	}
	return i
}

// punctuated reports whether the writer used stops or commas at all.
func (m *ruleMessage) punctuated() bool {
	w := ruleWords()
	for _, r := range m.r {
		if w.stops[r] || w.commas[r] || r == '.' {
			return true
		}
	}
	return false
}
