package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// During reads the live records whose date touches the period, in order of
// their dates, at most limit of them.
func (c *Committee) During(ctx context.Context, p activity.Period, limit int) ([]activity.Record, error) {
	var records []activity.Record
	for year := p.From.Year; year <= p.To.Year && len(records) < limit; year++ {
		ids, err := c.numbersOf(ctx, daysOf(p, year))
		if err != nil {
			return nil, err
		}
		for step := range slices.Chunk(ids, readStep) {
			if len(records) >= limit {
				break
			}
			read, err := c.Records(ctx, step...)
			if err != nil {
				return nil, err
			}
			for _, r := range read {
				if !r.Deleted && r.Date.Year == year && p.Touches(r.Date) {
					records = append(records, r)
				}
			}
		}
	}
	slices.SortFunc(records, func(a, b activity.Record) int {
		return cmp.Or(cmp.Compare(a.Date.Number(), b.Date.Number()), cmp.Compare(a.ID, b.ID))
	})
	return records[:min(len(records), limit)], nil
}

// readStep is how many records are read in one round trip.
const readStep = 500

// daysOf are the days of a year that a period may touch, in order, with the
// dates that name no day: the year's and those of its months.
func daysOf(p activity.Period, year int) []activity.Date {
	days := []activity.Date{{Year: year}}
	for month := time.January; month <= time.December; month++ {
		first := activity.Date{Year: year, Month: month}
		if !p.Touches(first) {
			continue
		}
		days = append(days, first)
		for day := 1; day <= first.Last().Day; day++ {
			days = append(days, activity.Date{Year: year, Month: month, Day: day})
		}
	}
	return days
}

// numbersOf reads which records came to days, each number once.
func (c *Committee) numbersOf(ctx context.Context, days []activity.Date) ([]activity.RecordID, error) {
	rows := make([]*redis.StringSliceCmd, len(days))
	_, err := c.redis.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, d := range days {
			rows[i] = p.LRange(ctx, c.keys.feed(DayFeed(d)), 0, -1)
		}
		return nil
	})
	if err != nil {
		return nil, wrap("read days", err)
	}
	var ids []activity.RecordID
	seen := map[activity.RecordID]bool{}
	for _, row := range rows {
		numbers, err := idsOf(row.Val())
		if err != nil {
			return nil, err
		}
		for _, id := range numbers {
			if !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return ids, nil
}
