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

// editMemberScript writes a member's row unless it changed meanwhile.
//
//	KEYS people, audit, people-mark
//	ARGV id, row as read, row as it shall be, by, at
//	→ 1, or 0 when the row is another by now
var editMemberScript = redis.NewScript(`
local now = redis.call('HGET', KEYS[1], ARGV[1])
if now ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('INCR', KEYS[3])
redis.call('XADD', KEYS[2], '*', 'do', 'member', 'm', ARGV[1], 'by', ARGV[4], 'at', ARGV[5])
return 1`)

// Member reads one member, removed or not; activity.ErrNotFound when the id was
// never given.
func (c *Committee) Member(ctx context.Context, id activity.MemberID) (activity.Member, error) {
	m, _, err := c.member(ctx, id)
	return m, err
}

func (c *Committee) member(ctx context.Context, id activity.MemberID) (m activity.Member, raw string, err error) {
	raw, err = c.redis.HGet(ctx, c.keys.people(), string(id)).Result()
	if err != nil {
		return m, "", wrap("member", err)
	}
	m, err = decodeMember(raw)
	return m, raw, err
}

// EditMember changes a member's row and notes in the audit trail who did it.
// What role and group the person had until then is kept with its day, so that
// past work keeps counting where it counted. With may be called more than once,
// each time with the row as it stands; an error from it abandons the change. A
// row that comes out the same is not written. The member's user is not changed
// here.
func (c *Committee) EditMember(ctx context.Context, by activity.MemberID, at time.Time, id activity.MemberID,
	with func(activity.Member) (activity.Member, error)) (before, after activity.Member, err error) {
	for range maxConflict {
		var raw string
		if before, raw, err = c.member(ctx, id); err != nil {
			return before, before, err
		}
		if after, err = with(before); err != nil {
			return before, before, err
		}
		after.ID, after.User = before.ID, before.User
		after.Past = pastOf(before, after, activity.DateOf(at))
		written, err := c.writeMember(ctx, by, at, raw, after)
		if err != nil || written {
			return before, after, err
		}
	}
	return before, before, fmt.Errorf("store: edit member: %w", activity.ErrConflict)
}

func (c *Committee) writeMember(ctx context.Context, by activity.MemberID, at time.Time, was string, m activity.Member) (bool, error) {
	raw, err := json.Marshal(m)
	if err != nil {
		return false, fmt.Errorf("store: encode member: %w", err)
	}
	if string(raw) == was {
		return true, nil
	}
	done, err := editMemberScript.Run(ctx, c.redis, []string{c.keys.people(), c.keys.audit(), c.keys.peopleMark()},
		string(m.ID), was, string(raw), string(by), at.UTC().Format(time.RFC3339)).Bool()
	return done, wrap("edit member", err)
}

// pastOf is the past of a member after a change of role or group. Two changes on
// one day leave one row, for the day belongs to the later.
func pastOf(before, after activity.Member, today activity.Date) []activity.Membership {
	if before.Role == after.Role && before.Group == after.Group {
		return before.Past
	}
	past := append([]activity.Membership{}, before.Past...)
	if n := len(past); n > 0 && past[n-1].Until == today {
		return past
	}
	return append(past, activity.Membership{Role: before.Role, Group: before.Group, Until: today})
}

// SetGroupKind says what sort a group is.
func (c *Committee) SetGroupKind(ctx context.Context, id activity.GroupID, kind activity.GroupKind) error {
	if _, err := c.redis.HGet(ctx, c.keys.groups(), string(id)).Result(); err != nil {
		return wrap("group kind", err)
	}
	return wrap("group kind", c.redis.HSet(ctx, c.keys.groupKinds(), string(id), string(kind)).Err())
}

// GroupNamed finds a group by its name; ok is false when there is none.
func (c *Committee) GroupNamed(ctx context.Context, name string) (g activity.Group, ok bool, err error) {
	id, err := c.redis.HGet(ctx, c.keys.groupNames(), name).Result()
	if errors.Is(err, redis.Nil) {
		return g, false, nil
	}
	return activity.Group{ID: activity.GroupID(id), Name: name}, err == nil, wrap("group named", err)
}
