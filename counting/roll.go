package counting

import (
	"slices"

	"dutybook/activity"
)

// rollOf is the office's record of who was at an event, told last where there
// are several; ok is false where the office kept none.
func rollOf(records []activity.Record) (activity.Record, bool) {
	for _, r := range slices.Backward(records) {
		if r.Roll && r.Counts() {
			return r, true
		}
	}
	return activity.Record{}, false
}

// byRoll lets the office's record of who was there decide: whoever tells of an
// event, or is named in it, and is not on the list took no part. records are the
// live ones of an event.
func byRoll(records []activity.Record) []activity.Record {
	roll, ok := rollOf(records)
	if !ok {
		return records
	}
	out := slices.Clone(records)
	for i, r := range out {
		if r.Roll {
			continue
		}
		r.With = slices.DeleteFunc(slices.Clone(r.With), func(f activity.Fellow) bool { return !roll.Took(f.Member) })
		if !roll.Took(r.Member) {
			r.Outside, r.Group = true, ""
		}
		out[i] = r
	}
	return out
}

// Unlisted are the records whose tellers say they were at an event and are not on
// the office's list of it, each teller once: questions, until the office says
// that they were there or were not. records are all of one event.
func Unlisted(records []activity.Record) []activity.Record {
	roll, ok := rollOf(records)
	if !ok {
		return nil
	}
	seen := map[activity.MemberID]bool{}
	return slices.DeleteFunc(slices.Clone(liveInOrder(records)), func(r activity.Record) bool {
		said := slices.ContainsFunc(roll.Absent, func(f activity.Fellow) bool { return f.Member == r.Member })
		if r.Roll || r.Outside || said || seen[r.Member] || roll.Took(r.Member) {
			return true
		}
		seen[r.Member] = true
		return false
	})
}
