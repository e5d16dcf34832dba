package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// Entry is a line of the audit trail. The trail only grows. It names people and
// records by their numbers and holds no text of theirs, so that erasing what is
// kept of a person need not touch it.
type Entry struct {
	// ID is the line's place; later lines have later ones. The store gives it.
	ID string
	Do Deed
	// By did it; "" is the program itself.
	By activity.MemberID
	At time.Time
	// Record or Member is what it was done to, zero for neither.
	Record activity.RecordID
	Member activity.MemberID
	// What is, for a look and an export, what was asked for.
	What string
}

// Deed is what a line of the trail tells.
type Deed string

// The deeds.
const (
	DidAdd     Deed = "add"    // a record
	DidEdit    Deed = "edit"   // a record
	DidMember  Deed = "member" // changed role, group, leave or language of a member
	DidJoin    Deed = "join"
	DidEnrol   Deed = "enrol"     // from a list
	DidStrike  Deed = "strike"    // took back from a list
	DidLook    Deed = "look"      // at work of others
	DidExport  Deed = "export"    // work of others as a file
	DidState   Deed = "fact"      // of the office, by its number in What; stateScript writes it
	DidUnstate Deed = "fact-off"  // deleted one
	DidRestate Deed = "fact-back" // brought one back
	// A year, in What.
	DidFreeze   Deed = "freeze"
	DidUnfreeze Deed = "unfreeze"
	DidErase    Deed = "erase" // what was kept of a member
	DidMend     Deed = "mend"  // totals that had drifted; mendScript writes it
	// Scoring was turned on or off for a year, in What.
	DidScore   Deed = "score"
	DidUnscore Deed = "score-off"
	DidEntry   Deed = "entry"     // told something of a member for their score
	DidUnentry Deed = "entry-off" // took that back
)

// noteScript appends a line, once for a message.
//
//	KEYS noted, audit   ARGV seconds, do, by, at, member, what
var noteScript = redis.NewScript(`
if not redis.call('SET', KEYS[1], '1', 'NX', 'EX', ARGV[1]) then return 0 end
redis.call('XADD', KEYS[2], '*', 'do', ARGV[2], 'by', ARGV[3], 'at', ARGV[4], 'm', ARGV[5], 'what', ARGV[6])
return 1`)

// Note appends a line to the trail; the same key does so once in thirty days.
func (c *Committee) Note(ctx context.Context, key string, e Entry) error {
	err := noteScript.Run(ctx, c.redis, []string{c.keys.noted(key), c.keys.audit()},
		int(doneFor.Seconds()), string(e.Do), string(e.By), e.At.UTC().Format(time.RFC3339), string(e.Member), e.What).Err()
	return wrap("note", err)
}

// Audit reads lines of the trail from the latest backwards: those before an ID,
// or the latest for "".
func (c *Committee) Audit(ctx context.Context, before string, limit int) ([]Entry, error) {
	end := "+"
	if before != "" {
		end = "(" + before
	}
	rows, err := c.redis.XRevRangeN(ctx, c.keys.audit(), end, "-", int64(limit)).Result()
	if err != nil {
		return nil, wrap("audit", err)
	}
	entries := make([]Entry, len(rows))
	for i, row := range rows {
		if entries[i], err = readEntry(row); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

func readEntry(row redis.XMessage) (Entry, error) {
	field := func(name string) string {
		s, _ := row.Values[name].(string)
		return s
	}
	e := Entry{
		ID: row.ID, Do: Deed(field("do")), By: activity.MemberID(field("by")),
		Member: activity.MemberID(field("m")), What: field("what"),
	}
	var err error
	if e.At, err = time.Parse(time.RFC3339, field("at")); err != nil {
		return e, fmt.Errorf("store: audit line %s: %w", row.ID, activity.ErrInvalid)
	}
	if r := field("r"); r != "" {
		n, err := strconv.ParseInt(r, 10, 64)
		if err != nil {
			return e, fmt.Errorf("store: audit line %s: %w", row.ID, activity.ErrInvalid)
		}
		e.Record = activity.RecordID(n)
	}
	return e, nil
}
