package earlier

import (
	"strings"
	"unicode/utf8"
)

// separate cuts a file into the texts it holds: a line that is a title of such
// a report, with the numbering begun anew under it, opens the next one.
func separate(all []paragraph) [][]paragraph {
	var texts [][]paragraph
	from := 0
	for i := range all {
		if i > from && all[i].opensText(all[from:i], all[i+1:]) {
			texts = append(texts, all[from:i])
			from = i
		}
	}
	return append(texts, all[from:])
}

// minTitle is how long a title in the middle of a file must be.
const minTitle = 8

func (p paragraph) opensText(before, after []paragraph) bool {
	w := words()
	if !p.standing() || !hasAny(p.folded, w.Titles) || !hasAny(p.folded, w.Office) || utf8.RuneCountInString(p.folded) < minTitle {
		return false
	}
	if _, is := p.numbered(); is || p.Level > 0 {
		return false
	}
	return hasBody(before) && (startsAnew(after) || p.folded == before[0].folded)
}

func hasBody(ps []paragraph) bool {
	for _, p := range ps {
		if p.isBody() {
			return true
		}
	}
	return false
}

// isBody reports whether a paragraph holds whole sentences.
func (p paragraph) isBody() bool {
	return strings.Contains(p.Text, words().Stop) || utf8.RuneCountInString(p.Text) > maxHeading
}

// startsAnew reports whether the first number to come is a one.
func startsAnew(ps []paragraph) bool {
	for _, p := range ps {
		if h, ok := p.numbered(); ok {
			return h.n == 1
		}
	}
	return false
}

// readText finds title and headings of one text.
func readText(ps []paragraph) (string, []Heading) {
	title, body := titleOf(ps)
	t := &text{ps: ps[body:]}
	t.collect()
	t.chooseStanding(body > 0)
	t.chooseRunIn()
	heads := t.levels()
	return title, withMissing(heads)
}

// titleOf finds the title and where the text after it begins. A title may take
// two lines; lines between it and the text (date, speaker) are passed over.
func titleOf(ps []paragraph) (string, int) {
	w := words()
	var styled []string
	last := -1
	for i, p := range ps {
		if _, is := p.numbered(); is || p.isBody() || p.Level > 0 {
			break
		}
		if p.IsTitle {
			styled, last = append(styled, strings.ReplaceAll(p.Text, "\n", "")), i
		}
	}
	if last >= 0 {
		return strings.Join(styled, ""), last + 1
	}
	lead := leading(ps)
	for i, p := range ps[:lead] {
		if !hasAny(p.folded, w.Titles) {
			continue
		}
		if i > 0 && hasAny(ps[i-1].folded, w.Office) {
			return ps[i-1].Text + p.Text, i + 1
		}
		return p.Text, i + 1
	}
	if lead > 0 && lead < len(ps) && !hasAny(ps[0].folded, w.Functions) {
		return ps[0].Text, 1
	}
	return "", 0
}

// leading is how many lines stand above the first sentence or number.
func leading(ps []paragraph) int {
	for i, p := range ps {
		if _, is := p.numbered(); is || !p.standing() {
			return i
		}
	}
	return len(ps)
}
