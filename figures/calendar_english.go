package figures

import (
	"time"

	"dutybook/activity"
)

// monthEnglish reads "Jul 17", "17th July", "in March".
func (f finder) monthEnglish(i int) (dateHit, bool) {
	if h, ok := f.theFifth(i); ok {
		return h, true
	}
	if day, at := f.small(i, 31); day > 0 && !digitRune(f.rune(i-1)) {
		at = f.skip(f.ordinalEnd(at))
		if f.rune(at) == 'o' && f.rune(at+1) == 'f' {
			at = f.skip(at + 2)
		}
		m, n := f.d.names.At(f.r, at)
		if n > 2 {
			to := at + n
			return dateHit{to: to, when: func(t activity.Date) activity.Date { return latest(t, time.Month(m), day) }}, true
		}
		return dateHit{}, false
	}
	m, n := f.d.names.At(f.r, i)
	if n == 0 {
		return dateHit{}, false
	}
	at := i + n
	if f.rune(at) == '.' {
		at++
	}
	if day, to := f.small(f.skip(at), 31); day > 0 && f.skip(at) > at {
		return dateHit{to: f.ordinalEnd(to), when: func(t activity.Date) activity.Date { return latest(t, time.Month(m), day) }}, true
	}
	if m == 5 || m == 3 || n < 4 {
		_, before := f.d.in.Before(f.r, f.back(i))
		if _, after := f.d.monthAfter.At(f.r, f.skip(at)); before == 0 && after == 0 {
			return dateHit{}, false
		}
	}
	if f.names(i, i+n) {
		return dateHit{}, false
	}
	return dateHit{to: i + n, when: func(t activity.Date) activity.Date { return latest(t, time.Month(m), 0) }}, true
}

// names reports whether the month between two places says which thing is meant:
// the topics for the July consultation.
func (f finder) names(from, to int) bool {
	_, n := f.d.articles.Before(f.r, f.back(from))
	return n > 0 && latinRune(f.rune(f.skip(to)))
}

// theFifth reads "on the 5th", a day without its month.
func (f finder) theFifth(i int) (dateHit, bool) {
	if !digitRune(f.rune(i)) || digitRune(f.rune(i-1)) {
		return dateHit{}, false
	}
	if _, n := f.d.onThe.Before(f.r, f.back(i)); n < len("on the") {
		return dateHit{}, false
	}
	day, at := f.small(i, 31)
	end := f.ordinalEnd(at)
	if day == 0 || end == at {
		return dateHit{}, false
	}
	if next := f.skip(end); latinRune(f.rune(next)) {
		if _, n := f.d.in.At(f.r, next); n == 0 && !f.stops(next) {
			return dateHit{}, false
		}
		if f.rune(next) == 'o' && f.rune(next+1) == 'f' {
			return dateHit{}, false
		}
	}
	return dateHit{to: end, when: func(t activity.Date) activity.Date { return latestDay(t, day) }}, true
}

// stops reports whether a word that ends a noun phrase begins at i, so that
// "the 5th" before it names no thing.
func (f finder) stops(i int) bool {
	end := i
	for latinRune(f.rune(end)) {
		end++
	}
	return f.w.nounStops[string(f.r[i:end])]
}

func (f finder) ordinalEnd(i int) int {
	for n := 2; n > 0; n-- {
		if i+n <= len(f.r) {
			if _, k := f.d.ordinals.At(f.r[i:], 0); k > 0 {
				return i + k
			}
		}
	}
	return i
}
