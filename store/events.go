package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"dutybook/activity"
	"dutybook/counting"
)

// eventSet holds every record of the events a change touches, as read, and
// what the script must find unchanged.
type eventSet struct {
	records map[activity.RecordID]activity.Record
	checks  []check
}

// readEvents reads the records a change edits and all that share an event with
// them, before or after the change. A change that only adds records of their
// own reads nothing.
func (c *Committee) readEvents(ctx context.Context, change Change) (*eventSet, error) {
	set := &eventSet{records: map[activity.RecordID]activity.Record{}}
	var ids []activity.RecordID
	events := map[activity.RecordID]bool{}
	for _, e := range change.Edits {
		ids = append(ids, e.ID)
	}
	if err := c.readInto(ctx, set, ids); err != nil {
		return nil, err
	}
	for _, e := range change.Edits {
		now, ok := set.records[e.ID]
		if !ok {
			return nil, fmt.Errorf("store: edit %v: %w", e.ID, activity.ErrNotFound)
		}
		after, err := e.With(clone(now))
		if err != nil {
			return nil, err
		}
		after.ID = e.ID
		events[now.Event()], events[after.Event()] = true, true
	}
	for _, r := range change.Add {
		if r.SameAs != 0 {
			events[r.SameAs] = true
		}
	}
	for event := range events {
		if err := c.readEvent(ctx, set, event); err != nil {
			return nil, err
		}
	}
	return set, nil
}

func (c *Committee) readEvent(ctx context.Context, set *eventSet, event activity.RecordID) error {
	key := c.keys.event(event)
	fields, err := c.redis.SMembers(ctx, key).Result()
	if err != nil {
		return wrap("read event", err)
	}
	set.checks = append(set.checks, check{"SCARD", key, "", strconv.Itoa(len(fields))})
	ids, err := idsOf(fields)
	if err != nil {
		return err
	}
	return c.readInto(ctx, set, append(ids, event))
}

func (c *Committee) readInto(ctx context.Context, set *eventSet, ids []activity.RecordID) error {
	var missing []activity.RecordID
	for _, id := range ids {
		if _, ok := set.records[id]; !ok {
			missing = append(missing, id)
		}
	}
	raws, err := c.rawRecords(ctx, missing)
	if err != nil {
		return err
	}
	for id, raw := range raws {
		r, err := decode(id, raw)
		if err != nil {
			return err
		}
		set.records[id] = r
		set.checks = append(set.checks, check{"HGET", c.keys.records(), idString(id), raw})
	}
	return nil
}

// edit carries the edits out on the records read and tells what changed.
func (s *eventSet) edit(edits []Edit) ([]Edited, error) {
	var edited []Edited
	for _, e := range edits {
		before := s.records[e.ID]
		after, err := e.With(clone(before))
		if err != nil {
			return nil, err
		}
		after.ID = e.ID
		s.records[e.ID] = after
		edited = append(edited, Edited{before, after})
	}
	return edited, nil
}

func (s *eventSet) add(i int, r activity.Record) {
	r.ID = pending(i)
	s.records[r.ID] = r
}

// contributions adds up what all events of the set count for now.
func (s *eventSet) contributions() counting.Totals {
	all := make([]activity.Record, 0, len(s.records))
	for _, r := range s.records {
		all = append(all, r)
	}
	return counting.Of(all)
}

// clone keeps a caller's edit from reaching into the record as it was read.
func clone(r activity.Record) activity.Record {
	r.Quantities = slices.Clone(r.Quantities)
	return r
}
