package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
	"dutybook/counting"
)

// Frozen is a year whose figures stand: what comes to count in it later is Late.
type Frozen struct {
	Year int               `json:"year"`
	By   activity.MemberID `json:"by"`
	At   time.Time         `json:"at"`
}

// Since tells from when on the figures of all years of a period stand; ok is
// false where one of them is open.
func Since(frozen []Frozen, p activity.Period) (at time.Time, ok bool) {
	for year := p.From.Year; year <= p.To.Year; year++ {
		i := slices.IndexFunc(frozen, func(f Frozen) bool { return f.Year == year })
		if i < 0 {
			return time.Time{}, false
		}
		if frozen[i].At.After(at) {
			at = frozen[i].At
		}
	}
	return at, true
}

// keptFrozen names the key of the frozen years.
const keptFrozen = "frozen"

// Frozen reads the frozen years, in order.
func (c *Committee) Frozen(ctx context.Context) ([]Frozen, error) {
	years, _, err := c.frozen(ctx)
	return years, err
}

// frozenKept are the frozen years as a process read them last.
type frozenKept struct {
	years     []Frozen
	unchanged check
}

// frozen reads the frozen years together with what a script must find unchanged.
func (c *Committee) frozen(ctx context.Context) ([]Frozen, check, error) {
	raw, err := c.redis.Get(ctx, c.keys.frozen()).Result()
	now := frozenKept{unchanged: check{"GET", c.keys.frozen(), "", raw}}
	switch {
	case errors.Is(err, redis.Nil):
		now.unchanged.want = "false" // what Redis has not, its scripts see as false
	case err != nil:
		return nil, check{}, wrap("frozen years", err)
	default:
		if now.years, err = decodeFrozen(raw); err != nil {
			return nil, check{}, err
		}
	}
	c.frozenYears.Store(&now)
	return now.years, now.unchanged, nil
}

// frozenAtFirst is frozen for the first attempt at a change: what was read last is
// good enough, for the script refuses when it is no longer so.
func (c *Committee) frozenAtFirst(ctx context.Context) ([]Frozen, check, error) {
	if kept := c.frozenYears.Load(); kept != nil {
		return kept.years, kept.unchanged, nil
	}
	return c.frozen(ctx)
}

func decodeFrozen(raw string) ([]Frozen, error) {
	var years []Frozen
	if err := json.Unmarshal([]byte(raw), &years); err != nil {
		return nil, fmt.Errorf("store: frozen years: %w: %w", activity.ErrInvalid, err)
	}
	return years, nil
}

// Frozen reads the frozen years out of an export; none from a key that holds
// something else.
func (k Kept) Frozen() ([]Frozen, error) {
	var raw string
	if k.Name != keptFrozen {
		return nil, nil
	}
	if err := json.Unmarshal(k.Value, &raw); err != nil {
		return nil, fmt.Errorf("store: frozen years: %w: %w", activity.ErrInvalid, err)
	}
	return decodeFrozen(raw)
}

// freezeScript puts the list of frozen years in the place of what was read.
//
//	KEYS frozen, audit   ARGV as read or "", as it shall be, do, by, at, year   → 1 when done
var freezeScript = redis.NewScript(`
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
redis.call('XADD', KEYS[2], '*', 'do', ARGV[3], 'by', ARGV[4], 'at', ARGV[5], 'what', ARGV[6])
return 1`)

// Freeze lets the figures of a year stand from now on and gives the year as it
// is frozen; one that is frozen already stays as it was.
func (c *Committee) Freeze(ctx context.Context, year int, by activity.MemberID, at time.Time) (Frozen, error) {
	now := Frozen{year, by, at.UTC()}
	err := c.editFrozen(ctx, DidFreeze, now, func(years []Frozen) []Frozen {
		if i := slices.IndexFunc(years, func(f Frozen) bool { return f.Year == year }); i >= 0 {
			now = years[i]
			return years
		}
		years = append(slices.Clone(years), now)
		slices.SortFunc(years, func(a, b Frozen) int { return cmp.Compare(a.Year, b.Year) })
		return years
	})
	return now, err
}

// Unfreeze lets a year's figures move again and takes the late records into
// them, a step at a time; it may be stopped anywhere and called again.
func (c *Committee) Unfreeze(ctx context.Context, key string, year int, by activity.MemberID, at time.Time) (late int, err error) {
	err = c.editFrozen(ctx, DidUnfreeze, Frozen{year, by, at.UTC()}, func(years []Frozen) []Frozen {
		return slices.DeleteFunc(slices.Clone(years), func(f Frozen) bool { return f.Year == year })
	})
	if err != nil {
		return 0, err
	}
	// Joint work counts in the year of its event, which may be the next or the one
	// before its own.
	var ids []activity.RecordID
	err = c.EachRecord(ctx, func(r activity.Record) error {
		if r.Late && max(r.Date.Year-year, year-r.Date.Year) <= 1 {
			ids = append(ids, r.ID)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return len(ids), c.unmarkLate(ctx, key, ids, at)
}

// unmarkLate touches records, so that those whose year is open become as others.
func (c *Committee) unmarkLate(ctx context.Context, key string, ids []activity.RecordID, at time.Time) error {
	const step = 100
	for part := range slices.Chunk(ids, step) {
		change := Change{Key: key + ":late:" + idString(part[0]), At: at}
		for _, id := range part {
			change.Edits = append(change.Edits, Edit{id, func(r activity.Record) (activity.Record, error) { return r, nil }})
		}
		if _, err := c.Apply(ctx, change); err != nil {
			return err
		}
	}
	return nil
}

func (c *Committee) editFrozen(ctx context.Context, do Deed, f Frozen, with func([]Frozen) []Frozen) error {
	for range maxConflict {
		years, was, err := c.frozen(ctx)
		if err != nil {
			return err
		}
		after := with(years)
		if slices.Equal(years, after) {
			return nil
		}
		raw, err := json.Marshal(after)
		if err != nil {
			return fmt.Errorf("store: encode frozen years: %w", err)
		}
		old := was.want
		if years == nil {
			old = ""
		}
		done, err := freezeScript.Run(ctx, c.redis, []string{c.keys.frozen(), c.keys.audit()},
			old, string(raw), string(do), string(f.By), f.At.Format(time.RFC3339), strconv.Itoa(f.Year)).Bool()
		if done || err != nil {
			return wrap("freeze", err)
		}
	}
	return fmt.Errorf("store: freeze: %w", activity.ErrConflict)
}

// years tells in which year each record of the set counts, zero for those that
// count nowhere.
func (s *eventSet) years() map[activity.RecordID]int {
	events := map[activity.RecordID][]activity.Record{}
	for _, r := range s.records {
		if r.Counts() {
			events[r.Event()] = append(events[r.Event()], r)
		}
	}
	years := map[activity.RecordID]int{}
	for _, event := range events {
		slices.SortFunc(event, func(a, b activity.Record) int { return cmp.Compare(a.ID, b.ID) })
		lead := counting.LeadOf(event)
		for _, r := range event {
			years[r.ID] = lead.Date.Year
		}
	}
	return years
}

// markAllLate marks what a change touched: in the set, and in the lists of what
// was edited and what is new.
func (s *eventSet) markAllLate(frozen []Frozen, before map[activity.RecordID]int, edited []Edited, adds []activity.Record) {
	ids := make([]activity.RecordID, 0, len(edited)+len(adds))
	for _, e := range edited {
		ids = append(ids, e.After.ID)
	}
	for i := range adds {
		ids = append(ids, pending(i))
	}
	s.markLate(frozen, before, ids)
	for i, id := range ids {
		if i < len(edited) {
			edited[i].After.Late = s.records[id].Late
		} else {
			adds[i-len(edited)].Late = s.records[id].Late
		}
	}
}

// markLate says which of the records a change touches come to count in a frozen
// year that they did not count in before; before is what years gave then, nil where
// no year is frozen.
func (s *eventSet) markLate(frozen []Frozen, before map[activity.RecordID]int, ids []activity.RecordID) {
	var now map[activity.RecordID]int
	if len(frozen) > 0 {
		now = s.years()
	}
	for _, id := range ids {
		r, year := s.records[id], now[id]
		if year == 0 {
			year = r.Date.Year
		}
		isFrozen := slices.ContainsFunc(frozen, func(f Frozen) bool { return f.Year == year })
		r.Late = isFrozen && (r.Late || before[id] != year)
		s.records[id] = r
	}
}

// moves reports whether totals hold a figure of a frozen year.
func moves(totals counting.Totals, frozen []Frozen) bool {
	for _, cells := range totals {
		for cell := range cells {
			if !cell.Late && slices.ContainsFunc(frozen, func(f Frozen) bool { return f.Year == cell.Month.Year }) {
				return true
			}
		}
	}
	return false
}
