package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"dutybook/activity"
	"dutybook/figures"
)

// SameFact reports whether two facts of the office state the same thing, as of
// whatever day: a later one then takes the place of an earlier.
func SameFact(a, b activity.OfficeFact) bool {
	name := func(f activity.OfficeFact) string {
		return strings.ToLower(strings.Join(strings.Fields(figures.Fold(f.Name)), ""))
	}
	return a.Unit == b.Unit && name(a) == name(b)
}

// CurrentFacts are the facts that hold on a day, the zero Date for the latest
// day there is: of each thing the one as of the latest day, of one day the one
// stated last; deleted ones never. They come in the order of their numbers.
func CurrentFacts(all []activity.OfficeFact, until activity.Date) []activity.OfficeFact {
	var current []activity.OfficeFact
	for _, f := range all {
		if f.Deleted || until != (activity.Date{}) && until.Before(f.Asof) {
			continue
		}
		i := slices.IndexFunc(current, func(g activity.OfficeFact) bool { return SameFact(f, g) })
		switch {
		case i < 0:
			current = append(current, f)
		case !f.Asof.Last().Before(current[i].Asof.Last()):
			current[i] = f
		}
	}
	slices.SortFunc(current, func(a, b activity.OfficeFact) int { return cmp.Compare(a.ID, b.ID) })
	return current
}

// office is a fact of the office as a fact of a document. It stands on what the
// office says, not on records.
func (e *evidence) office(f activity.OfficeFact) Fact {
	w := words().Office
	return Fact{
		ID: "office/" + strconv.FormatInt(int64(f.ID), 10), Of: f.Name, Unit: f.Unit, Value: f.Value, Approx: f.Approx,
		Rendered: figures.Render(f.Quantity()), Source: e.src.officeSource(f),
		Definition: fill(w.Definition, "name", f.Name, "asof", asofWords(f.Asof)),
	}
}

// officeSource says who states a fact, and how it is defined.
func (s Source) officeSource(f activity.OfficeFact) string {
	w := words()
	var parts []string
	if f.Definition != "" {
		parts = append(parts, fill(w.Office.Meaning, "definition", f.Definition))
	}
	if f.Source != "" {
		parts = append(parts, fill(w.Office.Source, "source", f.Source))
	}
	by := cmp.Or(s.Members[f.By], string(f.By))
	return strings.Join(append(parts, fill(w.Office.By, "name", by, "day", dateWords(activity.DateOf(f.At)))), w.Semicolon)
}

// officeRows are the rows of the table of the office's facts: name, figure, day,
// definition and source.
func (s Source) officeRows() [][]string {
	var rows [][]string
	for _, f := range s.Office {
		rows = append(rows, []string{f.Name, figures.Render(f.Quantity()), asofWords(f.Asof), s.officeSource(f)})
	}
	return rows
}

// withOffice ends the first section on the committee's own building with a
// sentence on the office's facts, one for all of the same day. A sentence that
// would not read as exactly these figures is left to the annex.
func (e *evidence) withOffice(sec Section, p Prose, said bool) (Prose, bool) {
	if said || sec.Length == Page || sec.Length == Spoken || !slices.Contains(sec.Categories, activity.Building) {
		return p, said
	}
	byDay := map[activity.Date][]Fact{}
	var days []activity.Date
	for _, f := range e.src.Office {
		if byDay[f.Asof] == nil {
			days = append(days, f.Asof)
		}
		byDay[f.Asof] = append(byDay[f.Asof], e.office(f))
	}
	var spans []Span
	var facts []Fact
	for _, day := range days {
		sentence := expand(fill(words().Office.Sentence, "asof", asofWords(day)), "list", nouned(byDay[day])...)
		if Check(Prose{Paragraphs: []Paragraph{{Spans: sentence}}, Facts: byDay[day]}) == nil {
			spans, facts = append(spans, sentence...), append(facts, byDay[day]...)
		}
	}
	if len(spans) > 0 {
		p.Paragraphs = append(slices.Clone(p.Paragraphs), Paragraph{Spans: spans})
		p.Facts = append(slices.Clone(p.Facts), facts...)
	}
	return p, true
}

// asofWords prints a day as precise as it was said.
func asofWords(d activity.Date) string {
	w := words()
	year, month := strconv.Itoa(d.Year), strconv.Itoa(int(d.Month))
	switch {
	case d.Month == 0:
		return fill(w.Year, "y", year)
	case d.Day == 0:
		return fill(w.Month, "y", year, "m", month)
	}
	return dateWords(d)
}
