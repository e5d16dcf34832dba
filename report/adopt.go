package report

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"dutybook/report/docx"
	"dutybook/report/earlier"
)

// Adopt makes an outline of an earlier report's: its headings, their numbers
// and levels, with the years moved to the period reported on. Which records
// belong under a heading is told by its words (phrases/headings.json); every
// kind of work gets one place, the deepest heading that speaks of it. The
// second result lists the headings no record can feed; they keep a gap.
func Adopt(e earlier.Outline) (Outline, []string) {
	base := "annual"
	if e.FirstPerson {
		base = "personal"
	}
	o, err := LoadOutline(base)
	if err != nil {
		panic(fmt.Sprintf("report: %v", err))
	}
	frame := o.Sections
	o.DropEmpty = false // the headings are the person's own
	a := adopter{years: yearsOf(e), heads: e.Headings}
	if e.Title != "" {
		o.Title = []string{a.moved(e.Title)}
	}
	o.Numbering, o.Sections = numberingOf(e.Headings), a.sections()
	a.place(o.Sections)
	unfed := a.flag(o.Sections)
	o.Sections = append(o.Sections, missingParts(frame, o.Sections)...)
	return o.prepared(), unfed
}

// adopter turns the headings of an earlier report into sections.
type adopter struct {
	years []string
	heads []earlier.Heading
}

var yearIn = regexp.MustCompile(`20\d\d`)

// yearsOf are the years title and headings speak of, in order.
func yearsOf(e earlier.Outline) []string {
	text := e.Title
	for _, h := range e.Headings {
		text += " " + h.Title
	}
	years := yearIn.FindAllString(text, -1)
	slices.Sort(years)
	return slices.Compact(years)
}

// moved puts the year reported on, and the one after it, in the place of the
// earlier ones.
func (a adopter) moved(text string) string {
	w := words()
	for i, year := range a.years {
		name := "{next}"
		if i == 0 {
			text = strings.ReplaceAll(text, fill(w.Year, "y", year), "{period}")
			name = "{year}"
		}
		text = strings.ReplaceAll(text, year, name)
	}
	return fullWidth(text)
}

func (a adopter) sections() []Section {
	var out []Section
	for i, h := range a.heads {
		s := Section{
			ID: "h" + strconv.Itoa(i+1), Level: h.Level, Number: fullWidth(h.Number),
			Title: a.moved(docx.Clean(h.Title)), RunIn: h.RunIn,
		}
		// Headings inside would compete with those of the earlier report.
		if h.RunIn || !a.leaf(i) {
			s.Sub = SubNone
		}
		if h.Missing {
			s.Title = words().LostTitle
		}
		out = append(out, s)
	}
	return out
}

// leaf reports whether no heading stands under the i-th.
func (a adopter) leaf(i int) bool {
	return i+1 == len(a.heads) || a.heads[i+1].Level <= a.heads[i].Level
}

// widths are signs as the standard has them; three dashes are a slip for two.
var widths = strings.NewReplacer("(", "\uff08", ")", "\uff09", ",", "\uff0c", ":", "\uff1a", ";", "\uff1b",
	"\u2014\u2014\u2014", "\u2014\u2014")

// fullWidth writes a heading's signs as the standard has them.
func fullWidth(text string) string { return strings.TrimSpace(widths.Replace(text)) }

// numberingOf is the style of each level, taken from its first number.
func numberingOf(heads []earlier.Heading) []string {
	var styles []string
	for _, h := range heads {
		for len(styles) < h.Level {
			styles = append(styles, "")
		}
		if styles[h.Level-1] == "" && h.Number != "" {
			styles[h.Level-1] = firstOf(fullWidth(h.Number))
		}
	}
	return styles
}

// firstOf turns a number into the first of its style.
func firstOf(number string) string {
	for i := range words().Numerals {
		for _, style := range []string{"\uff08" + words().Numerals[0] + "\uff09", words().Numerals[0] + words().Listed, "1.", "\uff081\uff09"} {
			if numberIn(style, i+1) == number {
				return style
			}
		}
	}
	return ""
}
