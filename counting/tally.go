package counting

import (
	"cmp"
	"slices"

	"dutybook/activity"
)

// Tally is what a scope's totals come to in a period, ready to be printed.
type Tally struct {
	Scope  Scope
	Period activity.Period
	// Lines hold the categories with anything to tell, in vocabulary order.
	Lines []Line
	// Late hold, apart from them, what came in after its year was frozen.
	Late []Line
}

// Line is one category's share of a Tally.
type Line struct {
	Category activity.Category
	// Sessions are distinct events, Attendances distinct members summed over
	// them; the two are never one number.
	Sessions, Attendances int64
	// Held and Attended are parts of Sessions; see Acts.
	Held, Attended int64
	// Figures are ordered by Of, then Unit: the same input prints the same.
	Figures []Total
}

// Total is one printable figure: all parts of it added.
type Total struct {
	Of     string
	Unit   activity.Unit
	Value  activity.Amount
	Approx activity.Approx
}

// Quantity is the total as a quantity, for printing.
func (t Total) Quantity() activity.Quantity {
	return activity.Quantity{Value: t.Value, Unit: t.Unit, Approx: t.Approx, Of: t.Of}
}

// TallyOf reads a scope's cells for a period. Cells of year precision count
// only in periods that hold the whole year.
func TallyOf(scope Scope, cells map[Cell]activity.Amount, period activity.Period) Tally {
	tally := Tally{Scope: scope, Period: period}
	for _, row := range activity.Categories() {
		if line, any := lineOf(row.Code, cells, period, false); any {
			tally.Lines = append(tally.Lines, line)
		}
		if line, any := lineOf(row.Code, cells, period, true); any {
			tally.Late = append(tally.Late, line)
		}
	}
	return tally
}

func lineOf(category activity.Category, cells map[Cell]activity.Amount, period activity.Period, late bool) (Line, bool) {
	line := Line{Category: category}
	parts, told := map[Total][]Part{}, map[Total]map[activity.Unit]bool{}
	any := false
	for cell, n := range cells {
		if cell.Category != category || cell.Late != late || n == 0 || !period.Contains(cell.Month) {
			continue
		}
		any = true
		switch cell.What {
		case Sessions:
			line.Sessions += int64(n / activity.One)
		case Attendances:
			line.Attendances += int64(n / activity.One)
		case Held:
			line.Held += int64(n / activity.One)
		case Attended:
			line.Attended += int64(n / activity.One)
		default:
			key := Total{Of: cell.Of, Unit: UnitOf(category, cell.Of, cell.Unit)}
			if told[key] == nil {
				told[key] = map[activity.Unit]bool{}
			}
			told[key][cell.Unit] = true
			parts[key] = append(parts[key], Part{n, cell.Approx, cell.Grain})
		}
	}
	for key, ps := range parts {
		key.Unit = unitTold(key.Unit, told[key])
		key.Value, key.Approx = Sum(ps)
		line.Figures = append(line.Figures, key)
	}
	slices.SortFunc(line.Figures, func(a, b Total) int {
		return cmp.Or(cmp.Compare(a.Of, b.Of), cmp.Compare(a.Unit, b.Unit))
	})
	return line, any
}

// unitTold is the unit a total is printed in: the one everybody told it in, else
// the one it is counted in.
func unitTold(counted activity.Unit, told map[activity.Unit]bool) activity.Unit {
	if len(told) != 1 {
		return counted
	}
	for u := range told {
		counted = u
	}
	return counted
}

// Only keeps the lines of some categories; none given keeps all.
func (t Tally) Only(categories ...activity.Category) Tally {
	if len(categories) == 0 {
		return t
	}
	t.Lines, t.Late = only(t.Lines, categories), only(t.Late, categories)
	return t
}

func only(lines []Line, categories []activity.Category) []Line {
	var kept []Line
	for _, line := range lines {
		if slices.Contains(categories, line.Category) {
			kept = append(kept, line)
		}
	}
	return kept
}

// Line finds a category's line; ok is false when it has nothing to tell.
func (t Tally) Line(c activity.Category) (Line, bool) {
	for _, line := range t.Lines {
		if line.Category == c {
			return line, true
		}
	}
	return Line{}, false
}
