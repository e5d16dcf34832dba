package figures

import (
	_ "embed"
	"sync"
	"time"

	"dutybook/activity"
	"dutybook/figures/lexicon"
)

//go:embed data/dates.json
var datesJSON []byte

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
	today := activity.DateOf(sent)
	var out []DateFind
	for _, h := range findDates(l) {
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

type datesFile struct {
	Days, Years, Months, WeekWords, WeekDays, English map[string]int
	MonthNames, Holidays, Ago                         map[string]int
	YearPrefix, MonthPrefix                           map[string]int
	NotDays, NotWeek, NotHoliday, DayMarks            []string
	LastWord, NextWord, ThisWord                      []string
	RangeWords, OrdinalMarks, DaySuffix               []string
	Year, Month, Share                                string
	// AfterDayWords follow a number that is a name and no day: 3号楼.
	AfterDayWords []string
	// YearHead are years that count as the day only with such a word behind:
	// 今年走访…, but 今年第一件….
	YearHead  map[string]int
	YearAfter []string
	// In stands before a month whose name is also another word: in March.
	In []string
	// PastWord and LastWeek speak of weekdays: this past Friday, last week on
	// Friday.
	PastWord, LastWeek, LastWeekAfter []string
	OnThe, DotBefore                  []string
	// Feasts are the days of the feasts that move, by year: 端午那天.
	Feasts map[string]map[int]int
	// Lunar marks a day of the other calendar, which is none here.
	Lunar []string
	// ThatDay behind a feast means the feast itself, however long ago; Joins
	// stand between two days, Several after the tens of a day not remembered.
	ThatDay, Joins, Several []string
	// Durations before 五日 make it a length of time.
	Durations []string
	// Loose abbreviations of weekdays are other words too (sat); they stand
	// behind Prepositions or alone.
	Loose, Prepositions []string
	// NotBefore are verbs whose complement 上 looks like that of 上年.
	NotBefore []string
}

// dateWords is everything the date rules look up.
type dateWords struct {
	// begins holds the runes a date phrase can begin with, numerals apart.
	begins                                          map[rune]bool
	days, years, months, weeks, weekdays            lexicon.Table[int]
	english, names, holidays, ago                   lexicon.Table[int]
	yearPrefix, monthPrefix                         lexicon.Table[int]
	last, next, this, ranges, ordinals              lexicon.Table[bool]
	notWeek                                         lexicon.Table[bool]
	afterDay, yearAfter, in, past                   lexicon.Table[bool]
	lastWeek, lastWeekAfter, onThe                  lexicon.Table[bool]
	yearHead                                        lexicon.Table[int]
	feasts                                          lexicon.Table[map[int]int]
	durations, loose, prepositions                  lexicon.Table[bool]
	thatDay, joins, several                         lexicon.Table[bool]
	lunar, notDays                                  lexicon.Table[bool]
	notHoliday, dayMarks, badly, dotHead, notBefore map[rune]bool
	year, month, share                              rune
}

var dateWordsOf = sync.OnceValue(func() *dateWords {
	var f datesFile
	mustRead("dates.json", datesJSON, &f)
	w := &dateWords{
		days: lexicon.New(f.Days), years: lexicon.New(f.Years), months: lexicon.New(f.Months),
		weeks: lexicon.New(f.WeekWords), weekdays: lexicon.New(f.WeekDays),
		english: lexicon.New(f.English), names: lexicon.New(f.MonthNames),
		holidays: lexicon.New(f.Holidays), ago: lexicon.New(f.Ago),
		yearPrefix: lexicon.New(f.YearPrefix), monthPrefix: lexicon.New(f.MonthPrefix),
		last: lexicon.Set(f.LastWord), next: lexicon.Set(f.NextWord), this: lexicon.Set(f.ThisWord),
		ranges: lexicon.Set(f.RangeWords), ordinals: lexicon.Set(f.OrdinalMarks),
		notWeek: lexicon.Set(f.NotWeek), notHoliday: runeSet(f.NotHoliday),
		dayMarks: runeSet(f.DayMarks), badly: runeSet(f.DaySuffix),
		year: first(f.Year), month: first(f.Month), share: first(f.Share),
		afterDay: lexicon.Set(f.AfterDayWords), yearHead: lexicon.New(f.YearHead), feasts: lexicon.New(f.Feasts), yearAfter: lexicon.Set(f.YearAfter),
		in: lexicon.Set(f.In), past: lexicon.Set(f.PastWord), onThe: lexicon.Set(f.OnThe),
		lastWeek: lexicon.Set(f.LastWeek), lastWeekAfter: lexicon.Set(f.LastWeekAfter),
		dotHead: runeSet(f.DotBefore), notBefore: runeSet(f.NotBefore), lunar: lexicon.Set(f.Lunar), thatDay: lexicon.Set(f.ThatDay), joins: lexicon.Set(f.Joins), several: lexicon.Set(f.Several),
		durations: lexicon.Set(f.Durations),
		loose:     lexicon.Set(f.Loose), prepositions: lexicon.Set(f.Prepositions), notDays: lexicon.Set(f.NotDays),
	}
	w.begins = make(map[rune]bool)
	for _, words := range []map[string]int{
		f.Days, f.Years, f.Months, f.WeekWords, f.English, f.MonthNames, f.Holidays, f.YearPrefix, f.MonthPrefix, f.YearHead,
	} {
		for word := range words {
			w.begins[first(word)] = true
		}
	}
	for word := range f.Feasts {
		w.begins[first(word)] = true
	}
	for r := 'a'; r <= 'z'; r++ {
		w.begins[r] = true
	}
	return w
})

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
	if f.d.notBefore[f.rune(i-1)] {
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
	if n == 0 {
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

func shift(d activity.Date, days int) activity.Date {
	return activity.DateOf(time.Date(d.Year, d.Month, d.Day+days, 0, 0, 0, 0, time.UTC))
}

func shiftMonth(d activity.Date, months int) activity.Date {
	t := time.Date(d.Year, d.Month+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	return activity.Date{Year: t.Year(), Month: t.Month()}
}

// weekdayOf counts from Monday, 0.
func weekdayOf(d activity.Date) int {
	return (int(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Weekday()) + 6) % 7
}

// recent is the last such day of a year up to today.
func recent(today activity.Date, m time.Month, day int) activity.Date {
	d := activity.Date{Year: today.Year, Month: m, Day: day}
	if today.Number() < d.Number() {
		d.Year--
	}
	return d
}
