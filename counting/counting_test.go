package counting_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dutybook/activity"
	"dutybook/counting"
)

func exact(n int64) counting.Part { return counting.Part{Value: activity.Whole(n)} }
func bound(n int64, a activity.Approx) counting.Part {
	p := counting.Part{Value: activity.Whole(n), Approx: a}
	for ; n%10 == 0 && n > 0; n /= 10 {
		p.Grain++
	}
	return p
}
func over(n int64) counting.Part  { return bound(n, activity.Over) }
func near(n int64) counting.Part  { return bound(n, activity.Near) }
func about(n int64) counting.Part { return bound(n, activity.About) }

func TestSum(t *testing.T) {
	sums := func(want counting.Part, parts ...counting.Part) {
		t.Helper()
		value, approx := counting.Sum(parts)
		if value != want.Value || approx != want.Approx {
			t.Errorf("%v: got %v %q, want %v %q", parts, value, approx, want.Value, want.Approx)
		}
	}
	sums(exact(1290), exact(129), exact(1161))
	sums(over(80), over(30), over(50))
	sums(over(1260), exact(1234), over(30))
	sums(over(130), exact(35), over(100))
	sums(near(50000), near(20000), near(30000))
	sums(near(2100), near(2000), exact(35))
	sums(about(155), about(120), exact(35))
	sums(about(130), over(100), near(30))
	sums(exact(0))
}

func record(id int64, member, group string, quantities ...activity.Quantity) activity.Record {
	return activity.Record{
		ID: activity.RecordID(id), Member: activity.MemberID(member), Group: activity.GroupID(group),
		Category: activity.Research, Date: activity.Date{Year: 2026, Month: 5, Day: 6}, Quantities: quantities,
	}
}

func figure(n int64, unit activity.Unit, of string) activity.Quantity {
	return activity.Quantity{Value: activity.Whole(n), Unit: unit, Of: of}
}

func rendered(records []activity.Record, scope counting.Scope) string {
	tally := counting.TallyOf(scope, counting.Of(records)[scope], activity.Year(2026))
	var b strings.Builder
	for _, l := range tally.Lines {
		fmt.Fprintf(&b, "%s %d/%d", l.Category, l.Sessions, l.Attendances)
		for _, f := range l.Figures {
			fmt.Fprintf(&b, " %s%v%s", f.Of, f.Value, f.Unit)
		}
	}
	return b.String()
}

func TestJointWorkCountsOnce(t *testing.T) {
	joint := func(r activity.Record) activity.Record { r.SameAs = 1; return r }
	records := []activity.Record{
		record(1, "m1", "g1", figure(3, "个", "村"), figure(12, "条", "意见建议")),
		joint(record(2, "m2", "g1", figure(3, "个", "村"))),
		joint(record(3, "m3", "g2", figure(3, "个", "村"), figure(1, "篇", "调研报告"))),
		record(4, "m3", "g2", figure(2, "个", "村")),
	}
	for scope, want := range map[counting.Scope]string{
		counting.Everyone:       "research 2/4 意见建议12条 村5个 调研报告1篇",
		counting.OfGroup("g1"):  "research 1/2 意见建议12条 村3个",
		counting.OfGroup("g2"):  "research 2/2 村5个 调研报告1篇",
		counting.OfMember("m2"): "research 1/1 村3个",
	} {
		if got := rendered(records, scope); got != want {
			t.Errorf("%s: got %s, want %s", scope, got, want)
		}
	}
}

// TestOnBehalf: a secretary records two members of two groups; then one of them,
// then both say they were not there; then one of them, and the secretary, was.
func TestOnBehalf(t *testing.T) {
	one, two := activity.Fellow{Member: "m1", Group: "g1"}, activity.Fellow{Member: "m2", Group: "g2"}
	type scopes map[counting.Scope]string
	for _, c := range []struct {
		with    []activity.Fellow
		outside bool
		want    scopes
	}{
		{[]activity.Fellow{one, two}, true, scopes{"all": "1/2", "g:g1": "1/1", "g:g2": "1/1", "m:m1": "1/1", "m:m2": "1/1", "m:m9": ""}},
		{[]activity.Fellow{two}, true, scopes{"all": "1/1", "g:g1": "", "g:g2": "1/1", "m:m1": "", "m:m2": "1/1"}},
		{nil, true, scopes{"all": "1/0", "g:g1": "", "g:g2": "", "m:m9": ""}},
		{[]activity.Fellow{one}, false, scopes{"all": "1/2", "g:g1": "1/1", "m:m1": "1/1", "m:m9": "1/1"}},
	} {
		r := record(1, "m9", "", figure(3, "户", "调研"))
		r.Behalf, r.Outside, r.With = true, c.outside, c.with
		for scope, want := range c.want {
			if want != "" {
				want = "research " + want + " 调研3户"
			}
			if got := rendered([]activity.Record{r}, scope); got != want {
				t.Errorf("%v outside %v, %s: %q, want %q", c.with, c.outside, scope, got, want)
			}
		}
	}
}

func TestWhatNeverAdds(t *testing.T) {
	each, rate, part := figure(500, "元", "慰问金"), figure(95, "%", ""), figure(2, "件", "提案")
	each.Kind, rate.Kind, part.Kind = activity.Each, activity.Rate, activity.Part
	got := rendered([]activity.Record{record(1, "m1", "", figure(12, "户", ""), each, rate, part)}, counting.Everyone)
	if want := "research 1/1 12户"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestMonthlySummaryStandsForItsTimes(t *testing.T) {
	r := record(1, "m1", "", figure(4, "次", ""))
	r.Date.Day = 0
	if got, want := rendered([]activity.Record{r}, counting.Everyone), "research 4/4 4次"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestYearPrecisionOnlyInWholeYears(t *testing.T) {
	r := record(1, "m1", "", figure(4, "件", "提案"))
	r.Date = activity.Date{Year: 2026}
	cells := counting.Of([]activity.Record{r})[counting.Everyone]
	if n := len(counting.TallyOf(counting.Everyone, cells, activity.Quarter(2026, 2)).Lines); n != 0 {
		t.Errorf("a quarter holds %d lines", n)
	}
	if n := len(counting.TallyOf(counting.Everyone, cells, activity.Year(2026)).Lines); n != 1 {
		t.Errorf("the year holds %d lines", n)
	}
}

// TestOrderDoesNotMatter: totals are the same in whatever order records come.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var records []activity.Record
		for i := range rapid.IntRange(1, 8).Draw(rt, "n") {
			r := record(int64(i+1), fmt.Sprint("m", i%3), "g1", figure(rapid.Int64Range(1, 9).Draw(rt, "v"), "户", ""))
			r.SameAs = activity.RecordID(rapid.IntRange(0, i).Draw(rt, "same"))
			records = append(records, r)
		}
		want := rendered(records, counting.Everyone)
		slices.Reverse(records)
		if got := rendered(records, counting.Everyone); got != want {
			rt.Errorf("got %s, want %s", got, want)
		}
		if diff := cmp.Diff(counting.Of(records), streamed(records)); diff != "" {
			rt.Errorf("one at a time (-at once): %s", diff)
		}
	})
}

// streamed is Of without holding the records.
func streamed(records []activity.Record) counting.Totals {
	stream := counting.NewStream()
	for _, r := range records {
		stream.Add(r)
	}
	for event, ids := range stream.Joint() {
		var told []activity.Record
		for _, id := range ids {
			told = append(told, records[slices.IndexFunc(records, func(r activity.Record) bool { return r.ID == id })])
		}
		stream.Join(event, told)
	}
	return stream.Totals()
}

func TestFieldReadsBack(t *testing.T) {
	cell := counting.Cell{Month: activity.Date{Year: 2026, Month: 3}, Category: activity.Visit, Of: "走访", Unit: "户", Approx: activity.Over, Grain: 1}
	got, err := counting.ParseField(cell.Field())
	if err != nil || got != cell {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := counting.ParseField("nonsense"); err == nil {
		t.Error("nonsense was read")
	}
}
