package figures

import (
	_ "embed"
	"sync"

	"dutybook/figures/lexicon"
)

//go:embed data/dates.json
var datesJSON []byte

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
	// Every before a day makes it a habit and no day: 每周三.
	Every []string
	// Counting numerals count and number nothing: 两日 is no 2nd.
	Counting []string
	// Articles before a month make it the name of a thing: the July meeting.
	Articles []string
	// MonthAfter behind a month whose name is another word makes it one: March
	// totals.
	MonthAfter []string
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
	begins                                                     map[rune]bool
	days, years, months, weeks, weekdays                       lexicon.Table[int]
	english, names, holidays, ago                              lexicon.Table[int]
	yearPrefix, monthPrefix                                    lexicon.Table[int]
	last, next, this, ranges, ordinals                         lexicon.Table[bool]
	notWeek                                                    lexicon.Table[bool]
	afterDay, yearAfter, in, every, articles, monthAfter, past lexicon.Table[bool]
	lastWeek, lastWeekAfter, onThe                             lexicon.Table[bool]
	yearHead                                                   lexicon.Table[int]
	feasts                                                     lexicon.Table[map[int]int]
	durations, loose, prepositions                             lexicon.Table[bool]
	thatDay, joins, several                                    lexicon.Table[bool]
	lunar, notDays                                             lexicon.Table[bool]
	notHoliday, dayMarks, badly, dotHead, notBefore            map[rune]bool
	counting                                                   map[rune]bool
	year, month, share                                         rune
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
		in: lexicon.Set(f.In), every: lexicon.Set(f.Every), articles: lexicon.Set(f.Articles), counting: runeSet(f.Counting), monthAfter: lexicon.Set(f.MonthAfter), past: lexicon.Set(f.PastWord), onThe: lexicon.Set(f.OnThe),
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
