package counting_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/counting"
)

// bookOf keeps a book of years: twelve months of one visit each, the figure in
// June.
func bookOf(years map[int]activity.Quantity) counting.Book {
	cells := map[counting.Cell]activity.Amount{}
	for year, q := range years {
		for m := time.January; m <= time.December; m++ {
			cells[counting.Cell{Month: activity.Date{Year: year, Month: m}, Category: activity.Visit, What: counting.Sessions}] = activity.One
		}
		if q.Value != 0 {
			cells[counting.Cell{Month: activity.Date{Year: year, Month: 6}, Category: activity.Visit, Of: q.Of, Unit: q.Unit, Approx: q.Approx}] = q.Value
		}
	}
	return counting.BookOf(counting.Everyone, cells)
}

func households(n int64, unit activity.Unit, approx activity.Approx) activity.Quantity {
	return activity.Quantity{Of: "走访", Unit: unit, Value: activity.Whole(n), Approx: approx}
}

// comparison writes the figures compared: 走访 12户/10户 +2 20.0%.
func comparison(b counting.Book, p activity.Period) string {
	rows, ok := counting.Compare(b, b, p)
	if !ok {
		return "not recorded"
	}
	var out []string
	for _, r := range rows {
		if r.What != counting.Figure {
			continue
		}
		s := fmt.Sprintf("%s %v%s/%v%s", r.Now.Of, r.Now.Value, r.Now.Unit, r.Then.Value, r.Then.Unit)
		if r.OtherUnit != "" {
			s += " was by " + string(r.OtherUnit)
		} else {
			by, approx, tenths, has := r.Difference()
			s += fmt.Sprintf(" %s%v", approx, by)
			if has {
				s += fmt.Sprintf(" %d.%d%%", tenths/10, tenths%10)
			}
		}
		if r.First {
			s += " first"
		}
		if r.Highest {
			s += " highest"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// TestYearOverYear: on one definition only, percent only of exact figures, and
// firsts and highests only where the data hold the years to say so.
func TestYearOverYear(t *testing.T) {
	whole := activity.Year(2026)
	for name, c := range map[string]struct {
		years map[int]activity.Quantity
		want  string
	}{
		"More":           {map[int]activity.Quantity{2025: households(10, "户", ""), 2026: households(12, "户", "")}, "走访 12户/10户 2 20.0%"},
		"Fewer":          {map[int]activity.Quantity{2025: households(12, "户", ""), 2026: households(9, "户", "")}, "走访 9户/12户 -3 25.0%"},
		"Approximate":    {map[int]activity.Quantity{2025: households(10, "户", ""), 2026: households(30, "户", activity.Over)}, "走访 30户/10户 about20"},
		"AnotherUnit":    {map[int]activity.Quantity{2025: households(10, "户次", ""), 2026: households(12, "户", "")}, "走访 12户/0户 was by 户次"},
		"First":          {map[int]activity.Quantity{2025: {}, 2026: households(12, "户", "")}, "走访 12户/0户 12 first"},
		"NotAnyMore":     {map[int]activity.Quantity{2025: households(12, "户", ""), 2026: {}}, "走访 0户/12户 -12 100.0%"},
		"Highest":        {map[int]activity.Quantity{2024: households(11, "户", ""), 2025: households(10, "户", ""), 2026: households(12, "户", "")}, "走访 12户/10户 2 20.0% highest"},
		"NotHighest":     {map[int]activity.Quantity{2024: households(13, "户", ""), 2025: households(10, "户", ""), 2026: households(12, "户", "")}, "走访 12户/10户 2 20.0%"},
		"BackAgain":      {map[int]activity.Quantity{2024: households(11, "户", ""), 2025: {}, 2026: households(9, "户", "")}, "走访 9户/0户 9"},
		"NothingBefore":  {map[int]activity.Quantity{2026: households(12, "户", "")}, "not recorded"},
		"GapOfYears":     {map[int]activity.Quantity{2024: households(11, "户", ""), 2026: households(12, "户", "")}, "not recorded"},
		"OneYearNotHigh": {map[int]activity.Quantity{2025: households(10, "户", ""), 2026: households(99, "户", "")}, "走访 99户/10户 89 890.0%"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := comparison(bookOf(c.years), whole); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestAFewOldThingsAreNoYear: one record of last year, told later, is nothing
// to compare a year with.
func TestAFewOldThingsAreNoYear(t *testing.T) {
	cells := map[counting.Cell]activity.Amount{
		{Month: activity.Date{Year: 2025, Month: 1}, Category: activity.Visit, What: counting.Sessions}: activity.One,
		{Month: activity.Date{Year: 2025}, Category: activity.Visit, What: counting.Sessions}:           activity.One,
		{Month: activity.Date{Year: 2026, Month: 1}, Category: activity.Visit, What: counting.Sessions}: activity.One,
	}
	b := counting.BookOf(counting.Everyone, cells)
	if _, ok := counting.Compare(b, b, activity.Year(2026)); ok {
		t.Error("a year is compared with one record")
	}
	january := activity.Period{From: activity.Month{Year: 2026, Month: 1}, To: activity.Month{Year: 2026, Month: 1}}
	if rows, ok := counting.Compare(b, b, january); !ok || len(rows) != 1 || rows[0].First {
		t.Errorf("January beside January: %+v %v", rows, ok)
	}
}

// Where the office declared another definition the two years stand side by side and
// nothing is a record; years before a change are none to be the highest of.
func TestChangedDefinitions(t *testing.T) {
	cells := map[counting.Cell]activity.Amount{}
	for year, n := range map[int]int64{2023: 90, 2024: 5, 2025: 6, 2026: 9} {
		for m := time.January; m <= time.December; m++ {
			cells[counting.Cell{Month: activity.Date{Year: year, Month: m}, Category: activity.Visit, What: counting.Sessions}] = activity.Whole(n)
		}
	}
	b := counting.BookOf(counting.Everyone, cells)
	for _, c := range []struct {
		year            int
		broken, highest bool
	}{{0, false, false}, {2026, true, false}, {2024, false, true}, {2027, false, false}} {
		rows, ok := counting.Compare(b, b, activity.Year(2026), counting.Break{Year: c.year, Category: activity.Visit, Why: "w"}, counting.Break{Year: 2026, Category: activity.Welfare})
		if !ok || len(rows) != 1 || rows[0].Broken != c.broken || rows[0].Highest != c.highest || c.broken != (rows[0].Why == "w") {
			t.Errorf("changed in %d: %+v %v", c.year, rows, ok)
		}
	}
}
