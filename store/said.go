package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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

// Knows reports whether a message answers one of ours that showed records, or
// is one of the sender's latest that made some.
func (c *Committee) Knows(ctx context.Context, msg activity.Message) (bool, error) {
	if ids, err := c.Said(ctx, msg.Chat, msg.ReplyTo); err != nil || len(ids) > 0 {
		return len(ids) > 0, err
	}
	m, err := c.Who(ctx, msg.From.ID)
	if err != nil {
		return false, err
	}
	const lookBack = 100
	records, err := c.Latest(ctx, m.ID, 0, lookBack)
	return slices.ContainsFunc(records, func(r activity.Record) bool {
		return r.Chat == msg.Chat && (r.Message == msg.ID || r.Message == msg.ReplyTo)
	}), err
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
