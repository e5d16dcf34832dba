package report

import (
	"strconv"
	"time"

	"dutybook/activity"
)

// dateWords prints a day without leading zeros.
func dateWords(d activity.Date) string {
	return fill(words().Date, "y", strconv.Itoa(d.Year), "m", strconv.Itoa(int(d.Month)), "d", strconv.Itoa(d.Day))
}

// periodWords names years, a quarter, a month or a run of months.
func periodWords(p activity.Period) string {
	w := words()
	year := strconv.Itoa(p.From.Year)
	if _, whole := p.WholeYear(); whole {
		return fill(w.Year, "y", year)
	}
	for q, name := range w.Quarters {
		if p == activity.Quarter(p.From.Year, q+1) {
			return fill(name, "y", year)
		}
	}
	from, to := strconv.Itoa(int(p.From.Month)), strconv.Itoa(int(p.To.Month))
	switch {
	case p.From == p.To:
		return fill(w.Month, "y", year, "m", from)
	case p.From.Year == p.To.Year:
		return fill(w.Months, "y", year, "m", from, "n", to)
	case p.From.Month == time.January && p.To.Month == time.December:
		return fill(w.Range, "y", year, "z", strconv.Itoa(p.To.Year))
	}
	return fill(w.Span, "y", year, "m", from, "z", strconv.Itoa(p.To.Year), "n", to)
}

// yearsWords says how many years a period touches.
func yearsWords(p activity.Period) string {
	numerals := words().Numerals
	n := p.To.Year - p.From.Year
	if n < 0 || n >= len(numerals) {
		return ""
	}
	return fill(words().Years, "n", numerals[n])
}

// spanWords opens a sentence: the whole year, the year so far, or the period.
func (v voice) spanWords(s Source) string {
	year, whole := s.Period.WholeYear()
	switch {
	case s.Period.From.Year != s.Period.To.Year && s.Period.From.Month == time.January && s.Period.To.Month == time.December:
		return fill(v.Span.Many, "years", yearsWords(s.Period))
	case !whole:
		return fill(v.Span.Part, "period", periodWords(s.Period))
	case s.Asof.Before(activity.Date{Year: year, Month: time.December, Day: 31}):
		return v.Span.Running
	}
	return v.Span.Done
}
