package store

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// What grows with a committee is read in pages, so that no question keeps the
// server from everybody else's for long.
const (
	// readStep is how many rows of a hash are read in one round trip, of about half
	// a kilobyte each.
	readStep = 500
	// listStep is how many entries of a list, which are numbers.
	listStep = 5000
)

// eachField gives the rows of a hash that are there all the while, and perhaps
// those that come or go meanwhile; one may be given twice. op names it in errors;
// those of f are given as they are.
func eachField(ctx context.Context, r redis.UniversalClient, op, key string, f func(field, value string) error) error {
	for cursor := uint64(0); ; {
		rows, next, err := r.HScan(ctx, key, cursor, "", readStep).Result()
		if err != nil {
			return wrap(op, err)
		}
		for i := 0; i+1 < len(rows); i += 2 {
			if err := f(rows[i], rows[i+1]); err != nil {
				return err
			}
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}

// listsFrom reads lists that only grow, each from a place on: a page of all of
// them in one round trip, and a further one of those that go on.
func listsFrom(ctx context.Context, r redis.UniversalClient, keys []string, from []int64) ([][]string, error) {
	rows := make([][]string, len(keys))
	more := make([]int, len(keys))
	for i := range keys {
		more[i] = i
	}
	for len(more) > 0 {
		pages := make([]*redis.StringSliceCmd, len(more))
		_, err := r.Pipelined(ctx, func(p redis.Pipeliner) error {
			for at, i := range more {
				start := from[i] + int64(len(rows[i]))
				pages[at] = p.LRange(ctx, keys[i], start, start+listStep-1)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		var on []int
		for at, i := range more {
			page := pages[at].Val()
			rows[i] = append(rows[i], page...)
			if len(page) == listStep {
				on = append(on, i)
			}
		}
		more = on
	}
	return rows, nil
}
