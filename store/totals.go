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
