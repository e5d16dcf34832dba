package handlers

import (
	"strings"

	"dutybook/activity"
	"dutybook/figures"
)

// figureWords is texts/figures.json: how a figure reads in the languages other
// than that of the records. What the file does not know reads as recorded.
type figureWords struct {
	// Hant is traditional script: bounds and myriads, units, what is counted.
	Hant struct {
		Marks, Units, Of map[string]string
	} `json:"zh-Hant"`
	// English has units and things with their singular and plural; a thing
	// takes the place of a unit that is a mere counter, a deed follows the unit.
	English struct {
		Approx   map[activity.Approx]string
		Counters []string
		Units    map[string][2]string
		Things   map[string][2]string
		Deeds    map[string]string
	} `json:"en"`
}

// figure is a figure with what it counts: 走访5户, "5 households visited".
func (t texts) figure(lang activity.Lang, q activity.Quantity) string {
	switch lang {
	case activity.English:
		return t.figures.english(q)
	case activity.Hant:
		return t.figures.traditional(q)
	}
	return strings.ReplaceAll(ofAlone(q), ofMark, "") + figures.Render(q)
}

// ofMark parts a thing from what became of it, e.g. a proposal and its being
// accepted.
const ofMark = "\u00b7"

// ofAlone is what a figure counts, without the unit that follows anyway.
func ofAlone(q activity.Quantity) string { return strings.TrimSuffix(q.Of, string(q.Unit)) }

func (w figureWords) traditional(q activity.Quantity) string {
	number := strings.TrimSuffix(figures.Render(q), string(q.Unit))
	for simple, trad := range w.Hant.Marks {
		number = strings.ReplaceAll(number, simple, trad)
	}
	unit, of := string(q.Unit), ofAlone(q)
	if trad := w.Hant.Units[unit]; trad != "" {
		unit = trad
	}
	if trad := w.Hant.Of[q.Of]; trad != "" {
		of = strings.TrimSuffix(trad, unit)
	}
	return strings.ReplaceAll(of, ofMark, "") + number + unit
}

func (w figureWords) english(q activity.Quantity) string {
	number := grouped(q.Value.String())
	if pattern := w.English.Approx[q.Approx]; pattern != "" {
		number = strings.ReplaceAll(pattern, "{n}", number)
	}
	form := func(names [2]string) string {
		if q.Value == activity.One {
			return names[0]
		}
		return names[1]
	}
	unit := string(q.Unit)
	names, known := w.English.Units[unit]
	if known {
		unit = form(names)
	}
	thing, isThing := w.English.Things[q.Of]
	deed, isDeed := w.English.Deeds[q.Of]
	switch {
	case q.Unit == "%":
		return strings.TrimSpace(number + "% " + strings.ReplaceAll(q.Of, ofMark, " "))
	case isThing && (unit == "" || w.counter(string(q.Unit))):
		return number + " " + form(thing)
	case isThing:
		return number + " " + unit + " (" + thing[1] + ")"
	case isDeed:
		return number + " " + unit + " " + deed
	case q.Of != "" && q.Of != string(q.Unit):
		return strings.TrimSpace(number+" "+unit) + " (" + strings.ReplaceAll(q.Of, ofMark, " ") + ")"
	}
	return strings.TrimSpace(number + " " + unit)
}

func (w figureWords) counter(unit string) bool {
	for _, c := range w.English.Counters {
		if c == unit {
			return true
		}
	}
	return false
}

// grouped parts the digits of a whole number into threes, from ten thousand on.
func grouped(number string) string {
	whole, rest, _ := strings.Cut(number, ".")
	if len(whole) >= 5 {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
	}
	if rest != "" {
		whole += "." + rest
	}
	return whole
}
