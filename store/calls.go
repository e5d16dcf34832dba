package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// SetCall remembers whom a member means by a name that fits several, so that
// they are asked once; "" for nobody of the committee.
func (c *Committee) SetCall(ctx context.Context, by activity.MemberID, name string, means activity.MemberID) error {
	return wrap("set call", c.redis.HSet(ctx, c.keys.calls(by), name, string(means)).Err())
}

// Calls are the names a member said whom they mean by.
func (c *Committee) Calls(ctx context.Context, by activity.MemberID) (map[string]activity.MemberID, error) {
	rows, err := c.redis.HGetAll(ctx, c.keys.calls(by)).Result()
	calls := make(map[string]activity.MemberID, len(rows))
	for name, id := range rows {
		calls[name] = activity.MemberID(id)
	}
	return calls, wrap("calls", err)
}

// dropCalls forgets what a member called others, and what others called them.
func (c *Committee) dropCalls(ctx context.Context, id activity.MemberID) error {
	members, err := c.Members(ctx)
	if err != nil {
		return err
	}
	for _, m := range members {
		calls, err := c.Calls(ctx, m.ID)
		if err != nil {
			return err
		}
		for name, means := range calls {
			if m.ID != id && means != id {
				continue
			}
			if err := c.redis.HDel(ctx, c.keys.calls(m.ID), name).Err(); err != nil {
				return wrap("drop calls", err)
			}
		}
	}
	return nil
}

// Later is a notice that is put into a chat when its time has come.
type Later struct {
	Chat    activity.ChatID
	Key     string // of the notice: the same is said once
	Payload string
}

// PutLater keeps a notice until at. Kept again, it keeps its time.
func (c *Committee) PutLater(ctx context.Context, at time.Time, l Later) error {
	row := strconv.FormatInt(int64(l.Chat), 10) + " " + l.Key + " " + l.Payload
	return wrap("put later", c.redis.ZAddNX(ctx, c.keys.later(), redis.Z{Score: float64(at.Unix()), Member: row}).Err())
}

// DueLater lists the notices whose time has come, the first due first; each stays
// until DropLater.
func (c *Committee) DueLater(ctx context.Context, now time.Time) ([]Later, error) {
	const atOnce = 200
	rows, err := c.redis.ZRangeArgs(ctx, redis.ZRangeArgs{
		Key: c.keys.later(), ByScore: true, Start: "-inf", Stop: strconv.FormatInt(now.Unix(), 10), Count: atOnce,
	}).Result()
	if err != nil {
		return nil, wrap("due later", err)
	}
	all := make([]Later, 0, len(rows))
	for _, row := range rows {
		chat, rest, _ := strings.Cut(row, " ")
		key, payload, _ := strings.Cut(rest, " ")
		n, err := strconv.ParseInt(chat, 10, 64)
		if err != nil {
			continue // of another program's making
		}
		all = append(all, Later{activity.ChatID(n), key, payload})
	}
	return all, nil
}

// DropLater forgets a notice that was put into its chat.
func (c *Committee) DropLater(ctx context.Context, l Later) error {
	row := strconv.FormatInt(int64(l.Chat), 10) + " " + l.Key + " " + l.Payload
	return wrap("drop later", c.redis.ZRem(ctx, c.keys.later(), row).Err())
}
