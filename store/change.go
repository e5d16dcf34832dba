package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// Change is what one message does to the records, all of it or none.
type Change struct {
	// Key names the change for ever: applying the same Key again changes
	// nothing and gives the first outcome.
	Key string
	// By did it, At when; both go to the audit trail.
	By activity.MemberID
	At time.Time
	// Add holds new records; their ID is ignored.
	Add []activity.Record
	// Edits change stored records.
	Edits []Edit
	// Unread is the chat of a message the model is still to read, see Unread;
	// zero for all others.
	Unread activity.ChatID
	// Joins make two events one, Splits take a record out of its event again
	// with all that were joined through it, so that a Split of what a Join
	// joined leaves both events as they were. They follow the edits, in order.
	// A new record joins an event by its SameAs, which may name any record of it.
	Joins  []Join
	Splits []activity.RecordID
}

// Join says that a record tells of the same event as another.
type Join struct{ ID, With activity.RecordID }

// Edit changes one stored record. With may be called more than once, each time
// with the record as it stands; an error from it abandons the whole change.
type Edit struct {
	ID   activity.RecordID
	With func(activity.Record) (activity.Record, error)
}

// Outcome is what a Change did.
type Outcome struct {
	// Added are the new records with their numbers.
	Added []activity.Record
	// Edited are the changed ones, as they were and as they are.
	Edited []Edited
	// Again means that the change had been applied before.
	Again bool
}

// Edited is a record before and after a change.
type Edited struct {
	Before, After activity.Record
}

// done is an outcome as kept under its change's key. The numbers of new records
// are First, First+1, …: the script knows them only when it runs.
type done struct {
	First  activity.RecordID `json:"-"`
	Added  int               `json:"added"`
	Edited []Edited          `json:"edited,omitempty"`
	again  bool              // it was kept before
}

const (
	doneFor     = 30 * 24 * time.Hour
	maxConflict = 20
)

// Apply carries out a change: records, indexes, totals, audit and the change's
// own key in one step. Work of other people in between makes it read again and
// retry; activity.ErrConflict means that did not end. activity.ErrFrozen refuses
// what would move the figures of a frozen year.
func (c *Committee) Apply(ctx context.Context, change Change) (Outcome, error) {
	for attempt := range maxConflict {
		plan, err := c.plan(ctx, change, attempt == 0)
		if errors.Is(err, activity.ErrFrozen) && attempt == 0 {
			continue
		}
		if errors.Is(err, activity.ErrFrozen) {
			// It may have been carried out before the year was frozen.
			if out, was, look := c.Applied(ctx, change.Key); was || look != nil {
				return out, look
			}
		}
		if err != nil {
			return Outcome{}, err
		}
		stored, err := c.commit(ctx, plan)
		if errors.Is(err, activity.ErrConflict) {
			continue
		}
		if err != nil {
			return Outcome{}, err
		}
		return c.outcome(ctx, plan.records, stored)
	}
	return Outcome{}, fmt.Errorf("store: apply: %w", activity.ErrConflict)
}

// Applied looks a change up by its key; ok is false when it was never applied.
func (c *Committee) Applied(ctx context.Context, key string) (out Outcome, ok bool, err error) {
	raw, err := c.redis.Get(ctx, c.keys.done(key)).Result()
	if errors.Is(err, redis.Nil) {
		return Outcome{}, false, nil
	}
	if err != nil {
		return Outcome{}, false, wrap("look up change", err)
	}
	stored, err := parseDone(raw)
	if err != nil {
		return Outcome{}, false, err
	}
	stored.again = true
	out, err = c.outcome(ctx, nil, stored)
	return out, err == nil, err
}

// outcome joins what the script answered with the records: those just added
// are at hand, those of an earlier delivery are read as they are by now.
func (c *Committee) outcome(ctx context.Context, added []activity.Record, stored done) (Outcome, error) {
	out := Outcome{Edited: stored.Edited, Again: stored.again}
	if stored.again {
		ids := make([]activity.RecordID, stored.Added)
		for i := range ids {
			ids[i] = stored.First + activity.RecordID(i)
		}
		var err error
		out.Added, err = c.Records(ctx, ids...)
		return out, err
	}
	for i, r := range added {
		r.ID = stored.First + activity.RecordID(i)
		out.Added = append(out.Added, r)
	}
	return out, nil
}
