package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// DeadLetter is something that could not be handled.
type DeadLetter struct {
	// ID is to be given to Replay.
	ID string
	// Raw is the update as the door sent it, or the payload of a notice.
	Raw []byte
	// Why it was given up, in a word or two; nothing of its content.
	Why string
	At  time.Time
}

// buryScript moves an entry to the dead letters, unless that was done before.
//
//	KEYS lane, dead
//	ARGV entry, reason, number of the lane
var buryScript = redis.NewScript(`
local e = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not e then return 0 end
redis.call('XADD', KEYS[2], '*', 'w', ARGV[2], 'l', ARGV[3], unpack(e[2]))
redis.call('XDEL', KEYS[1], ARGV[1])
return 1`)

// replayScript moves a dead letter back to the end of its lane.
//
//	KEYS dead, then every lane
//	ARGV entry
//	→ 1 moved, 0 not there
var replayScript = redis.NewScript(`
local e = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
if not e then return 0 end
local lane, fields = 0, {}
for i = 1, #e[2], 2 do
  if e[2][i] == 'l' then lane = tonumber(e[2][i+1])
  elseif e[2][i] ~= 'w' then fields[#fields+1] = e[2][i]; fields[#fields+1] = e[2][i+1] end
end
redis.call('XADD', KEYS[lane+2], '*', unpack(fields))
redis.call('XDEL', KEYS[1], ARGV[1])
return 1`)

// Dead is how many dead letters there are.
func (in *Inbox) Dead(ctx context.Context) (int64, error) {
	n, err := in.redis.XLen(ctx, keyDead).Result()
	return n, wrap("count dead letters", err)
}

// DeadLetters lists the newest dead letters, at most limit.
func (in *Inbox) DeadLetters(ctx context.Context, limit int) ([]DeadLetter, error) {
	entries, err := in.redis.XRevRangeN(ctx, keyDead, "+", "-", int64(limit)).Result()
	if err != nil {
		return nil, wrap("dead letters", err)
	}
	letters := make([]DeadLetter, len(entries))
	for i, m := range entries {
		text := func(field string) string { s, _ := m.Values[field].(string); return s }
		letters[i] = DeadLetter{ID: m.ID, Raw: []byte(text("d") + text("n")), Why: text("w"), At: entryTime(m.ID)}
	}
	return letters, nil
}

// Discard forgets a dead letter for good; activity.ErrNotFound when there is none
// of that ID.
func (in *Inbox) Discard(ctx context.Context, id string) error {
	if !isEntry(id) {
		return fmt.Errorf("store: discard %s: %w", strconv.Quote(id), activity.ErrNotFound)
	}
	n, err := in.redis.XDel(ctx, keyDead, id).Result()
	if err == nil && n == 0 {
		return fmt.Errorf("store: discard %s: %w", strconv.Quote(id), activity.ErrNotFound)
	}
	return wrap("discard", err)
}

// isEntry reports whether a text, which may come from anybody, is the id of an
// entry.
func isEntry(id string) bool {
	ms, seq, ok := strings.Cut(id, "-")
	_, err := strconv.ParseUint(ms, 10, 64)
	_, err2 := strconv.ParseUint(seq, 10, 64)
	return ok && err == nil && err2 == nil
}

// Replay gives a dead letter another three tries, after all that waits in its
// lane now; activity.ErrNotFound when there is none of that ID.
func (in *Inbox) Replay(ctx context.Context, id string) error {
	if !isEntry(id) {
		return fmt.Errorf("store: replay %s: %w", strconv.Quote(id), activity.ErrNotFound)
	}
	keys := []string{keyDead}
	for i := range Lanes {
		keys = append(keys, keyLane(i))
	}
	n, err := replayScript.Run(ctx, in.redis, keys, id).Int()
	if err == nil && n == 0 {
		return fmt.Errorf("store: replay %s: %w", strconv.Quote(id), activity.ErrNotFound)
	}
	return wrap("replay", err)
}
