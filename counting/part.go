package counting

import (
	"slices"

	"dutybook/activity"
)

// Participants are those who took part in an event, each once, in the order its
// records name them; where the office kept a list, it decides. records is every
// record of the event, in any order.
func Participants(records []activity.Record) []activity.MemberID {
	var who []activity.MemberID
	add := func(m activity.MemberID) {
		if m != "" && !slices.Contains(who, m) {
			who = append(who, m)
		}
	}
	for _, r := range byRoll(liveInOrder(records)) {
		if !r.Outside {
			add(r.Member)
		}
		for _, f := range r.With {
			add(f.Member)
		}
	}
	return who
}

// TimesHeld is how many sessions an event stands for: one, more where a single
// record sums up a month, none where nothing took place. records are as for
// Participants.
func TimesHeld(records []activity.Record) int64 {
	live := byRoll(liveInOrder(records))
	if len(live) == 0 {
		return 0
	}
	times, _ := held(Everyone, live)
	return int64(times / activity.One)
}
