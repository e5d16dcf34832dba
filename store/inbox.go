package store

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// group is the one consumer group; consumer names a process that comes back
// under the same name, so that it finds its own unfinished work first.
const (
	group     = "lanes"
	consumer  = "bot"
	seenFor   = 48 * time.Hour // twice what Telegram keeps an update
	waitForIt = time.Second    // a blocking read cannot be cancelled earlier
)

// Inbox holds raw updates from before they are acknowledged to the door until
// they are answered.
type Inbox struct {
	redis  redis.UniversalClient
	resume string // where in the own unfinished work to read on; "" when through
	begun  bool
}

// Inbox opens the inbox for one reading process. Only one goroutine may call
// Next.
func (s *Store) Inbox() *Inbox { return &Inbox{redis: s.redis, resume: "0"} }

// putScript stores an update unless it was stored before.
//
//	KEYS seen, updates
//	ARGV seconds to remember it, update id, raw bytes
//	→ 1 stored, 0 known
var putScript = redis.NewScript(`
if not redis.call('SET', KEYS[1], '1', 'NX', 'EX', ARGV[1]) then return 0 end
redis.call('XADD', KEYS[2], '*', 'u', ARGV[2], 'd', ARGV[3])
return 1`)

// Put stores a raw update; the door may be told it arrived only after Put
// returned nil. The same update id is stored once.
func (in *Inbox) Put(ctx context.Context, update int64, raw []byte) error {
	seen := []string{keySeen(update), keyUpdates}
	return wrap("put update", putScript.Run(ctx, in.redis, seen, int(seenFor.Seconds()), update, raw).Err())
}

// Next gives up to limit updates in order of arrival: first those an earlier
// run of this process took and did not finish, then new ones, waiting up to a
// second for them. No updates and no error means nothing came.
func (in *Inbox) Next(ctx context.Context, limit int) ([]activity.Delivery, error) {
	if err := in.begin(ctx); err != nil {
		return nil, err
	}
	if in.resume != "" {
		old, err := in.unfinished(ctx, limit)
		if err != nil || len(old) > 0 {
			return old, err
		}
	}
	return in.read(ctx, ">", limit)
}

func (in *Inbox) begin(ctx context.Context) error {
	if in.begun {
		return nil
	}
	err := in.redis.XGroupCreateMkStream(ctx, keyUpdates, group, "0").Err()
	if err != nil && !strings.HasPrefix(err.Error(), "BUSYGROUP") {
		return wrap("begin inbox", err)
	}
	in.begun = true
	return nil
}

func (in *Inbox) unfinished(ctx context.Context, limit int) ([]activity.Delivery, error) {
	old, err := in.read(ctx, in.resume, limit)
	if err != nil {
		return nil, err
	}
	if len(old) == 0 {
		in.resume = ""
		return nil, nil
	}
	in.resume = old[len(old)-1].ID
	pending, err := in.redis.XPendingExt(ctx, &redis.XPendingExtArgs{
		Stream: keyUpdates, Group: group, Start: old[0].ID, End: in.resume, Count: int64(len(old)), Consumer: consumer,
	}).Result()
	if err != nil {
		return nil, wrap("count tries", err)
	}
	tries := map[string]int{}
	for _, p := range pending {
		tries[p.ID] = int(p.RetryCount) - 1
	}
	for i := range old {
		old[i].Tries = tries[old[i].ID]
	}
	return old, nil
}

func (in *Inbox) read(ctx context.Context, after string, limit int) ([]activity.Delivery, error) {
	args := &redis.XReadGroupArgs{
		Group: group, Consumer: consumer, Streams: []string{keyUpdates, after},
		Count: int64(limit), Block: waitForIt,
	}
	streams, err := in.redis.XReadGroup(ctx, args).Result()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	if err != nil {
		// A Redis that lost its data has lost the group with it.
		in.begun = in.begun && !strings.HasPrefix(err.Error(), "NOGROUP")
		return nil, wrap("read inbox", err)
	}
	var out []activity.Delivery
	for _, m := range streams[0].Messages {
		raw, _ := m.Values["d"].(string)
		out = append(out, activity.Delivery{ID: m.ID, Raw: []byte(raw)})
	}
	return out, nil
}

// Done takes an answered update out; what it said is gone with it.
func (in *Inbox) Done(ctx context.Context, d activity.Delivery) error {
	_, err := in.redis.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.XAck(ctx, keyUpdates, group, d.ID)
		p.XDel(ctx, keyUpdates, d.ID)
		return nil
	})
	return wrap("finish update", err)
}

// Bury moves an update that cannot be handled out of the way of the others, to
// the dead letters, with the reason.
func (in *Inbox) Bury(ctx context.Context, d activity.Delivery, why string) error {
	_, err := in.redis.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.XAdd(ctx, &redis.XAddArgs{Stream: keyDead, Values: []any{"d", d.Raw, "w", why}})
		p.XAck(ctx, keyUpdates, group, d.ID)
		p.XDel(ctx, keyUpdates, d.ID)
		return nil
	})
	return wrap("bury update", err)
}

// Waiting is how many updates are stored and not finished.
func (in *Inbox) Waiting(ctx context.Context) (int64, error) {
	n, err := in.redis.XLen(ctx, keyUpdates).Result()
	return n, wrap("count inbox", err)
}

// Dead is how many updates were buried.
func (in *Inbox) Dead(ctx context.Context) (int64, error) {
	n, err := in.redis.XLen(ctx, keyDead).Result()
	return n, wrap("count dead letters", err)
}
