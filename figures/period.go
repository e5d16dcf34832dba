package figures

import (
	_ "embed"
	"slices"
	"sync"
	"time"

	"dutybook/activity"
	"dutybook/figures/lexicon"
)

//go:embed data/periods.json
var periodsJSON []byte

// periodsFile is data/periods.json: spans by first and last month, years and
// quarters counted from now, and how many months up to now.
type periodsFile struct {
	Spans                   map[string][2]int
	Years, Quarters, Recent map[string]int
}

type periodWords struct {
	spans                   lexicon.Table[[2]int]
	years, quarters, recent lexicon.Table[int]
}

var periodWordsOf = sync.OnceValue(func() periodWords {
	var f periodsFile
	mustRead("periods.json", periodsJSON, &f)
	return periodWords{lexicon.New(f.Spans), lexicon.New(f.Years), lexicon.New(f.Quarters), lexicon.New(f.Recent)}
})

// Period finds the span of months a text asks about: 2026, 今年, 上半年,
// 三季度, 5月, 一月到三月, 去年11月到今年2月, 近三个月, this quarter. Days and weeks give their month.
func Period(text string, sent time.Time) (activity.Period, bool) {
	l := newLine(text)
	today := activity.DateOf(sent)
	p := periodReader{finder{l, lexiconOf(), dateWordsOf()}, periodWordsOf(), today}
	return p.read()
}

type periodReader struct {
	finder
	words periodWords
	today activity.Date
}

func (p periodReader) read() (activity.Period, bool) {
	year, said := p.year()
	for i := range p.r {
		if offset, n := p.words.quarters.At(p.r, i); n > 0 {
			return quarterFrom(p.today, offset), true
		}
		if months, n := p.words.recent.At(p.r, i); n > 0 {
			return p.recent(months), true
		}
		if span, n := p.words.spans.At(p.r, i); n > 0 {
			return p.span(year, said, span[0], span[1]), true
		}
		if from, to, ok := p.months(i); ok {
			return p.span(year, said, from, to), true
		}
	}
	if found, ok := p.between(); ok {
		return found, true
	}
	if found, ok := p.dated(); ok {
		return found, true
	}
	if !said {
		return activity.Period{}, false
	}
	return activity.Year(year), true
}

// months reads 1-3月 and 一月到三月.
func (p periodReader) months(i int) (from, to int, ok bool) {
	if i > 0 && p.numeric(p.rune(i-1)) && p.numeric(p.rune(i)) {
		return 0, 0, false
	}
	from, at := p.small(i, 12)
	if from == 0 {
		return 0, 0, false
	}
	at = p.afterMonth(at)
	_, n := p.d.ranges.At(p.r, p.skip(at))
	if n == 0 {
		return 0, 0, false
	}
	to, end := p.small(p.skip(p.skip(at)+n), 12)
	return from, to, to >= from && p.rune(end) == p.d.month
}

func (p periodReader) afterMonth(i int) int {
	if p.rune(i) == p.d.month {
		i++
		if p.rune(i) == p.d.share {
			i++
		}
	}
	return i
}

// recent is the last months, this one included.
func (p periodReader) recent(months int) activity.Period {
	from := p.today.Plus(1 - months)
	return activity.Period{From: activity.Month{Year: from.Year, Month: from.Month}, To: activity.Month{Year: p.today.Year, Month: p.today.Month}}
}

// between reads two dates with nothing but a word for "to" between them, as
// from one session to the next; days give their months. A first date that would
// lie after the second is that of the year before.
func (p periodReader) between() (activity.Period, bool) {
	for _, hit := range findDates(p.line) {
		first, last, ok := p.ends(hit)
		if !ok {
			continue
		}
		from, to := first.when(p.today).First(), last.when(p.today).Last()
		if to.Before(from) {
			from.Year--
		}
		ok = from.Year >= 1900 && to.Year <= 2200 && from.Before(to)
		return activity.Period{From: activity.Month{Year: from.Year, Month: from.Month}, To: activity.Month{Year: to.Year, Month: to.Month}}, ok
	}
	return activity.Period{}, false
}

// ends are the two dates of a range; the later one names its month or year, as
// 10月5日至7日 lies in one month.
func (p periodReader) ends(hit dateHit) (first, last dateHit, ok bool) {
	if first, ok = p.at(hit.from); !ok {
		return first, last, false
	}
	at := p.skip(first.to)
	_, n := p.d.ranges.At(p.r, at)
	at = p.skip(at + n)
	if n == 0 || at >= len(p.r) {
		return first, last, false
	}
	last, ok = p.at(at)
	names := func(r rune) bool { return r == p.d.month || r == p.d.year || r == '-' || r == '/' }
	return first, last, ok && slices.ContainsFunc(p.r[last.from:last.to], names)
}

// dated reads the month or year of the first date phrase.
func (p periodReader) dated() (activity.Period, bool) {
	hits := findDates(p.line)
	if len(hits) == 0 {
		return activity.Period{}, false
	}
	d := hits[0].when(p.today)
	if d.Month == 0 {
		return activity.Year(d.Year), d.Year >= 1900 && d.Year <= 2200
	}
	m := activity.Month{Year: d.Year, Month: d.Month}
	return activity.Period{From: m, To: m}, true
}

// year finds the year said anywhere in the text, else gives this one.
func (p periodReader) year() (int, bool) {
	for i := range p.r {
		if offset, n := p.words.years.At(p.r, i); n > 0 {
			return p.today.Year + offset, true
		}
		if digitRune(p.rune(i-1)) || !digitRune(p.r[i]) && p.r[i] < 0x80 {
			continue
		}
		if y, end := p.yearDigits(i); y > 0 {
			if _, n := p.w.units.At(p.r, end); n == 0 {
				return y, true
			}
		}
	}
	return p.today.Year, false
}

// span is the named months of the year; without a year said, of the last year
// they have begun in.
func (p periodReader) span(year int, said bool, from, to int) activity.Period {
	if !said && time.Month(from) > p.today.Month {
		year--
	}
	return activity.Period{
		From: activity.Month{Year: year, Month: time.Month(from)},
		To:   activity.Month{Year: year, Month: time.Month(to)},
	}
}

func quarterFrom(today activity.Date, offset int) activity.Period {
	q := (int(today.Month)-1)/3 + offset
	year := today.Year
	for q < 0 {
		q, year = q+4, year-1
	}
	return activity.Quarter(year+q/4, q%4+1)
}
