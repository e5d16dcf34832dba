package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// commitScript applies a plan unless its change was applied before or what it
// was worked out from has changed. It is most of what Redis does for a message, so
// whatever can be known before it runs is told: where the numbers of new records
// go, and how long every command is.
//
//	KEYS done, seq, then every other key a write or check names
//	ARGV outcome, seconds to keep it, number of new records, number of checks,
//	     number of places for numbers, number of totals,
//	     for each check: command, key, field or "", what it must give
//	     for each place: where among ARGV the number of a new record goes, counted
//	     from 1, and of which, counted from 0
//	     for each total: key, field, by how much
//	     for each write: number of arguments, command, arguments
//	→ outcome with the first new number before it, and "again" before that when
//	  the change was applied before; or "conflict"
var commitScript = redis.NewScript(`
local call, argv = redis.call, ARGV
local known = call('GET', KEYS[1])
if known then return 'again ' .. known end
local at = 7
for _ = 1, tonumber(argv[4]) do
  local now
  if argv[at+2] == '' then now = call(argv[at], argv[at+1]) else now = call(argv[at], argv[at+1], argv[at+2]) end
  if tostring(now) ~= argv[at+3] then return 'conflict' end
  at = at + 4
end
local first = 0
if argv[3] ~= '0' then first = call('INCRBY', KEYS[2], argv[3]) - argv[3] + 1 end
for _ = 1, tonumber(argv[5]) do
  argv[tonumber(argv[at])] = string.format('%d', first + argv[at+1])
  at = at + 2
end
for _ = 1, tonumber(argv[6]) do
  if call('HINCRBY', argv[at], argv[at+1], argv[at+2]) == 0 then call('HDEL', argv[at], argv[at+1]) end
  at = at + 3
end
local size = #argv
while at < size do
  local to = at + argv[at]
  call(unpack(argv, at + 1, to))
  at = to + 1
end
local outcome = string.format('%d', first) .. ' ' .. argv[1]
call('SET', KEYS[1], outcome, 'EX', argv[2])
return outcome`)

func (c *Committee) commit(ctx context.Context, p *plan) (done, error) {
	raw, err := commitScript.Run(ctx, c.redis, p.keys(c.keys.seq()), p.args()...).Text()
	if err != nil {
		return done{}, wrap("apply", err)
	}
	if raw == "conflict" {
		return done{}, activity.ErrConflict
	}
	if first, ok := strings.CutSuffix(raw, " "+p.done); ok && len(p.records) > 0 && p.onlyAdds {
		if n, err := strconv.ParseInt(first, 10, 64); err == nil {
			return done{First: activity.RecordID(n), Added: len(p.records)}, nil
		}
	}
	return parseDone(raw)
}

func (p *plan) args() []any {
	places := p.places()
	args := make([]any, 0, p.size()+len(places))
	args = append(args, p.done, int(doneFor.Seconds()), len(p.records), len(p.checks), len(places)/2, len(p.totals))
	// Pointers, for a string in an interface would be one more thing on the heap,
	// and there are eighty.
	for i := range p.checks {
		k := &p.checks[i]
		args = append(args, &k.command, &k.key, &k.field, &k.want)
	}
	args = append(args, places...)
	for i := range p.totals {
		t := &p.totals[i]
		args = append(args, &t.key, &t.field, &t.by)
	}
	for _, w := range p.writes {
		args = append(args, len(w))
		for i := range w {
			args = append(args, &w[i])
		}
	}
	return args
}

// headArgs are the arguments that say how many of everything there are.
const headArgs = 6

// size is the number of the script's arguments but for the places.
func (p *plan) size() int {
	n := headArgs + 4*len(p.checks) + 3*len(p.totals)
	for _, w := range p.writes {
		n += 1 + len(w)
	}
	return n
}

// places tell where among the script's arguments numbers of new records go.
func (p *plan) places() []any {
	var at, of []int
	n := headArgs + 4*len(p.checks) + 3*len(p.totals)
	for _, w := range p.writes {
		n++
		for _, arg := range w {
			n++
			if i, is := newRecordOf(arg); is {
				at, of = append(at, n), append(of, i)
			}
		}
	}
	places := make([]any, 0, 2*len(at))
	for i := range at {
		places = append(places, at[i]+2*len(at), of[i])
	}
	return places
}

// keys lists every key the script touches, as a cluster asks for.
func (p *plan) keys(seq string) []string {
	keys := make([]string, 0, 2+len(p.checks)+len(p.totals)+len(p.writes))
	keys = append(keys, p.key, seq)
	for _, k := range p.checks {
		keys = append(keys, k.key)
	}
	for _, t := range p.totals {
		keys = append(keys, t.key)
	}
	for _, w := range p.writes {
		keys = append(keys, w[1])
	}
	rest := keys[2:]
	slices.Sort(rest)
	return append(keys[:2], slices.Compact(rest)...)
}

func parseDone(raw string) (done, error) {
	var d done
	raw, d.again = strings.CutPrefix(raw, "again ")
	first, rest, _ := strings.Cut(raw, " ")
	n, err := strconv.ParseInt(first, 10, 64)
	if err == nil {
		err = json.Unmarshal([]byte(rest), &d)
	}
	if err != nil {
		return done{}, fmt.Errorf("store: outcome of a change: %w", err)
	}
	d.First = activity.RecordID(n)
	return d, nil
}
