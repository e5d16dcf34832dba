package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// ForgetAfter is how long a person may take back the wish to be forgotten.
const ForgetAfter = 7 * 24 * time.Hour

// WishForget notes that what is kept of a member shall be erased seven days from
// at. A wish that stands is not put off.
func (c *Committee) WishForget(ctx context.Context, m activity.MemberID, at time.Time) error {
	err := c.redis.ZAddNX(ctx, c.keys.forget(), redis.Z{Score: float64(at.Add(ForgetAfter).Unix()), Member: string(m)}).Err()
	return wrap("wish to be forgotten", err)
}

// KeepAfterAll takes the wish back.
func (c *Committee) KeepAfterAll(ctx context.Context, m activity.MemberID) error {
	return wrap("keep after all", c.redis.ZRem(ctx, c.keys.forget(), string(m)).Err())
}

// Forgetting tells when a member will be forgotten; ok is false without a wish.
func (c *Committee) Forgetting(ctx context.Context, m activity.MemberID) (at time.Time, ok bool, err error) {
	score, err := c.redis.ZScore(ctx, c.keys.forget(), string(m)).Result()
	if errors.Is(err, redis.Nil) {
		return at, false, nil
	}
	return time.Unix(int64(score), 0), err == nil, wrap("forgetting", err)
}

// ToForget lists the members whose seven days are over.
func (c *Committee) ToForget(ctx context.Context, now time.Time) ([]activity.MemberID, error) {
	rows, err := c.redis.ZRangeArgs(ctx, redis.ZRangeArgs{
		Key: c.keys.forget(), ByScore: true, Start: "-inf", Stop: strconv.FormatInt(now.Unix(), 10),
	}).Result()
	ids := make([]activity.MemberID, len(rows))
	for i, row := range rows {
		ids[i] = activity.MemberID(row)
	}
	return ids, wrap("to forget", err)
}

// bareScript writes a record without what tells of a person and drops what it
// was before, unless it changed meanwhile.
//
//	KEYS records, history, evidence, two feeds   ARGV number, record as read, record as it shall be   → 1, or 0
var bareScript = redis.NewScript(`
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('DEL', KEYS[2], KEYS[3])
for i = 4, #KEYS do redis.call('RPUSH', KEYS[i], ARGV[1]) end
return 1`)

// Erase erases what is kept of a member: words, places and titles of all their
// records with their versions, name, number at the door, language, leave. What
// counts stays: category, day, figures and group, under the member's number.
// The totals do not change. Erasing again does the rest of what was begun.
func (c *Committee) Erase(ctx context.Context, id activity.MemberID, at time.Time) error {
	m, _, err := c.member(ctx, id)
	if err != nil {
		return err
	}
	numbers, err := c.redis.LRange(ctx, c.keys.of(id), 0, -1).Result()
	if err != nil {
		return wrap("erase", err)
	}
	for _, n := range numbers {
		if err := c.bare(ctx, n); err != nil {
			return err
		}
	}
	_, err = c.redis.TxPipelined(ctx, func(p redis.Pipeliner) error {
		if m.User != 0 {
			p.HDel(ctx, c.keys.users(), strconv.FormatInt(int64(m.User), 10))
		}
		p.Del(ctx, c.keys.last(id))
		return nil
	})
	if err != nil {
		return wrap("erase", err)
	}
	if err := c.dropCalls(ctx, id); err != nil {
		return err
	}
	if err := c.dropEntries(ctx, id); err != nil {
		return err
	}
	rest := activity.Member{ID: id, Role: m.Role, Group: m.Group, Past: m.Past, Removed: true}
	if err := c.SetMember(ctx, rest); err != nil {
		return err
	}
	key := "erase:" + string(id) + ":" + strconv.FormatInt(at.Unix(), 10)
	if err := c.Note(ctx, key, Entry{Do: DidErase, At: at, Member: id}); err != nil {
		return err
	}
	return c.KeepAfterAll(ctx, id)
}

// dropEntries erases what the office told of a member for their score.
func (c *Committee) dropEntries(ctx context.Context, id activity.MemberID) error {
	items, err := c.Shelf(ctx, Entries)
	if err != nil {
		return err
	}
	for _, item := range items {
		var of struct {
			Member activity.MemberID `json:"member"`
		}
		if err := json.Unmarshal(item.Raw, &of); err != nil {
			return fmt.Errorf("store: entry %d: %w", item.ID, err)
		}
		if of.Member == id {
			if err := c.Take(ctx, Entries, item.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// bare erases the words of one record.
func (c *Committee) bare(ctx context.Context, number string) error {
	ids, err := idsOf([]string{number})
	if err != nil {
		return err
	}
	for range maxConflict {
		raws, err := c.rawRecords(ctx, ids)
		if err != nil {
			return err
		}
		r, err := decode(ids[0], raws[ids[0]])
		if err != nil {
			return err
		}
		raw, err := encode(bared(r))
		if err != nil {
			return err
		}
		feeds := feedsOf(r)
		done, err := bareScript.Run(ctx, c.redis, []string{c.keys.records(), c.keys.history(ids[0]), c.keys.evidence(ids[0]),
			c.keys.feed(feeds[0]), c.keys.feed(feeds[1])},
			number, raws[ids[0]], raw).Bool()
		if err != nil {
			return wrap("erase", err)
		}
		if done {
			return nil
		}
	}
	return fmt.Errorf("store: erase: %w", activity.ErrConflict)
}

// bared is a record without what tells of a person.
func bared(r activity.Record) activity.Record {
	r.Text, r.Summary, r.Place, r.Topic, r.Title = "", "", "", "", ""
	r.Chat, r.Message = 0, 0
	for i := range r.Quantities {
		r.Quantities[i].Quote = ""
	}
	return r
}

// leaseScript gives a lease to who asks first, or holds it already.
//
//	KEYS lease   ARGV holder, milliseconds   → 1, or 0
var leaseScript = redis.NewScript(`
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`)

// Lease tells whether this holder may do, for a while, what one process of a
// deployment does for all committees.
func (d *Directory) Lease(ctx context.Context, what, holder string, lasts time.Duration) (bool, error) {
	got, err := leaseScript.Run(ctx, d.redis, []string{"{people}:lease:" + what}, holder, lasts.Milliseconds()).Bool()
	return got, wrap("lease", err)
}
