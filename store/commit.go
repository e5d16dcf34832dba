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
// was worked out from has changed.
//
//	KEYS done, seq, then every other key a write or check names
//	ARGV outcome, seconds to keep it, number of new records, number of checks,
//	     for each check: command, key, field or "", what it must give
//	     for each write: number of arguments, command, arguments;
//	     an argument of NUL and n stands for the number of the n-th new record
//	→ outcome with the first new number before it, and "again" before that when
//	  the change was applied before; or "conflict"
var commitScript = redis.NewScript(`
local known = redis.call('GET', KEYS[1])
if known then return 'again ' .. known end
local at = 5
for _ = 1, tonumber(ARGV[4]) do
  local now
  if ARGV[at+2] == '' then now = redis.call(ARGV[at], ARGV[at+1]) else now = redis.call(ARGV[at], ARGV[at+1], ARGV[at+2]) end
  if tostring(now) ~= ARGV[at+3] then return 'conflict' end
  at = at + 4
end
local count = tonumber(ARGV[3])
local first = 0
if count > 0 then first = redis.call('INCRBY', KEYS[2], count) - count + 1 end
while at < #ARGV do
  local n = tonumber(ARGV[at])
  local w = {unpack(ARGV, at + 1, at + n)}
  for i = 3, n do
    if string.byte(w[i]) == 0 then w[i] = string.format('%d', first + string.sub(w[i], 2)) end
  end
  local now = redis.call(unpack(w))
  if now == 0 and w[1] == 'HINCRBY' then redis.call('HDEL', w[2], w[3]) end
  at = at + n + 1
end
local outcome = string.format('%d', first) .. ' ' .. ARGV[1]
redis.call('SET', KEYS[1], outcome, 'EX', ARGV[2])
return outcome`)

func (c *Committee) commit(ctx context.Context, p *plan) (done, error) {
	raw, err := commitScript.Run(ctx, c.redis, p.keys(c.keys.seq()), p.args()...).Text()
	if err != nil {
		return done{}, wrap("apply", err)
	}
	if raw == "conflict" {
		return done{}, activity.ErrConflict
	}
	return parseDone(raw)
}

func (p *plan) args() []any {
	args := []any{p.done, int(doneFor.Seconds()), len(p.records), len(p.checks)}
	for _, k := range p.checks {
		args = append(args, k.command, k.key, k.field, k.want)
	}
	for _, w := range p.writes {
		args = append(args, len(w))
		for _, arg := range w {
			args = append(args, arg)
		}
	}
	return args
}

// keys lists every key the script touches, as a cluster asks for.
func (p *plan) keys(seq string) []string {
	keys := []string{p.key, seq}
	for _, k := range p.checks {
		keys = append(keys, k.key)
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
