package counting_test

import (
	"fmt"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/counting"
)

func told(of string, n int64) counting.Total {
	return counting.Total{Of: of, Unit: "件", Value: activity.Whole(n)}
}

func findings(figures ...counting.Total) string {
	s := ""
	for _, f := range counting.CrossFoot(figures) {
		s += fmt.Sprintf("%s %v≠%v ", f.Name, f.Total, f.Sum)
	}
	return s
}

// TestPublishedSums: sums as committees published them hold, and the same with
// one figure wrong are found.
func TestPublishedSums(t *testing.T) {
	if got := findings(told("提案·收到", 1290), told("提案·集体", 129), told("提案·个人", 1161), told("提案·会议期间", 1122), told("提案·平时", 168)); got != "" {
		t.Errorf("129+1161=1290=1122+168 is doubted: %s", got)
	}
	if got, want := findings(told("提案·收到", 1290), told("提案·集体", 129), told("提案·个人", 1151)), "sources 1290≠1280 "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := findings(told("提案·答复", 175), told("答复·A", 94), told("答复·B", 36), told("答复·C", 45)); got != "" {
		t.Errorf("94+36+45=175 is doubted: %s", got)
	}
	if got := findings(told("提案·立案", 205), told("提案·个人", 116), told("提案·联名", 52), told("提案·集体", 37)); got != "" {
		t.Errorf("116+52+37=205 is doubted: %s", got)
	}
	if got, want := findings(told("提案·立案", 121), told("提案·答复", 125)), "answered-of-filed 121≠125 "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := findings(told("提案·收到", 223), told("提案·立案", 205)); got != "" {
		t.Errorf("what is not told was taken for zero: %s", got)
	}
}

// TestShares: in a table whose other rows go by 205, a row of 15 in 223 is
// found.
func TestShares(t *testing.T) {
	rows := []counting.Share{
		{Count: activity.Whole(116), Tenths: 566}, {Count: activity.Whole(52), Tenths: 254},
		{Count: activity.Whole(37), Tenths: 180}, {Count: activity.Whole(15), Tenths: 67},
	}
	if got := fmt.Sprint(counting.Shares(activity.Whole(205), rows)); got != "[3]" {
		t.Errorf("wrong rows: %s", got)
	}
}

func TestPercent(t *testing.T) {
	for _, row := range []struct{ part, whole, tenths int64 }{
		{1248, 1290, 967}, {121, 121, 1000}, {1289, 1290, 999}, {9999, 10000, 999}, {423, 631, 670}, {0, 5, 0},
		{15, 205, 73}, {15, 223, 67}, {175, 187, 936},
	} {
		if got, ok := counting.Percent(activity.Whole(row.part), activity.Whole(row.whole)); !ok || got != row.tenths {
			t.Errorf("%d of %d: %d, want %d", row.part, row.whole, got, row.tenths)
		}
	}
	if _, ok := counting.Percent(activity.One, 0); ok {
		t.Error("a rate of nothing")
	}
}

func TestLeaps(t *testing.T) {
	at := func(year int, n int64) counting.Tally {
		r := record(1, "m1", "", figure(n, "户", "走访"))
		r.Date.Year = year
		return counting.TallyOf(counting.Everyone, counting.Of([]activity.Record{r})[counting.Everyone], activity.Year(year))
	}
	for n, want := range map[int64]int{30: 0, 89: 0, 90: 1, 10: 1, 11: 0} {
		if got := len(counting.Leaps(at(2026, n), at(2025, 30))); got != want {
			t.Errorf("30 → %d: %d leaps, want %d", n, got, want)
		}
	}
}

// TestSumsOfApproximations: every example of the field's arithmetic, printed
// with one mark and never more than the parts can bear.
func TestSumsOfApproximations(t *testing.T) {
	for _, row := range []struct {
		parts []counting.Part
		want  counting.Part
	}{
		{[]counting.Part{over(30), over(50)}, over(80)},                                // 30余+50余=80余
		{[]counting.Part{exact(1234), over(30)}, over(1260)},                           // 1234+30余=1260余
		{[]counting.Part{near(20000), near(30000)}, near(50000)},                       // 近2万+近3万=近5万
		{[]counting.Part{exact(35), near(2000)}, near(2100)},                           // 35+近2000=近2100
		{[]counting.Part{over(100), near(30)}, about(130)},                             // 余 and 近 make 约
		{[]counting.Part{exact(5), about(20)}, about(25)},                              // 约 with anything is 约
		{[]counting.Part{over(100), over(1000)}, over(1000)},                           // 千余 and 百余 stay 千余
		{[]counting.Part{exact(129), exact(1161)}, exact(1290)},                        // exact stays exact
		{[]counting.Part{over(30), over(50), exact(7), exact(3), over(20)}, over(110)}, // many parts stay a lower bound
	} {
		value, approx := counting.Sum(row.parts)
		if value != row.want.Value || approx != row.want.Approx {
			t.Errorf("%v: %v %q, want %v %q", row.parts, value, approx, row.want.Value, row.want.Approx)
		}
	}
}

// TestWhatNeverAddsUp: of what may not be added nothing gets into a total.
func TestWhatNeverAddsUp(t *testing.T) {
	kinds := map[string]activity.Kind{
		"覆盖率": activity.Rate, "累计走访": activity.Running, "其中困难户": activity.Part, "每户慰问金": activity.Each, "年产": activity.Stock,
	}
	for of, kind := range kinds {
		q := figure(7, "户", of)
		q.Kind = kind
		if got := rendered([]activity.Record{record(1, "m1", "", figure(3, "户", "走访"), q)}, counting.Everyone); got != "research 1/1 走访3户" {
			t.Errorf("%s: %s", of, got)
		}
	}
	// 户 and 户次, 件 and 件次, 人 and 人次 stay apart, and so do series of money.
	records := []activity.Record{
		record(1, "m1", "", figure(3, "户", "走访"), figure(4, "户次", "走访"), figure(2, "件", "诉求"), figure(5, "件次", "诉求")),
		record(2, "m1", "", figure(500, "元", "捐款"), figure(2000, "元", "争取资金"), figure(90000, "元", "签约投资"), figure(80, "元", "销售额")),
	}
	want := "research 2/2 争取资金2000元 捐款500元 签约投资90000元 诉求2件 诉求5件次 走访3户 走访4户次 销售额80元"
	if got := rendered(records, counting.Everyone); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestRunningTotalIsNoSession(t *testing.T) {
	q := figure(86, "户", "走访")
	q.Kind = activity.Running
	if got := rendered([]activity.Record{record(1, "m1", "", q)}, counting.Everyone); got != "" {
		t.Errorf("counted %s", got)
	}
}

// TestAgreedFigures: of one event told differently one value counts, by who
// settled it, who put it right, how many say so, who said it first.
func TestAgreedFigures(t *testing.T) {
	tell := func(id int64, member string, n int64) activity.Record {
		r := record(id, member, "g1", figure(n, "户", "走访"))
		if id > 1 {
			r.SameAs = 1
		}
		return r
	}
	first, second, third := tell(1, "m1", 12), tell(2, "m2", 13), tell(3, "m3", 13)
	count := func(want string, records ...activity.Record) {
		t.Helper()
		if got := rendered(records, counting.Everyone); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	count("research 1/2 走访12户", first, second)
	count("research 1/3 走访13户", first, second, third)
	first.Amended = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	count("research 1/3 走访12户", first, second, third)
	if n := len(counting.Disagreements([]activity.Record{first, second, third})); n != 1 {
		t.Errorf("%d disagreements", n)
	}
	third.Settled = first.Amended.Add(time.Hour)
	count("research 1/3 走访13户", first, second, third)
	if n := len(counting.Disagreements([]activity.Record{first, second, third})); n != 0 {
		t.Errorf("settled, yet %d disagreements", n)
	}
}

// TestOwnFigures: everybody at an event has their own essay.
func TestOwnFigures(t *testing.T) {
	a := record(1, "m1", "", figure(3, "天", "学习培训"), figure(1, "篇", "文章"))
	b := record(2, "m2", "", figure(3, "天", "学习培训"), figure(1, "篇", "文章"))
	a.Category, b.Category, b.SameAs = activity.Study, activity.Study, 1
	if got, want := rendered([]activity.Record{a, b}, counting.Everyone), "study 1/2 学习培训3天 文章2篇"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestNamedFellowsTookPart: who is named counts once, in the own group only.
func TestNamedFellowsTookPart(t *testing.T) {
	r := record(1, "m1", "g1", figure(3, "户", "走访"))
	r.With = []activity.Fellow{{Member: "m2", Group: "g1"}, {Member: "m3", Group: "g2"}}
	for scope, want := range map[counting.Scope]string{
		counting.Everyone: "research 1/3 走访3户", counting.OfGroup("g1"): "research 1/2 走访3户", counting.OfMember("m1"): "research 1/1 走访3户",
	} {
		if got := rendered([]activity.Record{r}, scope); got != want {
			t.Errorf("%s: got %s, want %s", scope, got, want)
		}
	}
}
