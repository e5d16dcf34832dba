package store

import (
	"context"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

const (
	seenFor   = 48 * time.Hour // twice what Telegram keeps an update
	noticeFor = 30 * 24 * time.Hour
)

// put is one entry to be stored once.
type put struct {
	seen string // key under which it is remembered
	keep time.Duration
	lane int
	raw  []byte
	chat string // of a notice, else ""
	key  string // of a notice
}

// Put stores raw updates in the order given; the door may be told that they
// arrived only after Put returned nil. An update stored before is left alone.
// What others put at the same time goes in the same round trip.
func (in *Inbox) Put(ctx context.Context, updates ...activity.Update) error {
	puts := make([]put, len(updates))
	for i, u := range updates {
		puts[i] = put{seen: keySeen(u.ID), keep: seenFor, lane: laneOf(u.Chat), raw: u.Raw}
	}
	return wrap("put update", in.puts.do(ctx, puts...))
}

// PutNotice stores something the program itself wants said in a chat, after
// all that waits there. The handler gets it as a message of kind
// activity.Notice with payload as its Text. The same key is stored once in
// thirty days.
func (in *Inbox) PutNotice(ctx context.Context, chat activity.ChatID, key, payload string) error {
	return wrap("put notice", in.puts.do(ctx, put{
		seen: keyNotice(key), keep: noticeFor, lane: laneOf(chat), raw: []byte(payload),
		chat: strconv.FormatInt(int64(chat), 10), key: key,
	}))
}

// putScript stores what was not stored before.
//
//	KEYS for each entry: seen, lane
//	ARGV for each entry: seconds to remember it, bytes, chat or "", key
//	→ how many were new
var putScript = redis.NewScript(`
local new = 0
for i = 1, #KEYS, 2 do
  local a = i * 2 - 1
  if redis.call('SET', KEYS[i], '1', 'NX', 'EX', ARGV[a]) then
    if ARGV[a+2] == '' then
      redis.call('XADD', KEYS[i+1], '*', 'd', ARGV[a+1])
    else
      redis.call('XADD', KEYS[i+1], '*', 'n', ARGV[a+1], 'c', ARGV[a+2], 'k', ARGV[a+3])
    end
    new = new + 1
  end
end
return new`)

func (in *Inbox) carryPuts(ctx context.Context, puts []put) error {
	keys := make([]string, 0, 2*len(puts))
	args := make([]any, 0, 4*len(puts))
	for _, p := range puts {
		keys = append(keys, p.seen, keyLane(p.lane))
		args = append(args, int(p.keep.Seconds()), p.raw, p.chat, p.key)
	}
	n, err := putScript.Run(ctx, in.redis, keys, args...).Int64()
	if err == nil {
		in.count.stored.Add(n)
		in.count.known.Add(int64(len(puts)) - n)
		in.feed(puts)
	}
	return err
}

// silenceScript tells when the way in was last open, and the time.
//
//	KEYS listening
//	→ milliseconds or "", milliseconds now
var silenceScript = redis.NewScript(`
local t = redis.call('TIME')
return {redis.call('GET', KEYS[1]) or '', string.format('%d', t[1] * 1000 + math.floor(t[2] / 1000))}`)

// Silence tells when the way in was last known to be open, by Listening, and
// the present by the same clock; since is zero when it never was.
func (in *Inbox) Silence(ctx context.Context) (since, now time.Time, err error) {
	times, err := silenceScript.Run(ctx, in.redis, []string{keyListening}).StringSlice()
	if err != nil {
		return since, now, wrap("silence", err)
	}
	return milliseconds(times[0]), milliseconds(times[1]), nil
}

// Listening notes that the way in was open until a moment of the server's clock,
// as Silence gave it.
func (in *Inbox) Listening(ctx context.Context, until time.Time) error {
	return wrap("listening", in.redis.Set(ctx, keyListening, until.UnixMilli(), 0).Err())
}

func milliseconds(s string) time.Time {
	ms, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}
