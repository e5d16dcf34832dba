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
	*Telling
	Verdict
}

// Find compares a record that is not stored yet, or was just changed, with the
// live ones around it and gives what matches, best first. One event is given once,
// by its best record, and is never Sure where another record of it contradicts.
// Reasons are left out.
func Find(told *Telling, near []*Telling) []Match {
	var found []Match
	var e evidence
	for _, other := range near {
		if told.itself(other) {
			continue
		}
		if v := e.compare(told, other); v.Strength > Apart {
			found = append(found, Match{other, v})
		}
	}
	slices.SortFunc(found, better)
	found = oncePerEvent(found)
	for i := range found {
		if m := &found[i]; m.Strength == Sure && contradicted(told, m.Event(), near) {
			m.Strength = Likely
		}
	}
	slices.SortStableFunc(found, better)
	return found
}

// List reports whether a telling is the office's list of who was there.
func (t *Telling) List() bool { return t.roll }

// Listed gives the office's lists of that day and kind that a telling was not
// found to match: whoever tells of such work was at one of them, or it was
// something else, and the office will know. For a list it gives what others tell.
func Listed(told *Telling, near []*Telling, found []Match) []activity.RecordID {
	var ids []activity.RecordID
	for _, other := range near {
		if other.roll == told.roll || other.category != told.category || other.date != told.date || told.itself(other) {
			continue
		}
		matched := slices.ContainsFunc(found, func(m Match) bool { return m.Event() == other.Event() })
		if !matched && !slices.Contains(told.apart, other.ID) && !slices.Contains(other.apart, told.ID) {
			ids = append(ids, other.ID)
		}
	}
	return ids
}

// itself reports whether another record is this one, or of the same message.
func (t *Telling) itself(other *Telling) bool {
	return other.ID == t.ID && t.ID != 0 || other.message == t.message && other.chat == t.chat && t.message != 0
}

// oncePerEvent keeps the first of each event.
func oncePerEvent(found []Match) []Match {
	seen := make(map[activity.RecordID]bool, len(found))
	return slices.DeleteFunc(found, func(m Match) bool {
		known := seen[m.Event()]
		seen[m.Event()] = true
		return known
	})
}

// contradicted reports whether a record of an event excludes another telling.
func contradicted(told *Telling, event activity.RecordID, near []*Telling) bool {
	return slices.ContainsFunc(near, func(other *Telling) bool {
		if other.Event() != event || told.itself(other) || !against(told, other) {
			return false
		}
		var e evidence
		return e.compare(told, other).Strength == Apart
	})
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
