package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

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
		r, err := decode(id, raw)
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
	raws := make(map[activity.RecordID]string, len(ids))
	for page := range slices.Chunk(ids, readStep) {
		fields := make([]string, len(page))
		for i, id := range page {
			fields[i] = idString(id)
		}
		values, err := c.redis.HMGet(ctx, c.keys.records(), fields...).Result()
		if err != nil {
			return nil, wrap("read records", err)
		}
		for i, v := range values {
			if s, ok := v.(string); ok {
				raws[page[i]] = s
			}
		}
	}
	return raws, nil
}

// Latest reads a member's records from the one told last backwards, deleted
// ones included, skipping the first offset.
func (c *Committee) Latest(ctx context.Context, m activity.MemberID, offset, limit int) ([]activity.Record, error) {
	ids, err := c.redis.LRange(ctx, c.keys.of(m), int64(-offset-limit), int64(-offset-1)).Result()
	if err != nil {
		return nil, wrap("read latest", err)
	}
	slices.Reverse(ids)
	numbers, err := idsOf(ids)
	if err != nil {
		return nil, err
	}
	return c.Records(ctx, numbers...)
}

// EachRecord calls f for every record by ascending number, deleted ones too,
// reading a few hundred at a time.
func (c *Committee) EachRecord(ctx context.Context, f func(activity.Record) error) error {
	last, err := c.redis.Get(ctx, c.keys.seq()).Int64()
	if errors.Is(err, redis.Nil) {
		return nil
	}
	if err != nil {
		return wrap("read sequence", err)
	}
	for from := int64(1); from <= last; from += readStep {
		ids := make([]activity.RecordID, 0, readStep)
		for n := from; n < from+readStep && n <= last; n++ {
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
