package store

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

const (
	// holdFor is how long a process counts as alive after it was last heard.
	holdFor = 5 * time.Second
	// lookEvery is how often it makes itself heard.
	lookEvery = time.Second
)

// hold is the time until which this process may begin work.
type hold struct {
	until context.Context
	end   func()
}

// begin starts a tenure under a new name. The caller holds the lock, or is the
// only one to know the inbox.
func (in *Inbox) begin() {
	in.former, in.name = in.name, rand.Text()
	in.tenure++
	in.lanes = map[int]*lane{}
	in.hold = nil
	in.stopPolling()
	in.tell()
}

func (in *Inbox) stopPolling() {
	if in.polls != nil {
		close(in.polls)
		in.polls = nil
	}
}

// tell wakes those who wait for lanes or the poller's part to change.
func (in *Inbox) tell() {
	close(in.changed)
	in.changed = make(chan struct{})
}

// hurry lets Keep look at once.
func (in *Inbox) hurry() {
	select {
	case in.kick <- struct{}{}:
	default:
	}
}

// Holds reports whether work on a delivery may begin now: whether its lane is
// still held and nobody else can have taken it over.
func (in *Inbox) Holds(d activity.Delivery) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.tenure == d.Tenure && in.lanes[d.Lane] != nil && in.hold.holds()
}

// holds compares with the clock, not with the timer behind the context, which
// may fire late.
func (h *hold) holds() bool {
	if h == nil {
		return false
	}
	deadline, _ := h.until.Deadline()
	return time.Until(deadline) > 0
}

// Keep holds this process's share of the lanes until ctx ends, and then gives
// back what it still holds. It reports what kept it from Redis to failed.
func (in *Inbox) Keep(ctx context.Context, failed func(error)) {
	turn := time.NewTicker(lookEvery)
	defer turn.Stop()
	for ctx.Err() == nil {
		if err := in.look(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
		case <-turn.C:
		case <-in.kick:
		}
	}
	if err := in.leave(ctx); err != nil {
		failed(err)
	}
}

// Retire takes no lane any more and gives back each as it is drained.
func (in *Inbox) Retire() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.retiring = true
	for _, l := range in.lanes {
		l.leaving = true
	}
	in.hurry()
}

// leaveScript strikes a process off.
//
//	KEYS alive, owners
//	ARGV process
var leaveScript = redis.NewScript(`
redis.call('ZREM', KEYS[1], ARGV[1])
local all = redis.call('HGETALL', KEYS[2])
for i = 1, #all, 2 do
  if all[i+1] == ARGV[1] then redis.call('HDEL', KEYS[2], all[i]) end
end
return 1`)

const leaveFor = 2 * time.Second

// leave gives everything back. What is left in hand was interrupted by this
// process and not by a fault of its own, so whoever begins it again need not
// count that against it.
func (in *Inbox) leave(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveFor)
	defer cancel()
	in.mu.Lock()
	name := in.name
	var excused []string
	for i, l := range in.lanes {
		for id := range l.inHand {
			excused = append(excused, tryField(activity.Delivery{Lane: i, ID: id}))
		}
	}
	if in.hold != nil {
		in.hold.end()
	}
	in.begin()
	in.mu.Unlock()
	_, err := in.redis.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, field := range excused {
			p.HIncrBy(ctx, keyTries, field, -1)
		}
		leaveScript.Eval(ctx, p, []string{keyAlive, keyOwners}, name)
		return nil
	})
	return wrap("leave", err)
}
