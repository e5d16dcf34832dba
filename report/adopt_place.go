package report

import (
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/figures"
)

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
