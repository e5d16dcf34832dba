package counting

import (
	"iter"

	"dutybook/activity"
)

// Stream adds up records that come one at a time, in any order and each once, and
// holds none of them: a record that tells of its own event counts at once; of
// those that tell of another's only the numbers are kept, until the caller
// gives them again with Join.
type Stream struct {
	totals Totals
	joined map[activity.RecordID][]activity.RecordID
}

// NewStream has counted nothing.
func NewStream() *Stream { return &Stream{Totals{}, map[activity.RecordID][]activity.RecordID{}} }

// Add counts a record, or keeps its number for Joint.
func (s *Stream) Add(r activity.Record) {
	if event := r.Event(); event != r.ID {
		s.joined[event] = append(s.joined[event], r.ID)
		return
	}
	s.totals.event([]activity.Record{r})
}

// Joint lists the events that several records tell of, with the numbers of
// these, the one that told it first in front.
func (s *Stream) Joint() iter.Seq2[activity.RecordID, []activity.RecordID] {
	return func(yield func(activity.RecordID, []activity.RecordID) bool) {
		for event, ids := range s.joined {
			if !yield(event, append([]activity.RecordID{event}, ids...)) {
				return
			}
		}
	}
}

// Join counts an event by all its records, in place of the one that was counted
// for it alone; a record that belongs to another event is left out.
func (s *Stream) Join(event activity.RecordID, records []activity.Record) {
	var whole []activity.Record
	for _, r := range records {
		if r.Event() != event {
			continue
		}
		if whole = append(whole, r); r.ID == event {
			s.totals.Minus(Contribution([]activity.Record{r}))
		}
	}
	s.totals.event(whole)
}

// Totals is the sum so far; whole once every event of Joint was joined.
func (s *Stream) Totals() Totals { return s.totals }
