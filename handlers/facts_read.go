package handlers

import (
	"slices"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/figures"
)

// factWords tell the parts of an office fact apart (texts/facts.json): what
// opens its day, its source and its definition, what stands between name and
// figure, and what follows a day without changing it.
type factWords struct {
	Asof, Source, Definition []string
	Ends, Late               []string
}

// factParts are the parts of a message that states facts.
type factParts struct{ head, asof, source, definition string }

// factSigns part what a message holds; the last ones are those of Chinese.
const factSigns = " \t\n,;.:\uff0c\u3001\uff1b\u3002\uff1a\u3000"

// read finds the facts a message states: each clause a name and one figure, all
// of one day and source. Without a day they hold on the day they are sent.
// ok is false where a clause is no such thing.
func (w factWords) read(text string, sent time.Time) (facts []activity.OfficeFact, ok bool) {
	parts := w.split(text)
	asof := activity.DateOf(sent)
	if days := figures.Dates(parts.asof, sent); len(days) > 0 {
		asof = days[0].Date
		parts.head += "\n" + w.without(parts.asof[days[0].End:], w.Late)
	}
	for _, clause := range clauses(parts.head) {
		f, ok := w.clause(clause)
		if !ok {
			return nil, false
		}
		f.Asof, f.Source, f.Definition = asof, parts.source, parts.definition
		facts = append(facts, f)
	}
	return facts, len(facts) > 0
}

// clause reads a name with its figure, in either order.
func (w factWords) clause(clause string) (activity.OfficeFact, bool) {
	found := figures.Scan(clause)
	if len(found) != 1 {
		return activity.OfficeFact{}, false
	}
	before := strings.Trim(clause[:found[0].Start], factSigns)
	for _, end := range w.Ends {
		if shorter, cut := strings.CutSuffix(before, end); cut && shorter != "" {
			before = strings.Trim(shorter, factSigns)
			break
		}
	}
	name := strings.TrimSpace(before + strings.Trim(clause[found[0].End:], factSigns))
	q := found[0].Quantity
	return activity.OfficeFact{Name: name, Value: q.Value, Unit: q.Unit, Approx: q.Approx}, name != ""
}

// split cuts a message at the words that open a part of it. The word for a day
// does so anywhere, the others after a sign or before a colon.
func (w factWords) split(text string) factParts {
	var parts factParts
	runes, folded := []rune(text), []rune(strings.ToLower(figures.Fold(text)))
	into, from := &parts.head, 0
	for i := 0; i < len(folded); i++ {
		next, n := w.opens(&parts, folded, i)
		if n == 0 {
			continue
		}
		*into += string(runes[from:i])
		into, from, i = next, i+n, i+n-1
	}
	*into += string(runes[from:])
	parts.source, parts.definition = strings.Trim(parts.source, factSigns), strings.Trim(parts.definition, factSigns)
	return parts
}

func (w factWords) opens(parts *factParts, text []rune, i int) (into *string, n int) {
	apart := i == 0 || strings.ContainsRune(factSigns, text[i-1])
	for _, row := range []struct {
		words    []string
		into     *string
		anywhere bool
	}{{w.Asof, &parts.asof, true}, {w.Source, &parts.source, false}, {w.Definition, &parts.definition, false}} {
		for _, word := range row.words {
			n := len([]rune(word))
			if i+n > len(text) || string(text[i:i+n]) != word {
				continue
			}
			if row.anywhere || apart || i+n < len(text) && text[i+n] == ':' {
				return row.into, n
			}
		}
	}
	return nil, 0
}

// without is a text without one of some words at its front.
func (w factWords) without(text string, words []string) string {
	for _, word := range words {
		if rest, cut := strings.CutPrefix(text, word); cut {
			return rest
		}
	}
	return text
}

// clauses cuts a text at its signs, but not inside 1,264 or 12.5 and not at
// spaces: a name may stand apart from its figure.
func clauses(text string) []string {
	runes := []rune(text)
	digit := func(i int) bool { return i >= 0 && i < len(runes) && runes[i] >= '0' && runes[i] <= '9' }
	for i, r := range runes {
		inside := digit(i-1) && digit(i+1)
		if !inside && strings.ContainsRune(factSigns, r) && !strings.ContainsRune(" \t\u3000:\uff1a", r) {
			runes[i] = '\n'
		}
	}
	return slices.DeleteFunc(strings.Split(string(runes), "\n"), func(s string) bool { return strings.TrimSpace(s) == "" })
}
