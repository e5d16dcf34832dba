package counting

import (
	_ "embed"
	"strings"
	"sync"

	"dutybook/activity"
)

// Part is one bound's share of a total: what was said with the same Approx and
// Grain, added up.
type Part struct {
	Value  activity.Amount
	Approx activity.Approx
	Grain  int
}

// Sum joins parts into one printable value by the rules of the field
// (domain §4.5): exact stays exact; with lower bounds the sum is a lower bound
// (余), rounded down; with upper bounds an upper bound (近), rounded up; with
// both, or any 约, it is 约 and not rounded. Rounding goes to the coarsest grain
// among the parts, but never moves the value by more than a tenth: 1234 + 30余
// is 1260余, while 35 + 百余 is 130余, not 100余.
func Sum(parts []Part) (activity.Amount, activity.Approx) {
	var total activity.Amount
	bounds := map[activity.Approx]bool{}
	coarsest := 0
	for _, p := range parts {
		total += p.Value
		bounds[p.Approx] = true
		if p.Approx != activity.Exact {
			coarsest = max(coarsest, p.Grain)
		}
	}
	switch {
	case bounds[activity.About], bounds[activity.Over] && bounds[activity.Near]:
		return total, activity.About
	case bounds[activity.Over]:
		return round(total, coarsest, false), activity.Over
	case bounds[activity.Near]:
		return round(total, coarsest, true), activity.Near
	}
	return total, activity.Exact
}

func round(n activity.Amount, grain int, up bool) activity.Amount {
	for ; grain > 0; grain-- {
		step := activity.One
		for range grain {
			step *= 10
		}
		rounded := n / step * step
		if up && rounded != n {
			rounded += step
		}
		if diff := max(n-rounded, rounded-n); diff <= n/10 {
			return rounded
		}
	}
	return n
}

//go:embed times.txt
var timesText string

//go:embed items.txt
var itemsText string

//go:embed money.txt
var moneyText string

var (
	timesUnits = sync.OnceValue(func() map[activity.Unit]bool { return unitsIn(timesText) })
	itemUnits  = sync.OnceValue(func() map[activity.Unit]bool { return unitsIn(itemsText) })
	moneyUnits = sync.OnceValue(func() map[activity.Unit]bool { return unitsIn(moneyText) })
)

func unitsIn(text string) map[activity.Unit]bool {
	units := map[activity.Unit]bool{}
	for _, u := range strings.Fields(text) {
		units[activity.Unit(u)] = true
	}
	return units
}

// IsMoney reports whether a unit is one of money, whose totals differ by what it
// was for.
func IsMoney(u activity.Unit) bool { return moneyUnits()[u] }

// isItem reports whether a unit counts written pieces.
func isItem(u activity.Unit) bool { return itemUnits()[u] }

// isTimes reports whether a unit counts occasions.
func isTimes(u activity.Unit) bool { return timesUnits()[u] }
