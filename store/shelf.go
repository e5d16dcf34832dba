package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// Shelf is one kind of thing the office keeps for its reports beside the
// records: few, small, and read whole.
type Shelf string

// The shelves.
const (
	// Notes are points people wrote for the parts no record speaks of.
	Notes Shelf = "notes"
	// Phrases are pieces of official wording with the days they are in force.
	Phrases Shelf = "phrases"
	// Outlines are taken from earlier reports.
	Outlines Shelf = "outlines"
	// Words are what leaders and secretaries wrote in the place of a section.
	Words Shelf = "words"
	// Templates are Word files of the house drafts are laid out like.
	Templates Shelf = "templates"
	// Cosigns are requests to sign a proposal, with the answers given.
	Cosigns Shelf = "cosigns"
	// Sessions are the plenary sessions with the month each opened.
	Sessions Shelf = "sessions"
	// Rolls are events with a link by which members say that they are there.
	Rolls Shelf = "rolls"
	// Schemes are the rules of scoring with the year each was turned on for.
	Schemes Shelf = "schemes"
	// Entries are what the office told of a member for their score.
	Entries Shelf = "entries"
	// Breaks are the changes of definition between two years the office declared.
	Breaks Shelf = "breaks"
	// Drafts say which drafts there are; what is in them is kept by Draft.
	Drafts Shelf = "drafts"
)

// Shelves lists all of them, in the order of an export.
func Shelves() []Shelf {
	return []Shelf{Notes, Phrases, Outlines, Drafts, Words, Templates, Cosigns, Sessions, Rolls, Schemes, Entries, Breaks}
}

// Item is a thing on a shelf. Numbers are given once and never again.
type Item struct {
	ID  int64           `json:"id"`
	Raw json.RawMessage `json:"item"`
}

// shelveScript puts an item on a shelf, once for a key.
//
//	KEYS placed, shelf, seq   ARGV item, seconds   → number
var shelveScript = redis.NewScript(`
local id = redis.call('GET', KEYS[1])
if id then return tonumber(id) end
id = redis.call('INCR', KEYS[3])
redis.call('HSET', KEYS[2], id, ARGV[1])
redis.call('SET', KEYS[1], id, 'EX', ARGV[2])
return id`)

// Put puts an item on a shelf and gives its number; the same key again gives
// the first number and changes nothing.
func (c *Committee) Put(ctx context.Context, shelf Shelf, key string, item any) (int64, error) {
	raw, err := json.Marshal(item)
	if err != nil {
		return 0, fmt.Errorf("store: encode %s: %w", shelf, err)
	}
	keys := []string{c.keys.placed(key), c.keys.shelf(shelf), c.keys.shelfSeq()}
	id, err := shelveScript.Run(ctx, c.redis, keys, string(raw), int(doneFor.Seconds())).Int64()
	return id, wrap("put on shelf", err)
}

// Take takes an item off its shelf; one that is gone already is no error.
func (c *Committee) Take(ctx context.Context, shelf Shelf, id int64) error {
	return wrap("take off shelf", c.redis.HDel(ctx, c.keys.shelf(shelf), strconv.FormatInt(id, 10)).Err())
}

// Shelf reads all items of a shelf by number.
func (c *Committee) Shelf(ctx context.Context, shelf Shelf) ([]Item, error) {
	fields, err := c.redis.HGetAll(ctx, c.keys.shelf(shelf)).Result()
	if err != nil {
		return nil, wrap("read shelf", err)
	}
	items := make([]Item, 0, len(fields))
	for field, raw := range fields {
		id, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("store: shelf %s: %w", shelf, err)
		}
		items = append(items, Item{id, json.RawMessage(raw)})
	}
	slices.SortFunc(items, func(a, b Item) int { return cmp.Compare(a.ID, b.ID) })
	return items, nil
}

// swapScript replaces a value that is still what was read.
//
//	KEYS hash   ARGV field, was ("" for none), now   → 1 when replaced
var swapScript = redis.NewScript(`
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1`)

// EditItem changes an item as it stands; with may be called more than once, and
// its error abandons the change. An item that is gone is activity.ErrNotFound.
func EditItem[T any](ctx context.Context, c *Committee, shelf Shelf, id int64, with func(*T) error) error {
	field := strconv.FormatInt(id, 10)
	return c.swap(ctx, c.keys.shelf(shelf), field, func(was string) (string, error) {
		if was == "" {
			return "", wrap("edit item", redis.Nil)
		}
		return edited(was, with)
	})
}

func edited[T any](was string, with func(*T) error) (string, error) {
	var item T
	if was != "" {
		if err := json.Unmarshal([]byte(was), &item); err != nil {
			return "", fmt.Errorf("store: decode item: %w", err)
		}
	}
	if err := with(&item); err != nil {
		return "", err
	}
	raw, err := json.Marshal(item)
	if err != nil {
		return "", fmt.Errorf("store: encode item: %w", err)
	}
	return string(raw), nil
}

// swap reads a field, works out its next value and writes it unless somebody
// was faster, in which case it begins again.
func (c *Committee) swap(ctx context.Context, key, field string, next func(was string) (string, error)) error {
	for range maxConflict {
		was, err := c.redis.HGet(ctx, key, field).Result()
		if err != nil && !errors.Is(err, redis.Nil) {
			return wrap("read field", err)
		}
		now, err := next(was)
		if err != nil || now == was {
			return err
		}
		done, err := swapScript.Run(ctx, c.redis, []string{key}, field, was, now).Bool()
		if err != nil && !errors.Is(err, redis.Nil) {
			return wrap("write field", err)
		}
		if done {
			return nil
		}
	}
	return fmt.Errorf("store: %s: %w", strings.TrimPrefix(key, c.keys.tag), activity.ErrConflict)
}
