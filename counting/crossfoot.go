package counting

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"dutybook/activity"
)

// Identity is a rule the figures of one period keep if nothing was forgotten:
// what was received is what was filed, merged and not filed.
type Identity struct {
	// Name is the code texts are found by.
	Name string
	// Whole and Parts are what is counted (Total.Of); they share a unit.
	Whole string
	Parts []string
	// AtMost means the parts are subsets that may overlap or be incomplete: each
	// is at most the whole.
	AtMost bool
}

//go:embed identities.json
var identitiesJSON []byte

// Identities is the table of identities.json.
var Identities = sync.OnceValue(func() []Identity {
	var rows []Identity
	if err := json.Unmarshal(identitiesJSON, &rows); err != nil {
		panic(fmt.Sprintf("counting: embedded identities.json: %v", err))
	}
	return rows
})

// Finding is an identity that does not hold.
type Finding struct {
	Identity
	Unit activity.Unit
	// Total is the whole as told; Sum what the parts come to, for AtMost the
	// part that is too large.
	Total, Sum activity.Amount
	// Of is that part, "" otherwise.
	Of string
}

// CrossFoot lists the identities a set of figures breaks. A rule is looked at
// only where the whole and, for sums, every part is told: what is missing is
// not zero. Approximate figures prove nothing.
func CrossFoot(figures []Total) []Finding {
	var found []Finding
	for _, rule := range Identities() {
		for _, whole := range figures {
			if whole.Of != rule.Whole || whole.Approx != activity.Exact {
				continue
			}
			found = append(found, rule.breaks(whole, figures)...)
		}
	}
	return found
}

func (rule Identity) breaks(whole Total, figures []Total) []Finding {
	var found []Finding
	sum, told := activity.Amount(0), 0
	for _, of := range rule.Parts {
		i := slices.IndexFunc(figures, func(t Total) bool { return t.Of == of && t.Unit == whole.Unit && t.Approx == activity.Exact })
		if i < 0 {
			continue
		}
		told++
		sum += figures[i].Value
		if rule.AtMost && figures[i].Value > whole.Value {
			found = append(found, Finding{rule, whole.Unit, whole.Value, figures[i].Value, of})
		}
	}
	if !rule.AtMost && told == len(rule.Parts) && sum != whole.Value {
		found = append(found, Finding{rule, whole.Unit, whole.Value, sum, ""})
	}
	return found
}

// Percent is a rate in tenths of a percent, rounded; 1000 only where the part
// is the whole, so that 1289 of 1290 is 99.9 % and never all. ok is false
// without a whole.
func Percent(part, whole activity.Amount) (tenths int64, ok bool) {
	if whole <= 0 || part < 0 {
		return 0, false
	}
	tenths = int64((part*2000 + whole) / (2 * whole))
	if part < whole {
		tenths = min(tenths, 999)
	}
	return tenths, true
}

// Share is a row of a table of parts: its count and the percentage printed
// beside it, in tenths.
type Share struct {
	Count  activity.Amount
	Tenths int64
}

// Shares lists the rows of a table whose percentage is not that of the table's
// total, within a tenth, which is how a row reckoned with another denominator
// shows.
func Shares(total activity.Amount, rows []Share) []int {
	var wrong []int
	for i, row := range rows {
		tenths, ok := Percent(row.Count, total)
		if !ok || tenths-row.Tenths > 1 || row.Tenths-tenths > 1 {
			wrong = append(wrong, i)
		}
	}
	return wrong
}

// Leap is a figure that is far from last year's.
type Leap struct {
	Category  activity.Category
	Now, Then Total
}

// leapFrom is the smallest figure worth comparing, leapTimes how much more or
// less than last year is a question.
const (
	leapFrom  = 10 * activity.One
	leapTimes = 3
)

// Leaps lists the figures that are at least three times, or at most a third of,
// those of the year before.
func Leaps(now, then Tally) []Leap {
	var out []Leap
	for _, line := range now.Lines {
		before, ok := then.Line(line.Category)
		if !ok {
			continue
		}
		for _, a := range line.Figures {
			i := slices.IndexFunc(before.Figures, func(b Total) bool { return a.Of == b.Of && SameUnit(line.Category, a.Of, a.Unit, b.Unit) })
			if i < 0 {
				continue
			}
			b := before.Figures[i]
			if max(a.Value, b.Value) >= leapFrom && (a.Value >= leapTimes*b.Value || b.Value >= leapTimes*a.Value) {
				out = append(out, Leap{line.Category, a, b})
			}
		}
	}
	return out
}
