package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
	"dutybook/counting"
)

// Drift is one total that differs from its recount.
type Drift struct {
	Scope         counting.Scope
	Cell          counting.Cell
	Kept, Counted activity.Amount
}

// Recount compares the kept totals with those of all records and lists what
// differs; nothing is changed. Records are read in steps and not held: memory
// follows the number of records that tell of another's event. What differs
// only because somebody wrote meanwhile is not reported: it is counted again,
// and activity.ErrConflict tells that they never stopped.
func (c *Committee) Recount(ctx context.Context) ([]Drift, error) {
	const tries = 3
	for range tries {
		before, err := c.mark(ctx)
		if err != nil {
			return nil, err
		}
		drifts, err := c.recount(ctx)
		if err != nil || len(drifts) == 0 {
			return nil, err
		}
		after, err := c.mark(ctx)
		if err != nil {
			return nil, err
		}
		if before == after {
			return drifts, nil
		}
	}
	return nil, fmt.Errorf("store: recount: %w", activity.ErrConflict)
}

// mark is another one after every change of a record.
func (c *Committee) mark(ctx context.Context) (string, error) {
	last, err := c.Audit(ctx, "", 1)
	if err != nil || len(last) == 0 {
		return "", err
	}
	return last[0].ID, nil
}

func (c *Committee) recount(ctx context.Context) ([]Drift, error) {
	stream := counting.NewStream()
	err := c.EachRecord(ctx, func(r activity.Record) error {
		stream.Add(r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for event, ids := range stream.Joint() {
		records, err := c.Records(ctx, ids...)
		if err != nil {
			return nil, err
		}
		stream.Join(event, records)
	}
	return c.drift(ctx, stream.Totals())
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

// mendScript moves totals by differences, once.
//
//	KEYS done, audit, totals…   ARGV seconds, at, for each total: its field, what to add
var mendScript = redis.NewScript(`
if not redis.call('SET', KEYS[1], '1', 'NX', 'EX', ARGV[1]) then return 0 end
for i = 3, #KEYS do
  local field, by = ARGV[2 * i - 3], ARGV[2 * i - 2]
  if redis.call('HINCRBY', KEYS[i], field, by) == 0 then redis.call('HDEL', KEYS[i], field) end
end
redis.call('XADD', KEYS[2], '*', 'do', 'mend', 'by', '', 'at', ARGV[2])
return 1`)

// Mend puts totals right that a recount found wrong, and notes it in the trail.
// It moves them by the difference, so work logged meanwhile stays counted; the
// same key does so once.
func (c *Committee) Mend(ctx context.Context, key string, at time.Time, drifts []Drift) error {
	keys := []string{c.keys.done("mend:" + key), c.keys.audit()}
	args := []any{int(doneFor.Seconds()), at.UTC().Format(time.RFC3339)}
	for _, d := range drifts {
		keys = append(keys, c.keys.totals(d.Scope))
		args = append(args, d.Cell.Field(), int64(d.Counted-d.Kept))
	}
	return wrap("mend totals", mendScript.Run(ctx, c.redis, keys, args...).Err())
}

// Recounted is what the latest recount of a committee came to.
type Recounted struct {
	At     time.Time
	Drifts int // totals that differed
}

// SaveRecount keeps what a recount came to, for whoever asks any process.
func (d *Directory) SaveRecount(ctx context.Context, c activity.CommitteeID, r Recounted) error {
	value := strconv.FormatInt(r.At.Unix(), 10) + " " + strconv.Itoa(r.Drifts)
	return wrap("keep recount", d.redis.HSet(ctx, keyRecounts, string(c), value).Err())
}

// Recounts gives the latest recount of each committee that ever had one.
func (d *Directory) Recounts(ctx context.Context) (map[activity.CommitteeID]Recounted, error) {
	values, err := d.redis.HGetAll(ctx, keyRecounts).Result()
	if err != nil {
		return nil, wrap("recounts", err)
	}
	all := make(map[activity.CommitteeID]Recounted, len(values))
	for id, value := range values {
		if all[activity.CommitteeID(id)], err = parseRecounted(value); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func parseRecounted(value string) (Recounted, error) {
	var at int64
	var r Recounted
	if _, err := fmt.Sscanf(value, "%d %d", &at, &r.Drifts); err != nil {
		return r, fmt.Errorf("store: recount %q: %w", value, activity.ErrInvalid)
	}
	r.At = time.Unix(at, 0)
	return r, nil
}
