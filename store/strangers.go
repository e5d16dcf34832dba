package store

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// strangerFor is how long a stranger who was answered is left unanswered.
const strangerFor = 24 * time.Hour

// strangerScript remembers which message of a stranger was answered.
//
//	KEYS stranger   ARGV message's key, seconds   → 1 when it is to be answered
var strangerScript = redis.NewScript(`
local answered = redis.call('GET', KEYS[1])
if answered then return answered == ARGV[1] and 1 or 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1`)

// StrangerDue tells whether a stranger's message is to be answered: the first of
// a day, and that one again when it is delivered again. Of the person only the
// door's number is remembered, for that day.
func (c *Committee) StrangerDue(ctx context.Context, user activity.UserID, message string) (bool, error) {
	due, err := strangerScript.Run(ctx, c.redis, []string{c.keys.stranger(user)}, message, int(strangerFor.Seconds())).Bool()
	return due, wrap("stranger", err)
}
