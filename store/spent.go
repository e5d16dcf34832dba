package store

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

const (
	keepDay   = 48 * time.Hour
	keepMonth = 70 * 24 * time.Hour
)

// Spend adds tokens, zero included, to what a person's day and a committee's
// month cost, and gives both; the day of user 0 is always zero.
func (s *Store) Spend(ctx context.Context, c activity.CommitteeID, user activity.UserID, at activity.Date, tokens int64) (day, month int64, err error) {
	k := keysOf(c)
	var ofDay, ofMonth *redis.IntCmd
	_, err = s.redis.Pipelined(ctx, func(p redis.Pipeliner) error {
		ofMonth = p.IncrBy(ctx, k.spentMonth(at), tokens)
		p.Expire(ctx, k.spentMonth(at), keepMonth)
		if user != 0 {
			ofDay = p.IncrBy(ctx, k.spentDay(user, at), tokens)
			p.Expire(ctx, k.spentDay(user, at), keepDay)
		}
		return nil
	})
	if ofDay != nil {
		day = ofDay.Val()
	}
	return day, ofMonth.Val(), wrap("spend", err)
}
