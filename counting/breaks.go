package counting

import (
	"slices"

	"dutybook/activity"
)

// Break is what the office declares of a kind of work: from a year on it is
// counted by another definition, so its numbers of that year and later are not
// comparable with those before.
type Break struct {
	Year     int               `json:"year"`
	Category activity.Category `json:"category"`
	// Why is the office's reason, printed where the two years stand side by side.
	Why string `json:"why"`
}

// brokenIn is the break of a kind of work between a period and the one it is
// compared with: of several the latest.
func brokenIn(breaks []Break, c activity.Category, then, now activity.Period) (Break, bool) {
	var found Break
	for _, b := range breaks {
		if b.Category == c && b.Year > then.From.Year && b.Year <= now.To.Year && b.Year >= found.Year {
			found = b
		}
	}
	return found, found.Year != 0
}

// since is the first year that counts by the definition of a year.
func since(breaks []Break, c activity.Category, year int) int {
	first := 0
	for _, b := range breaks {
		if b.Category == c && b.Year <= year {
			first = max(first, b.Year)
		}
	}
	return first
}

// markBroken says of rows that the definition changed, and why; such a row is no
// first and no highest.
func markBroken(rows []Compared, breaks []Break, now activity.Period) {
	then := YearBefore(now)
	for i, r := range rows {
		if b, broken := brokenIn(breaks, r.Category, then, now); broken {
			rows[i].Broken, rows[i].Why, rows[i].First, rows[i].Highest = true, b.Why, false, false
		}
	}
}

// LeapsBut are the leaps of kinds of work whose definition did not change between
// the two years.
func LeapsBut(now, then Tally, breaks []Break) []Leap {
	return slices.DeleteFunc(Leaps(now, then), func(l Leap) bool {
		_, broken := brokenIn(breaks, l.Category, then.Period, now.Period)
		return broken
	})
}
