package store

import (
	"context"
	"fmt"
	"maps"
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

// readEvents reads the records a change touches and all that share an event
// with them, before or after the change. A change that only adds records of
// their own reads nothing.
func (c *Committee) readEvents(ctx context.Context, change Change) (*eventSet, error) {
	set := &eventSet{records: map[activity.RecordID]activity.Record{}}
	ids := change.touched()
	if err := c.readInto(ctx, set, ids); err != nil {
		return nil, err
	}
	events := map[activity.RecordID]bool{}
	for _, id := range ids {
		if r, ok := set.records[id]; ok {
			events[r.Event()] = true
		}
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
		events[after.Event()] = true
	}
	for event := range events {
		if err := c.readEvent(ctx, set, event); err != nil {
			return nil, err
		}
	}
	return set, nil
}

// touched are the stored records a change names.
func (change Change) touched() []activity.RecordID {
	ids := slices.Clone(change.Splits)
	for _, e := range change.Edits {
		ids = append(ids, e.ID)
	}
	for _, j := range change.Joins {
		ids = append(ids, j.ID, j.With)
	}
	for _, r := range change.Add {
		if r.SameAs != 0 {
			ids = append(ids, r.SameAs)
		}
	}
	return ids
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

// change carries the edits, joins and splits out on the records read and tells
// what changed, each record once.
func (s *eventSet) change(c Change) ([]Edited, error) {
	was := maps.Clone(s.records)
	var order []activity.RecordID
	for _, e := range c.Edits {
		after, err := e.With(clone(s.records[e.ID]))
		if err != nil {
			return nil, err
		}
		after.ID = e.ID
		s.records[e.ID] = after
		order = append(order, e.ID)
	}
	for _, j := range c.Joins {
		ids, err := s.join(j.ID, j.With)
		if err != nil {
			return nil, err
		}
		order = append(order, ids...)
	}
	for _, id := range c.Splits {
		order = append(order, s.split(id)...)
	}
	var edited []Edited
	seen := map[activity.RecordID]bool{}
	for _, id := range order {
		if !seen[id] {
			seen[id] = true
			edited = append(edited, Edited{was[id], s.records[id]})
		}
	}
	return edited, nil
}

// add puts a new record into the set, in the event its SameAs belongs to.
func (s *eventSet) add(i int, r activity.Record) activity.Record {
	if with, ok := s.records[r.SameAs]; ok && r.SameAs != 0 {
		r.SameAs, r.Via = with.Event(), 0
		if with.SameAs != 0 {
			r.Via = with.ID
		}
	}
	stored := r
	stored.ID = pending(i)
	s.records[stored.ID] = stored
	return r
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
	r.With, r.ApartFrom, r.MaybeSameAs = slices.Clone(r.With), slices.Clone(r.ApartFrom), slices.Clone(r.MaybeSameAs)
	r.Stages = slices.Clone(r.Stages)
	return r
}
