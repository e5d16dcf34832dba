package store

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/counting"
)

// plan is a change worked out against what was read, ready for the script.
type plan struct {
	key     string
	done    string
	checks  []check
	records []activity.Record // new ones, as they will be stored
	// onlyAdds means that no stored record changes.
	onlyAdds bool
	totals   []total
	writes   []write
}

// total is by how much a cell of a scope's totals moves; a cell that comes to
// nothing goes.
type total struct {
	key, field string
	by         int64
}

// check is a value that must still be what was read: of a record, or the size
// of an event's set.
type check struct{ command, key, field, want string }

// write is a command with its arguments, the key first; newRecord stands for a
// number the script gives.
type write []string

// newMark begins what stands for a new record; nothing else does.
const newMark = "\x00"

// newRecord is the i-th new record of a change, counted from 0.
func newRecord(i int) string { return newMark + strconv.Itoa(i) }

// newRecordOf is the other way round; is is false for everything else.
func newRecordOf(arg string) (i int, is bool) {
	number, is := strings.CutPrefix(arg, newMark)
	if !is {
		return 0, false
	}
	i, err := strconv.Atoi(number)
	return i, err == nil
}

// plan works a change out. At first with the frozen years as they were read last;
// whatever comes of that but success is worked out again with those there are now.
func (c *Committee) plan(ctx context.Context, change Change, first bool) (*plan, error) {
	events, err := c.readEvents(ctx, change)
	if err != nil {
		return nil, err
	}
	read := c.frozen
	if first {
		read = c.frozenAtFirst
	}
	frozen, unchanged, err := read(ctx)
	if err != nil {
		return nil, err
	}
	p := &plan{key: c.keys.done(change.Key), checks: append(events.checks, unchanged)}
	before := events.contributions()
	var years map[activity.RecordID]int
	if len(frozen) > 0 {
		years = events.years()
	}
	edited, err := events.change(change)
	if err != nil {
		return nil, err
	}
	adds := make([]activity.Record, len(change.Add))
	for i, r := range change.Add {
		adds[i] = events.add(i, r)
	}
	events.markAllLate(frozen, years, edited, adds)
	p.records, p.onlyAdds = adds, len(edited) == 0
	totals := events.contributions()
	totals.Minus(before)
	if moves(totals, frozen) {
		return nil, fmt.Errorf("store: change: %w", activity.ErrFrozen)
	}

	if err := c.planAdds(p, change, adds); err != nil {
		return nil, err
	}
	if err := c.planEdits(p, change, edited); err != nil {
		return nil, err
	}
	if err := c.planUnread(p, change); err != nil {
		return nil, err
	}
	c.planReview(p, events)
	c.planTotals(p, totals)
	if change.By != "" {
		p.writes = append(p.writes, write{"SET", c.keys.last(change.By), change.Key, "EX", strconv.Itoa(int(doneFor.Seconds()))})
	}
	raw, err := json.Marshal(done{Added: len(change.Add), Edited: edited})
	if err != nil {
		return nil, fmt.Errorf("store: encode outcome: %w", err)
	}
	p.done = string(raw)
	return p, nil
}

func (c *Committee) planAdds(p *plan, change Change, adds []activity.Record) error {
	for i, r := range adds {
		raw, err := encode(r)
		if err != nil {
			return err
		}
		id := newRecord(i)
		p.writes = append(p.writes,
			write{"HSET", c.keys.records(), id, raw})
		c.planFeeds(p, id, r)
		if r.Member != "" {
			p.writes = append(p.writes, write{"RPUSH", c.keys.of(r.Member), id})
		}
		if r.SameAs != 0 {
			p.writes = append(p.writes, write{"SADD", c.keys.event(r.SameAs), id})
		}
		if r.Doubtful() {
			p.writes = append(p.writes, write{"ZADD", c.keys.doubtful(), id, id})
		}
		if len(r.MaybeSameAs) > 0 {
			p.writes = append(p.writes, write{"ZADD", c.keys.review(), id, id})
		}
		p.writes = append(p.writes, c.auditEntry(change, DidAdd, id))
	}
	return nil
}

func (c *Committee) planEdits(p *plan, change Change, edited []Edited) error {
	for _, e := range edited {
		raw, err := encode(e.After)
		if err != nil {
			return err
		}
		id := idString(e.After.ID)
		p.writes = append(p.writes, write{"HSET", c.keys.records(), id, raw})
		c.planFeeds(p, id, e.Before, e.After)
		if e.Before.SameAs != e.After.SameAs {
			p.writes = append(p.writes, c.moveEvent(e)...)
		}
		if e.Before.Doubtful() != e.After.Doubtful() {
			p.writes = append(p.writes, c.moveDoubt(e.After))
		}
		version, err := json.Marshal(Version{By: change.By, At: change.At.UTC(), Was: e.Before})
		if err != nil {
			return fmt.Errorf("store: encode version: %w", err)
		}
		p.writes = append(p.writes,
			write{"RPUSH", c.keys.history(e.After.ID), string(version)},
			c.auditEntry(change, DidEdit, id))
	}
	return nil
}

// moveDoubt puts a changed record on the list of doubtful ones, or takes it off.
func (c *Committee) moveDoubt(r activity.Record) write {
	id := idString(r.ID)
	if r.Doubtful() {
		return write{"ZADD", c.keys.doubtful(), id, id}
	}
	return write{"ZREM", c.keys.doubtful(), id}
}

func (c *Committee) moveEvent(e Edited) []write {
	var writes []write
	if e.Before.SameAs != 0 {
		writes = append(writes, write{"SREM", c.keys.event(e.Before.SameAs), idString(e.Before.ID)})
	}
	if e.After.SameAs != 0 {
		writes = append(writes, write{"SADD", c.keys.event(e.After.SameAs), idString(e.After.ID)})
	}
	return writes
}

// planReview keeps the list of records somebody should look at: those that may
// tell of another's event, and the first record of an event whose figures are
// told differently.
func (c *Committee) planReview(p *plan, events *eventSet) {
	for id, doubtful := range events.doubts() {
		if doubtful {
			p.writes = append(p.writes, write{"ZADD", c.keys.review(), idString(id), idString(id)})
		} else {
			p.writes = append(p.writes, write{"ZREM", c.keys.review(), idString(id)})
		}
	}
}

func (c *Committee) planTotals(p *plan, totals counting.Totals) {
	for scope, cells := range totals {
		for cell, n := range cells {
			p.totals = append(p.totals, total{c.keys.totals(scope), cell.Field(), int64(n)})
		}
	}
}

// auditEntry is the line of the trail for one record. What it was before stands
// in its history.
func (c *Committee) auditEntry(change Change, what Deed, id string) write {
	return write{"XADD", c.keys.audit(), "*", "do", string(what), "r", id, "by", string(change.By), "at", change.At.UTC().Format(time.RFC3339)}
}

// pending numbers records that are not stored yet above all stored ones, which
// is where the script will put them.
func pending(i int) activity.RecordID { return math.MaxInt64 - 1000 + activity.RecordID(i) }
