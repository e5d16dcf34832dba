package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// markImport remembers how the committee stands after an import, so that it
// can be undone as long as nobody has changed anything since.
func (c *Committee) markImport(ctx context.Context) error {
	sum, err := c.recordsSum(ctx)
	if err != nil {
		return err
	}
	return wrap("import", c.redis.Set(ctx, c.keys.imported(), sum, 0).Err())
}

// recordsSum is the SHA-256 of the groups, members and records as exported.
func (c *Committee) recordsSum(ctx context.Context) (string, error) {
	sum := sha256.New()
	if err := c.ExportRecords(ctx, sum); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// UndoImport takes everything out that an import put in. It is refused with
// activity.ErrConflict once anything was changed after the import, and with
// activity.ErrNotFound where nothing was imported.
func (c *Committee) UndoImport(ctx context.Context) error {
	want, err := c.redis.Get(ctx, c.keys.imported()).Result()
	if err != nil {
		return wrap("undo import", err)
	}
	now, err := c.recordsSum(ctx)
	if err != nil {
		return err
	}
	if now != want {
		return fmt.Errorf("store: undo import: records, members or groups have changed since: %w", activity.ErrConflict)
	}
	return c.clear(ctx)
}

// clear removes the committee's keys, those of records last, so that one cut
// short can be run again.
func (c *Committee) clear(ctx context.Context) error {
	scopes, err := c.scopes(ctx)
	if err != nil {
		return err
	}
	members, err := c.Members(ctx)
	if err != nil {
		return err
	}
	var names []string
	for scope := range scopes {
		names = append(names, c.keys.totals(scope))
	}
	for _, m := range members {
		names = append(names, c.keys.of(m.ID), c.keys.last(m.ID))
	}
	err = c.EachRecord(ctx, func(r activity.Record) error {
		feeds := feedsOf(r)
		return wrap("undo import", c.redis.Unlink(ctx, c.keys.history(r.ID), c.keys.event(r.ID),
			c.keys.feed(feeds[0]), c.keys.feed(feeds[1])).Err())
	})
	if err != nil {
		return err
	}
	few, err := c.keptFew(ctx, members)
	if err != nil {
		return err
	}
	for _, name := range few {
		names = append(names, c.keys.tag+name)
	}
	k := c.keys
	names = append(names, k.review(), k.doubtful(), k.unread(), k.users(), k.people(), k.peopleSeq(),
		k.groups(), k.groupNames(), k.records(), k.seq(), k.imported(), k.later())
	_, err = c.redis.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.Unlink(ctx, names...)
		p.Incr(ctx, k.peopleMark()) // it goes on, for those who remember it
		return nil
	})
	return wrap("undo import", err)
}
