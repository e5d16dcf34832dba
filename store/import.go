package store

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strconv"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
	"dutybook/counting"
)

// BadLine is a line of an import that cannot be read.
type BadLine struct {
	Number int
	Reason error
}

// Imported tells what an import found, or did.
type Imported struct {
	Groups, Members, Records, Kept int
	// Whole is true when the file ends as an export does and its sum is right:
	// nothing was cut off and nothing changed.
	Whole bool
	Bad   []BadLine
}

// Import reads what Export wrote. Without apply it only looks. With apply it
// writes all good lines, keeping every number, and builds indexes and totals
// anew; a committee that holds records already is refused with
// activity.ErrConflict, nothing overwritten.
func (c *Committee) Import(ctx context.Context, r io.Reader, apply bool) (Imported, error) {
	if apply {
		if n, err := c.redis.Exists(ctx, c.keys.seq()).Result(); err != nil || n > 0 {
			return Imported{}, cmp.Or(wrap("import", err), fmt.Errorf("store: import: records are there already: %w", activity.ErrConflict))
		}
	}
	im := &importer{c: c, apply: apply, sum: sha256.New()}
	lines := bufio.NewReader(r)
	for number := 1; ; number++ {
		raw, err := lines.ReadBytes('\n')
		if len(raw) > 1 {
			bad := len(im.found.Bad)
			if err := im.line(ctx, number, raw); err != nil {
				return im.found, err
			}
			// What was no line of the export is not in its sum.
			if bad == len(im.found.Bad) {
				_, _ = im.sum.Write(raw)
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return im.found, fmt.Errorf("store: import: %w", err)
		}
	}
	return im.found, im.finish(ctx)
}

type importer struct {
	c       *Committee
	apply   bool
	found   Imported
	records []activity.Record // without their texts, for the totals
	batch   []activity.Record
	last    activity.RecordID
	sum     hash.Hash // of the lines read so far
}

// line reads one line; a bad one is noted and the rest goes on, an error means
// the store failed.
func (im *importer) line(ctx context.Context, number int, raw []byte) error {
	var l Line
	if err := json.Unmarshal(raw, &l); err != nil {
		im.bad(number, err)
		return nil
	}
	switch {
	case l.Kind == GroupLine && l.Group != nil:
		im.found.Groups++
		return im.group(ctx, *l.Group)
	case l.Kind == MemberLine && l.Member != nil:
		im.found.Members++
		return im.member(ctx, *l.Member)
	case l.Kind == RecordLine && l.Record != nil && l.ID > 0 && l.Category.Valid():
		im.found.Records++
		return im.record(ctx, *l.Record)
	case l.Kind == KeptLine && l.Kept != nil && isKept(l.Kept.Name):
		im.found.Kept++
		return im.keep(ctx, number, *l.Kept)
	case l.Kind == EndLine && l.End != nil:
		im.end(number, *l.End)
		return nil
	}
	im.bad(number, fmt.Errorf("nothing an export holds: %w", activity.ErrInvalid))
	return nil
}

// end compares the sum an export was closed with.
func (im *importer) end(number int, e End) {
	im.found.Whole = e.Sum == hex.EncodeToString(im.sum.Sum(nil))
	if !im.found.Whole {
		im.bad(number, fmt.Errorf("the lines before are not those that were exported: %w", activity.ErrInvalid))
	}
}

func (im *importer) keep(ctx context.Context, number int, k Kept) error {
	if !im.apply {
		return nil
	}
	err := im.c.writeKept(ctx, k)
	if errors.Is(err, activity.ErrInvalid) {
		im.bad(number, err)
		return nil
	}
	return err
}

func (im *importer) bad(number int, reason error) {
	im.found.Bad = append(im.found.Bad, BadLine{number, reason})
}

func (im *importer) group(ctx context.Context, g activity.Group) error {
	if !im.apply {
		return nil
	}
	_, err := im.c.redis.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.HSet(ctx, im.c.keys.groups(), string(g.ID), g.Name)
		p.HSet(ctx, im.c.keys.groupNames(), g.Name, string(g.ID))
		if g.Kind != "" {
			p.HSet(ctx, im.c.keys.groupKinds(), string(g.ID), string(g.Kind))
		}
		return nil
	})
	return wrap("import group", err)
}

func (im *importer) member(ctx context.Context, m activity.Member) error {
	if !im.apply {
		return nil
	}
	if n, err := strconv.Atoi(string(m.ID[min(1, len(m.ID)):])); err == nil {
		if err := im.raise(ctx, im.c.keys.peopleSeq(), n); err != nil {
			return err
		}
	}
	return im.c.SetMember(ctx, m)
}

// raise lifts a sequence to at least n.
func (im *importer) raise(ctx context.Context, key string, n int) error {
	now, err := im.c.redis.Get(ctx, key).Int()
	if err != nil && !errors.Is(err, redis.Nil) {
		return wrap("import", err)
	}
	return wrap("import", im.c.redis.Set(ctx, key, max(now, n), 0).Err())
}

func (im *importer) record(ctx context.Context, r activity.Record) error {
	if !im.apply {
		return nil
	}
	im.last = max(im.last, r.ID)
	im.batch = append(im.batch, r)
	slim := r
	slim.Text, slim.Summary = "", ""
	im.records = append(im.records, slim)
	if len(im.batch) < 500 {
		return nil
	}
	return im.flush(ctx)
}

func (im *importer) flush(ctx context.Context) error {
	k := im.c.keys
	_, err := im.c.redis.TxPipelined(ctx, func(p redis.Pipeliner) error {
		for _, r := range im.batch {
			raw, err := encode(r)
			if err != nil {
				return err
			}
			id := idString(r.ID)
			p.HSet(ctx, k.records(), id, raw)
			if r.Member != "" {
				p.RPush(ctx, k.of(r.Member), id)
			}
			for _, f := range feedsOf(r) {
				p.RPush(ctx, k.feed(f), id)
			}
			if r.Doubtful() {
				p.ZAdd(ctx, k.doubtful(), redis.Z{Score: float64(r.ID), Member: id})
			}
			if r.SameAs != 0 {
				p.SAdd(ctx, k.event(r.SameAs), id)
			}
			if len(r.MaybeSameAs) > 0 && !r.Deleted {
				p.ZAdd(ctx, k.review(), redis.Z{Score: float64(r.ID), Member: id})
			}
		}
		return nil
	})
	im.batch = im.batch[:0]
	return wrap("import records", err)
}

func (im *importer) finish(ctx context.Context) error {
	if !im.apply {
		return nil
	}
	if err := im.flush(ctx); err != nil {
		return err
	}
	k := im.c.keys
	_, err := im.c.redis.TxPipelined(ctx, func(p redis.Pipeliner) error {
		if im.last > 0 {
			p.Set(ctx, k.seq(), int64(im.last), 0)
		}
		for id := range disputed(im.records) {
			p.ZAdd(ctx, k.review(), redis.Z{Score: float64(id), Member: idString(id)})
		}
		for scope, cells := range counting.Of(im.records) {
			for cell, n := range cells {
				p.HSet(ctx, k.totals(scope), cell.Field(), int64(n))
			}
		}
		return nil
	})
	if err != nil {
		return wrap("import totals", err)
	}
	return im.c.markImport(ctx)
}
