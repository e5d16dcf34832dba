package report

import (
	"strconv"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
)

// Comparison is a period beside the same months of the year before. Reports
// have one only where somebody asked for it, as a table of the annex; no
// sentence is made of it.
type Comparison struct {
	Now activity.Period
	// Comparable is false where no records were kept then, or none of the period
	// is over; there are no rows then.
	Comparable bool
	Rows       []counting.Compared
}

// Compare sets the finished months of a period beside those of the year before;
// whole is the book of everybody.
func Compare(book, whole counting.Book, p activity.Period, today activity.Date, breaks ...counting.Break) Comparison {
	now, ok := finished(p, today)
	if !ok {
		return Comparison{Now: p}
	}
	rows, ok := counting.Compare(book, whole, now, breaks...)
	return Comparison{Now: now, Comparable: ok, Rows: rows}
}

// finished cuts the months off the end of a period that are not over: half a
// month is not compared with a whole one. ok is false when none is left.
func finished(p activity.Period, today activity.Date) (activity.Period, bool) {
	last := activity.Month{Year: today.Year, Month: today.Month}
	if tomorrow := time.Date(today.Year, today.Month, today.Day+1, 0, 0, 0, 0, time.UTC); tomorrow.Month() == today.Month {
		last = activity.Month{Year: today.Year, Month: today.Month - 1}
		if last.Month == 0 {
			last = activity.Month{Year: today.Year - 1, Month: time.December}
		}
	}
	after := func(a, b activity.Month) bool { return a.Year > b.Year || a.Year == b.Year && a.Month > b.Month }
	if after(p.To, last) {
		p.To = last
	}
	return p, !after(p.From, p.To)
}

// comparedTable is a comparison as the annex prints it.
type comparedTable struct {
	Title string
	Note  string
	Rows  [][]string `json:",omitempty"`
}

func (s Source) comparedTable() comparedTable {
	c := s.Comparison
	if c == nil {
		return comparedTable{}
	}
	w := words().Compare
	then := periodWords(counting.YearBefore(c.Now))
	table := comparedTable{Title: fill(w.Title, "period", periodWords(c.Now), "then", then), Note: w.Note}
	if !c.Comparable {
		table.Note = fill(w.Cannot, "then", then)
		return table
	}
	for _, r := range c.Rows {
		table.Rows = append(table.Rows, comparedRow(r))
	}
	return table
}

// comparedRow is what is counted, now, then, the difference, and why there is
// none or what is to be known of it.
func comparedRow(r counting.Compared) []string {
	w := words().Compare
	what := r.Category.Name(activity.Hans) + words().Colon
	unit := r.Now.Unit
	switch r.What {
	case counting.Sessions:
		what, unit = what+w.Sessions, words().Sessions
	case counting.Held:
		what, unit = what+w.Held, words().Sessions
	case counting.Attended:
		what, unit = what+w.Attended, words().Sessions
	case counting.Open:
		what, unit = what+w.Open, words().Sessions
	case counting.Attendances:
		what, unit = what+w.Attendances, words().Attendances
	default:
		what += r.Now.Of
	}
	row := []string{what, w.None, w.None, "", ""}
	for i, n := range []counting.Total{r.Now, r.Then} {
		if n.Value != 0 {
			row[1+i] = figures.Render(activity.Quantity{Value: n.Value, Unit: unit, Approx: n.Approx})
		}
	}
	switch {
	case r.OtherUnit != "":
		row[2], row[4] = "", fill(w.OtherUnit, "unit", string(r.OtherUnit))
	case r.Broken:
		row[4] = fill(w.Broken, "why", r.Why)
	case r.Now.Value != 0 && r.Then.Value != 0:
		row[3] = difference(r, unit)
	}
	switch {
	case r.First:
		row[4] = w.First
	case r.Highest:
		row[4] = w.Highest
	}
	return row
}

func difference(r counting.Compared, unit activity.Unit) string {
	w := words().Compare
	by, approx, tenths, hasPercent := r.Difference()
	pattern := w.More
	switch {
	case by == 0 && approx == activity.Exact:
		return w.Same
	case by == 0:
		return w.AboutSame
	case by < 0:
		pattern, by = w.Fewer, -by
	}
	text := fill(pattern, "by", figures.Render(activity.Quantity{Value: by, Unit: unit, Approx: approx}))
	if hasPercent {
		text += words().Open + strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10) + percent + words().Close
	}
	return strings.TrimSpace(text)
}
