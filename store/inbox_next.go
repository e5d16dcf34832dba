package store

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

const (
	blockFor = time.Second / 2 // a blocking read cannot be cancelled earlier
	// laneHolds is how much of one lane is handed out at once. More from a chat
	// that floods waits in Redis, and only the chats of its lane wait with it.
	laneHolds = 1000
	// narrowRuns is after how many looks at lanes this process itself stored
	// something in all of them are read again. Asking for 32 lanes costs Redis as
	// much as a message's look-ups; what another process stored waits so long.
	narrowRuns = 8
)

// Next gives what waits in the lanes this process holds, up to limit of each,
// in order of arrival within a lane; when nothing does it waits a moment.
// Each entry is handed out once in a tenure, until it is finished.
// Only one goroutine may call Next.
func (in *Inbox) Next(ctx context.Context, limit int) ([]activity.Delivery, error) {
	reading := in.reading()
	if len(reading.lanes) == 0 {
		in.awaitChange(ctx, reading.changed)
		return nil, nil
	}
	block := blockFor
	if reading.narrow {
		block = -1 // not at all
	}
	streams, err := in.redis.XRead(ctx, &redis.XReadArgs{
		Streams: reading.streams(), Count: int64(limit), Block: block,
	}).Result()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	if err != nil {
		return nil, wrap("read inbox", err)
	}
	got := in.handOut(reading, streams)
	return got, in.recall(ctx, got)
}

// reading is a look at the lanes that are to be read.
type reading struct {
	tenure  uint64
	lanes   map[string]*lane // by key
	numbers map[string]int
	after   []string
	keys    []string
	narrow  bool // of lanes in which something certainly was stored
	changed chan struct{}
}

func (r *reading) streams() []string { return append(r.keys, r.after...) }

func (in *Inbox) reading() *reading {
	in.mu.Lock()
	defer in.mu.Unlock()
	r := &reading{tenure: in.tenure, lanes: map[string]*lane{}, numbers: map[string]int{}, changed: in.changed}
	if in.retiring {
		return r
	}
	r.narrow = in.narrows()
	fed := in.fed
	in.fed = map[int]bool{}
	for i, l := range in.lanes {
		if l.leaving || len(l.inHand) >= laneHolds || r.narrow && !fed[i] {
			continue
		}
		key := keyLane(i)
		r.lanes[key], r.numbers[key] = l, i
		r.keys, r.after = append(r.keys, key), append(r.after, l.after)
	}
	return r
}

// narrows reports whether only lanes are to be read that this process stored
// something in.
func (in *Inbox) narrows() bool {
	in.narrow++
	for i := range in.fed {
		if l := in.lanes[i]; l != nil && !l.leaving && len(l.inHand) < laneHolds && in.narrow <= narrowRuns {
			return true
		}
	}
	in.narrow = 0
	return false
}

// feed notes which lanes hold something new.
func (in *Inbox) feed(puts []put) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, p := range puts {
		in.fed[p.lane] = true
	}
}

func (in *Inbox) awaitChange(ctx context.Context, changed chan struct{}) {
	timer := time.NewTimer(blockFor)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-changed:
	case <-timer.C:
	}
}

// handOut takes what was read into hand, as far as its lane is still held and
// it is not in hand already.
func (in *Inbox) handOut(r *reading, streams []redis.XStream) []activity.Delivery {
	in.mu.Lock()
	defer in.mu.Unlock()
	var got []activity.Delivery
	for _, s := range streams {
		l, i := r.lanes[s.Stream], r.numbers[s.Stream]
		if in.lanes[i] != l || in.tenure != r.tenure || l.leaving {
			continue
		}
		for _, m := range s.Messages {
			l.after = m.ID
			if l.inHand[m.ID] {
				continue
			}
			l.inHand[m.ID] = true
			d := delivery(m)
			d.Lane, d.Tenure, d.Again = i, in.tenure, !later(m.ID, l.again)
			got = append(got, d)
		}
	}
	return got
}

func delivery(m redis.XMessage) activity.Delivery {
	text := func(field string) string { s, _ := m.Values[field].(string); return s }
	if _, ok := m.Values["n"]; !ok {
		return activity.Delivery{ID: m.ID, Raw: []byte(text("d"))}
	}
	chat, _ := strconv.ParseInt(text("c"), 10, 64)
	return activity.Delivery{ID: m.ID, Notice: &activity.Message{
		Chat: activity.ChatID(chat), Kind: activity.Notice, Text: text("n"), Key: "n:" + text("k"), SentAt: entryTime(m.ID),
	}}
}

// recall looks up how often work on what may have been begun was in vain.
func (in *Inbox) recall(ctx context.Context, got []activity.Delivery) error {
	var fields []string
	var again []*activity.Delivery
	for i := range got {
		if got[i].Again {
			again, fields = append(again, &got[i]), append(fields, tryField(got[i]))
		}
	}
	if len(again) == 0 {
		return nil
	}
	tries, err := in.redis.HMGet(ctx, keyTries, fields...).Result()
	if err != nil {
		in.putBack(got)
		return wrap("recall tries", err)
	}
	for i, v := range tries {
		s, _ := v.(string)
		again[i].Tries, _ = strconv.Atoi(s)
	}
	return nil
}

// putBack undoes a handing out.
func (in *Inbox) putBack(got []activity.Delivery) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, d := range got {
		if l := in.lanes[d.Lane]; l != nil && d.Tenure == in.tenure {
			delete(l.inHand, d.ID)
			l.after = "0"
		}
	}
}

func tryField(d activity.Delivery) string { return strconv.Itoa(d.Lane) + "/" + d.ID }

// Try notes that work on an entry was in vain, or begins though an earlier
// beginning came to nothing, and gives the number of times so far.
func (in *Inbox) Try(ctx context.Context, d activity.Delivery) (int, error) {
	n, err := in.redis.HIncrBy(ctx, keyTries, tryField(d), 1).Result()
	return int(n), wrap("count try", err)
}

// out is one entry to be taken out.
type out struct {
	activity.Delivery
	bury bool
	why  string
}

// Done takes an answered entry out; what it said is gone with it.
func (in *Inbox) Done(ctx context.Context, d activity.Delivery) error {
	return wrap("finish", in.outs.do(ctx, out{Delivery: d}))
}

// Bury moves an entry that cannot be handled out of the way of the others, to
// the dead letters, with the reason.
func (in *Inbox) Bury(ctx context.Context, d activity.Delivery, why string) error {
	return wrap("bury", in.outs.do(ctx, out{Delivery: d, bury: true, why: why}))
}

// carryOuts takes entries out. An entry's tries go first: without its entry
// such a line would stay for ever.
func (in *Inbox) carryOuts(ctx context.Context, outs []out) error {
	var tries []string
	done := map[int][]string{}
	for _, o := range outs {
		tries = append(tries, tryField(o.Delivery))
		if !o.bury {
			done[o.Lane] = append(done[o.Lane], o.ID)
		}
	}
	_, err := in.redis.Pipelined(ctx, func(p redis.Pipeliner) error {
		p.HDel(ctx, keyTries, tries...)
		for lane, ids := range done {
			p.XDel(ctx, keyLane(lane), ids...)
		}
		if chats := backs(outs); len(chats) > 0 {
			p.SRem(ctx, keyGone, chats...)
		}
		for _, o := range outs {
			if o.bury {
				buryScript.Eval(ctx, p, []string{keyLane(o.Lane), keyDead}, o.ID, o.why, o.Lane)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	in.release(outs)
	return nil
}

// release takes finished entries out of hand.
func (in *Inbox) release(outs []out) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, o := range outs {
		if o.bury {
			in.count.buried.Add(1)
		} else {
			in.count.finished.Add(1)
		}
		l := in.lanes[o.Lane]
		if l == nil || o.Tenure != in.tenure {
			continue
		}
		delete(l.inHand, o.ID)
		if l.leaving && len(l.inHand) == 0 {
			in.hurry()
		}
	}
}

// parseEntry splits a stream's entry id, "1700000000000-0".
func parseEntry(id string) (ms, seq uint64) {
	left, right, _ := strings.Cut(id, "-")
	ms, _ = strconv.ParseUint(left, 10, 64)
	seq, _ = strconv.ParseUint(right, 10, 64)
	return ms, seq
}

func entryTime(id string) time.Time {
	ms, _ := parseEntry(id)
	return time.UnixMilli(int64(ms))
}

// later reports whether entry a came after entry b.
func later(a, b string) bool {
	aMS, aSeq := parseEntry(a)
	bMS, bSeq := parseEntry(b)
	return cmp.Or(cmp.Compare(aMS, bMS), cmp.Compare(aSeq, bSeq)) > 0
}
