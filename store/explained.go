package store

import (
	"context"
	"sync"

	"dutybook/activity"
)

// Moment is something a member meets for the first time once.
type Moment string

// The moments that are explained.
const (
	FirstRecord  Moment = "record"
	FirstUndo    Moment = "undo"
	FirstSummary Moment = "summary"
)

// Moments are all there are.
func Moments() []Moment { return []Moment{FirstRecord, FirstUndo, FirstSummary} }

// explained remembers what the store told: who met something for the first time
// does not meet it for the first time again.
type explained struct{ sync.Map }

// met is a member's moment.
type met struct {
	activity.MemberID
	Moment
}

// Explain reports whether the message of a key is the one that explains a
// moment to a member: the first that asks is, and stays it when it is
// delivered again.
func (c *Committee) Explain(ctx context.Context, m activity.MemberID, what Moment, key string) (bool, error) {
	if by, known := c.explained.Load(met{m, what}); known && by != key {
		return false, nil
	}
	first, err := c.redis.HSetNX(ctx, c.keys.explained(m), string(what), key).Result()
	if err != nil || first {
		return first, wrap("explain", err)
	}
	by, err := c.redis.HGet(ctx, c.keys.explained(m), string(what)).Result()
	if err == nil {
		c.explained.Store(met{m, what}, by)
	}
	return by == key, wrap("explain", err)
}
