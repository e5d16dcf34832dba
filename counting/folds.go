package counting

import (
	_ "embed"
	"strings"
	"sync"

	"dutybook/activity"
)

//go:embed folds.txt
var foldsText string

// fold is a row of folds.txt: a kind of work, a thing, the unit it is counted in.
type fold struct {
	category activity.Category
	of       string
	unit     activity.Unit
}

// folds are the units that are counted in another one, with what they hold for.
var folds = sync.OnceValue(func() map[fold]activity.Unit {
	folds := map[fold]activity.Unit{}
	for row := range strings.Lines(foldsText) {
		words := strings.Fields(row)
		if len(words) < 4 {
			continue
		}
		for _, other := range words[3:] {
			folds[fold{activity.Category(words[0]), words[1], activity.Unit(other)}] = activity.Unit(words[2])
		}
	}
	return folds
})

// outcomeMark parts a thing from what became of it in what is counted.
const outcomeMark = "\u00b7"

// UnitOf is the unit a thing of a kind of work is counted in: opinion reports
// adopted as 3条 and as 1篇 are 4条. It holds for what became of the thing too;
// what has no such rule keeps the unit it was told in. A total all of which was told
// in one unit is printed in that, so units are compared by what they count in.
func UnitOf(c activity.Category, of string, u activity.Unit) activity.Unit {
	thing, _, _ := strings.Cut(of, outcomeMark)
	if unit, ok := folds()[fold{c, thing, u}]; ok {
		return unit
	}
	return u
}

// SameUnit reports whether two units of a thing count the same.
func SameUnit(c activity.Category, of string, a, b activity.Unit) bool {
	return UnitOf(c, of, a) == UnitOf(c, of, b)
}
