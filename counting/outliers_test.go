package counting_test

import (
	"fmt"
	"testing"

	"dutybook/activity"
	"dutybook/counting"
)

// TestOutliers: a figure far above the others of its thing is asked about, an
// ordinary largest one is not, nor is anything where there is little to tell by.
func TestOutliers(t *testing.T) {
	visits := func(n int, values ...int64) []activity.Record {
		var out []activity.Record
		for i := range n + len(values) {
			v := int64(3 + i%4)
			if i >= n {
				v = values[i-n]
			}
			out = append(out, activity.Record{ID: activity.RecordID(i + 1), Category: activity.Visit, Date: activity.Date{Year: 2026, Month: 3},
				Quantities: []activity.Quantity{{Of: "走访", Unit: "户", Value: activity.Whole(v)}}})
		}
		return out
	}
	for name, c := range map[string]struct {
		records []activity.Record
		want    string
	}{
		"FarAbove": {visits(30, 300), "[#31 300 usual 4]"},
		"Ordinary": {visits(30, 7), "[]"},
		"Largest":  {visits(30, 12, 12), "[]"},
		"TooFew":   {visits(10, 300), "[]"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, o := range counting.Outliers(c.records, func(activity.Record) bool { return true }) {
				got = append(got, fmt.Sprint(o.Record.ID, " ", o.Quantity.Value, " usual ", o.Usual))
			}
			if s := fmt.Sprint(got); s != c.want {
				t.Errorf("got %s, want %s", s, c.want)
			}
		})
	}
}

// TestNotAdded: households and visits to households, a gift and a grant, are two
// numbers each.
func TestNotAdded(t *testing.T) {
	total := func(of string, unit activity.Unit) counting.Total {
		return counting.Total{Of: of, Unit: unit, Value: activity.One}
	}
	tally := counting.Tally{Lines: []counting.Line{
		{Category: activity.Visit, Figures: []counting.Total{total("走访", "户"), total("走访", "户次"), total("", "人")}},
		{Category: activity.Welfare, Figures: []counting.Total{total("捐款", "元"), total("争取资金", "元"), total("志愿服务", "小时")}},
	}}
	got := ""
	for _, a := range counting.NotAdded(tally) {
		got += fmt.Sprintf("%s %v %d ", a.Category, a.Money, len(a.Totals))
	}
	if want := "visit false 2 welfare true 2 "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
