package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// Schedule is when a committee reminds its members; the zero Schedule reminds
// nobody, and a committee that never set one has the default.
type Schedule struct {
	// Day of the month, 1 to 28, on which members who told of nothing in it are
	// reminded; zero for none.
	Day int `json:"day"`
	// Hour of that day, in the committee's zone.
	Hour int `json:"hour"`
	// Deadline is when the annual report is due; secretaries hear before it which
	// sections are thin. Zero for none.
	Deadline activity.Date `json:"deadline,omitzero"`
}

// DefaultSchedule reminds once a month, in the morning of the 25th.
func DefaultSchedule() Schedule { return Schedule{Day: 25, Hour: 10} }

// Schedule reads when the committee reminds.
func (c *Committee) Schedule(ctx context.Context) (Schedule, error) {
	raw, err := c.redis.Get(ctx, c.keys.schedule()).Bytes()
	if errors.Is(err, redis.Nil) {
		return DefaultSchedule(), nil
	}
	if err != nil {
		return Schedule{}, wrap("schedule", err)
	}
	var s Schedule
	if err := json.Unmarshal(raw, &s); err != nil {
		return s, fmt.Errorf("store: schedule: %w", err)
	}
	return s, nil
}

// SetSchedule says when the committee reminds.
func (c *Committee) SetSchedule(ctx context.Context, s Schedule) error {
	raw, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("store: encode schedule: %w", err)
	}
	return wrap("set schedule", c.redis.Set(ctx, c.keys.schedule(), raw, 0).Err())
}
