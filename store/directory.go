package store

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// Directory knows which committees there are, besides the first, and which of
// them a person or a chat belongs to. What a person may do there is not its
// business: a committee's own list of members tells. So a row that is out of
// date sends somebody to a door that stays shut, and never opens one.
type Directory struct{ redis redis.UniversalClient }

// Directory opens the directory of all committees.
func (s *Store) Directory() *Directory { return &Directory{s.redis} }

const (
	keyOfUsers    = "{people}:of"
	keyOfChats    = "{people}:chats"
	keyNames      = "{people}:names"
	keyCommittees = "{people}:seq"
	keyRecounts   = "{people}:recounts"
)

func keyFounded(key string) string { return "{people}:founded:" + key }

// Of lists a person's committees, the one they speak to first. Who is in no
// committee but the first is not in the directory.
func (d *Directory) Of(ctx context.Context, user activity.UserID) ([]activity.CommitteeID, error) {
	row, err := d.redis.HGet(ctx, keyOfUsers, strconv.FormatInt(int64(user), 10)).Result()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	var ids []activity.CommitteeID
	for _, id := range strings.Fields(row) {
		ids = append(ids, activity.CommitteeID(id))
	}
	return ids, wrap("committees of a person", err)
}

// enterScript puts a committee in front of a person's.
//
//	KEYS of   ARGV user, committee
var enterScript = redis.NewScript(`
local row = ARGV[2]
for id in string.gmatch(redis.call('HGET', KEYS[1], ARGV[1]) or '', '%S+') do
  if id ~= ARGV[2] then row = row .. ' ' .. id end
end
redis.call('HSET', KEYS[1], ARGV[1], row)
return row`)

// Enter makes a committee the one a person speaks to from now on; the others
// stay theirs.
func (d *Directory) Enter(ctx context.Context, user activity.UserID, c activity.CommitteeID) error {
	return wrap("enter committee", enterScript.Run(ctx, d.redis, []string{keyOfUsers}, int64(user), string(c)).Err())
}

// foundScript gives a new committee its id, or the one it got when the same
// message founded it before.
//
//	KEYS founded, seq, names   ARGV name, seconds   → committee id
var foundScript = redis.NewScript(`
local known = redis.call('GET', KEYS[1])
if known then return known end
local id = 'c' .. (redis.call('INCR', KEYS[2]) + 1)
redis.call('HSET', KEYS[3], id, ARGV[1])
redis.call('SET', KEYS[1], id, 'EX', ARGV[2])
return id`)

// Found makes a committee; the same key makes it once.
func (d *Directory) Found(ctx context.Context, name, key string) (activity.CommitteeID, error) {
	id, err := foundScript.Run(ctx, d.redis, []string{keyFounded(key), keyCommittees, keyNames},
		name, int(doneFor.Seconds())).Text()
	return activity.CommitteeID(id), wrap("found committee", err)
}

// Name is what a committee was founded as; activity.ErrNotFound for one that
// never was, the first among them.
func (d *Directory) Name(ctx context.Context, c activity.CommitteeID) (string, error) {
	name, err := d.redis.HGet(ctx, keyNames, string(c)).Result()
	return name, wrap("committee name", err)
}

// Founded lists the committees besides the first, oldest first.
func (d *Directory) Founded(ctx context.Context) ([]activity.CommitteeID, error) {
	var names []string
	err := eachField(ctx, d.redis, "committees", keyNames, func(id, _ string) error { names = append(names, id); return nil })
	if err != nil {
		return nil, err
	}
	slices.SortFunc(names, byNumber)
	names = slices.Compact(names)
	ids := make([]activity.CommitteeID, len(names))
	for i, name := range names {
		ids[i] = activity.CommitteeID(name)
	}
	return ids, nil
}

// ChatOf is the committee a group chat belongs to; "" when none took it yet.
func (d *Directory) ChatOf(ctx context.Context, chat activity.ChatID) (activity.CommitteeID, error) {
	id, err := d.redis.HGet(ctx, keyOfChats, strconv.FormatInt(int64(chat), 10)).Result()
	if errors.Is(err, redis.Nil) {
		return "", nil
	}
	return activity.CommitteeID(id), wrap("committee of a chat", err)
}

// SetChat gives a group chat to a committee, unless one has it already.
func (d *Directory) SetChat(ctx context.Context, chat activity.ChatID, c activity.CommitteeID) error {
	return wrap("give chat", d.redis.HSetNX(ctx, keyOfChats, strconv.FormatInt(int64(chat), 10), string(c)).Err())
}

// moveChatScript gives a chat's row to its new number; a second time there is
// nothing to give.
//
//	KEYS chats   ARGV old, new
var moveChatScript = redis.NewScript(`
local c = redis.call('HGET', KEYS[1], ARGV[1])
if not c then return 0 end
redis.call('HSET', KEYS[1], ARGV[2], c)
redis.call('HDEL', KEYS[1], ARGV[1])
return 1`)

// MoveChat follows a group that got another number.
func (d *Directory) MoveChat(ctx context.Context, old, now activity.ChatID) error {
	return wrap("move chat", moveChatScript.Run(ctx, d.redis, []string{keyOfChats}, int64(old), int64(now)).Err())
}
