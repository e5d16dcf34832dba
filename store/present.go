package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// People are the members as they stood at one moment. Values are shared: nothing
// in them may be written to.
type People struct {
	// Mark is another one after any change.
	Mark int64
	// All are everybody who ever was a member, removed ones too.
	All    []activity.Member
	byUser map[activity.UserID]int // place in All
}

// With is the member behind a door's user id; ok is false for strangers.
func (p *People) With(user activity.UserID) (activity.Member, bool) {
	i, ok := p.byUser[user]
	if !ok {
		return activity.Member{}, false
	}
	return p.All[i], true
}

// present keeps the people of a committee as they were read last: every message
// asks who wrote it, and members change seldom. It saves reading them and never
// the question whether they changed.
type present struct {
	mu  sync.Mutex
	now *People
}

// Present is who the members are now.
func (c *Committee) Present(ctx context.Context) (*People, error) {
	mark, err := c.redis.Get(ctx, c.keys.peopleMark()).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return nil, wrap("people", err)
	}
	c.present.mu.Lock()
	now := c.present.now
	c.present.mu.Unlock()
	if now != nil && strconv.FormatInt(now.Mark, 10) == mark {
		return now, nil
	}
	now, err = c.readPeople(ctx)
	if err != nil {
		return nil, err
	}
	c.present.mu.Lock()
	defer c.present.mu.Unlock()
	if known := c.present.now; known == nil || known.Mark < now.Mark {
		c.present.now = now
	}
	return now, nil
}

// readPeople reads the members, in pages. The mark is read first: a change between
// the pages may be seen or not, and gives a mark by which it is asked for again.
func (c *Committee) readPeople(ctx context.Context) (*People, error) {
	mark, err := c.redis.Get(ctx, c.keys.peopleMark()).Int64()
	if err != nil && !errors.Is(err, redis.Nil) {
		return nil, wrap("people", err)
	}
	people := &People{Mark: mark, byUser: map[activity.UserID]int{}}
	places := map[string]int{}
	err = eachField(ctx, c.redis, "people", c.keys.people(), func(id, raw string) error {
		m, err := decodeMember(raw)
		if _, known := places[id]; !known && err == nil {
			places[id] = len(people.All)
			people.All = append(people.All, m)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	err = eachField(ctx, c.redis, "people", c.keys.users(), func(user, id string) error {
		n, err := strconv.ParseInt(user, 10, 64)
		if err != nil {
			return fmt.Errorf("store: user %q: %w", user, activity.ErrInvalid)
		}
		if at, ok := places[id]; ok {
			people.byUser[activity.UserID(n)] = at
		}
		return nil
	})
	return people, err
}

// Who tells which member a door's user is; activity.ErrNotFound for strangers.
// Removed members are found, with Removed set.
func (c *Committee) Who(ctx context.Context, user activity.UserID) (activity.Member, error) {
	people, err := c.Present(ctx)
	if err != nil {
		return activity.Member{}, err
	}
	m, ok := people.With(user)
	if !ok {
		return m, fmt.Errorf("store: who: %w", activity.ErrNotFound)
	}
	return m, nil
}
