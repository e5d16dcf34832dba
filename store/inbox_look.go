package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/redis/go-redis/v9"
)

// lookScript keeps a process alive and shares the lanes out.
//
//	KEYS alive, owners, then every lane
//	ARGV process, former name, milliseconds to live, wants to poll "1" or "",
//	     retiring "1" or "", then the numbers of lanes given back
//	→ milliseconds now, processes alive, polls "1" or "", then for each lane
//	  held: number, entries waiting, newest entry if it was taken just now or ""
var lookScript = redis.NewScript(`
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local me = ARGV[1]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%d', now))
if ARGV[2] ~= '' then redis.call('ZREM', KEYS[1], ARGV[2]) end
redis.call('ZADD', KEYS[1], string.format('%d', now + ARGV[3]), me)
for i = 6, #ARGV do
  if redis.call('HGET', KEYS[2], ARGV[i]) == me then redis.call('HDEL', KEYS[2], ARGV[i]) end
end
local alive, live = {}, 0
for _, p in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do alive[p] = true; live = live + 1 end
local owner, all = {}, redis.call('HGETALL', KEYS[2])
for i = 1, #all, 2 do owner[all[i]] = all[i+1] end
local lanes, mine, free = #KEYS - 2, {}, {}
for i = 0, lanes - 1 do
  local o = owner[tostring(i)]
  if o == me then mine[#mine+1] = {i, false} elseif not o or not alive[o] then free[#free+1] = i end
end
if ARGV[5] == '' then
  for _, i in ipairs(free) do
    if #mine >= math.ceil(lanes / live) then break end
    redis.call('HSET', KEYS[2], tostring(i), me)
    mine[#mine+1] = {i, true}
  end
end
local poller = owner['poller']
if ARGV[4] == '' then
  if poller == me then redis.call('HDEL', KEYS[2], 'poller') end
elseif poller ~= me and (not poller or not alive[poller]) then
  redis.call('HSET', KEYS[2], 'poller', me)
  poller = me
end
local out = {string.format('%d', now), tostring(live), (ARGV[4] ~= '' and poller == me) and '1' or ''}
for _, m in ipairs(mine) do
  local key, newest = KEYS[m[1] + 3], ''
  local waiting = redis.call('XLEN', key)
  if m[2] and waiting > 0 then newest = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1][1] end
  out[#out+1] = tostring(m[1])
  out[#out+1] = tostring(waiting)
  out[#out+1] = m[2] and (newest ~= '' and newest or '0-0') or ''
end
return out`)

// look renews the hold. When Redis cannot be asked, what is held stays held
// until its time is over.
func (in *Inbox) look(ctx context.Context) error {
	name, keys, args := in.request()
	until, cancel := context.WithTimeout(context.WithoutCancel(ctx), holdFor)
	asking, stop := context.WithTimeout(ctx, holdFor)
	defer stop()
	answer, err := lookScript.Run(asking, in.redis, keys, args...).StringSlice()
	if err != nil {
		cancel()
		in.expire(nil)
		return wrap("hold lanes", err)
	}
	next := &hold{until: until}
	unwatch := context.AfterFunc(until, func() { in.expire(next) })
	next.end = func() { unwatch(); cancel() }
	in.grant(name, next, answer)
	return nil
}

// expire ends the tenure when its hold is over: others may have the lanes now.
func (in *Inbox) expire(which *hold) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if which != nil && which != in.hold || in.hold == nil || in.hold.holds() {
		return
	}
	in.hold.end()
	in.begin()
}

// request is what this process asks for. Lanes drained on their way out are
// given back with it.
func (in *Inbox) request() (name string, keys []string, args []any) {
	in.mu.Lock()
	defer in.mu.Unlock()
	keys = []string{keyAlive, keyOwners}
	for i := range Lanes {
		keys = append(keys, keyLane(i))
	}
	flag := map[bool]string{true: "1"}
	args = []any{in.name, in.former, holdFor.Milliseconds(), flag[in.wants], flag[in.retiring]}
	for i, l := range in.lanes {
		if l.leaving && len(l.inHand) == 0 {
			args = append(args, i)
			delete(in.lanes, i)
		}
	}
	return in.name, keys, args
}

// grant takes up what Redis answered to a tenure that still lasts.
func (in *Inbox) grant(name string, next *hold, answer []string) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if name != in.name {
		next.end()
		return
	}
	if in.hold != nil {
		in.hold.end()
	}
	in.hold, in.former = next, ""
	in.clock, _ = strconv.ParseInt(answer[0], 10, 64)
	in.live, _ = strconv.Atoi(answer[1])
	in.grantPolling(answer[2] != "")
	held := map[int]*lane{}
	for i := 3; i+2 < len(answer); i += 3 {
		number, _ := strconv.Atoi(answer[i])
		waiting, _ := strconv.Atoi(answer[i+1])
		held[number] = in.lanes[number].look(waiting, answer[i+2])
	}
	in.lanes = held
	in.share()
	in.tell()
}

func (in *Inbox) grantPolling(granted bool) {
	switch {
	case granted && in.wants && in.polls == nil:
		in.polls = make(chan struct{})
	case !granted:
		in.stopPolling()
	}
}

// look brings a lane up to date; nil is one not held before. When more keeps
// waiting than is in hand and nothing new is read, as after a fail-over to a
// server whose clock is behind, the lane is read from its beginning.
func (l *lane) look(waiting int, taken string) *lane {
	if l == nil {
		l = &lane{after: "0", again: cmp.Or(taken, "0-0"), inHand: map[string]bool{}}
		if taken == "" {
			// Ours by the books, unknown here: an answer of Redis was missed.
			l.again = "9999999999999-0"
		}
		return l
	}
	if taken != "" {
		l.after, l.again = "0", taken
	}
	stuck := waiting > len(l.inHand) && len(l.inHand) < laneHolds && l.after == l.looked
	l.looked = l.after
	if !stuck {
		l.missed = 0
		return l
	}
	if l.missed++; l.missed >= 3 {
		l.after, l.missed = "0", 0
	}
	return l
}

// share marks what is more than this process's share to be given back, idle
// lanes first.
func (in *Inbox) share() {
	numbers := make([]int, 0, len(in.lanes))
	for i := range in.lanes {
		numbers = append(numbers, i)
	}
	slices.SortFunc(numbers, func(a, b int) int { return len(in.lanes[b].inHand) - len(in.lanes[a].inHand) })
	fair := (Lanes + in.live - 1) / in.live
	for n, i := range numbers {
		l := in.lanes[i]
		l.leaving = in.retiring || n >= fair
		if l.leaving && len(l.inHand) == 0 {
			in.hurry()
		}
	}
}
