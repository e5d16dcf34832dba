package report

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"dutybook/activity"
	"dutybook/figures"
	"dutybook/report/docx"
	"dutybook/report/earlier"
)

// ReadEarlier reads the outline of a report somebody wrote before, from the
// bytes of a .docx or a text file.
func ReadEarlier(data []byte) (earlier.Outline, error) {
	if !bytes.HasPrefix(data, []byte("PK")) {
		return earlier.Read(earlier.Plain(string(data))), nil
	}
	lines, err := docx.Text(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return earlier.Outline{}, fmt.Errorf("report: earlier report: %w", err)
	}
	return earlier.Read(earlierLines(lines)), nil
}

// earlierLines are the lines above the annex, tables left out.
func earlierLines(lines []docx.Line) []earlier.Line {
	var out []earlier.Line
	for _, l := range lines {
		switch {
		case l.Cell:
			continue
		case l.Style == "annex title":
			return out
		}
		level, _ := strconv.Atoi(strings.TrimPrefix(l.Style, "heading "))
		out = append(out, earlier.Line{Text: l.Text, Level: level, IsTitle: strings.HasPrefix(l.Style, "title")})
	}
	return out
}

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

// headingRow is a row of phrases/headings.json.
type headingRow struct {
	Part     string
	Category activity.Category
	Words    []string
}

// place finds the parts that are people's to write, and for every kind of work
// the heading that speaks of it.
func (a adopter) place(sections []Section) {
	open := a.parts(sections)
	homes := map[activity.Category]int{}
	for _, row := range headingWords().Rows {
		if row.Category == "" {
			continue
		}
		if i := a.best(sections, open, row.Words); i >= 0 {
			homes[row.Category] = i
		}
	}
	for _, row := range activity.Categories() {
		if i, ok := home(homes, row.Code); ok {
			sections[i].Categories = append(sections[i].Categories, row.Code)
		}
	}
}

// parts marks the sections for people, with all that stands under them, and
// gives those that are for records.
func (a adopter) parts(sections []Section) []bool {
	open := make([]bool, len(sections))
	under, part := 0, "" // level and name of the part the section stands under
	for i := range sections {
		s := &sections[i]
		if part != "" && s.Level > under {
			s.Part = part + "/" + s.ID
			continue
		}
		part = partOf(s.Title)
		under, s.Part = s.Level, part
		open[i] = part == ""
	}
	return open
}

func partOf(title string) string {
	for _, row := range headingWords().Rows {
		if row.Part != "" && rank(title, row.Words) < len(row.Words) {
			return row.Part
		}
	}
	return ""
}

// best is the section whose heading holds the most telling of the words: those
// with nothing under them first, then the earlier word, then the earlier
// heading; -1 for none.
func (a adopter) best(sections []Section, open []bool, list []string) int {
	found, least := -1, 2*len(list)
	for i, s := range sections {
		if !open[i] {
			continue
		}
		n := rank(s.Title, list)
		if n == len(list) {
			continue
		}
		if !a.leaf(i) {
			n += len(list)
		}
		if n < least {
			found, least = i, n
		}
	}
	return found
}

// rank is the place in the list of the first word a title holds, the length of
// the list for none.
func rank(title string, list []string) int {
	title = figures.Fold(title)
	for i, w := range list {
		if strings.Contains(title, w) {
			return i
		}
	}
	return len(list)
}

// home is the place of a kind of work, or that of one near it.
func home(homes map[activity.Category]int, c activity.Category) (int, bool) {
	if i, ok := homes[c]; ok {
		return i, true
	}
	for _, near := range headingWords().Near[c] {
		if i, ok := homes[near]; ok {
			return i, true
		}
	}
	return 0, false
}

// flag gives the headings that have nothing under them to tell a gap, and lists
// those that no record and no part for people stands for.
func (a adopter) flag(sections []Section) []string {
	var unfed []string
	for i := range sections {
		s := &sections[i]
		switch {
		case s.Fed() || !a.leaf(i):
		case s.Part != "":
			s.Gap = []string{words().UnwrittenPart}
		default:
			s.Gap = []string{words().Unfed}
			unfed = append(unfed, s.Number+s.Title)
		}
	}
	return unfed
}

// missingParts are the frame's problems and plans where the outline has no
// heading for them: reports tell them in a paragraph without one.
func missingParts(frame, sections []Section) []Section {
	var out []Section
	for _, s := range frame {
		has := slices.ContainsFunc(sections, func(t Section) bool { return t.Part == s.Part })
		if (s.Part == "problems" || s.Part == "next") && s.Level == 0 && !has {
			out = append(out, s)
		}
	}
	return out
}

// PlainText gives the text of a .docx or a text file as it is checked: one
// paragraph a line, without the annex and tables of a draft of ours.
func PlainText(data []byte) (string, error) {
	if !bytes.HasPrefix(data, []byte("PK")) {
		var lines []string
		for _, l := range earlier.Plain(string(data)) {
			if strings.TrimLeft(l.Text, "# ") == words().Annex.Title {
				break
			}
			lines = append(lines, l.Text)
		}
		return strings.Join(lines, "\n"), nil
	}
	lines, err := docx.Text(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", fmt.Errorf("report: %w", err)
	}
	var out []string
	for _, l := range earlierLines(lines) {
		out = append(out, l.Text)
	}
	return strings.Join(out, "\n"), nil
}
