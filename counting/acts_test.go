package counting_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dutybook/activity"
	"dutybook/counting"
)

// acts prints the held, attended and open sessions of a scope.
func acts(records []activity.Record, scope counting.Scope) string {
	line, _ := counting.TallyOf(scope, counting.Of(records)[scope], activity.Year(2026)).Line(activity.Meeting)
	held, attended, open, apart := line.Acts()
	return fmt.Sprintf("%d/%d/%d %v %d人次", held, attended, open, apart, line.Attendances)
}

func meeting(id int64, member, group string, act activity.Act) activity.Record {
	r := record(id, member, group)
	r.Category, r.Act = activity.Meeting, act
	return r
}

// A meeting one member organised and others attended is one event, held once; to
// those who attended it is attended.
func TestAMeetingIsHeldOnce(t *testing.T) {
	own, guest, third := meeting(1, "m1", "g1", activity.Held), meeting(2, "m2", "g2", activity.Attended), meeting(3, "m3", "g2", "")
	guest.SameAs, third.SameAs = 1, 1
	elsewhere := meeting(4, "m2", "g2", activity.Attended)
	all := []activity.Record{own, guest, third, elsewhere, meeting(5, "m3", "g2", "")}
	for scope, want := range map[counting.Scope]string{
		counting.Everyone:       "1/1/1 true 5人次",
		counting.OfGroup("g1"):  "1/0/0 false 1人次",
		counting.OfGroup("g2"):  "0/2/1 false 4人次",
		counting.OfMember("m1"): "1/0/0 false 1人次",
		counting.OfMember("m2"): "0/2/0 false 2人次",
		counting.OfMember("m3"): "0/0/2 false 2人次",
	} {
		if got := acts(all, scope); got != want {
			t.Errorf("%s: %s, want %s", scope, got, want)
		}
	}
}

// On an office's list stand those who came: the office held it, they attended.
// What somebody recorded others to have held is theirs.
func TestWhoHoldsWhatWasRecordedForOthers(t *testing.T) {
	roll := meeting(1, "office", "g9", activity.Held)
	roll.Behalf, roll.Outside, roll.Roll, roll.With = true, true, true, []activity.Fellow{{Member: "m1", Group: "g1"}}
	told := roll
	told.Roll = false
	for _, c := range []struct {
		r    activity.Record
		want map[counting.Scope]string
	}{
		{roll, map[counting.Scope]string{counting.Everyone: "1/0/0 false 1人次", counting.OfMember("m1"): "0/1/0 false 1人次", counting.OfGroup("g1"): "0/1/0 false 1人次", counting.OfGroup("g9"): "1/0/0 false 0人次"}},
		{told, map[counting.Scope]string{counting.Everyone: "1/0/0 false 1人次", counting.OfMember("m1"): "1/0/0 false 1人次", counting.OfGroup("g1"): "1/0/0 false 1人次"}},
	} {
		for scope, want := range c.want {
			if got := acts([]activity.Record{c.r}, scope); got != want {
				t.Errorf("roll %v, %s: %s, want %s", c.r.Roll, scope, got, want)
			}
		}
	}
}

// Held, attended and open are the sessions, whatever the records.
func TestActsAreTheSessions(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var records []activity.Record
		for i := range rapid.IntRange(1, 9).Draw(rt, "n") {
			act := rapid.SampledFrom([]activity.Act{"", activity.Held, activity.Attended}).Draw(rt, "act")
			r := meeting(int64(i+1), fmt.Sprint("m", i%3), fmt.Sprint("g", i%2), act)
			r.SameAs = activity.RecordID(rapid.IntRange(0, i).Draw(rt, "same"))
			r.Late, r.Deleted = rapid.Bool().Draw(rt, "late"), rapid.Bool().Draw(rt, "deleted")
			r.Behalf = rapid.Bool().Draw(rt, "behalf")
			records = append(records, r)
		}
		for scope, cells := range counting.Of(records) {
			tally := counting.TallyOf(scope, cells, activity.Year(2026))
			for _, line := range append(tally.Lines, tally.Late...) {
				if held, attended, open, _ := line.Acts(); held < 0 || attended < 0 || open < 0 || held+attended+open != line.Sessions {
					rt.Fatalf("%s: %d+%d+%d of %d", scope, held, attended, open, line.Sessions)
				}
			}
		}
	})
}

// Year over year held stands beside held; where one of the years does not know
// its acts the sessions stand beside each other.
func TestActsYearOverYear(t *testing.T) {
	year := func(y int, acts ...activity.Act) []activity.Record {
		var records []activity.Record
		for m := range 12 {
			for i, act := range acts {
				r := meeting(int64(y*1000+m*10+i), "m1", "", act)
				r.Date = activity.Date{Year: y, Month: time.Month(m + 1), Day: 1}
				records = append(records, r)
			}
		}
		return records
	}
	compared := func(records ...[]activity.Record) string {
		b := counting.BookOf(counting.Everyone, counting.Of(slices.Concat(records...))[counting.Everyone])
		rows, _ := counting.Compare(b, b, activity.Year(2026))
		said := ""
		for _, r := range rows {
			said += fmt.Sprintf("%s %v←%v ", r.What, r.Now.Value, r.Then.Value)
		}
		return said
	}
	if got, want := compared(year(2025, activity.Held, activity.Attended), year(2026, activity.Held, activity.Held, activity.Attended)), "held 24←12 attended 12←12 "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := compared(year(2025, ""), year(2026, activity.Held, activity.Attended)), "sessions 24←12 "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
