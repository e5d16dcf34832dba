package counting

import (
	"slices"

	"dutybook/activity"
)

// Book is everything kept of a scope, from which tallies of any period are made.
type Book struct {
	scope Scope
	cells map[Cell]activity.Amount
}

// BookOf opens a scope's cells.
func BookOf(scope Scope, cells map[Cell]activity.Amount) Book { return Book{scope, cells} }

// Tally is what the scope's totals come to in a period.
func (b Book) Tally(p activity.Period) Tally { return TallyOf(b.scope, b.cells, p) }

// Recorded is in how many months of a period anything is recorded, and how many
// months it has.
func (b Book) Recorded(p activity.Period) (held, of int) {
	seen := map[activity.Date]bool{}
	for cell := range b.cells {
		if cell.Month.Month != 0 && !cell.Late && p.Contains(cell.Month) {
			seen[cell.Month] = true
		}
	}
	return len(seen), 12*(p.To.Year-p.From.Year) + int(p.To.Month-p.From.Month) + 1
}

// known reports whether a period is recorded well enough to be compared with: in
// two of three months. A few old things told later do not make a record of a
// year.
func (b Book) known(p activity.Period) bool {
	held, of := b.Recorded(p)
	return 3*held >= 2*of
}

// Compared is one number of a period beside that of the same months a year
// before.
type Compared struct {
	Category activity.Category
	What     What
	// Now and Then are the two, with what is counted; a Value of zero says that
	// nothing is recorded, which is not nothing done.
	Now, Then Total
	// OtherUnit is the unit it was counted in the year before, where that is
	// another one: the two are no longer the same thing.
	OtherUnit activity.Unit
	// First means that no earlier year holds any, Highest that none holds as
	// much; only of whole years, Highest of two recorded ones at least.
	First, Highest bool
	// Broken says that the office declared another definition between the two, Why
	// for what reason: they stand side by side, and no difference is formed.
	Broken bool
	Why    string
}

// YearBefore is the same months a year earlier.
func YearBefore(p activity.Period) activity.Period {
	p.From.Year--
	p.To.Year--
	return p
}

// Compare sets a period beside the same months of the year before. whole is the
// book of everybody, which tells whether records were kept then; ok is false,
// and nothing may be compared, where they were not. breaks are the changes of
// definition the office declared.
func Compare(b, whole Book, now activity.Period, breaks ...Break) (rows []Compared, ok bool) {
	then := YearBefore(now)
	if !whole.known(then) {
		return nil, false
	}
	ta, tz := b.Tally(now), b.Tally(then)
	apart := apartIn(ta, tz)
	a, z := numbersOf(ta, apart), numbersOf(tz, apart)
	for _, row := range activity.Categories() {
		rows = append(rows, compareLine(a[row.Code], z[row.Code])...)
	}
	if year, is := now.WholeYear(); is {
		b.markRecords(rows, year, whole, apart, breaks)
	}
	markBroken(rows, breaks, now)
	return rows, true
}

// apartIn are the kinds of work whose sessions two tallies both tell apart; where
// only one does, its halves have nothing to stand beside.
func apartIn(a, b Tally) map[activity.Category]bool {
	apart := map[activity.Category]bool{}
	for _, l := range a.Lines {
		if other, ok := b.Line(l.Category); ok {
			_, _, _, here := l.Acts()
			_, _, _, there := other.Acts()
			apart[l.Category] = here && there
		}
	}
	return apart
}

// sessionsOf are the rows of a line's sessions, told apart or together.
func sessionsOf(l Line, apart bool) []Compared {
	if !apart {
		return []Compared{{Category: l.Category, What: Sessions, Now: Total{Value: activity.Whole(l.Sessions)}}}
	}
	held, attended, open, _ := l.Acts()
	var rows []Compared
	for _, n := range []struct {
		what What
		n    int64
	}{{Held, held}, {Attended, attended}, {Open, open}} {
		if n.n > 0 {
			rows = append(rows, Compared{Category: l.Category, What: n.what, Now: Total{Value: activity.Whole(n.n)}})
		}
	}
	return rows
}

// numbersOf are the numbers of a tally by kind of work: sessions, attendances,
// figures that add.
func numbersOf(t Tally, apart map[activity.Category]bool) map[activity.Category][]Compared {
	numbers := map[activity.Category][]Compared{}
	for _, l := range t.Lines {
		rows := sessionsOf(l, apart[l.Category])
		if l.Attendances > l.Sessions {
			rows = append(rows, Compared{Category: l.Category, What: Attendances, Now: Total{Value: activity.Whole(l.Attendances)}})
		}
		for _, f := range l.Figures {
			if f.Unit != percent {
				rows = append(rows, Compared{Category: l.Category, Now: f})
			}
		}
		numbers[l.Category] = rows
	}
	return numbers
}

// percent is the one unit whose figures never add, whatever kind they carry.
const percent = "%"

func compareLine(now, then []Compared) []Compared {
	var rows []Compared
	for _, n := range now {
		i := slices.IndexFunc(then, func(t Compared) bool { return sameNumber(n, t) })
		if i >= 0 {
			n.Then = then[i].Now
		} else {
			n.Then = Total{Of: n.Now.Of, Unit: n.Now.Unit}
			n.OtherUnit = otherUnit(n, then)
		}
		rows = append(rows, n)
	}
	for _, t := range then {
		if otherUnit(t, now) == "" && !slices.ContainsFunc(now, func(n Compared) bool { return sameNumber(n, t) }) {
			t.Then, t.Now = t.Now, Total{Of: t.Now.Of, Unit: t.Now.Unit}
			rows = append(rows, t)
		}
	}
	return rows
}

func sameNumber(a, b Compared) bool {
	return a.What == b.What && a.Now.Of == b.Now.Of && SameUnit(a.Category, a.Now.Of, a.Now.Unit, b.Now.Unit)
}

// otherUnit is the unit by which the same things are counted in other rows.
func otherUnit(c Compared, rows []Compared) activity.Unit {
	i := slices.IndexFunc(rows, func(r Compared) bool {
		return c.What == Figure && r.What == Figure && c.Now.Of != "" && r.Now.Of == c.Now.Of
	})
	if i < 0 {
		return ""
	}
	return rows[i].Now.Unit
}

// markRecords marks what is a first or a highest among the years recorded.
func (b Book) markRecords(rows []Compared, year int, whole Book, apart map[activity.Category]bool, breaks []Break) {
	const lookBack = 10
	best, years := map[Compared]activity.Amount{}, 0
	for y := year - lookBack; y < year; y++ {
		if whole.known(activity.Year(y)) {
			years++
		}
		for _, numbers := range numbersOf(b.Tally(activity.Year(y)), apart) {
			for _, n := range numbers {
				key := n.key()
				if y < since(breaks, n.Category, year) {
					continue
				}
				best[key] = max(best[key], n.Now.Value)
			}
		}
	}
	for i, r := range rows {
		before, known := best[r.key()]
		rows[i].First = !known && r.Now.Value > 0 && r.OtherUnit == ""
		rows[i].Highest = years > 1 && known && r.Now.Value > before && r.Now.Approx == activity.Exact
	}
}

// key is what the number counts, without how many.
func (c Compared) key() Compared {
	return Compared{Category: c.Category, What: c.What, Now: Total{Of: c.Now.Of, Unit: UnitOf(c.Category, c.Now.Of, c.Now.Unit)}}
}

// Difference is how much more the later number is, less below zero; percent is
// in tenths, without sign, and only where both are exact and there was a
// number to begin with. Approx says how the difference is to be printed.
func (c Compared) Difference() (by activity.Amount, approx activity.Approx, tenths int64, hasPercent bool) {
	by = c.Now.Value - c.Then.Value
	if c.Now.Approx != activity.Exact || c.Then.Approx != activity.Exact {
		return by, activity.About, 0, false
	}
	if c.Then.Value <= 0 {
		return by, activity.Exact, 0, false
	}
	abs := max(by, -by)
	return by, activity.Exact, int64((abs*2000 + c.Then.Value) / (2 * c.Then.Value)), true
}
