package counting_test

import (
	"fmt"
	"testing"

	"dutybook/activity"
	"dutybook/counting"
)

// TestTheListDecides: of those who tell of an event only those on the office's
// list of it were there; whoever else says so is named, until the office
// answered. Without a list everybody counts.
func TestTheListDecides(t *testing.T) {
	day := activity.Date{Year: 2026, Month: 3, Day: 20}
	fellow := func(ids ...activity.MemberID) (f []activity.Fellow) {
		for _, id := range ids {
			f = append(f, activity.Fellow{Member: id, Group: "g1"})
		}
		return f
	}
	list := activity.Record{ID: 1, Category: activity.Meeting, Date: day, Member: "office", Roll: true, Behalf: true, Outside: true, With: fellow("m1", "m2")}
	told := func(id activity.RecordID, m activity.MemberID, with ...activity.MemberID) activity.Record {
		return activity.Record{ID: id, Category: activity.Meeting, Date: day, Member: m, Group: "g2", SameAs: 1, With: fellow(with...)}
	}
	count := func(records ...activity.Record) string {
		totals := counting.Contribution(records)
		cell := counting.Cell{Month: activity.Date{Year: 2026, Month: 3}, Category: activity.Meeting, What: counting.Attendances}
		s := fmt.Sprint(totals[counting.Everyone][cell], " m3=", totals[counting.OfMember("m3")][cell], " g2=", totals[counting.OfGroup("g2")][cell], " unlisted")
		for _, r := range counting.Unlisted(records) {
			s += " " + r.ID.String()
		}
		return s
	}
	absent := list
	absent.Absent = fellow("m3")
	deleted := list
	deleted.Deleted = true
	for name, c := range map[string]struct {
		records []activity.Record
		want    string
	}{
		"Listed":         {[]activity.Record{list, told(2, "m1", "m2")}, "2 m3=0 g2=1 unlisted"},
		"NotListed":      {[]activity.Record{list, told(2, "m3", "m1", "m4")}, "2 m3=0 g2=0 unlisted #2"},
		"SaidTwice":      {[]activity.Record{list, told(2, "m3"), told(3, "m3")}, "2 m3=0 g2=0 unlisted #2"},
		"AnsweredAbsent": {[]activity.Record{absent, told(2, "m3")}, "2 m3=0 g2=0 unlisted"},
		"NoList":         {[]activity.Record{deleted, told(2, "m3", "m4")}, "2 m3=1 g2=1 unlisted"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := count(c.records...); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// TestAskingChangesNothing: what is asked about an event leaves its records alone.
func TestAskingChangesNothing(t *testing.T) {
	list := activity.Record{ID: 1, Category: activity.Meeting, Member: "office", Roll: true, Behalf: true, Outside: true}
	records := []activity.Record{list}
	counting.Unlisted(records)
	counting.Participants(records)
	counting.TimesHeld(records)
	if records[0].ID != 1 {
		t.Errorf("the record is %+v", records[0])
	}
}
