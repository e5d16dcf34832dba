package activity_test

import (
	"testing"
	"time"

	"dutybook/activity"
)

// TestWorkCountsForTheGroupOfItsDay: a move does not rewrite what was before.
func TestWorkCountsForTheGroupOfItsDay(t *testing.T) {
	day := func(y int, m time.Month, d int) activity.Date { return activity.Date{Year: y, Month: m, Day: d} }
	m := activity.Member{Group: "g3", Past: []activity.Membership{
		{Group: "g1", Until: day(2025, 1, 10)}, {Group: "g2", Until: day(2026, 3, 1)},
	}}
	for _, row := range []struct {
		day  activity.Date
		want activity.GroupID
	}{
		{day(2024, 12, 31), "g1"},
		{day(2025, 1, 9), "g1"},
		{day(2025, 1, 10), "g2"},
		{day(2026, 2, 28), "g2"},
		{day(2026, 3, 1), "g3"},
		{day(2027, 1, 1), "g3"},
		{activity.Date{Year: 2026, Month: 2}, "g2"},
	} {
		if got := m.GroupOn(row.day); got != row.want {
			t.Errorf("%v counts for %s, want %s", row.day, got, row.want)
		}
	}
}

func TestALeaveEndsWithItsLastDay(t *testing.T) {
	m := activity.Member{Away: activity.Date{Year: 2026, Month: 3, Day: 20}}
	if !m.OnLeave(activity.Date{Year: 2026, Month: 3, Day: 20}) || m.OnLeave(activity.Date{Year: 2026, Month: 3, Day: 21}) {
		t.Error("a leave until the 20th covers the 20th and not the 21st")
	}
	if (activity.Member{}).OnLeave(activity.Date{Year: 2026, Month: 3, Day: 20}) {
		t.Error("nobody is on leave who asked for none")
	}
}
