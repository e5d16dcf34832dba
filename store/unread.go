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

// Unread is a change whose message the rules read because the model was away;
// it is read once more when the model is back.
type Unread struct {
	// Key is the change's.
	Key  string          `json:"-"`
	Chat activity.ChatID `json:"chat"`
	// Reply is our message that told the outcome; zero until it was sent.
	Reply activity.MessageID `json:"reply,omitempty"`
	At    time.Time          `json:"at"`
	// Tries is how often the model answered and could not be used.
	Tries int `json:"tries,omitempty"`
}

func (c *Committee) planUnread(p *plan, change Change) error {
	if change.Unread == 0 {
		return nil
	}
	raw, err := json.Marshal(Unread{Chat: change.Unread, At: change.At.UTC()})
	if err != nil {
		return fmt.Errorf("store: encode unread: %w", err)
	}
	p.writes = append(p.writes, write{"HSET", c.keys.unread(), change.Key, string(raw)})
	return nil
}

// Unread lists some of the changes that wait for the model, at most about
// limit of them, in no particular order.
func (c *Committee) Unread(ctx context.Context, limit int) ([]Unread, error) {
	rows, _, err := c.redis.HScan(ctx, c.keys.unread(), 0, "", int64(limit)).Result()
	if err != nil {
		return nil, wrap("unread", err)
	}
	var list []Unread
	for i := 0; i+1 < len(rows) && len(list) < limit; i += 2 {
		u := Unread{Key: rows[i]}
		if err := json.Unmarshal([]byte(rows[i+1]), &u); err != nil {
			return nil, fmt.Errorf("store: unread: %w", err)
		}
		list = append(list, u)
	}
	return list, nil
}

// updateUnread replaces an entry that is still there.
//
//	KEYS unread  ARGV change key, entry
var updateUnread = redis.NewScript(`
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
return 0`)

// SetUnread keeps an entry's reply and tries, unless it is done with.
func (c *Committee) SetUnread(ctx context.Context, u Unread) error {
	raw, err := json.Marshal(u)
	if err != nil {
		return fmt.Errorf("store: encode unread: %w", err)
	}
	return wrap("set unread", updateUnread.Run(ctx, c.redis, []string{c.keys.unread()}, u.Key, string(raw)).Err())
}

// UnreadOf finds the entry of a change; ok is false when it does not wait.
func (c *Committee) UnreadOf(ctx context.Context, key string) (u Unread, ok bool, err error) {
	raw, err := c.redis.HGet(ctx, c.keys.unread(), key).Bytes()
	if errors.Is(err, redis.Nil) {
		return Unread{}, false, nil
	}
	if err != nil {
		return Unread{}, false, wrap("unread", err)
	}
	u.Key = key
	if err := json.Unmarshal(raw, &u); err != nil {
		return Unread{}, false, fmt.Errorf("store: unread: %w", err)
	}
	return u, true, nil
}

// ForgetUnread takes a change off the list.
func (c *Committee) ForgetUnread(ctx context.Context, key string) error {
	return wrap("forget unread", c.redis.HDel(ctx, c.keys.unread(), key).Err())
}
