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

// Members lists everybody who ever was a member, removed ones too.
func (c *Committee) Members(ctx context.Context) ([]activity.Member, error) {
	var members []activity.Member
	seen := map[string]bool{}
	err := eachField(ctx, c.redis, "members", c.keys.people(), func(id, raw string) error {
		m, err := decodeMember(raw)
		if err == nil && !seen[id] {
			seen[id], members = true, append(members, m)
		}
		return err
	})
	return members, err
}

// addMemberScript makes a member, or gives the one the user already is.
//
//	KEYS users, people, people-seq, people-mark
//	ARGV user id or "0", what stands in the member's JSON before and after its id
//	→ member as JSON
var addMemberScript = redis.NewScript(`
if ARGV[1] ~= '0' then
  local id = redis.call('HGET', KEYS[1], ARGV[1])
  if id then return redis.call('HGET', KEYS[2], id) end
end
local id = 'm' .. redis.call('INCR', KEYS[3])
local raw = ARGV[2] .. id .. ARGV[3]
redis.call('HSET', KEYS[2], id, raw)
redis.call('INCR', KEYS[4])
if ARGV[1] ~= '0' then redis.call('HSET', KEYS[1], ARGV[1], id) end
return raw`)

// AddMember makes a member and gives it an id; a user who is a member already
// stays the one they are.
func (c *Committee) AddMember(ctx context.Context, m activity.Member) (activity.Member, error) {
	m.ID = ""
	raw, err := json.Marshal(m)
	if err != nil {
		return m, fmt.Errorf("store: encode member: %w", err)
	}
	const before = `{"id":"`
	keys := []string{c.keys.users(), c.keys.people(), c.keys.peopleSeq(), c.keys.peopleMark()}
	stored, err := addMemberScript.Run(ctx, c.redis, keys, int64(m.User), before, string(raw[len(before):])).Text()
	if err != nil {
		return m, wrap("add member", err)
	}
	return decodeMember(stored)
}

// SetMember writes a member's row over the one of the same id.
func (c *Committee) SetMember(ctx context.Context, m activity.Member) error {
	raw, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("store: encode member: %w", err)
	}
	_, err = c.redis.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.HSet(ctx, c.keys.people(), string(m.ID), raw)
		p.Incr(ctx, c.keys.peopleMark())
		if m.User != 0 {
			p.HSet(ctx, c.keys.users(), int64(m.User), string(m.ID))
			p.Del(ctx, c.keys.stranger(m.User))
		}
		return nil
	})
	return wrap("set member", err)
}

func decodeMember(raw string) (activity.Member, error) {
	var m activity.Member
	if err := json.Unmarshal([]byte(raw), &m); err != nil {
		return m, fmt.Errorf("store: member: %w", err)
	}
	return m, nil
}

// ensureGroupScript finds a group by name or makes it.
//
//	KEYS group-names, groups   ARGV name   → group id
var ensureGroupScript = redis.NewScript(`
local id = redis.call('HGET', KEYS[1], ARGV[1])
if id then return id end
id = 'g' .. (redis.call('HLEN', KEYS[2]) + 1)
redis.call('HSET', KEYS[1], ARGV[1], id)
redis.call('HSET', KEYS[2], id, ARGV[1])
return id`)

// EnsureGroup finds the group of a name, making it on the spot.
func (c *Committee) EnsureGroup(ctx context.Context, name string) (activity.Group, error) {
	id, err := ensureGroupScript.Run(ctx, c.redis, []string{c.keys.groupNames(), c.keys.groups()}, name).Text()
	if err != nil {
		return activity.Group{}, wrap("group", err)
	}
	return activity.Group{ID: activity.GroupID(id), Name: name}, nil
}

// Groups lists the committee's groups.
func (c *Committee) Groups(ctx context.Context) ([]activity.Group, error) {
	fields, err := c.redis.HGetAll(ctx, c.keys.groups()).Result()
	if err != nil {
		return nil, wrap("groups", err)
	}
	kinds, err := c.redis.HGetAll(ctx, c.keys.groupKinds()).Result()
	if err != nil {
		return nil, wrap("groups", err)
	}
	groups := make([]activity.Group, 0, len(fields))
	for id, name := range fields {
		groups = append(groups, activity.Group{ID: activity.GroupID(id), Name: name, Kind: activity.GroupKind(kinds[id])})
	}
	return groups, nil
}

// Ask is what the bot waits for in a chat: the correction of these records, or
// words or a file for a report.
type Ask struct {
	Records []activity.RecordID `json:"records,omitempty"`
	// For says what the words are for, "" for a correction of Records; Item and
	// Part say of what.
	For  string `json:"for,omitempty"`
	Item int64  `json:"item,omitempty"`
	Part string `json:"part,omitempty"`
	// Answered is the key of the message that was the answer: delivered again it
	// is the answer once more, and no other message is.
	Answered string `json:"answered,omitempty"`
}

const askFor = time.Hour

// SetAsk remembers for an hour what the next message of a chat answers.
func (c *Committee) SetAsk(ctx context.Context, chat activity.ChatID, ask Ask) error {
	raw, err := json.Marshal(ask)
	if err != nil {
		return fmt.Errorf("store: encode ask: %w", err)
	}
	return wrap("ask", c.redis.Set(ctx, c.keys.ask(chat), raw, askFor).Err())
}

// Asked tells what the next message of a chat answers; ok is false when
// nothing was asked.
func (c *Committee) Asked(ctx context.Context, chat activity.ChatID) (ask Ask, ok bool, err error) {
	raw, err := c.redis.Get(ctx, c.keys.ask(chat)).Result()
	if errors.Is(err, redis.Nil) {
		return Ask{}, false, nil
	}
	if err != nil {
		return Ask{}, false, wrap("asked", err)
	}
	if err := json.Unmarshal([]byte(raw), &ask); err != nil {
		return Ask{}, false, fmt.Errorf("store: ask: %w", err)
	}
	return ask, true, nil
}

// ForgetAsk drops the open question of a chat.
func (c *Committee) ForgetAsk(ctx context.Context, chat activity.ChatID) error {
	return wrap("forget ask", c.redis.Del(ctx, c.keys.ask(chat)).Err())
}
