package earlier

import (
	"strings"
	"unicode/utf8"
)

// text is one text while its headings are being chosen.
type text struct {
	ps []paragraph
	// heads are the chosen ones by paragraph.
	heads map[int]head
	// above holds the paragraphs whose heading stands over numbers begun anew.
	above map[int]bool
	// numbers is true once a numbered or styled heading was seen.
	numbers, styled bool
}

// collect takes the headings that need no comparison: by number or by style.
func (t *text) collect() {
	t.heads, t.above = map[int]head{}, map[int]bool{}
	for i, p := range t.ps {
		h, ok := p.numbered()
		if !ok && p.Level > 0 {
			h, ok = head{Heading: Heading{Title: p.Text, Line: p.at}, styled: p.Level}, true
		}
		if !ok {
			continue
		}
		h.at = i
		t.heads[i], t.numbers = h, true
		t.styled = t.styled || p.Level > 0
	}
}

// chooseStanding takes lines that stand by themselves: over numbers that begin
// anew; as one of the parts every report may have; and, in a text without any
// numbers, where several stand between whole sentences.
func (t *text) chooseStanding(titled bool) {
	if t.styled {
		return
	}
	var lone []int
	for i, p := range t.ps {
		if _, taken := t.heads[i]; taken || !p.standing() || inBrackets(p.folded) {
			continue
		}
		switch {
		case t.numbers && t.overNumbers(i):
			t.above[i] = true
			t.take(i)
		case t.numbers && t.isFunction(i):
			t.take(i)
		case !t.numbers && t.between(i, titled):
			lone = append(lone, i)
		}
	}
	if len(lone) > 1 {
		for _, i := range lone {
			t.take(i)
		}
	}
	t.dropLoneAbove()
}

func (t *text) take(i int) {
	p := t.ps[i]
	t.heads[i] = head{Heading: Heading{Title: p.Text, Line: p.at}, at: i, garbled: p.garbled}
}

// overNumbers reports whether the next paragraph is the first of a numbering.
func (t *text) overNumbers(i int) bool {
	next, ok := t.heads[i+1]
	return ok && next.n == 1 && !next.RunIn
}

// dropLoneAbove takes back a single line over the numbers, which may as well
// be a second line of the title, unless it names a part.
func (t *text) dropLoneAbove() {
	for i := range t.above {
		if len(t.above) == 1 && !hasAny(t.ps[i].folded, words().Functions) {
			delete(t.above, i)
			delete(t.heads, i)
		}
	}
}

// maxFunction is how long the heading of such a part can be.
const maxFunction = 20

func (t *text) isFunction(i int) bool {
	p := t.ps[i]
	return i > 0 && i+1 < len(t.ps) && utf8.RuneCountInString(p.Text) <= maxFunction &&
		hasAny(p.folded, words().Functions) && !strings.ContainsAny(p.Text, words().Joins) && t.closed(i-1) && t.ps[i+1].isBody()
}

// between reports whether a line stands between whole sentences: the line
// before it is closed, the one after it is text and longer. Lines above the
// first sentence belong to the title.
func (t *text) between(i int, titled bool) bool {
	if i+1 >= len(t.ps) || !t.ps[i+1].isBody() || utf8.RuneCountInString(t.ps[i].Text) > maxRunIn+4 {
		return false
	}
	if i == 0 {
		return titled
	}
	return t.closed(i-1) && utf8.RuneCountInString(t.ps[i+1].Text) > utf8.RuneCountInString(t.ps[i].Text)/2
}

// closed reports whether a paragraph ends as sentences do, or is a heading.
func (t *text) closed(i int) bool {
	if _, is := t.heads[i]; is {
		return true
	}
	return strings.ContainsAny(lastRune(t.ps[i].folded), words().Ends+fold(words().Ends)+`"”’)`)
}

func inBrackets(folded string) bool {
	return strings.HasPrefix(folded, "(") && strings.HasSuffix(folded, ")")
}

// group is the paragraphs under a heading up to the next one.
type group struct {
	under      int
	paragraphs []int
	found      []head
}

// chooseRunIn takes first sentences as headings where at least two paragraphs
// under one heading begin that way, and then also where a single one does.
func (t *text) chooseRunIn() {
	groups := t.groups()
	several, longest := 0, 0
	for _, g := range groups {
		if len(g.found) < 2 || 2*len(g.found) < len(g.paragraphs)-1 {
			continue
		}
		several++
		for _, h := range g.found {
			t.heads[h.at] = h
			longest = max(longest, utf8.RuneCountInString(h.Title))
		}
	}
	for _, g := range groups {
		if len(g.found) == 1 && 2*several > len(groups) && utf8.RuneCountInString(g.found[0].Title) <= longest {
			t.heads[g.found[0].at] = g.found[0]
		}
	}
}

func (t *text) groups() []group {
	var groups []group
	for i, p := range t.ps {
		if h, is := t.heads[i]; is {
			if h.RunIn {
				groups = append(groups, group{under: -1})
			} else {
				groups = append(groups, group{under: i})
			}
			continue
		}
		if len(groups) == 0 || groups[len(groups)-1].under < 0 {
			continue
		}
		g := &groups[len(groups)-1]
		g.paragraphs = append(g.paragraphs, i)
		if h, ok := p.runIn(); ok {
			h.at = i
			g.found = append(g.found, h)
		}
	}
	return filledGroups(groups)
}

func filledGroups(groups []group) []group {
	var out []group
	for _, g := range groups {
		if len(g.paragraphs) > 0 {
			out = append(out, g)
		}
	}
	return out
}
