package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"dutybook/activity"
)

// During reads the live records whose date touches the period, in order of
// their dates, at most limit of them.
func (c *Committee) During(ctx context.Context, p activity.Period, limit int) ([]activity.Record, error) {
	var records []activity.Record
	for year := p.From.Year; year <= p.To.Year; year++ {
		seen := map[activity.RecordID]bool{} // of this year: one that moved to the next stands in both
		for days := range slices.Chunk(daysOf(p, year), daysStep) {
			if len(records) >= limit {
				break
			}
			ids, err := c.numbersOf(ctx, days, seen)
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
	}
	slices.SortFunc(records, func(a, b activity.Record) int {
		return cmp.Or(cmp.Compare(a.Date.Number(), b.Date.Number()), cmp.Compare(a.ID, b.ID))
	})
	return records[:min(len(records), limit)], nil
}

// daysStep is of how many days the numbers are read in one round trip.
const daysStep = 100

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

// numbersOf reads which records came to days, but for those seen, which these
// are from now on.
func (c *Committee) numbersOf(ctx context.Context, days []activity.Date, seen map[activity.RecordID]bool) ([]activity.RecordID, error) {
	keys := make([]string, len(days))
	for i, d := range days {
		keys[i] = c.keys.feed(DayFeed(d))
	}
	rows, err := listsFrom(ctx, c.redis, keys, make([]int64, len(keys)))
	if err != nil {
		return nil, wrap("read days", err)
	}
	var ids []activity.RecordID
	for _, row := range rows {
		numbers, err := idsOf(row)
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
