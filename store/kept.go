package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// Kept is a key of a committee as an export carries it: what cannot be worked
// out again from groups, members and records.
type Kept struct {
	// Name is the key without the committee's tag, e.g. "history:12".
	Name string `json:"name"`
	// Type is Redis' word for the kind of value; Value a string, a list of
	// strings, an object, or pairs: [member, score] of a sorted set, [id,
	// [field, value, …]] of a stream. A long stream comes in several parts.
	Type  string          `json:"type"`
	Value json.RawMessage `json:"value"`
}

// keptNames are the keys an export carries besides those of each record and
// member; a committee's other keys are indexes, totals, or short-lived.
var keptNames = []string{"audit", "forget", "group-kinds", "invites", "schedule", "shelf-seq", keptFacts, keptFrozen}

// keptFacts names the key of the office's facts.
const keptFacts = "facts"

// keptPerRecord and keptPrefixes begin the names of keys there is one of for
// each record, and for each member, shelf and draft.
var (
	keptPerRecord = []string{"history:", "evidence:"}
	keptPrefixes  = []string{keptExplained, keptCalls, keptShelf, keptDraft}
)

const (
	keptExplained = "explained:"
	keptCalls     = "calls:"
	keptShelf     = "shelf:"
	keptDraft     = "draft:"
)

// isKept reports whether an import may write a key of a name.
func isKept(name string) bool {
	return slices.Contains(keptNames, name) ||
		slices.ContainsFunc(slices.Concat(keptPerRecord, keptPrefixes), func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// keptFew are the names of kept keys but for those of records, which are many.
func (c *Committee) keptFew(ctx context.Context, members []activity.Member) ([]string, error) {
	names := slices.Clone(keptNames)
	for _, m := range members {
		names = append(names, keptExplained+string(m.ID), keptCalls+string(m.ID))
	}
	for _, shelf := range Shelves() {
		names = append(names, keptShelf+string(shelf))
	}
	drafts, err := c.redis.HKeys(ctx, c.keys.shelf(Drafts)).Result()
	if err != nil {
		return nil, wrap("export", err)
	}
	slices.SortFunc(drafts, byNumber)
	for _, id := range drafts {
		names = append(names, keptDraft+id)
	}
	return names, nil
}

// eachKept calls f for every kept key that holds something.
func (c *Committee) eachKept(ctx context.Context, members []activity.Member, f func(Kept) error) error {
	names, err := c.keptFew(ctx, members)
	if err != nil {
		return err
	}
	err = c.EachRecord(ctx, func(r activity.Record) error {
		for _, prefix := range keptPerRecord {
			names = append(names, prefix+idString(r.ID))
		}
		if len(names) < keptStep {
			return nil
		}
		err := c.readKepts(ctx, names, f)
		names = names[:0]
		return err
	})
	if err != nil {
		return err
	}
	return c.readKepts(ctx, names, f)
}

// keptStep is how many keys are looked at in one round trip.
const keptStep = 500

// readKepts asks first which of the keys hold anything; few do.
func (c *Committee) readKepts(ctx context.Context, names []string, f func(Kept) error) error {
	kinds := make([]*redis.StatusCmd, len(names))
	_, err := c.redis.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, name := range names {
			kinds[i] = p.Type(ctx, c.keys.tag+name)
		}
		return nil
	})
	if err != nil {
		return wrap("export", err)
	}
	for i, name := range names {
		if kind := kinds[i].Val(); kind != "none" {
			if err := c.readKept(ctx, name, kind, f); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Committee) readKept(ctx context.Context, name, kind string, f func(Kept) error) error {
	if kind == "stream" {
		return c.readStream(ctx, name, f)
	}
	value, err := c.value(ctx, c.keys.tag+name, kind)
	if err != nil {
		return wrap("export", err)
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("store: export: %w", err)
	}
	return f(Kept{name, kind, raw})
}

// value reads a key whole; those kept are no longer than the members are many.
func (c *Committee) value(ctx context.Context, key, kind string) (any, error) {
	switch kind {
	case "string":
		return c.redis.Get(ctx, key).Result()
	case "hash":
		return c.redis.HGetAll(ctx, key).Result()
	case "list":
		return c.redis.LRange(ctx, key, 0, -1).Result()
	case "set":
		members, err := c.redis.SMembers(ctx, key).Result()
		slices.Sort(members)
		return members, err
	case "zset":
		rows, err := c.redis.ZRangeWithScores(ctx, key, 0, -1).Result()
		pairs := make([][2]any, len(rows))
		for i, row := range rows {
			pairs[i] = [2]any{row.Member, row.Score}
		}
		return pairs, err
	}
	return nil, fmt.Errorf("store: a %s cannot be exported: %w", kind, activity.ErrInvalid)
}

const streamPart = 500

// readStream reads a stream in parts, each a Kept of its own.
func (c *Committee) readStream(ctx context.Context, name string, f func(Kept) error) error {
	for after := "-"; ; {
		entries, err := c.redis.XRangeN(ctx, c.keys.tag+name, after, "+", streamPart).Result()
		if err != nil || len(entries) == 0 {
			return wrap("export", err)
		}
		rows := make([][2]any, len(entries))
		for i, e := range entries {
			rows[i] = [2]any{e.ID, flat(e.Values)}
		}
		raw, err := json.Marshal(rows)
		if err != nil {
			return fmt.Errorf("store: export: %w", err)
		}
		if err := f(Kept{name, "stream", raw}); err != nil {
			return err
		}
		after = "(" + entries[len(entries)-1].ID
	}
}

// flat is an entry's fields and values in a fixed order.
func flat(values map[string]any) []string {
	var row []string
	for field, value := range values {
		row = append(row, field, fmt.Sprint(value))
	}
	pairs := slices.Collect(slices.Chunk(row, 2))
	slices.SortFunc(pairs, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	return slices.Concat(pairs...)
}

// writeKept puts a kept key back, or a further part of it.
func (c *Committee) writeKept(ctx context.Context, k Kept) error {
	key := c.keys.tag + k.Name
	write, err := keptWrite(key, k)
	if err != nil {
		return fmt.Errorf("store: import %s: %w: %w", k.Name, activity.ErrInvalid, err)
	}
	_, err = c.redis.TxPipelined(ctx, func(p redis.Pipeliner) error {
		for _, command := range write {
			p.Do(ctx, command...)
		}
		return nil
	})
	return wrap("import", err)
}

// keptWrite gives the commands that put a value back.
func keptWrite(key string, k Kept) ([][]any, error) {
	switch k.Type {
	case "string":
		var s string
		err := json.Unmarshal(k.Value, &s)
		return [][]any{{"SET", key, s}}, err
	case "hash":
		var fields map[string]string
		err := json.Unmarshal(k.Value, &fields)
		command := []any{"HSET", key}
		for field, value := range fields {
			command = append(command, field, value)
		}
		return [][]any{command}, err
	case "list", "set":
		var rows []string
		err := json.Unmarshal(k.Value, &rows)
		command := []any{map[string]string{"list": "RPUSH", "set": "SADD"}[k.Type], key}
		for _, row := range rows {
			command = append(command, row)
		}
		return [][]any{command}, err
	case "zset":
		return zsetWrite(key, k.Value)
	case "stream":
		return streamWrite(key, k.Value)
	}
	return nil, fmt.Errorf("type %q is not known", k.Type)
}

func zsetWrite(key string, raw json.RawMessage) ([][]any, error) {
	var pairs [][2]any
	err := json.Unmarshal(raw, &pairs)
	command := []any{"ZADD", key}
	for _, pair := range pairs {
		command = append(command, pair[1], pair[0])
	}
	return [][]any{command}, err
}

func streamWrite(key string, raw json.RawMessage) ([][]any, error) {
	var rows [][2]json.RawMessage
	if err := json.Unmarshal(raw, &rows); err != nil {
		return nil, err
	}
	commands := make([][]any, 0, len(rows))
	for _, row := range rows {
		var id string
		var fields []string
		if err := json.Unmarshal(row[0], &id); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(row[1], &fields); err != nil {
			return nil, err
		}
		command := []any{"XADD", key, id}
		for _, field := range fields {
			command = append(command, field)
		}
		commands = append(commands, command)
	}
	return commands, nil
}
