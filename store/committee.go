package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
	"dutybook/counting"
)

// Committee is everything one committee keeps. Values are safe for use by many
// goroutines.
type Committee struct {
	id    activity.CommitteeID
	keys  keys
	redis redis.UniversalClient
	seen  *decoded
}

// schemaVersion is the layout this program reads and writes.
const schemaVersion = "1"

// Committee opens a committee by its id; it need not exist yet.
func (s *Store) Committee(id activity.CommitteeID) *Committee {
	return &Committee{id: id, keys: keysOf(id), redis: s.redis, seen: &decoded{}}
}

// ID is the committee's id.
func (c *Committee) ID() activity.CommitteeID { return c.id }

// Prepare marks the layout's version on a new committee and refuses one that
// a newer program wrote.
func (c *Committee) Prepare(ctx context.Context) error {
	if err := c.redis.SetNX(ctx, c.keys.schema(), schemaVersion, 0).Err(); err != nil {
		return wrap("prepare", err)
	}
	version, err := c.redis.Get(ctx, c.keys.schema()).Result()
	if err != nil {
		return wrap("prepare", err)
	}
	if version != schemaVersion {
		return fmt.Errorf("store: data has layout %s, this program knows %s: %w", version, schemaVersion, activity.ErrInvalid)
	}
	return nil
}

// Record reads one record, deleted or not; activity.ErrNotFound when the
// number was never given.
func (c *Committee) Record(ctx context.Context, id activity.RecordID) (activity.Record, error) {
	raw, err := c.redis.HGet(ctx, c.keys.records(), idString(id)).Result()
	if err != nil {
		return activity.Record{}, wrap("read record", err)
	}
	return decode(id, raw)
}

// Records reads records by number, in the order given; numbers never given are
// left out.
func (c *Committee) Records(ctx context.Context, ids ...activity.RecordID) ([]activity.Record, error) {
	raws, err := c.rawRecords(ctx, ids)
	if err != nil {
		return nil, err
	}
	records := make([]activity.Record, 0, len(ids))
	for _, id := range ids {
		raw, ok := raws[id]
		if !ok {
			continue
		}
		r, err := c.seen.record(id, raw)
		if err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	return records, nil
}

func (c *Committee) rawRecords(ctx context.Context, ids []activity.RecordID) (map[activity.RecordID]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	fields := make([]string, len(ids))
	for i, id := range ids {
		fields[i] = idString(id)
	}
	values, err := c.redis.HMGet(ctx, c.keys.records(), fields...).Result()
	if err != nil {
		return nil, wrap("read records", err)
	}
	raws := make(map[activity.RecordID]string, len(ids))
	for i, v := range values {
		if s, ok := v.(string); ok {
			raws[ids[i]] = s
		}
	}
	return raws, nil
}

// During reads the live records whose date touches the period, in order of
// their dates, at most limit of them.
func (c *Committee) During(ctx context.Context, p activity.Period, limit int) ([]activity.Record, error) {
	// A date without a day has zeros in its place, so a year reads from
	// 20260000; one of year precision lies before its months.
	from := fmt.Sprint(p.From.Year * 10000)
	to := fmt.Sprint(activity.Date{Year: p.To.Year, Month: p.To.Month}.Last().Number())
	ids, err := c.redis.ZRangeArgs(ctx, redis.ZRangeArgs{
		Key: c.keys.byDay(), Start: from, Stop: to, ByScore: true, Count: int64(limit),
	}).Result()
	if err != nil {
		return nil, wrap("read days", err)
	}
	return c.live(ctx, ids, p.Touches)
}

// Around reads the live records of a day and of the days before and after it,
// for the search for joint work; the day itself comes first, and is bounded, so
// that a crowded eve leaves it room. A date without a day has its own month's.
func (c *Committee) Around(ctx context.Context, d activity.Date) ([]activity.Record, error) {
	const enough = 300
	shifts := []int{0, -1, 1}
	if d.Day == 0 {
		shifts = shifts[:1]
	}
	cmds := make([]*redis.StringSliceCmd, len(shifts))
	_, err := c.redis.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, shift := range shifts {
			day := dayScore(d)
			if shift != 0 {
				day = dayScore(shiftDay(d, shift))
			}
			cmds[i] = p.ZRangeArgs(ctx, redis.ZRangeArgs{Key: c.keys.byDay(), Start: day, Stop: day, ByScore: true, Count: enough})
		}
		return nil
	})
	if err != nil {
		return nil, wrap("read days", err)
	}
	var ids []string
	for _, cmd := range cmds {
		ids = append(ids, cmd.Val()...)
	}
	return c.live(ctx, ids, func(activity.Date) bool { return true })
}

// Latest reads a member's records from the one told last backwards, deleted
// ones included, skipping the first offset.
func (c *Committee) Latest(ctx context.Context, m activity.MemberID, offset, limit int) ([]activity.Record, error) {
	ids, err := c.redis.ZRangeArgs(ctx, redis.ZRangeArgs{
		Key: c.keys.of(m), Start: offset, Stop: offset + limit - 1, Rev: true,
	}).Result()
	if err != nil {
		return nil, wrap("read latest", err)
	}
	numbers, err := idsOf(ids)
	if err != nil {
		return nil, err
	}
	return c.Records(ctx, numbers...)
}

func (c *Committee) live(ctx context.Context, ids []string, wanted func(activity.Date) bool) ([]activity.Record, error) {
	numbers, err := idsOf(ids)
	if err != nil {
		return nil, err
	}
	all, err := c.Records(ctx, numbers...)
	if err != nil {
		return nil, err
	}
	kept := all[:0]
	for _, r := range all {
		if !r.Deleted && wanted(r.Date) {
			kept = append(kept, r)
		}
	}
	return kept, nil
}

// Tally reads the kept totals of a scope for a period in one round trip; the
// cost follows the number of figures, not of records.
func (c *Committee) Tally(ctx context.Context, scope counting.Scope, p activity.Period) (counting.Tally, error) {
	cells, err := c.cells(ctx, scope)
	if err != nil {
		return counting.Tally{}, err
	}
	return counting.TallyOf(scope, cells, p), nil
}

// Book reads the kept totals of a scope in one round trip.
func (c *Committee) Book(ctx context.Context, scope counting.Scope) (counting.Book, error) {
	cells, err := c.cells(ctx, scope)
	return counting.BookOf(scope, cells), err
}

// Months reads the kept totals of a scope for each month of a year, January
// first, in one round trip.
func (c *Committee) Months(ctx context.Context, scope counting.Scope, year int) ([]counting.Tally, error) {
	cells, err := c.cells(ctx, scope)
	if err != nil {
		return nil, err
	}
	months := make([]counting.Tally, 12)
	for i := range months {
		m := activity.Month{Year: year, Month: time.Month(i + 1)}
		months[i] = counting.TallyOf(scope, cells, activity.Period{From: m, To: m})
	}
	return months, nil
}

func (c *Committee) cells(ctx context.Context, scope counting.Scope) (map[counting.Cell]activity.Amount, error) {
	fields, err := c.redis.HGetAll(ctx, c.keys.totals(scope)).Result()
	if err != nil {
		return nil, wrap("read totals", err)
	}
	cells := make(map[counting.Cell]activity.Amount, len(fields))
	for field, value := range fields {
		cell, err := counting.ParseField(field)
		if err != nil {
			return nil, err
		}
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("store: total %q: %w", field, activity.ErrInvalid)
		}
		cells[cell] = activity.Amount(n)
	}
	return cells, nil
}

// Drift is one total that differs from its recount.
type Drift struct {
	Scope         counting.Scope
	Cell          counting.Cell
	Kept, Counted activity.Amount
}

// Recount compares the kept totals with those of all records and lists what
// differs; nothing is changed. Records are read in steps, their events held in
// memory.
func (c *Committee) Recount(ctx context.Context) ([]Drift, error) {
	var all []activity.Record
	err := c.EachRecord(ctx, func(r activity.Record) error {
		r.Text, r.Summary = "", ""
		all = append(all, r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c.drift(ctx, counting.Of(all))
}

func (c *Committee) drift(ctx context.Context, counted counting.Totals) ([]Drift, error) {
	scopes, err := c.scopes(ctx)
	if err != nil {
		return nil, err
	}
	for scope := range counted {
		scopes[scope] = true
	}
	var drifts []Drift
	for scope := range scopes {
		kept, err := c.cells(ctx, scope)
		if err != nil {
			return nil, err
		}
		for cell, n := range counted[scope] {
			if kept[cell] != n {
				drifts = append(drifts, Drift{scope, cell, kept[cell], n})
			}
			delete(kept, cell)
		}
		for cell, n := range kept {
			drifts = append(drifts, Drift{scope, cell, n, 0})
		}
	}
	return drifts, nil
}

// scopes are all scopes that may have totals: everyone, each group, each member.
func (c *Committee) scopes(ctx context.Context) (map[counting.Scope]bool, error) {
	scopes := map[counting.Scope]bool{counting.Everyone: true}
	groups, err := c.Groups(ctx)
	if err != nil {
		return nil, err
	}
	for _, g := range groups {
		scopes[counting.OfGroup(g.ID)] = true
	}
	members, err := c.Members(ctx)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		scopes[counting.OfMember(m.ID)] = true
	}
	return scopes, nil
}

// EachRecord calls f for every record by ascending number, deleted ones too,
// reading a few hundred at a time.
func (c *Committee) EachRecord(ctx context.Context, f func(activity.Record) error) error {
	const step = 500
	last, err := c.redis.Get(ctx, c.keys.seq()).Int64()
	if errors.Is(err, redis.Nil) {
		return nil
	}
	if err != nil {
		return wrap("read sequence", err)
	}
	for from := int64(1); from <= last; from += step {
		ids := make([]activity.RecordID, 0, step)
		for n := from; n < from+step && n <= last; n++ {
			ids = append(ids, activity.RecordID(n))
		}
		records, err := c.Records(ctx, ids...)
		if err != nil {
			return err
		}
		for _, r := range records {
			if err := f(r); err != nil {
				return err
			}
		}
	}
	return nil
}

func decode(id activity.RecordID, raw string) (activity.Record, error) {
	var r activity.Record
	if err := json.Unmarshal([]byte(raw), &r); err != nil {
		return r, fmt.Errorf("store: record %v: %w", id, err)
	}
	r.ID = id
	return r, nil
}

// encode leaves the number out: the script that stores a new record gives it.
func encode(r activity.Record) (string, error) {
	r.ID = 0
	raw, err := json.Marshal(r)
	if err != nil {
		return "", fmt.Errorf("store: encode record: %w", err)
	}
	return string(raw), nil
}

func idString(id activity.RecordID) string { return strconv.FormatInt(int64(id), 10) }

func idsOf(fields []string) ([]activity.RecordID, error) {
	ids := make([]activity.RecordID, len(fields))
	for i, f := range fields {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("store: record number %q: %w", f, activity.ErrInvalid)
		}
		ids[i] = activity.RecordID(n)
	}
	return ids, nil
}
