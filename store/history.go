package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// Version is a record as it was before one of its changes.
type Version struct {
	// By made the change that ended this version; "" is the program itself.
	By activity.MemberID `json:"by,omitempty"`
	At time.Time         `json:"at"`
	// Was is the record until then, with its number.
	Was activity.Record `json:"was"`
}

// History lists what a record was before each of its changes, oldest first;
// a record that never changed has none. A record that came in by an import
// starts afresh.
func (c *Committee) History(ctx context.Context, id activity.RecordID) ([]Version, error) {
	rows, err := c.redis.LRange(ctx, c.keys.history(id), 0, -1).Result()
	if err != nil {
		return nil, wrap("history", err)
	}
	versions := make([]Version, len(rows))
	for i, raw := range rows {
		if err := json.Unmarshal([]byte(raw), &versions[i]); err != nil {
			return nil, fmt.Errorf("store: history of %v: %w", id, err)
		}
	}
	return versions, nil
}

// LastChange is what a member's latest change did; ok is false when that was
// more than thirty days ago or never.
func (c *Committee) LastChange(ctx context.Context, m activity.MemberID) (out Outcome, ok bool, err error) {
	key, err := c.redis.Get(ctx, c.keys.last(m)).Result()
	if errors.Is(err, redis.Nil) {
		return Outcome{}, false, nil
	}
	if err != nil {
		return Outcome{}, false, wrap("last change", err)
	}
	return c.Applied(ctx, key)
}

// Doubtful reads the live records that wait for an answer, the newest first,
// at most limit of them.
func (c *Committee) Doubtful(ctx context.Context, limit int) ([]activity.Record, error) {
	fields, err := c.redis.ZRevRange(ctx, c.keys.doubtful(), 0, int64(limit)-1).Result()
	if err != nil {
		return nil, wrap("doubtful", err)
	}
	ids, err := idsOf(fields)
	if err != nil {
		return nil, err
	}
	return c.Records(ctx, ids...)
}
