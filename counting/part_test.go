package counting_test

import (
	"slices"
	"testing"

	"dutybook/activity"
	"dutybook/counting"
)

// TestParticipants: who tells of their own part or is named, once each; the
// office's list decides where there is one.
func TestParticipants(t *testing.T) {
	day := activity.Date{Year: 2026, Month: 3, Day: 20}
	told := activity.Record{ID: 1, Member: "m1", Category: activity.Visit, Date: day, With: []activity.Fellow{{Member: "m2"}}}
	also := activity.Record{ID: 2, Member: "m2", Category: activity.Visit, Date: day, SameAs: 1}
	office := activity.Record{ID: 3, Member: "m9", Category: activity.Visit, Date: day, SameAs: 1, Outside: true, Behalf: true, With: []activity.Fellow{{Member: "m3"}}}
	list := office
	list.Roll = true
	gone := also
	gone.Deleted, gone.Member = true, "m4"
	for name, row := range map[string]struct {
		records []activity.Record
		want    []activity.MemberID
	}{
		"told and named":       {[]activity.Record{also, told}, []activity.MemberID{"m1", "m2"}},
		"recorded for others":  {[]activity.Record{told, office}, []activity.MemberID{"m1", "m2", "m3"}},
		"a list decides":       {[]activity.Record{told, also, list}, []activity.MemberID{"m3"}},
		"deleted records none": {[]activity.Record{told, gone}, []activity.MemberID{"m1", "m2"}},
		"no records":           {nil, nil},
	} {
		if got := counting.Participants(row.records); !slices.Equal(got, row.want) {
			t.Errorf("%s: %v, want %v", name, got, row.want)
		}
	}
	month := activity.Record{ID: 1, Member: "m1", Category: activity.Meeting, Date: activity.Date{Year: 2026, Month: 2}, Quantities: []activity.Quantity{{Value: activity.Whole(4), Unit: "次"}}}
	if n := counting.TimesHeld([]activity.Record{month}); n != 4 {
		t.Errorf("a month's meetings are %d", n)
	}
	if n := counting.TimesHeld(nil); n != 0 {
		t.Errorf("nothing is held %d times", n)
	}
}
