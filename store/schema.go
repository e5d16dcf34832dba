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

// schemaVersion is the layout this program reads and writes. Version 1 had
// sorted sets where 2 has lists of a member's records and of what came to a day
// or kind of work.
const schemaVersion = 2

// migrations lead from a version to the next, 1 first. Each may be cut short
// and begun again, and is over when the version stands in the store.
var migrations = []func(context.Context, *Committee) error{toLists}

const (
	migrateFor = time.Minute // a process that died leaves the work to others after this
	lookAgain  = 200 * time.Millisecond
)

// Prepare brings a committee's data to the layout of this program: a new one is
// marked with it; older data is rewritten, by one process while others wait; and
// data of a newer program is refused with activity.ErrInvalid, nothing touched.
func (c *Committee) Prepare(ctx context.Context) error {
	me := rand.Text()
	for {
		version, err := c.version(ctx)
		switch {
		case err != nil:
			return err
		case version == schemaVersion:
			return nil
		case version > schemaVersion || version < 1:
			return fmt.Errorf("store: the data of %s has layout %d, this program knows %d; use the newer program: %w",
				c.id, version, schemaVersion, activity.ErrInvalid)
		}
		mine, err := c.holdMigration(ctx, me)
		if err != nil {
			return err
		}
		if mine {
			err = migrations[version-1](ctx, c)
		} else {
			err = wait(ctx, lookAgain)
		}
		if err != nil {
			return err
		}
	}
}

// version reads the layout's version, marking a new committee with this one's.
func (c *Committee) version(ctx context.Context) (int, error) {
	if err := c.redis.SetNX(ctx, c.keys.schema(), schemaVersion, 0).Err(); err != nil {
		return 0, wrap("prepare", err)
	}
	version, err := c.redis.Get(ctx, c.keys.schema()).Int()
	return version, wrap("prepare", err)
}

func (c *Committee) holdMigration(ctx context.Context, me string) (bool, error) {
	mine, err := leaseScript.Run(ctx, c.redis, []string{c.keys.migrating()}, me, migrateFor.Milliseconds()).Bool()
	return mine, wrap("prepare", err)
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
func toLists(ctx context.Context, c *Committee) error {
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
