package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// stateScript keeps facts under the next numbers, once for a message.
//
//	KEYS stated, facts, audit   ARGV seconds, by, at, fact…   → number of the first
var stateScript = redis.NewScript(`
local first = redis.call('GET', KEYS[1])
if first then return tonumber(first) end
first = redis.call('HLEN', KEYS[2]) + 1
for i = 4, #ARGV do
  local n = first + i - 4
  redis.call('HSET', KEYS[2], n, ARGV[i])
  redis.call('XADD', KEYS[3], '*', 'do', 'fact', 'by', ARGV[2], 'at', ARGV[3], 'what', n)
end
redis.call('SET', KEYS[1], first, 'EX', ARGV[1])
return first`)

// State keeps facts of the office under the key of the message that says them
// and gives the number of the first; the others follow it. Doing so again with
// the same key changes nothing and gives the same number.
func (c *Committee) State(ctx context.Context, key string, by activity.MemberID, at time.Time, facts ...activity.OfficeFact) (activity.FactID, error) {
	args := []any{int(doneFor.Seconds()), string(by), at.UTC().Format(time.RFC3339)}
	for _, f := range facts {
		f.By, f.At = by, at.UTC()
		raw, err := json.Marshal(f)
		if err != nil {
			return 0, fmt.Errorf("store: encode fact: %w", err)
		}
		args = append(args, string(raw))
	}
	first, err := stateScript.Run(ctx, c.redis, []string{c.keys.stated(key), c.keys.facts(), c.keys.audit()}, args...).Int64()
	return activity.FactID(first), wrap("state", err)
}

// OfficeFacts reads all facts of the office in order of number, the deleted
// ones with them.
func (c *Committee) OfficeFacts(ctx context.Context) ([]activity.OfficeFact, error) {
	rows, err := c.redis.HGetAll(ctx, c.keys.facts()).Result()
	if err != nil {
		return nil, wrap("office facts", err)
	}
	return decodeFacts(rows)
}

func decodeFacts(rows map[string]string) ([]activity.OfficeFact, error) {
	facts := make([]activity.OfficeFact, 0, len(rows))
	for id, raw := range rows {
		f, err := decodeFact(id, raw)
		if err != nil {
			return nil, err
		}
		facts = append(facts, f)
	}
	slices.SortFunc(facts, func(a, b activity.OfficeFact) int { return cmp.Compare(a.ID, b.ID) })
	return facts, nil
}

func decodeFact(id, raw string) (activity.OfficeFact, error) {
	var f activity.OfficeFact
	n, err := strconv.ParseInt(id, 10, 64)
	if err == nil {
		err = json.Unmarshal([]byte(raw), &f)
	}
	if err != nil {
		return f, fmt.Errorf("store: fact %s: %w: %w", id, activity.ErrInvalid, err)
	}
	f.ID = activity.FactID(n)
	return f, nil
}

// OfficeFacts reads the facts of the office out of an export; none from a key
// that holds something else.
func (k Kept) OfficeFacts() ([]activity.OfficeFact, error) {
	if k.Name != keptFacts {
		return nil, nil
	}
	var rows map[string]string
	if err := json.Unmarshal(k.Value, &rows); err != nil {
		return nil, fmt.Errorf("store: facts: %w: %w", activity.ErrInvalid, err)
	}
	return decodeFacts(rows)
}

// factScript puts a fact in the place of what was read.
//
//	KEYS facts, audit   ARGV number, as read, as it shall be, do, by, at   → 1 when done
var factScript = redis.NewScript(`
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('XADD', KEYS[2], '*', 'do', ARGV[4], 'by', ARGV[5], 'at', ARGV[6], 'what', ARGV[1])
return 1`)

// SetFactDeleted deletes a fact or brings it back and gives it as it stands; one
// that stands so already is left alone. The error is activity.ErrNotFound for a
// number there is none of.
func (c *Committee) SetFactDeleted(ctx context.Context, id activity.FactID, deleted bool, by activity.MemberID, at time.Time) (activity.OfficeFact, error) {
	for range maxConflict {
		f, done, err := c.trySetFactDeleted(ctx, id, deleted, by, at)
		if done || err != nil {
			return f, err
		}
	}
	return activity.OfficeFact{}, fmt.Errorf("store: fact: %w", activity.ErrConflict)
}

func (c *Committee) trySetFactDeleted(ctx context.Context, id activity.FactID, deleted bool, by activity.MemberID, at time.Time) (activity.OfficeFact, bool, error) {
	number := strconv.FormatInt(int64(id), 10)
	old, err := c.redis.HGet(ctx, c.keys.facts(), number).Result()
	if err != nil {
		return activity.OfficeFact{}, false, wrap("fact", err)
	}
	f, err := decodeFact(number, old)
	if err != nil || f.Deleted == deleted {
		return f, err == nil, err
	}
	f.Deleted = deleted
	raw, err := json.Marshal(f)
	if err != nil {
		return f, false, fmt.Errorf("store: encode fact: %w", err)
	}
	deed := DidRestate
	if deleted {
		deed = DidUnstate
	}
	done, err := factScript.Run(ctx, c.redis, []string{c.keys.facts(), c.keys.audit()},
		number, old, string(raw), string(deed), string(by), at.UTC().Format(time.RFC3339)).Bool()
	return f, done, wrap("fact", err)
}
