package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
	"dutybook/counting"
)

// The records of an event are a tree: each but the root was found to tell the
// same as its parent. SameAs of all names the root, Via the parent where that
// is another. Joining two events hangs the later root below a record of the
// other tree; splitting cuts one branch off, which is then as it was before.

// join makes the events of two records one and tells which records changed.
func (s *eventSet) join(id, with activity.RecordID) ([]activity.RecordID, error) {
	a, okA := s.records[id]
	b, okB := s.records[with]
	if !okA || !okB {
		return nil, fmt.Errorf("store: join %v and %v: %w", id, with, activity.ErrNotFound)
	}
	if a.Event() == b.Event() {
		return nil, nil
	}
	if a.Event() < b.Event() {
		a, b = b, a
	}
	changed := s.eventOf(a.Event())
	root := b.Event()
	for _, id := range changed {
		r := clone(s.records[id])
		parent := r.Parent()
		if id == a.Event() {
			parent = b.ID
		}
		s.records[id] = settled(under(r, root, parent), b)
	}
	s.records[b.ID] = settled(clone(s.records[b.ID]), a)
	return append(changed, b.ID), nil
}

// split cuts a record and all below it off its event and tells which records
// changed. The root leaves the others to the first of them.
func (s *eventSet) split(id activity.RecordID) []activity.RecordID {
	r, ok := s.records[id]
	if !ok {
		return nil
	}
	event := s.eventOf(r.Event())
	if len(event) < 2 {
		return nil
	}
	if r.SameAs == 0 {
		return s.behead(id, event)
	}
	old, parent := r.SameAs, r.Parent()
	var changed []activity.RecordID
	for _, below := range event {
		if !s.isBelow(below, id) {
			continue
		}
		changed = append(changed, below)
	}
	for _, below := range changed {
		r := clone(s.records[below])
		if below == id {
			r.SameAs, r.Via = 0, 0
			r.ApartFrom = appendNew(r.ApartFrom, parent, old)
			s.records[below] = settled(r, s.records[parent])
			continue
		}
		s.records[below] = under(r, id, r.Parent())
	}
	return changed
}

func (s *eventSet) behead(root activity.RecordID, event []activity.RecordID) []activity.RecordID {
	heir := event[1]
	for _, id := range event[1:] {
		r := clone(s.records[id])
		parent := r.Parent()
		if parent == root {
			parent = heir
		}
		r = under(r, heir, parent)
		if id == heir {
			r.SameAs, r.Via = 0, 0
		}
		s.records[id] = r
	}
	r := clone(s.records[root])
	r.ApartFrom = appendNew(r.ApartFrom, heir)
	s.records[root] = r
	return event
}

// under is a record of the event root, told the same as parent.
func under(r activity.Record, root, parent activity.RecordID) activity.Record {
	r.SameAs, r.Via = root, parent
	if parent == root {
		r.Via = 0
	}
	return r
}

// settled is a record whose question about another, or its event, is answered.
func settled(r, other activity.Record) activity.Record {
	answered := func(id activity.RecordID) bool { return id == other.ID || id == other.Event() }
	r.MaybeSameAs = slices.DeleteFunc(r.MaybeSameAs, answered)
	if r.Event() == other.Event() {
		r.ApartFrom = slices.DeleteFunc(r.ApartFrom, answered)
	}
	return r
}

// isBelow reports whether a record is another or hangs below it.
func (s *eventSet) isBelow(id, top activity.RecordID) bool {
	for range len(s.records) {
		if id == top {
			return true
		}
		r, ok := s.records[id]
		if !ok || r.SameAs == 0 {
			return false
		}
		id = r.Parent()
	}
	return false
}

// eventOf lists the stored records of an event in order of number, the root
// first.
func (s *eventSet) eventOf(event activity.RecordID) []activity.RecordID {
	var ids []activity.RecordID
	for id, r := range s.records {
		if r.Event() == event && id != event {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return append([]activity.RecordID{event}, ids...)
}

func appendNew(ids []activity.RecordID, more ...activity.RecordID) []activity.RecordID {
	for _, id := range more {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// doubts tells of every stored record of the set whether somebody should look
// at it.
func (s *eventSet) doubts() map[activity.RecordID]bool {
	out := map[activity.RecordID]bool{}
	all := make([]activity.Record, 0, len(s.records))
	for id, r := range s.records {
		all = append(all, r)
		if id < pending(0) {
			out[id] = len(r.MaybeSameAs) > 0 && !r.Deleted
		}
	}
	for event := range disputed(all) {
		if _, stored := out[event]; stored {
			out[event] = true
		}
	}
	return out
}

// disputed are the events whose records give a figure, or who was there,
// differently.
func disputed(records []activity.Record) map[activity.RecordID]bool {
	if len(records) < 2 {
		return nil
	}
	events := map[activity.RecordID][]activity.Record{}
	for _, r := range records {
		events[r.Event()] = append(events[r.Event()], r)
	}
	out := map[activity.RecordID]bool{}
	for event, told := range events {
		if len(counting.Disagreements(told)) > 0 || len(counting.Unlisted(told)) > 0 {
			out[event] = true
		}
	}
	return out
}

// EventOf reads all records of the event a record belongs to, deleted ones
// too, in order of number.
func (c *Committee) EventOf(ctx context.Context, id activity.RecordID) ([]activity.Record, error) {
	r, err := c.Record(ctx, id)
	if err != nil {
		return nil, err
	}
	fields, err := c.redis.SMembers(ctx, c.keys.event(r.Event())).Result()
	if err != nil {
		return nil, wrap("read event", err)
	}
	ids, err := idsOf(fields)
	if err != nil {
		return nil, err
	}
	ids = append(ids, r.Event())
	slices.Sort(ids)
	return c.Records(ctx, slices.Compact(ids)...)
}

// ToReview reads the records somebody should look at, those told last first,
// at most limit from offset on.
func (c *Committee) ToReview(ctx context.Context, offset, limit int) ([]activity.Record, error) {
	ids, err := c.redis.ZRangeArgs(ctx, redis.ZRangeArgs{
		Key: c.keys.review(), Start: offset, Stop: offset + limit - 1, Rev: true,
	}).Result()
	if err != nil {
		return nil, wrap("read review", err)
	}
	numbers, err := idsOf(ids)
	if err != nil {
		return nil, err
	}
	return c.Records(ctx, numbers...)
}
