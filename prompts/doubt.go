package prompts

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"

	"dutybook/activity"
	"dutybook/figures"
	"dutybook/figures/lexicon"
)

//go:embed doubts.json
var doubtsJSON []byte

// doubtWords are doubts.json: how much one person does in a day at most, what
// a bare number may count, and how two numbers are said for one.
type doubtWords struct {
	most         map[activity.Category]map[activity.Unit]int64
	units        map[activity.Category][]string
	cues, ranges ruleSet
	digits       []rune
}

var doubtWordsOf = sync.OnceValue(func() doubtWords {
	var f struct {
		Most         map[activity.Category]map[activity.Unit]int64
		Units        map[activity.Category][]string
		Cues, Ranges []string
		Digits       string
	}
	ruleMustRead("doubts.json", doubtsJSON, &f)
	return doubtWords{f.Most, f.Units, lexicon.Set(f.Cues), lexicon.Set(f.Ranges), []rune(f.Digits)}
})

// maxOpen is how long a message may be to be asked about; a long one says
// enough, and reading it in several ways takes time.
const maxOpen = 200

// doubted marks the records of a message whose count depends on something it
// does not say.
func (m *ruleMessage) doubted(u activity.Understanding) activity.Understanding {
	if u.Intent != activity.Log {
		return u
	}
	for i, r := range u.Records {
		switch {
		case tooMuch(r):
			u.Records[i].Doubt = activity.DoubtSize
		case len(u.Records) == 1 && len(r.Quantities) == 0 && len(m.r) <= maxOpen:
			u.Records[i].Doubt, _ = openFigure(r.Text, r.Category)
		}
	}
	return u
}

// tooMuch reports whether a record of one day holds a figure far beyond what
// one person does in a day.
func tooMuch(r activity.Record) bool {
	if r.Date.Day == 0 {
		return false
	}
	most := doubtWordsOf().most[r.Category]
	return slices.ContainsFunc(r.Quantities, func(q activity.Quantity) bool {
		limit, known := most[q.Unit]
		return known && q.Kind == activity.Additive && q.Value > activity.Whole(limit)
	})
}

// Readings are the figures a doubtful record may mean, in the order they are
// to be offered; none for a record whose figures only need a yes.
func Readings(r activity.Record) []activity.Quantity {
	if r.Doubt != activity.DoubtUnit && r.Doubt != activity.DoubtRange {
		return nil
	}
	_, readings := openFigure(r.Text, r.Category)
	return readings
}

// openFigure finds a number without a unit (走访15), or two for one (3到5户,
// 三四户), and what it may mean. Each meaning is read by package figures from
// the text with that meaning written into it.
func openFigure(text string, category activity.Category) (activity.Doubt, []activity.Quantity) {
	o := opened{runes: []rune(text), r: []rune(strings.ToLower(figures.Fold(text))), w: doubtWordsOf()}
	for i := range o.r {
		if readings := o.rangeAt(i); len(readings) > 0 {
			return activity.DoubtRange, readings
		}
	}
	at := runeOffsets(text)
	for _, f := range figures.Bare(text) {
		from, to := at[f.Start], at[f.End]
		if f.Unit != "" || f.Value <= 0 || !o.counted(from, to) {
			continue
		}
		var readings []activity.Quantity
		for _, unit := range o.w.units[category] {
			if q, ok := o.read(from, slices.Concat(o.runes[:to], []rune(unit), o.runes[to:])); ok {
				readings = append(readings, q)
			}
		}
		if len(readings) > 0 {
			return activity.DoubtUnit, readings
		}
	}
	return "", nil
}

// opened is a text in which a figure is left open.
type opened struct {
	runes, r []rune
	w        doubtWords
}

// read reads the figure that begins at a place of a rewritten text.
func (o opened) read(from int, rewritten []rune) (activity.Quantity, bool) {
	text := string(rewritten)
	at := runeOffsets(text)
	for _, f := range figures.Scan(text) {
		if at[f.Start] == from && f.Unit != "" && f.Kind == activity.Additive {
			return f.Quantity, true
		}
	}
	return activity.Quantity{}, false
}

// counted reports whether a number stands right after a word of work and at the
// end of its clause.
func (o opened) counted(from, to int) bool {
	for from > 0 && o.r[from-1] == ' ' {
		from--
	}
	after := runeAt(o.r, to)
	if unicode.IsLetter(after) || unicode.IsDigit(after) || after == '.' || after == '-' || after == ':' {
		return false
	}
	_, n := o.w.cues.Before(o.r, from)
	return n > 0
}

// rangeAt reads the two numbers that begin at a place as one figure each: the
// lower and the higher; none when they are no range.
func (o opened) rangeAt(i int) []activity.Quantity {
	if i > 0 && (unicode.IsDigit(o.r[i-1]) || slices.Contains(o.w.digits, o.r[i-1])) {
		return nil
	}
	low := o.numeral(i)
	if low == i {
		return nil
	}
	high, end := low, low
	if _, n := o.w.ranges.At(o.r, low); n > 0 {
		high = low + n
		end = o.numeral(high)
	} else if o.neighbours(i, low) {
		low, high = i+1, i+1
	}
	if end == high {
		return nil
	}
	a, okLow := o.read(i, slices.Concat(o.runes[:low], o.runes[end:]))
	b, okHigh := o.read(i, slices.Concat(o.runes[:i], o.runes[high:]))
	if !okLow || !okHigh || a.Value >= b.Value || b.Value > 10*a.Value {
		return nil
	}
	return []activity.Quantity{a, b}
}

// numeral is where a run of digits of one kind that begins at a place ends.
func (o opened) numeral(i int) int {
	han := slices.Contains(o.w.digits, runeAt(o.r, i))
	for unicode.IsDigit(runeAt(o.r, i)) && !han || han && slices.Contains(o.w.digits, runeAt(o.r, i)) {
		i++
	}
	return i
}

// neighbours reports whether two digits in a row are one after the other, as in
// 三四户.
func (o opened) neighbours(from, to int) bool {
	at := slices.Index(o.w.digits, o.r[from])
	return to-from == 2 && at >= 0 && at+1 < len(o.w.digits) && o.w.digits[at+1] == o.r[from+1]
}
