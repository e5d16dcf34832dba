package prompts

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	titled = regexp.MustCompile(`\x{300a}[^\x{300b}\n]{1,60}\x{300b}`)
	quoted = regexp.MustCompile(`\x{201c}[^\x{201d}\n]{1,40}\x{201d}`)
	latin  = regexp.MustCompile(`[A-Za-z]{2,}`)
)

// names refuses what names a document, a formula, an organisation, a place or a
// person, unless a cited record has it word for word.
func (g *gate) names(c cited) (string, bool) {
	bare := c.bare()
	has := func(s string) bool {
		return strings.Contains(c.source, s) || slices.Contains(g.t.section.Names, s)
	}
	for _, re := range []*regexp.Regexp{titled, quoted, latin} {
		for _, m := range re.FindAllString(bare, -1) {
			if !has(strings.Trim(m, "\u201c\u201d\u300a\u300b")) {
				return m, true
			}
		}
	}
	for _, list := range [][]string{g.w.Posts, g.w.Private, g.w.Formula} {
		for _, w := range list {
			if strings.Contains(bare, w) && (!has(w) || slices.Contains(g.w.Private, w)) {
				return w, true
			}
		}
	}
	for _, m := range g.w.unit.FindAllString(bare, -1) {
		if !g.knownUnit(m, has) {
			return m, true
		}
	}
	return "", false
}

// knownUnit reports whether the end of a stretch is a name the records have, or
// no name at all.
func (g *gate) knownUnit(m string, has func(string) bool) bool {
	for i := range m {
		if tail := m[i:]; utf8.RuneCountInString(tail) > 2 && has(tail) {
			return true
		}
	}
	return slices.ContainsFunc(g.w.Common, func(w string) bool { return strings.HasSuffix(m, w) })
}

// claims refuses praise and effects that no cited record tells.
func (g *gate) claims(c cited) (string, bool) {
	bare := c.bare()
	for _, w := range g.w.Evaluative {
		if strings.Contains(bare, w) && !strings.Contains(c.source, w) && !g.meant(c, w) {
			return w, true
		}
	}
	return "", false
}

// meant reports whether a word belongs to a fact the sentence prints.
func (g *gate) meant(c cited, word string) bool {
	return slices.ContainsFunc(c.Facts, func(f string) bool {
		fact := g.t.facts[f]
		return strings.Contains(fact.Meaning, word) || slices.ContainsFunc(fact.Words, func(w string) bool { return strings.Contains(w, word) })
	})
}

func (g *gate) style(c cited) (string, bool) {
	for _, w := range g.w.Banned {
		if strings.Contains(c.Text, w) && !strings.Contains(c.source, w) {
			return w, true
		}
	}
	return "", false
}

func (g *gate) opens(c cited) (string, bool) { return "", g.openings[opening(c.Text)] }

// support wants most of what a sentence says to stand in its records, its facts
// or the plain prose of an office.
func (g *gate) support(c cited) (string, bool) {
	all, strange, run, worst, at := 0, 0, 0, 0, ""
	r := []rune(c.bare())
	known := g.known(c)
	for i := 0; i+1 < len(r); i++ {
		if !han(r, i) {
			run = 0
			continue
		}
		all++
		if !g.isStrange(known, r, i) {
			run = 0
			continue
		}
		strange, run = strange+1, run+1
		if run > worst {
			worst, at = run, string(r[i-run+1:i+2])
		}
	}
	return at, worst > maxStrange || all > 0 && float64(strange) > maxUnsupported*float64(all)
}

// known are the pairs of characters a sentence may use: those of its records,
// its heading and its facts.
func (g *gate) known(c cited) map[string]bool {
	known := bigrams(c.source + "\n" + g.t.section.Heading + "\n" + strings.Join(g.t.section.Names, "\n"))
	for _, f := range c.Facts {
		fact := g.t.facts[f]
		for b := range bigrams(fact.Meaning + "\n" + strings.Join(fact.Words, "\n")) {
			known[b] = true
		}
	}
	return known
}

func han(r []rune, i int) bool {
	return unicode.Is(unicode.Han, r[i]) && unicode.Is(unicode.Han, r[i+1])
}

func (g *gate) isStrange(known map[string]bool, r []rune, i int) bool {
	b := string(r[i : i+2])
	return !known[b] && !g.w.frame[b] && (!g.framed(r[i]) || !g.framed(r[i+1]))
}

// strangers refuses unknown words where names stand: at the beginning, behind
// words like 到 and 与, and those that begin with a surname.
func (g *gate) strangers(c cited) (string, bool) {
	r := []rune(c.bare())
	known := g.known(c)
	for i := 0; i+1 < len(r); i++ {
		if !han(r, i) || !g.isStrange(known, r, i) {
			continue
		}
		before := string(r[:i])
		toward := slices.ContainsFunc(g.w.Toward, func(w string) bool { return strings.HasSuffix(before, w) })
		if i == 0 || toward || strings.ContainsRune(g.w.Surnames, r[i]) {
			return string(r[i : i+2]), true
		}
	}
	return "", false
}

// framed reports whether a character is one of plain office prose.
func (g *gate) framed(r rune) bool { return strings.ContainsRune(g.w.Frame, r) }

func bigrams(s string) map[string]bool {
	out := map[string]bool{}
	r := []rune(s)
	for i := 0; i+1 < len(r); i++ {
		if unicode.Is(unicode.Han, r[i]) && unicode.Is(unicode.Han, r[i+1]) {
			out[string(r[i:i+2])] = true
		}
	}
	return out
}
