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

// saidFor is how long an answer to one of our messages is understood.
const saidFor = 60 * 24 * time.Hour

// SetSaid remembers which records a message of ours showed, so that a reply to
// it means them.
func (c *Committee) SetSaid(ctx context.Context, chat activity.ChatID, m activity.MessageID, ids []activity.RecordID) error {
	raw, err := json.Marshal(ids)
	if err != nil {
		return fmt.Errorf("store: encode said: %w", err)
	}
	return wrap("set said", c.redis.Set(ctx, c.keys.said(chat, m), raw, saidFor).Err())
}

// Said tells which records a message of ours showed; none when it showed none
// or is older than sixty days.
func (c *Committee) Said(ctx context.Context, chat activity.ChatID, m activity.MessageID) ([]activity.RecordID, error) {
	raw, err := c.redis.Get(ctx, c.keys.said(chat, m)).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	if err != nil {
		return nil, wrap("said", err)
	}
	var ids []activity.RecordID
	if err := json.Unmarshal(raw, &ids); err != nil {
		return nil, fmt.Errorf("store: said: %w", err)
	}
	return ids, nil
}
