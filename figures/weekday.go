package figures

import (
	"time"

	"dutybook/activity"
)

func (f finder) weekday(i int) (dateHit, bool) {
	weeks, n := f.d.weeks.At(f.r, i)
	if n == 0 {
		return dateHit{}, false
	}
	day, k := f.d.weekdays.At(f.r, i+n)
	if _, bad := f.d.notWeek.At(f.r, i+n+k); k == 0 || bad > 0 {
		return dateHit{}, false
	}
	return dateHit{to: i + n + k, when: func(t activity.Date) activity.Date {
		d := shift(t, day-weekdayOf(t)+7*weeks)
		if weeks == 0 && t.Before(d) {
			return shift(d, -7)
		}
		return d
	}}, true
}

// lastWeekday reads "last week on Friday" and "Friday last week": the Friday of
// the week before.
func (f finder) lastWeekday(i int) (dateHit, bool) {
	day, to := 0, 0
	if _, n := f.d.lastWeek.At(f.r, i); n > 0 {
		at := f.skip(i + n)
		if _, k := f.d.this.At(f.r, at); k > 0 {
			at = f.skip(at + k)
		}
		d, k := f.d.english.At(f.r, at)
		if k == 0 {
			return dateHit{}, false
		}
		day, to = d, at+k
	} else if d, n := f.d.english.At(f.r, i); n > 0 {
		_, k := f.d.lastWeekAfter.At(f.r, f.skip(i+n))
		if k == 0 {
			return dateHit{}, false
		}
		day, to = d, f.skip(i+n)+k
	}
	if to == 0 {
		return dateHit{}, false
	}
	return dateHit{to: to, when: func(t activity.Date) activity.Date { return shift(t, day-weekdayOf(t)-7) }}, true
}

// weekdayEnglish reads "last Friday" (before today), "on Monday" (today
// included) and "next Tuesday".
func (f finder) weekdayEnglish(i int) (dateHit, bool) {
	if h, ok := f.lastWeekday(i); ok {
		return h, true
	}
	back, ahead, at := 0, false, i
	if _, n := f.d.past.At(f.r, i); n > 0 {
		back, at = 1, f.skip(i+n)
	} else if _, n := f.d.next.At(f.r, i); n > 0 {
		ahead, at = true, f.skip(i+n)
	} else if _, n := f.d.this.At(f.r, i); n > 0 {
		at = f.skip(i + n)
	}
	day, n := f.d.english.At(f.r, at)
	if n == 0 || at == i && f.looseWord(at, n) {
		return dateHit{}, false
	}
	return dateHit{to: at + n, when: func(t activity.Date) activity.Date {
		if ahead {
			return shift(t, (day-weekdayOf(t)+6)%7+1)
		}
		return shift(t, -((weekdayOf(t)-back-day+14)%7 + back))
	}}, true
}

// looseWord reports whether an abbreviation of length n is more likely the other
// word it spells: sat in on a meeting.
func (f finder) looseWord(i, n int) bool {
	if _, k := f.d.loose.At(f.r, i); k != n {
		return false
	}
	if _, k := f.d.prepositions.Before(f.r, f.back(i)); k > 0 {
		return false
	}
	return latinRune(f.rune(f.skip(i + n)))
}

// weekdayOf counts from Monday, 0.
func weekdayOf(d activity.Date) int {
	return (int(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Weekday()) + 6) % 7
}
