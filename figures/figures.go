// Package figures reads what a text says in numbers (figures with their unit,
// bound and the thing counted, dates, periods) and prints figures the way an
// official report does. Everything here is a pure function of its arguments.
//
// The decision behind it: most numerals in such texts are no figures at all
// (十四五, 一起, 第三次, 五里镇), so a numeral counts only when something beside
// it says what it measures, and every word that decides it stands in data/.
package figures

import (
	"time"
	"unicode/utf8"

	"dutybook/activity"
)

// Figure is a figure and where it stands: Quote is text[Start:End]. A value
// beyond activity.MaxAmount is given as activity.MaxAmount+1.
type Figure struct {
	activity.Quantity
	Start, End int
}

// Runes gives the figure's place in runes of the text it was found in.
func (f Figure) Runes(text string) (from, to int) {
	from = utf8.RuneCountInString(text[:f.Start])
	return from, from + utf8.RuneCountInString(text[f.Start:f.End])
}

// Scan finds the explicit figures of text, in order, offsets in bytes of text.
func Scan(text string) []Figure { return scan(text, false) }

// Bare finds figures like Scan and also numerals nothing is said about, as
// corrections have them (是五千不是五万).
func Bare(text string) []Figure { return scan(text, true) }

// Read is Scan and Dates in one reading.
func Read(text string, sent time.Time) ([]Figure, []DateFind) {
	l := newLine(text)
	days := findDates(l)
	return scanLine(l, days, false), datesOf(l, days, sent)
}

func scan(text string, bare bool) []Figure {
	l := newLine(text)
	return scanLine(l, findDates(l), bare)
}

func scanLine(l line, days []dateHit, bare bool) []Figure {
	s := scanner{line: l, w: lexiconOf(), dates: days, bare: bare}
	s.run()
	return s.figures()
}
