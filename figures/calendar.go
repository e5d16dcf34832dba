package figures

import (
	"time"

	"dutybook/activity"
)

// absolute reads days and months said by number: 2026年6月10日, 2026-06-10,
// 12月28号, 11/3, 5号, 2月份, 去年3月.
func (f finder) absolute(i int) (dateHit, bool) {
	if offset, n := f.d.yearPrefix.At(f.r, i); n > 0 {
		if m, day, to, ok := f.monthDay(f.skip(i + n)); ok {
			return dateHit{to: to, when: func(t activity.Date) activity.Date {
				return activity.Date{Year: t.Year + offset, Month: m, Day: day}
			}}, true
		}
		return dateHit{}, false
	}
	if digitRune(f.rune(i-1)) || f.rune(i-1) == '.' || latinRune(f.rune(i-1)) || f.rune(i-1) == f.w.ordinal || f.rune(i-1) == '-' {
		return dateHit{}, false
	}
	if _, n := f.d.lunar.Before(f.r, i); n > 0 {
		return dateHit{}, false
	}
	if h, ok := f.withYear(i); ok {
		return h, true
	}
	if h, ok := f.shortYear(i); ok {
		return h, true
	}
	if m, day, to, ok := f.dotted(i); ok {
		return dateHit{to: to, when: func(t activity.Date) activity.Date { return latest(t, m, day) }}, true
	}
	if h, ok := f.monthSpan(i); ok {
		return h, true
	}
	if m, day, to, ok := f.monthDay(i); ok {
		return dateHit{to: to, when: func(t activity.Date) activity.Date { return latest(t, m, day) }}, true
	}
	day, to, ok := f.day(i)
	if _, n := f.d.durations.Before(f.r, i); !ok || n > 0 || f.badDay(i) {
		return dateHit{}, false
	}
	return dateHit{to: to, when: func(t activity.Date) activity.Date { return latestDay(t, day) }}, true
}

func (f finder) badDay(i int) bool {
	_, digit := f.w.digits[f.rune(i-1)]
	return digit || f.d.badly[f.rune(i-1)] || f.w.scales[f.rune(i-1)] != 0
}

// withYear reads a year in digits with what follows it.
func (f finder) withYear(i int) (dateHit, bool) {
	year, at := f.yearDigits(i)
	if year == 0 {
		return dateHit{}, false
	}
	sep := f.rune(at)
	if sep == f.d.year {
		if m, day, to, ok := f.monthDay(f.skip(at + 1)); ok {
			return fixed(activity.Date{Year: year, Month: m, Day: day}, to), true
		}
		return fixed(activity.Date{Year: year}, at+1), true
	}
	if sep != '-' && sep != '/' && sep != '.' {
		return dateHit{}, false
	}
	m, at := f.small(at+1, 12)
	if m == 0 {
		return dateHit{}, false
	}
	if f.rune(at) != sep {
		return fixed(activity.Date{Year: year, Month: time.Month(m)}, at), sep == '-' && !digitRune(f.rune(at))
	}
	day, to := f.small(at+1, 31)
	if day == 0 || !possible(time.Month(m), day) {
		return dateHit{}, false
	}
	return fixed(activity.Date{Year: year, Month: time.Month(m), Day: day}, to), true
}

// shortYear reads a year of two digits before a month: 26年3月.
func (f finder) shortYear(i int) (dateHit, bool) {
	if !digitRune(f.rune(i)) || !digitRune(f.rune(i+1)) || f.rune(i+2) != f.d.year {
		return dateHit{}, false
	}
	m, day, to, ok := f.monthDay(f.skip(i + 3))
	if !ok {
		return dateHit{}, false
	}
	year := 2000 + int(f.rune(i)-'0')*10 + int(f.rune(i+1)-'0')
	return fixed(activity.Date{Year: year, Month: m, Day: day}, to), true
}

// dotted reads 4.15 as a day where it opens a clause and no unit follows.
func (f finder) dotted(i int) (m time.Month, day, to int, ok bool) {
	if i > 0 && !f.d.dotHead[f.rune(i-1)] || !digitRune(f.rune(i)) {
		return 0, 0, 0, false
	}
	month, at := f.small(i, 12)
	if month == 0 || f.rune(at) != '.' || !digitRune(f.rune(at+1)) {
		return 0, 0, 0, false
	}
	day, to = f.small(at+1, 31)
	if day == 0 || digitRune(f.rune(to)) || !possible(time.Month(month), day) {
		return 0, 0, 0, false
	}
	if f.d.dayMarks[f.rune(to)] {
		return time.Month(month), day, to + 1, true
	}
	next := f.skip(to)
	_, unit := f.w.units.At(f.r, next)
	if _, longer := f.w.notUnits.At(f.r, next); longer > unit {
		unit = 0
	}
	r := f.rune(next)
	if unit > 0 || r < 0x4E00 || r > 0x9FFF || f.w.scale(r) != 0 || f.w.half == r {
		return 0, 0, 0, false
	}
	if _, n := f.w.after.At(f.r, next); n > 0 {
		return 0, 0, 0, false
	}
	return time.Month(month), day, to, true
}

// monthSpan reads 1到3月 and 1-3月份 as the month it begins in.
func (f finder) monthSpan(i int) (dateHit, bool) {
	from, at := f.small(i, 12)
	if from == 0 {
		return dateHit{}, false
	}
	_, n := f.d.ranges.At(f.r, at)
	if n == 0 {
		return dateHit{}, false
	}
	last, end := f.small(at+n, 12)
	if last <= from || f.rune(end) != f.d.month || digitRune(f.rune(end+1)) {
		return dateHit{}, false
	}
	if f.rune(end+1) == f.d.share {
		end++
	}
	return dateHit{to: end + 1, when: func(t activity.Date) activity.Date { return latest(t, time.Month(from), 0) }}, true
}

func fixed(d activity.Date, to int) dateHit {
	return dateHit{to: to, when: func(activity.Date) activity.Date { return d }}
}

// yearDigits reads a year of four digits, in either script.
func (f finder) yearDigits(i int) (year, end int) {
	for end = i; end < i+4; end++ {
		r := f.rune(end)
		d, ok := f.w.digits[r]
		if digitRune(r) {
			d, ok = int64(r-'0'), true
		}
		if !ok {
			return 0, i
		}
		year = year*10 + int(d)
	}
	if year < 1900 || year > 2100 || digitRune(f.rune(end)) {
		return 0, i
	}
	return year, end
}

// monthDay reads 6月10日, 6月, 2月份, 11/3; day is 0 where only the month is
// said.
func (f finder) monthDay(i int) (m time.Month, day, to int, ok bool) {
	month, at := f.small(i, 12)
	if month == 0 {
		return 0, 0, 0, false
	}
	m = time.Month(month)
	switch {
	case f.rune(at) == f.d.month:
		if day, to, ok := f.dayNumber(f.skip(at + 1)); ok && possible(m, day) {
			return m, day, to, true
		}
		if to := f.someDay(at + 1); to > 0 {
			return m, 0, to, true
		}
		if f.rune(at+1) == f.d.share {
			at++
		}
		return m, 0, at + 1, true
	case f.rune(at) == '/' && digitRune(f.rune(i)):
		day, to := f.small(at+1, 31)
		ok := day > 0 && possible(m, day) && f.rune(to) != '/'
		return m, day, to, ok
	}
	return 0, 0, 0, false
}

// someDay is where 二十几号 ends, 0 when none begins at i.
func (f finder) someDay(i int) int {
	day, at := f.small(i, 31)
	if day == 0 {
		at = i
	}
	_, n := f.d.several.At(f.r, at)
	if n == 0 || !f.d.dayMarks[f.rune(at+n)] {
		return 0
	}
	return at + n + 1
}

// dayNumber reads the day behind a month, whose 日 may be left out.
func (f finder) dayNumber(i int) (day, to int, ok bool) {
	day, to = f.small(i, 31)
	if day == 0 {
		return 0, 0, false
	}
	if f.d.dayMarks[f.rune(to)] {
		return day, to + 1, true
	}
	_, unit := f.w.units.At(f.r, to)
	if _, n := f.d.several.At(f.r, to); n > 0 {
		return 0, 0, false
	}
	return day, to, unit == 0 && f.rune(to) != '.' && f.rune(to) != f.d.month
}

// day reads 5号 or 14日 and refuses 1号避难所.
func (f finder) day(i int) (day, to int, ok bool) {
	day, to = f.small(i, 31)
	if day == 0 || !f.d.dayMarks[f.rune(to)] {
		return 0, 0, false
	}
	_, n := f.d.afterDay.At(f.r, to+1)
	return day, to + 1, n == 0
}

// small reads a whole number from 1 to most; 0 when there is none.
func (f finder) small(i, most int) (value, end int) {
	if digitRune(f.rune(i)) {
		for end = i; digitRune(f.rune(end)) && end < i+3; end++ {
			value = value*10 + int(f.rune(end)-'0')
		}
	} else if n, ok := f.numeral(f.w, i); ok && !n.word && !n.head && !n.vague && f.w.pairs[f.rune(i)] == 0 && !f.d.counting[f.rune(i)] {
		value, end = int(n.value), n.end
	}
	if value < 1 || value > most {
		return 0, i
	}
	return value, end
}

// possible reports whether a month has such a day, in a leap year at least.
func possible(m time.Month, day int) bool {
	return day <= time.Date(2000, m+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// latest is the most recent such day (or, with day 0, month) up to today.
func latest(t activity.Date, m time.Month, day int) activity.Date {
	d := activity.Date{Year: t.Year, Month: m, Day: day}
	if t.Before(d) {
		d.Year--
	}
	return d
}

// latestDay is the most recent month's day with that number, today included.
func latestDay(t activity.Date, day int) activity.Date {
	m := activity.Date{Year: t.Year, Month: t.Month}
	if day > t.Day {
		m = shiftMonth(m.First(), -1)
	}
	for day > m.Last().Day {
		m = shiftMonth(m.First(), -1)
	}
	return activity.Date{Year: m.Year, Month: m.Month, Day: day}
}
