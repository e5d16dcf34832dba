package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"dutybook/activity"
	"dutybook/counting"
)

// Tally reads the kept totals of a scope for a period in one round trip; the
// cost follows the number of figures, not of records.
func (c *Committee) Tally(ctx context.Context, scope counting.Scope, p activity.Period) (counting.Tally, error) {
	cells, err := c.cells(ctx, scope)
	if err != nil {
		return counting.Tally{}, err
	}
	return counting.TallyOf(scope, cells, p), nil
}

// Book reads the kept totals of a scope in one round trip.
func (c *Committee) Book(ctx context.Context, scope counting.Scope) (counting.Book, error) {
	cells, err := c.cells(ctx, scope)
	return counting.BookOf(scope, cells), err
}

// Months reads the kept totals of a scope for each month of a year, January
// first, in one round trip.
func (c *Committee) Months(ctx context.Context, scope counting.Scope, year int) ([]counting.Tally, error) {
	cells, err := c.cells(ctx, scope)
	if err != nil {
		return nil, err
	}
	months := make([]counting.Tally, 12)
	for i := range months {
		m := activity.Month{Year: year, Month: time.Month(i + 1)}
		months[i] = counting.TallyOf(scope, cells, activity.Period{From: m, To: m})
	}
	return months, nil
}

func (c *Committee) cells(ctx context.Context, scope counting.Scope) (map[counting.Cell]activity.Amount, error) {
	fields, err := c.redis.HGetAll(ctx, c.keys.totals(scope)).Result()
	if err != nil {
		return nil, wrap("read totals", err)
	}
	cells := make(map[counting.Cell]activity.Amount, len(fields))
	for field, value := range fields {
		cell, err := counting.ParseField(field)
		if err != nil {
			return nil, err
		}
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("store: total %q: %w", field, activity.ErrInvalid)
		}
		cells[cell] = activity.Amount(n)
	}
	return cells, nil
}

// Drift is one total that differs from its recount.
type Drift struct {
	Scope         counting.Scope
	Cell          counting.Cell
	Kept, Counted activity.Amount
}

// Recount compares the kept totals with those of all records and lists what
// differs; nothing is changed. Records are read in steps, their events held in
// memory.
func (c *Committee) Recount(ctx context.Context) ([]Drift, error) {
	var all []activity.Record
	err := c.EachRecord(ctx, func(r activity.Record) error {
		r.Text, r.Summary = "", ""
		all = append(all, r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c.drift(ctx, counting.Of(all))
}

func (c *Committee) drift(ctx context.Context, counted counting.Totals) ([]Drift, error) {
	scopes, err := c.scopes(ctx)
	if err != nil {
		return nil, err
	}
	for scope := range counted {
		scopes[scope] = true
	}
	var drifts []Drift
	for scope := range scopes {
		kept, err := c.cells(ctx, scope)
		if err != nil {
			return nil, err
		}
		for cell, n := range counted[scope] {
			if kept[cell] != n {
				drifts = append(drifts, Drift{scope, cell, kept[cell], n})
			}
			delete(kept, cell)
		}
		for cell, n := range kept {
			drifts = append(drifts, Drift{scope, cell, n, 0})
		}
	}
	return drifts, nil
}

// scopes are all scopes that may have totals: everyone, each group, each member.
func (c *Committee) scopes(ctx context.Context) (map[counting.Scope]bool, error) {
	scopes := map[counting.Scope]bool{counting.Everyone: true}
	groups, err := c.Groups(ctx)
	if err != nil {
		return nil, err
	}
	for _, g := range groups {
		scopes[counting.OfGroup(g.ID)] = true
	}
	members, err := c.Members(ctx)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		scopes[counting.OfMember(m.ID)] = true
	}
	return scopes, nil
}
