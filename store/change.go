package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
	"dutybook/counting"
)

// Change is what one message does to the records, all of it or none.
type Change struct {
	// Key names the change for ever: applying the same Key again changes
	// nothing and gives the first outcome.
	Key string
	// By did it, At when; both go to the audit trail.
	By activity.MemberID
	At time.Time
	// Add holds new records; their ID is ignored.
	Add []activity.Record
	// Edits change stored records.
	Edits []Edit
	// Unread is the chat of a message the model is still to read, see Unread;
	// zero for all others.
	Unread activity.ChatID
	// Joins make two events one, Splits take a record out of its event again
	// with all that were joined through it, so that a Split of what a Join
	// joined leaves both events as they were. They follow the edits, in order.
	// A new record joins an event by its SameAs, which may name any record of it.
	Joins  []Join
	Splits []activity.RecordID
}

// Join says that a record tells of the same event as another.
type Join struct{ ID, With activity.RecordID }

// Edit changes one stored record. With may be called more than once, each time
// with the record as it stands; an error from it abandons the whole change.
type Edit struct {
	ID   activity.RecordID
	With func(activity.Record) (activity.Record, error)
}

// Outcome is what a Change did.
type Outcome struct {
	// Added are the new records with their numbers.
	Added []activity.Record
	// Edited are the changed ones, as they were and as they are.
	Edited []Edited
}

// Edited is a record before and after a change.
type Edited struct {
	Before, After activity.Record
}

// done is an outcome as kept under its change's key. The numbers of new records
// are First, First+1, …: the script knows them only when it runs.
type done struct {
	First  activity.RecordID `json:"-"`
	Added  int               `json:"added"`
	Edited []Edited          `json:"edited,omitempty"`
}

const (
	doneFor     = 30 * 24 * time.Hour
	maxConflict = 20
)

// Apply carries out a change: records, indexes, totals, audit and the change's
// own key in one step. Work of other people in between makes it read again and
// retry; activity.ErrConflict means that did not end. activity.ErrFrozen refuses
// what would move the figures of a frozen year.
func (c *Committee) Apply(ctx context.Context, change Change) (Outcome, error) {
	for range maxConflict {
		plan, err := c.plan(ctx, change)
		if errors.Is(err, activity.ErrFrozen) {
			// It may have been carried out before the year was frozen.
			if out, was, look := c.Applied(ctx, change.Key); was || look != nil {
				return out, look
			}
		}
		if err != nil {
			return Outcome{}, err
		}
		stored, err := c.commit(ctx, plan)
		if errors.Is(err, activity.ErrConflict) {
			continue
		}
		if err != nil {
			return Outcome{}, err
		}
		change.Add = plan.records
		return c.outcome(ctx, change, stored)
	}
	return Outcome{}, fmt.Errorf("store: apply: %w", activity.ErrConflict)
}

// Applied looks a change up by its key; ok is false when it was never applied.
func (c *Committee) Applied(ctx context.Context, key string) (out Outcome, ok bool, err error) {
	raw, err := c.redis.Get(ctx, c.keys.done(key)).Result()
	if errors.Is(err, redis.Nil) {
		return Outcome{}, false, nil
	}
	if err != nil {
		return Outcome{}, false, wrap("look up change", err)
	}
	stored, err := parseDone(raw)
	if err != nil {
		return Outcome{}, false, err
	}
	out, err = c.outcome(ctx, Change{}, stored)
	return out, err == nil, err
}

// outcome joins what the script answered with the records: those just added
// are at hand, those of an earlier delivery are read.
func (c *Committee) outcome(ctx context.Context, change Change, stored done) (Outcome, error) {
	out := Outcome{Edited: stored.Edited}
	ids := make([]activity.RecordID, stored.Added)
	for i := range ids {
		ids[i] = stored.First + activity.RecordID(i)
	}
	// What is late now may have been in time when it was told first.
	if len(change.Add) != len(ids) || slices.ContainsFunc(change.Add, func(r activity.Record) bool { return r.Late }) {
		var err error
		out.Added, err = c.Records(ctx, ids...)
		return out, err
	}
	for i, id := range ids {
		r := change.Add[i]
		r.ID = id
		out.Added = append(out.Added, r)
	}
	return out, nil
}

// plan is a change worked out against what was read, ready for the script.
type plan struct {
	key     string
	done    string
	checks  []check
	adds    []string          // records as JSON
	records []activity.Record // the same, as they will be stored
	writes  []write
}

// check is a value that must still be what was read: of a record, or the size
// of an event's set.
type check struct{ command, key, field, want string }

// write is a command with its arguments; newRecord stands for a number the
// script gives.
type write []any

// newRecord is the i-th new record of a change, counted from 1.
func newRecord(i int) any { return []int{i + 1} }

func (c *Committee) plan(ctx context.Context, change Change) (*plan, error) {
	events, err := c.readEvents(ctx, change)
	if err != nil {
		return nil, err
	}
	frozen, unchanged, err := c.frozen(ctx)
	if err != nil {
		return nil, err
	}
	p := &plan{key: c.keys.done(change.Key), checks: append(events.checks, unchanged)}
	before, years := events.contributions(), events.years()
	edited, err := events.change(change)
	if err != nil {
		return nil, err
	}
	adds := make([]activity.Record, len(change.Add))
	for i, r := range change.Add {
		adds[i] = events.add(i, r)
	}
	events.markAllLate(frozen, years, edited, adds)
	p.records = adds
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
		p.adds = append(p.adds, raw)
		p.writes = append(p.writes,
			write{"ZADD", c.keys.byDay(), dayScore(r.Date), id},
			write{"HSET", c.keys.records(), id, raw})
		if r.Member != "" {
			p.writes = append(p.writes, write{"ZADD", c.keys.of(r.Member), id, id})
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
		if e.Before.Date != e.After.Date {
			p.writes = append(p.writes, write{"ZADD", c.keys.byDay(), dayScore(e.After.Date), id})
		}
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
			p.writes = append(p.writes, write{"HINCRBY", c.keys.totals(scope), cell.Field(), strconv.FormatInt(int64(n), 10)})
		}
	}
}

// auditEntry is the line of the trail for one record. What it was before stands
// in its history.
func (c *Committee) auditEntry(change Change, what Deed, id any) write {
	return write{"XADD", c.keys.audit(), "*", "do", string(what), "r", id, "by", string(change.By), "at", change.At.UTC().Format(time.RFC3339)}
}

// commitScript applies a plan unless its change was applied before or what it
// was worked out from has changed.
//
//	KEYS done, seq, then every other key a write or check names
//	ARGV outcome, seconds to keep it, number of new records, checks, writes
//	     checks: [[command, key, field, want]…]  writes: [[command, arg…]…],
//	     where an argument [n] is the number of the n-th new record
//	→ outcome with the first new number before it, or "conflict"
var commitScript = redis.NewScript(`
local known = redis.call('GET', KEYS[1])
if known then return known end
for _, c in ipairs(cjson.decode(ARGV[4])) do
  local now
  if c[3] == '' then now = redis.call(c[1], c[2]) else now = redis.call(c[1], c[2], c[3]) end
  if tostring(now) ~= c[4] then return 'conflict' end
end
local count = tonumber(ARGV[3])
local first = 0
if count > 0 then first = redis.call('INCRBY', KEYS[2], count) - count + 1 end
for _, w in ipairs(cjson.decode(ARGV[5])) do
  for i, arg in ipairs(w) do
    if type(arg) == 'table' then w[i] = string.format('%d', first + arg[1] - 1) end
  end
  local n = redis.call(unpack(w))
  if w[1] == 'HINCRBY' and n == 0 then redis.call('HDEL', w[2], w[3]) end
end
local outcome = string.format('%d', first) .. ' ' .. ARGV[1]
redis.call('SET', KEYS[1], outcome, 'EX', ARGV[2])
return outcome`)

func (c *Committee) commit(ctx context.Context, p *plan) (done, error) {
	checks, writes, err := p.encode()
	if err != nil {
		return done{}, err
	}
	raw, err := commitScript.Run(ctx, c.redis, p.keys(c.keys.seq()),
		p.done, int(doneFor.Seconds()), len(p.adds), checks, writes).Text()
	if err != nil {
		return done{}, wrap("apply", err)
	}
	if raw == "conflict" {
		return done{}, activity.ErrConflict
	}
	return parseDone(raw)
}

func (p *plan) encode() (checks, writes string, err error) {
	rows := make([][4]string, len(p.checks))
	for i, k := range p.checks {
		rows[i] = [4]string{k.command, k.key, k.field, k.want}
	}
	rawChecks, err := json.Marshal(rows)
	if err != nil {
		return "", "", fmt.Errorf("store: encode checks: %w", err)
	}
	rawWrites, err := json.Marshal(p.writes)
	if err != nil {
		return "", "", fmt.Errorf("store: encode writes: %w", err)
	}
	return string(rawChecks), string(rawWrites), nil
}

// keys lists every key the script touches, as a cluster asks for.
func (p *plan) keys(seq string) []string {
	keys := []string{p.key, seq}
	for _, k := range p.checks {
		keys = append(keys, k.key)
	}
	for _, w := range p.writes {
		keys = append(keys, w[1].(string))
	}
	rest := keys[2:]
	slices.Sort(rest)
	return append(keys[:2], slices.Compact(rest)...)
}

func parseDone(raw string) (done, error) {
	first, rest, _ := strings.Cut(raw, " ")
	var d done
	n, err := strconv.ParseInt(first, 10, 64)
	if err == nil {
		err = json.Unmarshal([]byte(rest), &d)
	}
	if err != nil {
		return done{}, fmt.Errorf("store: outcome of a change: %w", err)
	}
	d.First = activity.RecordID(n)
	return d, nil
}

func dayScore(d activity.Date) string { return strconv.Itoa(d.Number()) }

func shiftDay(d activity.Date, days int) activity.Date {
	return activity.DateOf(time.Date(d.Year, d.Month, d.Day+days, 0, 0, 0, 0, time.UTC))
}

// pending numbers records that are not stored yet above all stored ones, which
// is where the script will put them.
func pending(i int) activity.RecordID { return math.MaxInt64 - 1000 + activity.RecordID(i) }
