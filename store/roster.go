package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// rosterFor is how long a list waits to be taken over, and how long that can be
// taken back.
const rosterFor = 24 * time.Hour

// KeepList keeps a list of members for a day, until somebody says to take it
// over.
func (c *Committee) KeepList(ctx context.Context, list string, raw []byte) error {
	return wrap("keep list", c.redis.Set(ctx, c.keys.list(list), raw, rosterFor).Err())
}

// List reads a list kept; activity.ErrNotFound after a day.
func (c *Committee) List(ctx context.Context, list string) ([]byte, error) {
	raw, err := c.redis.Get(ctx, c.keys.list(list)).Bytes()
	return raw, wrap("list", err)
}

// DropList forgets a list nobody wants.
func (c *Committee) DropList(ctx context.Context, list string) error {
	return wrap("drop list", c.redis.Del(ctx, c.keys.list(list)).Err())
}

// enrolScript makes a member of a row of a list, once.
//
//	KEYS enrolled, people, people-seq, audit, people-mark
//	ARGV row, the member's JSON before and after its id, by, at, seconds
//	→ member as JSON
var enrolScript = redis.NewScript(`
local id = redis.call('HGET', KEYS[1], ARGV[1])
if id then return redis.call('HGET', KEYS[2], id) end
id = 'm' .. redis.call('INCR', KEYS[3])
local raw = ARGV[2] .. id .. ARGV[3]
redis.call('HSET', KEYS[2], id, raw)
redis.call('INCR', KEYS[5])
redis.call('HSET', KEYS[1], ARGV[1], id)
redis.call('EXPIRE', KEYS[1], ARGV[6])
redis.call('XADD', KEYS[4], '*', 'do', 'enrol', 'm', id, 'by', ARGV[4], 'at', ARGV[5])
return raw`)

// Enrol makes a member of a row of a list; doing so again gives the same one. The
// error is activity.ErrNotFound for a row whose member was taken back meanwhile.
func (c *Committee) Enrol(ctx context.Context, list string, row int, m activity.Member, by activity.MemberID, at time.Time) (activity.Member, error) {
	m.ID, m.User = "", 0
	raw, err := json.Marshal(m)
	if err != nil {
		return m, fmt.Errorf("store: encode member: %w", err)
	}
	const before = `{"id":"`
	keys := []string{c.keys.enrolled(list), c.keys.people(), c.keys.peopleSeq(), c.keys.audit(), c.keys.peopleMark()}
	stored, err := enrolScript.Run(ctx, c.redis, keys, row, before, string(raw[len(before):]),
		string(by), at.UTC().Format(time.RFC3339), int(rosterFor.Seconds())).Text()
	if err != nil {
		return m, wrap("enrol", err)
	}
	return decodeMember(stored)
}

// Enrolled tells which rows of a list were made members.
func (c *Committee) Enrolled(ctx context.Context, list string) (map[int]bool, error) {
	fields, err := c.redis.HKeys(ctx, c.keys.enrolled(list)).Result()
	rows := map[int]bool{}
	for _, f := range fields {
		n, err := strconv.Atoi(f)
		if err != nil {
			return nil, fmt.Errorf("store: row %q: %w", f, activity.ErrInvalid)
		}
		rows[n] = true
	}
	return rows, wrap("enrolled", err)
}

// strikeScript takes a member off who never came in and has no records.
//
//	KEYS people, of, audit, people-mark   ARGV id, row as read, by, at   → 1 when taken off
var strikeScript = redis.NewScript(`
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] or redis.call('LLEN', KEYS[2]) > 0 then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('INCR', KEYS[4])
redis.call('XADD', KEYS[3], '*', 'do', 'strike', 'm', ARGV[1], 'by', ARGV[3], 'at', ARGV[4])
return 1`)

// Strike takes back, for a day, what Enrol made of a list: everybody who has not
// come in, has no record and is named in none, with their invitations. It tells how many that
// were and how many stay; activity.ErrNotFound after a day.
func (c *Committee) Strike(ctx context.Context, list string, by activity.MemberID, at time.Time) (struck, stay int, err error) {
	ids, err := c.redis.HVals(ctx, c.keys.enrolled(list)).Result()
	if err != nil {
		return 0, 0, wrap("strike", err)
	}
	if len(ids) == 0 {
		return 0, 0, fmt.Errorf("store: strike: %w", activity.ErrNotFound)
	}
	named, err := c.namedInRecords(ctx)
	if err != nil {
		return 0, 0, err
	}
	off := map[activity.MemberID]bool{}
	for _, id := range ids {
		if named[activity.MemberID(id)] {
			stay++
			continue
		}
		gone, err := c.strike(ctx, activity.MemberID(id), by, at)
		if err != nil {
			return 0, 0, err
		}
		if gone {
			struck++
			off[activity.MemberID(id)] = true
		} else {
			stay++
		}
	}
	open, err := c.Invitations(ctx, at)
	if err != nil {
		return struck, stay, err
	}
	var codes []string
	for _, inv := range open {
		if off[inv.Member] {
			codes = append(codes, inv.Code)
		}
	}
	return struck, stay, c.Revoke(ctx, codes...)
}

func (c *Committee) strike(ctx context.Context, id, by activity.MemberID, at time.Time) (bool, error) {
	m, raw, err := c.member(ctx, id)
	switch {
	case isNotFound(err):
		return true, nil // by an earlier try
	case err != nil:
		return false, err
	case m.User != 0:
		return false, nil
	}
	done, err := strikeScript.Run(ctx, c.redis, []string{c.keys.people(), c.keys.of(id), c.keys.audit(), c.keys.peopleMark()},
		string(id), raw, string(by), at.UTC().Format(time.RFC3339)).Bool()
	return done, wrap("strike", err)
}

// namedInRecords are the members records of others name.
func (c *Committee) namedInRecords(ctx context.Context) (map[activity.MemberID]bool, error) {
	named := map[activity.MemberID]bool{}
	err := c.EachRecord(ctx, func(r activity.Record) error {
		for _, f := range append(r.With[:len(r.With):len(r.With)], r.Absent...) {
			named[f.Member] = true
		}
		return nil
	})
	return named, err
}

// Regrouped is a member a list gave another group: as they were, and the group
// they came to.
type Regrouped struct {
	Was activity.Member  `json:"was"`
	To  activity.GroupID `json:"to"`
}

// KeepRegrouped remembers for a day what a list changed of a member; the first
// time counts.
func (c *Committee) KeepRegrouped(ctx context.Context, list string, r Regrouped) error {
	raw, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("store: encode regrouped: %w", err)
	}
	key := c.keys.regrouped(list)
	_, err = c.redis.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.HSetNX(ctx, key, string(r.Was.ID), raw)
		p.Expire(ctx, key, rosterFor)
		return nil
	})
	return wrap("keep regrouped", err)
}

// Regrouped lists what a list changed of members, in no particular order.
func (c *Committee) Regrouped(ctx context.Context, list string) ([]Regrouped, error) {
	rows, err := c.redis.HVals(ctx, c.keys.regrouped(list)).Result()
	if err != nil {
		return nil, wrap("regrouped", err)
	}
	all := make([]Regrouped, len(rows))
	for i, raw := range rows {
		if err := json.Unmarshal([]byte(raw), &all[i]); err != nil {
			return nil, fmt.Errorf("store: regrouped: %w", err)
		}
	}
	return all, nil
}
