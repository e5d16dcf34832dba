package counting_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"dutybook/activity"
	"dutybook/counting"
)

func opinion(id int64, member string, n int64, unit activity.Unit, of string) activity.Record {
	r := record(id, member, "g1", figure(n, unit, of))
	r.Category = activity.Opinion
	return r
}

// Reports adopted as 3条 and as 1篇 are 4条; two who tell of the same ones in
// other words tell of as many; issues are another thing, and so are essays.
func TestOpinionsAreCountedInOneUnit(t *testing.T) {
	adopted := "社情民意信息·采用"
	same := opinion(3, "m2", 1, "条", adopted)
	same.SameAs = 2
	essay := record(5, "m1", "g1", figure(2, "篇", "心得"))
	essay.Category = activity.Study
	got := rendered([]activity.Record{
		opinion(1, "m1", 3, "条", adopted), opinion(2, "m1", 1, "篇", adopted), same,
		opinion(4, "m1", 12, "期", adopted), essay,
	}, counting.Everyone)
	if want := "study 1/1 心得2篇opinion 3/4 社情民意信息·采用12期 社情民意信息·采用4条"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A total told in one unit is printed in it; years told in two are comparable.
func TestATotalIsPrintedAsItWasTold(t *testing.T) {
	if got, want := rendered([]activity.Record{opinion(1, "m1", 42, "篇", "社情民意信息")}, counting.Everyone), "opinion 1/1 社情民意信息42篇"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	cells := map[counting.Cell]activity.Amount{}
	for m := time.January; m <= time.December; m++ {
		for year, unit := range map[int]activity.Unit{2025: "条", 2026: "篇"} {
			cells[counting.Cell{Month: activity.Date{Year: year, Month: m}, Category: activity.Opinion, Of: "社情民意信息", Unit: unit}] = activity.One
		}
	}
	b := counting.BookOf(counting.Everyone, cells)
	for _, r := range must(counting.Compare(b, b, activity.Year(2026))) {
		if r.What == counting.Figure && (r.OtherUnit != "" || r.Now.Value != r.Then.Value) {
			t.Errorf("%+v", r)
		}
	}
}

func must(rows []counting.Compared, ok bool) []counting.Compared {
	if !ok {
		panic("not comparable")
	}
	return rows
}

// However units are mixed, the total is the sum of what was told.
func TestFoldedUnitsAddUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var records []activity.Record
		sum := int64(0)
		for i := range rapid.IntRange(1, 9).Draw(rt, "n") {
			n := rapid.Int64Range(1, 9).Draw(rt, "value")
			sum += n
			records = append(records, opinion(int64(i+1), "m1", n, rapid.SampledFrom([]activity.Unit{"条", "篇", "件", "份"}).Draw(rt, "unit"), "社情民意信息"))
		}
		line, _ := counting.TallyOf(counting.Everyone, counting.Of(records)[counting.Everyone], activity.Year(2026)).Line(activity.Opinion)
		if len(line.Figures) != 1 || line.Figures[0].Value != activity.Whole(sum) {
			rt.Fatalf("%v, want one figure of %d", line.Figures, sum)
		}
	})
}
