package figures

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"dutybook/activity"
	"dutybook/figures/lexicon"
)

//go:embed data/measures.json
var measuresJSON []byte

// measureFile is data/measures.json: what words beside a figure say it counts.
type measureFile struct {
	Rows []struct {
		Of           string
		Units, Words []string
	}
	// Stop holds words a bare noun ends at: particles and verbs.
	Stop []string
	// Outcomes open the word for what became of a thing: 被省政协采用.
	Outcomes []string
	// Totals may stand before a figure that sums up the clause before it.
	Totals []string
	// Attributive joins such a word to the thing: 采用的信息.
	Attributive []string
}

// measureRow is one reading of a word: the units it goes with and the label.
type measureRow struct {
	of    string
	units []string
}

type measureTable struct {
	words                               lexicon.Table[[]measureRow]
	stop, outcomes, totals, attributive lexicon.Table[bool]
}

var measures = sync.OnceValue(func() measureTable {
	var f measureFile
	mustRead("measures.json", measuresJSON, &f)
	rows := make(map[string][]measureRow)
	for _, row := range f.Rows {
		for _, word := range row.Words {
			rows[word] = append(rows[word], measureRow{row.Of, row.Units})
		}
	}
	return measureTable{lexicon.New(rows), lexicon.Set(f.Stop), lexicon.Set(f.Outcomes),
		lexicon.Set(f.Totals), lexicon.Set(f.Attributive)}
})

// reach is how far, in runes, a word may stand from the figure it explains.
const reach = 8

// measurer says what the figures of a scanner count and whether they add up.
type measurer struct{ *scanner }

// of names what the i-th figure counts: what became of the thing, if that is
// said, else the nearest word of the table on either side that goes with its
// unit, else what the clause before speaks of, else the bare noun beside it.
func (m measurer) of(i int) string {
	h := m.hits[i]
	from, to := m.window(i)
	if of, ok := m.outcome(h, from, to); ok {
		return of
	}
	if latinRune(m.rune(h.unitAt)) {
		if of, ok := m.label(h, h.unitAt, to); ok {
			return of
		}
	}
	for d := 0; d <= reach; d++ {
		if of, ok := m.label(h, h.to+d, to); ok {
			return of
		}
		if of, ok := m.labelBefore(h, h.from-d, from); ok {
			return of
		}
	}
	if of, ok := m.summing(i, from, to); ok {
		return of
	}
	return m.noun(h, from, to)
}

// resultMark stands in the labels of results: 提案·立案.
const resultMark = "\u00b7"

// outcome reads what became of the thing counted, as in 信息1篇被省政协采用 and
// 采用的信息1篇: a result is no more of the thing, but a figure of its own.
func (m measurer) outcome(h hit, from, to int) (string, bool) {
	opened := false
	for at := h.to; at < to; at++ {
		if _, n := measures().outcomes.At(m.r, at); n > 0 {
			opened = true
		}
		if of, ok := m.label(h, at, to); ok && opened && strings.Contains(of, resultMark) {
			return of, true
		}
	}
	for at := from; at < h.from; at++ {
		rows, n := measures().words.At(m.r, at)
		of, ok := fitting(rows, h.q.Unit)
		if _, k := measures().attributive.At(m.r, at+n); ok && k > 0 && strings.Contains(of, resultMark) {
			return of, true
		}
	}
	return "", false
}

// figureAt reports whether a figure begins at a place.
func (m measurer) figureAt(at int) bool {
	return slices.ContainsFunc(m.hits, func(h hit) bool { return h.from == at })
}

// summing finds what a figure counts that is alone in its clause: it sums up
// what the figure before it speaks of (资助学生3名，共6000元).
func (m measurer) summing(i, from, to int) (string, bool) {
	h := m.hits[i]
	if i == 0 || to > h.to || !m.onlyTotals(from, h.from) {
		return "", false
	}
	before, _ := m.window(i - 1)
	for at := h.from; at > before; at-- {
		if of, ok := m.labelBefore(h, at, before); ok {
			return of, true
		}
	}
	return "", false
}

func (m measurer) onlyTotals(from, to int) bool {
	for from < to {
		_, n := measures().totals.At(m.r, from)
		if n == 0 {
			return false
		}
		from += n
	}
	return true
}

// window bounds the words that may explain the i-th figure: its clause, up to
// the figures next to it.
func (m measurer) window(i int) (from, to int) {
	h := m.hits[i]
	from, to = h.from, h.to
	lowest, highest := 0, len(m.r)
	if i > 0 {
		lowest = m.hits[i-1].to
	}
	if i+1 < len(m.hits) {
		highest = m.hits[i+1].from
	}
	for from > lowest && h.from-from < 2*reach && !m.w.clause[m.r[from-1]] {
		from--
	}
	for to < highest && to-h.to < 2*reach && !m.w.clause[m.r[to]] {
		to++
	}
	return from, to
}

// label reads the word at a place after the figure. A result right before the
// next figure is that one's: 信息2篇被采用1篇.
func (m measurer) label(h hit, at, to int) (string, bool) {
	rows, n := measures().words.At(m.r, at)
	if n == 0 || at+n > to {
		return "", false
	}
	of, ok := fitting(rows, h.q.Unit)
	if strings.Contains(of, resultMark) && m.figureAt(at+n) {
		return "", false
	}
	return of, ok
}

func (m measurer) labelBefore(h hit, at, from int) (string, bool) {
	rows, n := measures().words.Before(m.r, at)
	if n == 0 || at-n < from {
		return "", false
	}
	return fitting(rows, h.q.Unit)
}

func fitting(rows []measureRow, unit activity.Unit) (string, bool) {
	for _, row := range rows {
		if slices.Contains(row.units, string(unit)) {
			return row.of, true
		}
	}
	return "", false
}

// noun cuts the bare noun right after the figure, or right before it.
func (m measurer) noun(h hit, from, to int) string {
	end := h.to
	for end < to && m.nounRune(end) && !m.stops(end) {
		end++
	}
	if n := end - h.to; n > 0 && n <= 6 {
		return string(m.r[h.to:end])
	}
	if end > h.to {
		return ""
	}
	start := h.from
	for start > from && m.nounRune(start-1) && !m.stopped(start) {
		start--
	}
	if n := h.from - start; n > 1 && n <= 6 {
		return string(m.r[start:h.from])
	}
	return ""
}

// nounRune reports whether the rune may stand in a noun: Han only, so that
// neither numerals in digits nor signs get into a label.
func (m measurer) nounRune(i int) bool { return m.r[i] >= 0x4E00 && m.r[i] <= 0x9FFF }

func (m measurer) stops(i int) bool {
	_, n := measures().stop.At(m.r, i)
	return n > 0
}

func (m measurer) stopped(i int) bool {
	_, n := measures().stop.Before(m.r, i)
	return n > 0
}

// kind says whether the i-th figure may enter a sum.
func (m measurer) kind(i int) activity.Kind {
	h := m.hits[i]
	if string(h.q.Unit) == m.w.percentUnit {
		return activity.Rate
	}
	near, anew := true, false
	for at := h.from; at > 0 && h.from-at < 24 && !m.w.bound[m.r[at-1]]; at-- {
		if _, n := m.w.anew.At(m.r, at); n > 0 {
			anew = true
		}
		kind, n := m.w.kinds.Before(m.r, at)
		if anew && kind == activity.Running {
			continue
		}
		if n > 0 && (near || kind == activity.Part || kind == activity.Running) && h.from-at <= within(kind) {
			return kind
		}
		near = near && !m.w.clause[m.r[at-1]]
	}
	if kind, n := m.w.kinds.At(m.r, m.skip(h.to)); n > 0 && kind == activity.Each {
		return kind
	}
	return activity.Additive
}

// listMark is the comma between the items of a list.
const listMark = '\u3001'

// carried is the kind the figure before the i-th hands on to it: a running
// total to all of its sentence (截至6月底收到121件，立案106件，办复98件), unless
// a word says that something else begins; a part to those listed after it
// (其中集体129件、个人1161件).
func (m measurer) carried(i int, before activity.Kind) activity.Kind {
	const listed = 6
	from, to := m.hits[i-1].to, m.hits[i].from
	if before != activity.Running && (before != activity.Part || to-from > listed) {
		return activity.Additive
	}
	for at := from; at < to; at++ {
		r := m.r[at]
		if _, n := m.w.anew.At(m.r, at); n > 0 || m.w.bound[r] || before == activity.Part && m.w.clause[r] && r != listMark {
			return activity.Additive
		}
	}
	return before
}

// within is how far before a figure a word may stand and still decide its
// kind: 其中 and 累计 govern what follows, 坝高 only the figure beside it.
func within(kind activity.Kind) int {
	switch kind {
	case activity.Part:
		return 10
	case activity.Running:
		return 20
	case activity.Each:
		return 5
	}
	return 3
}
