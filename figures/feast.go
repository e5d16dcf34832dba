package figures

import (
	"time"

	"dutybook/activity"
)

// holiday reads a fixed feast as its day when that lies within the last month.
func (f finder) holiday(i int) (dateHit, bool) {
	if h, ok := f.feast(i); ok {
		return h, true
	}
	code, n := f.d.holidays.At(f.r, i)
	if n == 0 || f.d.notHoliday[f.rune(i+n)] {
		return dateHit{}, false
	}
	_, named := f.d.thatDay.At(f.r, i+n)
	return dateHit{to: i + n + named, when: func(t activity.Date) activity.Date {
		d := recent(t, time.Month(code/100), code%100)
		if t.Days(d) > 45 && named == 0 {
			return t
		}
		return d
	}}, true
}

// feast reads the day of a feast that moves (端午那天), of the last year it is
// known in.
func (f finder) feast(i int) (dateHit, bool) {
	years, n := f.d.feasts.At(f.r, i)
	if n == 0 {
		return dateHit{}, false
	}
	_, named := f.d.thatDay.At(f.r, i+n)
	if named == 0 {
		return dateHit{}, false
	}
	return dateHit{to: i + n + named, when: func(t activity.Date) activity.Date {
		for year := t.Year; year >= t.Year-1; year-- {
			code := years[year]
			d := activity.Date{Year: year, Month: time.Month(code / 100), Day: code % 100}
			if code > 0 && !t.Before(d) {
				return d
			}
		}
		return t
	}}, true
}
