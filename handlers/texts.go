package handlers

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dutybook/activity"
	"dutybook/figures"
)

// textFiles hold one JSON object per language: key → text with {placeholders}.
// phrases.json maps what people say instead of a command to the command,
// sums.json tells what sums are asked for, office.json names the
// parts of a report, figures.json tells how figures read, facts.json what office facts are made of, and possessive.json lists what makes a name an owner.
//
//go:embed texts/*.json
var textFiles embed.FS

type texts struct {
	byLang  map[activity.Lang]map[string]string
	phrases map[string]string
	// openings are those phrases that end in a star, without it, by what they
	// stand for, the longest first.
	openings map[string][]string
	figures  figureWords
	office   officeWords
	facts    factWords
	sums     sumWords
	// possessive are the words that make a name an owner.
	possessive []string
}

func loadTexts() (texts, error) {
	t := texts{byLang: map[activity.Lang]map[string]string{}}
	for _, lang := range activity.Langs() {
		var rows map[string]string
		if err := readJSON("texts/"+string(lang)+".json", &rows); err != nil {
			return texts{}, err
		}
		t.byLang[lang] = rows
	}
	if err := readJSON("texts/possessive.json", &t.possessive); err != nil {
		return texts{}, err
	}
	if err := readJSON("texts/figures.json", &t.figures); err != nil {
		return texts{}, err
	}
	if err := readJSON("texts/office.json", &t.office); err != nil {
		return texts{}, err
	}
	if err := readJSON("texts/facts.json", &t.facts); err != nil {
		return texts{}, err
	}
	if err := readJSON("texts/sums.json", &t.sums); err != nil {
		return texts{}, err
	}
	err := readJSON("texts/phrases.json", &t.phrases)
	t.openings = map[string][]string{}
	for phrase, name := range t.phrases {
		if head, open := strings.CutSuffix(phrase, "*"); open {
			t.openings[name] = append(t.openings[name], head)
		}
	}
	for _, heads := range t.openings {
		slices.SortFunc(heads, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	}
	return t, err
}

func readJSON(name string, into any) error {
	raw, err := textFiles.ReadFile(name)
	if err != nil {
		return fmt.Errorf("handlers: texts: %w", err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("handlers: %s: %w", name, err)
	}
	return nil
}

// text fills a text's placeholders in one pass, so that what a person wrote is
// never read as a placeholder itself. A key that is missing shows as itself;
// a test keeps that from happening.
func (t texts) text(lang activity.Lang, key string, pairs ...string) string {
	row, ok := t.byLang[lang][key]
	if !ok {
		row, ok = t.byLang[activity.Hans][key]
	}
	if !ok {
		return key
	}
	return fill(row, pairs)
}

// fill puts values in the place of their names in braces.
func fill(row string, pairs []string) string {
	var out strings.Builder
	for {
		before, after, ok := strings.Cut(row, "{")
		name, rest, closed := strings.Cut(after, "}")
		i := 0
		for closed && i+1 < len(pairs) && pairs[i] != name {
			i += 2
		}
		out.WriteString(before)
		switch {
		case !ok:
			return out.String()
		case closed && i+1 < len(pairs):
			out.WriteString(pairs[i+1])
			row = rest
		default:
			out.WriteByte('{')
			row = after
		}
	}
}

// owns reports whether a text speaks of what belongs to a name: 李明的, 李明那条.
func (t texts) owns(text, name string) bool {
	for _, mark := range t.possessive {
		if strings.Contains(text, name+mark) {
			return true
		}
	}
	return false
}

// phraseEnds are the signs a phrase may end with; the last is the full stop of
// Chinese.
const phraseEnds = " .!?,\u3002"

// phrase finds the command a whole message stands for ("撤销" → undo).
func (t texts) phrase(text string) (name, args string, ok bool) {
	line, ok := t.phrases[strings.ToLower(strings.Trim(figures.Fold(text), phraseEnds))]
	name, args, _ = strings.Cut(line, " ")
	return name, args, ok
}

// isWord reports whether a word is a code, or what any language has for a key.
func (t texts) isWord(word, code, key string) bool {
	if strings.EqualFold(word, code) {
		return true
	}
	for lang := range t.byLang {
		if strings.EqualFold(word, t.text(lang, key)) {
			return true
		}
	}
	return false
}

// opening gives what follows one of the openings of a command, which are the
// phrases that end in a star.
func (t texts) opening(text, command string) (rest string, ok bool) {
	text = strings.ToLower(figures.Fold(text))
	for _, head := range t.openings[command] {
		if rest, ok = strings.CutPrefix(text, head); ok {
			return strings.TrimSpace(rest), true
		}
	}
	return "", false
}

func itoa(n int) string { return strconv.Itoa(n) }
