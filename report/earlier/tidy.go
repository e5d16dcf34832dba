package earlier

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// paragraph is a line of the report itself.
type paragraph struct {
	Line
	// at is the line of the file, folded the text as fold gives it.
	at     int
	folded string
	// garbled is true where a shifted coding was read back.
	garbled bool
}

// tidy drops blank lines and what belongs to the page: addresses, links, dates,
// bylines, teasers, watermarks.
func tidy(lines []Line) []paragraph {
	var all []paragraph
	for i, l := range lines {
		l.Text = strings.TrimFunc(l.Text, blank)
		p := paragraph{Line: l, at: i + 1}
		if restored, ok := unshift(p.Text, lines); ok {
			p.Text, p.garbled = restored, true
		}
		p.folded = fold(p.Text)
		if p.Text == "" || isJunk(p.folded) {
			continue
		}
		p = p.withoutMarks()
		all = append(all, p)
	}
	return dropTeaser(all)
}

func blank(r rune) bool { return unicode.IsSpace(r) || r == '\u3000' || r == '\ufeff' || r == '\u200b' }

func isJunk(folded string) bool {
	for _, p := range words().junk {
		if p.MatchString(folded) {
			return true
		}
	}
	return false
}

// withoutMarks takes watermarks and addresses out of a line.
func (p paragraph) withoutMarks() paragraph {
	for _, m := range words().marks {
		if m.MatchString(p.Text) {
			p.Text = strings.TrimFunc(m.ReplaceAllString(p.Text, ""), blank)
		}
	}
	p.folded = fold(p.Text)
	return p
}

// minTeaser is how long a line must be to be suspected of repeating others.
const minTeaser = 30

// dropTeaser drops a first line that only repeats the beginning of the report,
// as search pages have it.
func dropTeaser(all []paragraph) []paragraph {
	if len(all) < 2 || utf8.RuneCountInString(all[0].Text) < minTeaser {
		return all
	}
	var rest strings.Builder
	for _, p := range all[1:] {
		rest.WriteString(squeeze(p.Text))
	}
	if strings.Contains(rest.String(), squeeze(all[0].Text)) {
		return all[1:]
	}
	return all
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if blank(r) {
			return -1
		}
		return r
	}, s)
}
