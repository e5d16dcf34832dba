package earlier

import (
	"strings"
)

// doubts says where title and text do not agree and what the page lost.
func doubts(title string, ps []paragraph, heads []Heading) []Doubt {
	w := words()
	var out []Doubt
	add := func(kind, key, what string) { out = append(out, Doubt{kind, w.Doubts[key] + what}) }
	all := joinFolded(ps)
	folded := fold(title)
	switch {
	case title == "":
		add("title", "no-title", "")
	case hasAny(folded, w.CommitteeTitles) && personal(all):
		add("title", "title-person", "")
	case w.years.MatchString(folded) && !w.years.MatchString(strings.Replace(all, folded, "", 1)) && hasAny(all, w.OneYear):
		add("title", "title-years", "")
	}
	if year := w.year.FindString(folded); year != "" && w.year.MatchString(strings.ReplaceAll(all, folded, "")) && !strings.Contains(strings.ReplaceAll(all, folded, ""), year) {
		add("title", "title-year", "")
	}
	for _, h := range heads {
		if h.Missing {
			add("missing", "missing", h.Number)
		}
	}
	for _, p := range ps {
		if p.garbled {
			add("garbled", "garbled", p.Text)
		}
	}
	return out
}

func joinFolded(ps []paragraph) string {
	var b strings.Builder
	for _, p := range ps {
		b.WriteString(p.folded + "\n")
	}
	return b.String()
}

// manyTimes is how often a person speaks of himself in his own report.
const manyTimes = 4

// personal reports whether a text is told by one person.
func personal(folded string) bool {
	w := words()
	me, us := 0, 0
	for _, p := range w.Person {
		r, rest := []rune(p), folded
		for {
			_, after, found := strings.Cut(rest, string(r))
			if !found {
				break
			}
			rest = after
			if next := firstRune(after); next != 0 && strings.ContainsRune(w.Plural, next) {
				us++
			} else {
				me++
			}
		}
	}
	return me >= manyTimes && me > us
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}
