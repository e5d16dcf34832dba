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
	// reading is held by who reads: at a start, and after a change, everybody wants to.
	reading sync.Mutex

	mu    sync.Mutex
	now   *People
	of    int64 // the reading that gave now
	begun int64 // readings begun so far
}

// Present is who the members are now.
func (c *Committee) Present(ctx context.Context) (*People, error) {
	mark, err := c.redis.Get(ctx, c.keys.peopleMark()).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return nil, wrap("people", err)
	}
	now, _, begun := c.present.state()
	if now != nil && strconv.FormatInt(now.Mark, 10) == mark {
		return now, nil
	}
	c.present.reading.Lock()
	defer c.present.reading.Unlock()
	if now, of, _ := c.present.state(); of > begun {
		return now, nil // read by somebody who began after the mark was seen
	}
	n := c.present.begin()
	if now, err = c.readPeople(ctx); err != nil {
		return nil, err
	}
	c.present.keep(now, n)
	return now, nil
}

func (p *present) state() (now *People, of, begun int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now, p.of, p.begun
}

func (p *present) begin() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.begun++
	return p.begun
}

func (p *present) keep(now *People, of int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now, p.of = now, of
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
