// Package joint says which records tell of one event, and why.
//
// The decision behind it: two tellings are compared by what a careful
// secretary would look at (the names of those who went along, the place, the
// wording, the figures, the day, the group), and the answer is one of four
// strengths. Only Sure counts as one event without anybody being asked, so a
// rule may give Sure only where two separate events could hardly be told alike;
// everything weaker is a question. What speaks against (another place, another
// time of day, another matter) weighs more than what speaks for.
//
// The words it goes by are in words.json.
package joint

import (
	"cmp"
	"slices"

	"dutybook/activity"
)

// Strength says how surely two records tell of one event.
type Strength int

// The strengths, weakest first.
const (
	Apart    Strength = iota
	Possible          // worth a line in a review
	Likely            // worth asking the person who tells it
	Sure              // counted as one
)

// Reason is a code of what speaks for one event, or against it.
type Reason string

// The reasons.
const (
	SameFellows Reason = "fellows" // one names the other as having been there
	SamePlace   Reason = "place"
	SameTitle   Reason = "title"
	SameWords   Reason = "words"
	SameFigures Reason = "figures"
	SameText    Reason = "text" // the same person says the same once more
	OtherFigure Reason = "figures-differ"
	OtherDay    Reason = "day-differs"
	OtherKind   Reason = "kind-differs"
)

// Verdict is the outcome of a comparison.
type Verdict struct {
	Strength Strength
	// Score orders verdicts of equal strength, best highest.
	Score float64
	// Reasons tell what the verdict rests on.
	Reasons []Reason
	// Differ means a figure of the event is told differently.
	Differ bool
}

// Match is a stored record that tells, or may tell, of the same event.
type Match struct {
	activity.Record
	Verdict
}

// Find compares a record that is not stored yet, or was just changed, with the
// records around it and gives what matches, best first. One event is given
// once, by its best record, and is never Sure where another record of it
// contradicts.
func Find(roster *Roster, r activity.Record, near []activity.Record) []Match {
	told := roster.Tell(r)
	best := map[activity.RecordID]Match{}
	contradicted := map[activity.RecordID]bool{}
	for _, other := range near {
		if other.Deleted || other.ID == r.ID && r.ID != 0 || other.Message == r.Message && other.Chat == r.Chat && r.Message != 0 {
			continue
		}
		v := Compare(told, roster.Tell(other))
		event := other.Event()
		if v.Strength == Apart && against(told, roster.Tell(other)) {
			contradicted[event] = true
		}
		m := Match{other, v}
		if old, ok := best[event]; v.Strength > Apart && (!ok || better(m, old) < 0) {
			best[event] = m
		}
	}
	var found []Match
	for event, m := range best {
		if m.Strength == Sure && contradicted[event] {
			m.Strength = Likely
		}
		found = append(found, m)
	}
	slices.SortFunc(found, better)
	return found
}

// Single reports whether work of a kind is each person's own unless said
// otherwise, as proposals are.
func Single(c activity.Category) bool { return words().single[c] }

// Near reports whether two records can still tell of one event by their days.
func Near(a, b activity.Record) bool {
	d := daysApart(a.Date, b.Date)
	return d <= 1 || d == 99 && a.Date.Year == b.Date.Year && a.Date.Month == b.Date.Month || Single(a.Category) && d <= cosignDays
}

func better(a, b Match) int {
	return cmp.Or(cmp.Compare(b.Strength, a.Strength), cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID))
}
