package store

import (
	"context"
	"hash/fnv"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// Lanes is how many parts the inbox has. A chat belongs to one of them for
// ever, so the number is part of the layout.
const Lanes = 32

// Inbox holds what came in from before it is acknowledged to the door until it
// is answered, in lanes: every chat has one lane, every lane at most one
// process that works on it.
//
// A lane is a stream from which entries are deleted when they are done, so
// whoever takes a lane over reads it from its beginning and has all that is
// unfinished, in order. (Consumer groups would keep a second account of the
// same thing and would spread one chat over processes.)
//
// Which process works on which lane stands in the hash {inbox}:owners, and a
// process counts as alive until the time it last wrote to {inbox}:alive, by the
// clock of the Redis server. One script, once a second, keeps a process alive,
// takes what the dead have left, and gives back what is more than its share. A
// killed process is replaced within holdFor and a little; one that stops gives
// its lanes back as they are drained.
//
// A process that was suspended or cut off from Redis may believe that it still
// holds a lane another has taken. Two things make that harmless. It counts
// holdFor on its own clock from before it asked, and begins no work after that
// (Holds). And what it began earlier may end late, for a change is applied once
// under its message's key, whoever applies it: the worst is an answer said
// twice.
type Inbox struct {
	redis redis.UniversalClient
	puts  gather[put]
	outs  gather[out]
	count inboxCount
	kick  chan struct{} // asks Keep not to wait for its next turn

	mu       sync.Mutex
	name     string // this process as the others know it, new for each tenure
	former   string // the name of a tenure that ran out, to be struck off
	tenure   uint64
	hold     *hold
	lanes    map[int]*lane
	live     int           // processes alive, this one included
	retiring bool          // takes nothing any more
	wants    bool          // to be the poller
	polls    chan struct{} // not nil while this process is the poller; closed when no longer
	changed  chan struct{} // closed and made anew when lanes or poller change
	clock    int64         // the server's millisecond at the last look
	fed      map[int]bool  // lanes this process stored something in, not read since
	narrow   int           // looks at such lanes alone, in a row
}

// lane is a lane held by this process.
type lane struct {
	after   string          // the last entry handed out
	again   string          // the newest entry when the lane was taken
	inHand  map[string]bool // handed out and not finished
	leaving bool            // given back as soon as nothing is in hand
	looked  string          // after, at the last look
	missed  int             // looks in a row at which more waited than was in hand
}

type inboxCount struct {
	stored, known, finished, buried atomic.Int64
}

// Inbox opens the inbox for this process. It holds no lane, and Next gives
// nothing, until Keep runs.
func (s *Store) Inbox() *Inbox {
	in := &Inbox{redis: s.redis, kick: make(chan struct{}, 1), lanes: map[int]*lane{}, fed: map[int]bool{}, live: 1, changed: make(chan struct{})}
	in.puts.carry = in.carryPuts
	in.outs.carry = in.carryOuts
	in.begin()
	return in
}

// laneOf is the lane of a chat.
func laneOf(chat activity.ChatID) int {
	h := fnv.New32a()
	_, _ = h.Write(strconv.AppendInt(nil, int64(chat), 10))
	return int(h.Sum32() % Lanes)
}

// Waiting is how much is stored and not finished, in all lanes.
func (in *Inbox) Waiting(ctx context.Context) (int64, error) {
	sizes := make([]*redis.IntCmd, Lanes)
	_, err := in.redis.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i := range sizes {
			sizes[i] = p.XLen(ctx, keyLane(i))
		}
		return nil
	})
	n := int64(0)
	for _, size := range sizes {
		n += size.Val()
	}
	return n, wrap("count inbox", err)
}

// InboxStats is what the inbox did since it was opened and how it stands.
type InboxStats struct {
	// Stored were new, Known came again and were left alone.
	Stored, Known int64
	// Finished were answered, Buried went to the dead letters.
	Finished, Buried int64
	// Lanes this process holds; Processes alive, this one included.
	Lanes, Processes int
	// InHand is how much is handed out and not finished; Oldest how long the
	// oldest of it had waited at the last look, once a second.
	InHand int
	Oldest time.Duration
}

// Stats tells how this process's share of the inbox stands; it asks nobody.
func (in *Inbox) Stats() InboxStats {
	s := InboxStats{
		Stored: in.count.stored.Load(), Known: in.count.known.Load(),
		Finished: in.count.finished.Load(), Buried: in.count.buried.Load(),
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	s.Lanes, s.Processes = len(in.lanes), in.live
	for _, l := range in.lanes {
		s.InHand += len(l.inHand)
		for id := range l.inHand {
			at, _ := parseEntry(id)
			s.Oldest = max(s.Oldest, time.Duration(in.clock-int64(at))*time.Millisecond)
		}
	}
	return s
}

// Processes is how many processes share the inbox, this one included.
func (in *Inbox) Processes() int {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.live
}
