package joint

import (
	"slices"
	"strings"
	"unicode/utf8"

	"dutybook/activity"
)

// evidence is what two tellings have in common, and what sets them apart.
type evidence struct {
	a, b    *Telling
	days    int  // between them; 99 when one names no day
	named   int  // 0 to 2: how many of the two name the other
	hinted  bool // one names the other by surname
	place   int  // 1 the same, -1 another of its sort, 0 not known
	places  bool // both name places, and none in common
	title   bool
	words   float64 // share of the shorter telling's particular words that both have
	shared  int     // how many that are
	apart   bool    // both have particular words, and hardly one in common
	equal   float64 // weight of the figures told alike
	equals  int
	differs int
	kin     bool // the same category
	group   bool
}

// Compare says how surely two records tell of one event, and why.
func Compare(a, b *Telling) Verdict {
	var e evidence
	v := e.compare(a, b)
	if v.Strength == Apart {
		return v
	}
	if a.sameTeller(b) {
		v.Reasons = append(v.Reasons, SameText)
	}
	v.Reasons = append(v.Reasons, e.reasons()...)
	return v
}

// compare is Compare without the reasons, which most comparisons are not asked
// for.
func (e *evidence) compare(a, b *Telling) Verdict {
	switch {
	case a.sameTeller(b):
		e.weigh(a, b)
		return e.retold()
	case said(a, b):
		return Verdict{}
	}
	e.weigh(a, b)
	return e.verdict()
}

func (t *Telling) sameTeller(o *Telling) bool { return t.Member != "" && t.Member == o.Member }

// said reports whether somebody said that the two are not one event.
func said(a, b *Telling) bool {
	for _, id := range a.apart {
		if id == b.ID || id == b.Event() {
			return true
		}
	}
	for _, id := range b.apart {
		if a.ID != 0 && (id == a.ID || id == a.Event()) {
			return true
		}
	}
	return false
}

// Exclude reports whether two records cannot tell of one event, or somebody
// said that they do not.
func Exclude(a, b *Telling) bool {
	var e evidence
	e.weigh(a, b)
	return said(a, b) || e.contrary() && e.named < 2
}

// against reports whether two tellings of one day and kind exclude each other:
// another place, or a figure that cannot be that of the same event.
func against(a, b *Telling) bool {
	var e evidence
	e.weigh(a, b)
	return e.days == 0 && e.place < 0 && !e.title
}

func (e *evidence) weigh(a, b *Telling) {
	*e = evidence{a: a, b: b, days: a.daysFrom(b), kin: a.category == b.category,
		group: a.group != "" && a.group == b.group}
	e.names(a, b)
	e.names(b, a)
	e.place = samePlace(a.places, b.places)
	e.places = len(a.places) > 0 && len(b.places) > 0 && e.place <= 0
	e.title = sameTitle(a.title, b.title)
	e.wording()
	e.figures()
}

// names looks whether one telling names who told the other.
func (e *evidence) names(one, other *Telling) {
	if other.outside {
		return // who only recorded it is named for other work
	}
	if slices.Contains(one.fellows, other.Member) {
		e.named++
	}
	e.hinted = e.hinted || slices.Contains(one.hints, other.Member)
}

// wording compares what is particular in the words, the nouns of figures apart:
// where nothing else is particular, they make a matter, but a weak one. A
// written piece is known by its matter, places and all.
func (e *evidence) wording() {
	p, q := e.a.core, e.b.core
	weak := false
	switch {
	case e.single():
		p, q = e.a.whole, e.b.whole
	case len(p) == 0 && len(q) == 0:
		p, q, weak = e.a.pairs, e.b.pairs, true
	}
	e.shared = p.shared(q)
	if n := min(len(p), len(q)); n > 0 {
		e.words = float64(e.shared) / float64(n)
		e.apart = e.words < 0.2 && !e.title && !weak
	}
	if weak {
		e.shared = min(e.shared, 2)
	}
	if e.words >= 0.5 && !weak {
		if n := stretch(e.a.words, e.b.words); n >= 6 {
			e.shared = max(e.shared, n-2)
		}
	}
	for unit, n := range e.a.ordinals {
		if m, ok := e.b.ordinals[unit]; ok && m != n {
			e.apart, e.words, e.shared, e.title = true, 0, 0, false
		}
	}
}

// stretch is the length of the longest stretch of words both tellings hold, if
// some of it is particular.
func stretch(a, b []letter) int {
	best := 0
	row, particular := make([]int, len(b)+1), make([]int, len(b)+1)
	for i := range a {
		n, o := 0, 0
		for j := range b {
			aboveN, aboveO := row[j+1], particular[j+1]
			row[j+1], particular[j+1] = 0, 0
			if (a[i]^b[j])&^own == 0 {
				row[j+1], particular[j+1] = n+1, o
				if a[i]&b[j]&own != 0 {
					particular[j+1]++
				}
				if particular[j+1] >= 2 {
					best = max(best, row[j+1])
				}
			}
			n, o = aboveN, aboveO
		}
	}
	return best
}

func daysApart(a, b activity.Date) int {
	if a.Day == 0 || b.Day == 0 {
		if a == b {
			return 0
		}
		return 99
	}
	n := a.Days(b)
	return max(n, -n)
}

// daysFrom is daysApart of two tellings.
func (t *Telling) daysFrom(o *Telling) int {
	if t.date.Day == 0 || o.date.Day == 0 {
		return daysApart(t.date, o.date)
	}
	n := t.day - o.day
	return max(n, -n)
}

func samePlace(a, b []string) int {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	level := false
	for _, p := range a {
		for _, q := range b {
			if strings.Contains(p, q) || strings.Contains(q, p) {
				return 1
			}
			level = level || lastRune(p) == lastRune(q)
		}
	}
	if level {
		return -1
	}
	return 0
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

func sameTitle(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	return a == b || len(a) > 12 && len(b) > 12 && (strings.Contains(a, b) || strings.Contains(b, a))
}

// figures compares what both count. Small figures prove little.
func (e *evidence) figures() {
	for _, q := range e.a.figures {
		if !q.common {
			continue
		}
		equal, differs := false, false
		for _, p := range e.b.figures {
			if p.unit != q.unit || p.kind != q.kind {
				continue
			}
			switch {
			case compatible(p, q) && (p.of == q.of || p.of == "" || q.of == ""):
				equal = true
			case p.of == q.of:
				differs = true
			}
		}
		switch {
		case equal:
			e.equal += figureWeight(q.value)
			e.equals++
		case differs:
			e.differs++
		}
	}
}

func figureWeight(v activity.Amount) float64 {
	switch n := v / activity.One; {
	case n <= 1:
		return 0.3
	case n <= 3:
		return 0.7
	case n < 10:
		return 1
	}
	return 1.5
}

// compatible reports whether two figures can be one: equal, or one of them
// bounded and the other within its bound (三十余户 and 32户).
func compatible(a, b figure) bool {
	if a.value == b.value {
		return true
	}
	if a.approx == activity.Exact {
		a, b = b, a
	}
	low, high := a.value, a.value
	switch a.approx {
	case activity.Over:
		high += a.value / 4
	case activity.Near:
		low -= a.value / 6
	case activity.About:
		low, high = a.value-a.value/8, a.value+a.value/8
	default:
		return false
	}
	return b.value >= low && b.value <= high
}
