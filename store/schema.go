package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// schemaVersion is the layout of a committee's data this program reads and writes.
// Version 1 had sorted sets where 2 has lists of a member's records and of what
// came to a day or kind of work; 2 counted a thing told in several units in each of
// them, 3 in one (counting.UnitOf).
const schemaVersion = 3

// inboxVersion and directoryVersion are those of what waits in the inbox and of the
// directory of committees. Both were there before they were marked; such data is of
// version 1.
const (
	inboxVersion     = 1
	directoryVersion = 1
)

// layout is how a part of the data is laid out: its version stands with it, so that
// no program takes it for what it is not.
type layout struct {
	redis   redis.UniversalClient
	of      string // whose it is, for errors
	version int    // of this program
	// schema holds the version, migrating who is rewriting older data.
	schema, migrating string
	// traces are keys one of which is there in data from before it was marked; none
	// where all data ever was.
	traces []string
	// steps lead from a version to the next, 1 first, and put that version in the
	// place of the old one. Each may be cut short and begun again.
	steps []func(context.Context) error
}

const (
	migrateFor = time.Minute // a process that died leaves the work to others after this
	lookAgain  = 200 * time.Millisecond
)

// Prepare brings a committee's data to the layout of this program: a new one is
// marked with it; older data is rewritten, by one process while others wait; and
// data of a newer program is refused with activity.ErrInvalid, nothing touched.
func (c *Committee) Prepare(ctx context.Context) error {
	return layout{
		c.redis, string(c.id), schemaVersion, c.keys.schema(), c.keys.migrating(), nil,
		[]func(context.Context) error{c.toLists, c.toOneUnit},
	}.prepare(ctx)
}

// Prepare does the same with what no committee owns: the inbox and the directory.
func (s *Store) Prepare(ctx context.Context) error {
	directory := []string{keyOfUsers, keyOfChats, keyNames, keyCommittees}
	for _, l := range []layout{
		{s.redis, "the inbox", inboxVersion, "{inbox}:schema", "{inbox}:migrating", inboxTraces(), nil},
		{s.redis, "the directory", directoryVersion, "{people}:schema", "{people}:migrating", directory, nil},
	} {
		if err := l.prepare(ctx); err != nil {
			return err
		}
	}
	return nil
}

func inboxTraces() []string {
	keys := []string{keyDead, keyTries, keyAlive, keyOwners, keyListening, keyGone}
	for i := range Lanes {
		keys = append(keys, keyLane(i))
	}
	return keys
}

func (l layout) prepare(ctx context.Context) error {
	me := rand.Text()
	for {
		version, err := l.found(ctx)
		switch {
		case err != nil:
			return err
		case version == l.version:
			return nil
		case version > l.version || version < 1:
			return fmt.Errorf("store: the data of %s has layout %d, this program knows %d; use the newer program: %w",
				l.of, version, l.version, activity.ErrInvalid)
		}
		mine, err := leaseScript.Run(ctx, l.redis, []string{l.migrating}, me, migrateFor.Milliseconds()).Bool()
		switch {
		case err != nil:
			return wrap("prepare", err)
		case mine:
			err = l.steps[version-1](ctx)
		default:
			err = wait(ctx, lookAgain)
		}
		if err != nil {
			return err
		}
	}
}

// versionScript marks data that is not marked: as of version 1 where there is any,
// as this program's where it is new.
//
//	KEYS schema, traces   ARGV version of this program   → version of the data
var versionScript = redis.NewScript(`
local known = redis.call('GET', KEYS[1])
if known then return known end
local version = ARGV[1]
if #KEYS > 1 and redis.call('EXISTS', unpack(KEYS, 2)) > 0 then version = '1' end
redis.call('SET', KEYS[1], version)
return version`)

func (l layout) found(ctx context.Context) (int, error) {
	version, err := versionScript.Run(ctx, l.redis, append([]string{l.schema}, l.traces...), l.version).Int()
	return version, wrap("prepare", err)
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// toLists leads from version 1 to 2.
func (c *Committee) toLists(ctx context.Context) error {
	members, err := c.Members(ctx)
	if err != nil {
		return err
	}
	for _, m := range members {
		if err := c.listOf(ctx, m.ID); err != nil {
			return err
		}
	}
	if err := c.feedAll(ctx); err != nil {
		return err
	}
	_, err = c.redis.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.Incr(ctx, c.keys.peopleMark())
		p.Set(ctx, c.keys.schema(), 2, 0)
		p.Unlink(ctx, c.keys.byDay1(), c.keys.migrated(), c.keys.migrating())
		return nil
	})
	return wrap("migrate", err)
}

// toOneUnit leads from version 2 to 3: totals become what the records come to now,
// by the difference, so that what is logged meanwhile stays counted.
func (c *Committee) toOneUnit(ctx context.Context) error {
	drifts, err := c.Recount(ctx)
	if err != nil {
		return err
	}
	if len(drifts) > 0 {
		at, err := c.redis.Time(ctx).Result()
		if err != nil {
			return wrap("migrate", err)
		}
		if err := c.Mend(ctx, "layout 3", at, drifts); err != nil {
			return err
		}
	}
	_, err = c.redis.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.Set(ctx, c.keys.schema(), 3, 0)
		p.Unlink(ctx, c.keys.migrating())
		return nil
	})
	return wrap("migrate", err)
}

// listOf makes a list of a member's sorted set, unless it is one already.
func (c *Committee) listOf(ctx context.Context, m activity.MemberID) error {
	key := c.keys.of(m)
	kind, err := c.redis.Type(ctx, key).Result()
	if err != nil || kind != "zset" {
		return wrap("migrate", err)
	}
	numbers, err := c.redis.ZRange(ctx, key, 0, -1).Result()
	if err != nil {
		return wrap("migrate", err)
	}
	_, err = c.redis.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.Del(ctx, key)
		for _, n := range numbers {
			p.RPush(ctx, key, n)
		}
		return nil
	})
	return wrap("migrate", err)
}

// feedAll puts all records on their feeds, remembering in the same step how far
// it came.
func (c *Committee) feedAll(ctx context.Context) error {
	from, err := c.redis.Get(ctx, c.keys.migrated()).Int64()
	if err != nil && !errors.Is(err, redis.Nil) {
		return wrap("migrate", err)
	}
	last, err := c.redis.Get(ctx, c.keys.seq()).Int64()
	if err != nil && !errors.Is(err, redis.Nil) {
		return wrap("migrate", err)
	}
	for ; from < last; from += readStep {
		var ids []activity.RecordID
		for n := from + 1; n <= min(from+readStep, last); n++ {
			ids = append(ids, activity.RecordID(n))
		}
		records, err := c.Records(ctx, ids...)
		if err != nil {
			return err
		}
		_, err = c.redis.TxPipelined(ctx, func(p redis.Pipeliner) error {
			for _, r := range records {
				for _, f := range feedsOf(r) {
					p.RPush(ctx, c.keys.feed(f), idString(r.ID))
				}
			}
			p.Set(ctx, c.keys.migrated(), min(from+readStep, last), 0)
			p.PExpire(ctx, c.keys.migrating(), migrateFor)
			return nil
		})
		if err != nil {
			return wrap("migrate", err)
		}
	}
	return nil
}
