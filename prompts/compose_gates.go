package prompts

import (
	"encoding/json"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dutybook/activity"
	"dutybook/figures/guard"
)

// gateWords is compose.words.json.
type gateWords struct {
	Example struct{ Question, Answer json.RawMessage }
	// Before and After may not stand beside a placeholder.
	Before, After []string
	// Evaluative words need a record that says them; Banned are not used at all;
	// Formula belongs to official wording, which is not the model's.
	Evaluative, Banned, Formula []string
	// Units end names of organisations and places, Common are no names; Posts
	// stand beside names of persons; Private point at a resident.
	Units, Common, Posts, Private []string
	// Surnames are one rune each; names of places follow the words of Toward.
	Surnames string
	Toward   []string
	// Frame are the characters of plain office prose.
	Frame   string
	Reasons map[string]string
	frame   map[string]bool
	unit    *regexp.Regexp
}

func loadGateWords(files fs.FS) (*gateWords, error) {
	raw, err := composeFile(files, composeWords)
	if err != nil {
		return nil, err
	}
	var w gateWords
	if err := json.Unmarshal(raw, &w); err != nil {
		return nil, err
	}
	w.frame = bigrams(w.Frame)
	var units []string
	for _, u := range w.Units {
		units = append(units, regexp.QuoteMeta(u))
	}
	w.unit = regexp.MustCompile(`\p{Han}{1,8}?(?:` + strings.Join(units, "|") + ")")
	return &w, nil
}

// Bounds of a sentence, and how much of it may go beyond its records.
const (
	minSentence    = 8
	maxSentence    = 140
	maxUnsupported = 0.35
	maxStrange     = 3
	sameOpening    = 4
)

// gate judges the sentences of one section, in order.
type gate struct {
	t        *task
	w        *gateWords
	used     map[string]bool
	openings map[string]bool
}

func newGate(t *task, w *gateWords, good []answered) *gate {
	g := &gate{t: t, w: w, used: map[string]bool{}, openings: map[string]bool{}}
	for _, s := range good {
		g.accept(s)
	}
	return g
}

func (g *gate) accept(s answered) {
	for _, f := range s.Facts {
		g.used[f] = true
	}
	g.openings[opening(s.Text)] = true
}

func opening(text string) string {
	r := []rune(text)
	return string(r[:min(len(r), sameOpening)])
}

// check gives the name of the gate that refuses a sentence, "" for none.
func (g *gate) check(s answered) (name, why string) {
	said := cited{g.t, s, g.textOf(s)}
	for _, test := range []struct {
		name string
		fail func(cited) (string, bool)
	}{
		{"length", g.length}, {"placeholder", g.placeholders}, {"citation", g.citations}, {"number", g.numbers},
		{"glue", g.glue}, {"binding", g.binding}, {"name", g.names}, {"claim", g.claims}, {"style", g.style},
		{"name", g.strangers}, {"support", g.support}, {"opening", g.opens},
	} {
		if why, failed := test.fail(said); failed {
			return test.name, why
		}
	}
	g.accept(s)
	return "", ""
}

// cited is a sentence with the text of the records it leans on.
type cited struct {
	t *task
	answered
	source string
}

func (g *gate) textOf(s answered) string {
	var b strings.Builder
	for _, n := range s.Records {
		b.WriteString(g.t.records[n].Text + "\n")
	}
	return b.String()
}

// bare is the sentence with a mark in the place of every placeholder.
func (c cited) bare() string { return placeholder.ReplaceAllString(c.Text, mask) }

func (g *gate) length(c cited) (string, bool) {
	n := utf8.RuneCountInString(c.bare())
	stop := strings.HasSuffix(c.Text, "\u3002")
	return "", n < minSentence || n > maxSentence || !stop || strings.ContainsAny(c.Text, "\n\r\t")
}

// placeholders must be known, listed, unused, and the only braces.
func (g *gate) placeholders(c cited) (string, bool) {
	var seen []string
	for _, m := range placeholder.FindAllStringSubmatch(c.Text, -1) {
		if _, known := g.t.facts[m[1]]; !known || g.used[m[1]] || slices.Contains(seen, m[1]) {
			return m[1], true
		}
		seen = append(seen, m[1])
	}
	listed := slices.Compact(slices.Sorted(slices.Values(c.Facts)))
	slices.Sort(seen)
	left := placeholder.ReplaceAllString(c.Text, "")
	return "", !slices.Equal(listed, seen) || strings.ContainsAny(left, "{}\uff5b\uff5d"+mask)
}

// citations must exist and hold one record of every fact.
func (g *gate) citations(c cited) (string, bool) {
	if len(c.Records) == 0 {
		return "", true
	}
	var ids []activity.RecordID
	for _, n := range c.Records {
		r, known := g.t.records[n]
		if !known {
			return "", true
		}
		ids = append(ids, r.ID)
	}
	for _, f := range c.Facts {
		if !slices.ContainsFunc(g.t.facts[f].Records, func(id activity.RecordID) bool { return slices.Contains(ids, id) }) {
			return f, true
		}
	}
	return "", false
}

// numbers refuses every figure that is not part of a name in the records: the
// title of a session, a document, a plan.
func (g *gate) numbers(c cited) (string, bool) {
	bare := visible(c.bare())
	if bare != c.bare() {
		return "", true
	}
	for _, h := range guard.Strict(bare, g.knownNames(c)...) {
		return h.Text, true
	}
	return "", false
}

// visible drops characters nobody sees.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf, unicode.Cc, unicode.Mn, unicode.Me) {
			return -1
		}
		return r
	}, s)
}

var numberName = regexp.MustCompile(`\p{Han}*[0-9\x{4e00}\x{4e8c}\x{4e09}\x{56db}\x{4e94}\x{516d}\x{4e03}\x{516b}\x{4e5d}\x{5341}]+\x{5c4a}[^\x{ff0c}\x{3002}\x{ff1b}\x{3001},.;\s]{2,16}`)

// knownNames are the exact stretches of the cited records that hold a number
// and are no figure: what stands in title marks, and names of sessions.
func (g *gate) knownNames(c cited) []string {
	var names []string
	for _, m := range append(titled.FindAllString(c.source, -1), numberName.FindAllString(c.source, -1)...) {
		if len(guard.Find(m)) == 0 {
			names = append(names, m)
		}
	}
	return append(names, g.t.section.Names...)
}

// glue refuses words that would change the figure beside them.
func (g *gate) glue(c cited) (string, bool) {
	for _, m := range placeholder.FindAllStringIndex(c.Text, -1) {
		before, after := c.Text[:m[0]], c.Text[m[1]:]
		for _, w := range g.w.Before {
			if strings.HasSuffix(before, w) {
				return w, true
			}
		}
		for _, w := range g.w.After {
			if strings.HasPrefix(after, w) {
				return w, true
			}
		}
		if strings.HasSuffix(before, "}}") || strings.HasPrefix(after, "{{") {
			return "", true
		}
	}
	return "", false
}

var clauseEnd = regexp.MustCompile(`[\x{ff0c}\x{3002}\x{ff1b},;]`)

// binding wants one of a fact's words in the clause that prints it.
func (g *gate) binding(c cited) (string, bool) {
	for _, clause := range clauseEnd.Split(c.Text, -1) {
		for _, m := range placeholder.FindAllStringSubmatch(clause, -1) {
			f := g.t.facts[m[1]]
			if !slices.ContainsFunc(f.Words, func(w string) bool { return strings.Contains(clause, w) }) {
				return strings.Join(f.Words, "/"), true
			}
		}
	}
	return "", false
}
