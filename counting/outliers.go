package counting

import (
	"cmp"
	"slices"

	"dutybook/activity"
)

// Outlier is a figure of one record far above what such figures usually are.
type Outlier struct {
	Record   activity.Record
	Quantity activity.Quantity
	// Usual is the median of such figures.
	Usual activity.Amount
}

// minFigures is how many figures of a thing tell what is usual.
const minFigures = 20

// Outliers lists the figures above the 99th percentile of all of their thing and
// at least three times the usual, those of the latest records first. Of the
// records, only those for which asked is true are looked at; all tell what is
// usual.
func Outliers(records []activity.Record, asked func(activity.Record) bool) []Outlier {
	type key struct {
		category activity.Category
		thing
	}
	values := map[key][]activity.Amount{}
	each := func(f func(key, activity.Record, activity.Quantity)) {
		for _, r := range records {
			for _, q := range r.Quantities {
				if r.Counts() && q.Kind == activity.Additive && q.Value > 0 {
					f(key{r.Category, thing{q.Of, UnitOf(r.Category, q.Of, q.Unit)}}, r, q)
				}
			}
		}
	}
	each(func(k key, _ activity.Record, q activity.Quantity) { values[k] = append(values[k], q.Value) })
	for _, list := range values {
		slices.Sort(list)
	}
	var out []Outlier
	each(func(k key, r activity.Record, q activity.Quantity) {
		list := values[k]
		if len(list) < minFigures || !asked(r) {
			return
		}
		usual := list[len(list)/2]
		if q.Value > percentile99(list, q.Value) && q.Value >= leapTimes*usual {
			out = append(out, Outlier{r, q, usual})
		}
	})
	slices.SortFunc(out, func(a, b Outlier) int { return cmp.Compare(b.Record.ID, a.Record.ID) })
	return out
}

// percentile99 is the 99th percentile of the others of a sorted list, one of
// whose values is left out.
func percentile99(list []activity.Amount, but activity.Amount) activity.Amount {
	others := slices.Clone(list)
	at, _ := slices.BinarySearch(others, but)
	others = slices.Delete(others, at, at+1)
	return others[(99*len(others)+99)/100-1]
}

// Apart are totals of one kind of work that look alike and are not to be added:
// one thing in several units (户 and 户次), or money of several purposes.
type Apart struct {
	Category activity.Category
	// Money tells the second of the two.
	Money  bool
	Totals []Total
}

// NotAdded lists the totals of a tally that somebody might add and may not.
func NotAdded(t Tally) []Apart {
	var out []Apart
	for _, line := range t.Lines {
		byOf := map[string][]Total{}
		var sums []Total
		for _, f := range line.Figures {
			if f.Of != "" {
				byOf[f.Of] = append(byOf[f.Of], f)
			}
			if IsMoney(f.Unit) {
				sums = append(sums, f)
			}
		}
		for _, f := range line.Figures {
			if same := byOf[f.Of]; len(same) > 1 && same[0] == f {
				out = append(out, Apart{line.Category, false, same})
			}
		}
		if len(sums) > 1 {
			out = append(out, Apart{line.Category, true, sums})
		}
	}
	return out
}
