package report

import (
	"slices"

	"dutybook/activity"
)

// Missing is what a section would be better with.
type Missing struct {
	// Quarters of a whole year that are over and have no record, 1 to 4; none
	// where no quarter has any.
	Quarters []int
	// Bare are records that do not say what the work was about, where others of
	// their kind do: one for each event.
	Bare []activity.RecordID
}

// MissingIn tells what is missing in a section of a source.
func MissingIn(src Source, sec Section) Missing {
	e := newEvidence(src)
	return Missing{Quarters: e.emptyQuarters(sec), Bare: e.bare(sec)}
}

func (e *evidence) emptyQuarters(sec Section) []int {
	year, whole := e.src.Period.WholeYear()
	if !whole {
		return nil
	}
	var empty []int
	for q := 1; q <= 4; q++ {
		quarter := activity.Quarter(year, q)
		end := activity.Date{Year: year, Month: quarter.To.Month}.Last()
		if end.Before(e.src.Asof) && !slices.ContainsFunc(e.events, func(event []activity.Record) bool {
			return slices.Contains(sec.Categories, event[0].Category) && quarter.Contains(monthOf(event[0].Date))
		}) {
			empty = append(empty, q)
		}
	}
	return empty
}

func (e *evidence) bare(sec Section) []activity.RecordID {
	var ids []activity.RecordID
	for _, c := range sec.Categories {
		kinds := slices.DeleteFunc(slices.Clone(matterKinds()), func(k matterKind) bool { return k.Category != c })
		if !slices.ContainsFunc(kinds, func(k matterKind) bool { return k.Topic }) {
			continue
		}
		for _, event := range e.events {
			about := func(r activity.Record) bool {
				return r.Title != "" || r.Item != 0 || slices.ContainsFunc(kinds, func(k matterKind) bool { return k.cut(r, false) != "" })
			}
			if event[0].Category == c && !slices.ContainsFunc(event, about) {
				ids = append(ids, event[0].ID)
			}
		}
	}
	return ids
}
