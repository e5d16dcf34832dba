package figures

import (
	"time"

	"dutybook/activity"
)

// DateFind is a date phrase and where it stands in bytes of the text.
type DateFind struct {
	activity.Date
	Start, End int
	// Future reports that the phrase names a day after the message was sent.
	Future bool
}

// Dates finds the date phrases of text, in order; sent is the message's time
// in the committee's zone, which "yesterday" is counted from. A day that would
// lie ahead without being called so is the most recent such day.
func Dates(text string, sent time.Time) []DateFind {
	l := newLine(text)
	return datesOf(l, findDates(l), sent)
}

func datesOf(l line, hits []dateHit, sent time.Time) []DateFind {
	today := activity.DateOf(sent)
	var out []DateFind
	for _, h := range hits {
		d := h.when(today)
		if d.Year < 1900 || d.Year > 2200 {
			continue
		}
		future := today.Before(d) && d.First() != today.First()
		out = append(out, DateFind{d, l.at[h.from], l.at[h.to], future})
	}
	return out
}

// dateHit is a date phrase, its places in runes and how to work the day out.
type dateHit struct {
	from, to int
	when     func(today activity.Date) activity.Date
}

// finder looks for date phrases in a line.
type finder struct {
	line
	w *words
	d *dateWords
}

func findDates(l line) []dateHit {
	f := finder{l, lexiconOf(), dateWordsOf()}
	var hits []dateHit
	end, closer := 0, rune(0)
	for i := 0; i < len(l.r); {
		// What a title says happened at another time.
		if closer = f.title(i, closer); closer != 0 {
			i++
			continue
		}
		// A phrase never begins inside a numeral, however long that is.
		if i > end && f.numeric(l.r[i]) && f.numeric(l.r[i-1]) {
			i++
			continue
		}
		h, ok := f.at(i)
		if !ok {
			i++
			continue
		}
		hits = append(hits, f.stretch(h))
		end = hits[len(hits)-1].to
		i = end
	}
	return hits
}

// title gives the mark that closes the title the rune at i stands in, 0 outside
// titles.
func (f finder) title(i int, closer rune) rune {
	if closer == 0 {
		if c := f.w.closers[f.r[i]]; c != 0 && f.closes(i, c) {
			return c
		}
		return 0
	}
	if f.r[i] == closer {
		return 0
	}
	return closer
}

func (f finder) numeric(r rune) bool {
	return digitRune(r) || r > 0x80 && f.w.numerals[r]
}

// at finds a date phrase that begins at i.
func (f finder) at(i int) (dateHit, bool) {
	if r := f.r[i]; !f.d.begins[r] && !f.numeric(r) || latinRune(r) && latinRune(f.rune(i-1)) {
		return dateHit{}, false
	}
	if _, n := f.d.every.Before(f.r, f.back(i)); n > 0 {
		return dateHit{}, false
	}
	for _, rule := range []func(int) (dateHit, bool){
		f.daysAgo, f.absolute, f.dayWord, f.monthWord, f.yearWord, f.weekday, f.weekdayEnglish, f.monthEnglish, f.holiday,
	} {
		if h, ok := rule(i); ok {
			h.from = i
			return h, true
		}
	}
	return dateHit{}, false
}

// stretch takes the end of a range (5日至7日) into the phrase: its day is the
// first one.
func (f finder) stretch(h dateHit) dateHit {
	if _, n := f.d.ranges.At(f.r, h.to); n > 0 {
		if next, ok := f.at(h.to + n); ok {
			h.to = next.to
		}
		return h
	}
	// 周三周四, 8号、9号: days in a row, joined or not.
	at := h.to
	if _, n := f.d.joins.At(f.r, at); n > 0 {
		at += n
	}
	if at >= len(f.r) || f.r[at] < 0x80 && !digitRune(f.r[at]) {
		return h
	}
	if next, ok := f.at(at); ok && f.spoken(h) && f.spoken(next) {
		h.to = next.to
	}
	return h
}

// spoken reports whether a phrase names a day of the week or of the month.
func (f finder) spoken(h dateHit) bool {
	last := f.rune(h.to - 1)
	_, n := f.d.weekdays.Before(f.r, h.to)
	return f.d.dayMarks[last] || n > 0
}

func (f finder) dayWord(i int) (dateHit, bool) {
	days, n := f.d.days.At(f.r, i)
	if n == 0 || f.otherWord(i, n) {
		return dateHit{}, false
	}
	return dateHit{to: i + n, when: func(t activity.Date) activity.Date { return shift(t, days) }}, true
}

// otherWord reports whether a word of days of length n is part of another word:
// 光明日报, 然后天黑了, 今日头条.
func (f finder) otherWord(i, n int) bool {
	for from := i - 1; from <= i; from++ {
		if _, k := f.d.notDays.At(f.r, from); k > 0 && from+k >= i+n {
			return true
		}
	}
	return false
}

func (f finder) yearWord(i int) (dateHit, bool) {
	years, n := f.d.years.At(f.r, i)
	if f.d.notBefore[f.rune(i-1)] || n > 0 && f.otherWord(i, n) {
		return dateHit{}, false
	}
	if n == 0 {
		years, n = f.yearHead(i)
	}
	if n == 0 {
		return dateHit{}, false
	}
	return dateHit{to: i + n, when: func(t activity.Date) activity.Date { return activity.Date{Year: t.Year + years} }}, true
}

// yearHead reads 今年 where a report of the whole year follows (今年走访…), not
// in 今年第一件提案立案了.
func (f finder) yearHead(i int) (years, n int) {
	years, n = f.d.yearHead.At(f.r, i)
	if n == 0 {
		return 0, 0
	}
	if _, k := f.d.yearAfter.At(f.r, f.skip(i+n)); k == 0 {
		return 0, 0
	}
	return years, n
}

// monthWord reads 上个月 and, with a day behind it, 上月28号.
func (f finder) monthWord(i int) (dateHit, bool) {
	months, n := f.d.months.At(f.r, i)
	if n == 0 || f.otherWord(i, n) {
		return dateHit{}, false
	}
	if day, to, ok := f.day(f.skip(i + n)); ok {
		return dateHit{to: to, when: func(t activity.Date) activity.Date {
			m := shiftMonth(t, months)
			return activity.Date{Year: m.Year, Month: m.Month, Day: day}
		}}, true
	}
	return dateHit{to: i + n, when: func(t activity.Date) activity.Date { return shiftMonth(t, months) }}, true
}

func (f finder) daysAgo(i int) (dateHit, bool) {
	n, ok := f.numeral(f.w, i)
	if f.rune(i) == 'a' && !latinRune(f.rune(i+1)) && !latinRune(f.rune(i-1)) {
		n, ok = numeral{value: 1, end: i + 1}, true
	}
	if !ok || n.vague || n.value > 400 {
		return dateHit{}, false
	}
	unit, k := f.d.ago.At(f.r, f.skip(n.end))
	if k == 0 {
		return dateHit{}, false
	}
	days := int(n.value) * unit
	return dateHit{to: f.skip(n.end) + k, when: func(t activity.Date) activity.Date { return shift(t, -days) }}, true
}

func shift(d activity.Date, days int) activity.Date {
	return activity.DateOf(time.Date(d.Year, d.Month, d.Day+days, 0, 0, 0, 0, time.UTC))
}

func shiftMonth(d activity.Date, months int) activity.Date {
	t := time.Date(d.Year, d.Month+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	return activity.Date{Year: t.Year(), Month: t.Month()}
}

// recent is the last such day of a year up to today.
func recent(today activity.Date, m time.Month, day int) activity.Date {
	d := activity.Date{Year: today.Year, Month: m, Day: day}
	if today.Number() < d.Number() {
		d.Year--
	}
	return d
}
