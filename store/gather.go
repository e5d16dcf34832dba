package store

import (
	"context"
	"sync"
	"time"
)

// gather takes what many callers bring at the same time to Redis in one round
// trip: while one trip is under way the next callers wait together. A lone
// caller waits for nobody.
type gather[T any] struct {
	carry func(context.Context, []T) error
	// wait keeps a caller until its items were carried, whatever becomes of its
	// context: for items that must not be touched meanwhile.
	wait bool
	// trips is how many may be under way at once, for items whose order does not
	// matter; zero means one.
	trips int

	mu      sync.Mutex
	waiting []errand[T]
	running int // goroutines that carry; each ends when nobody waits
}

// errand is what one caller brought, kept together.
type errand[T any] struct {
	items []T
	done  chan error
}

const (
	// tripFor bounds a round trip: it serves many callers, so none of their
	// contexts may end it.
	tripFor = 5 * time.Second
	// tripItems is about how much one trip takes along.
	tripItems = 200
)

// do brings items and returns when they were carried. When ctx ends before, they
// may be carried nevertheless.
func (g *gather[T]) do(ctx context.Context, items ...T) error {
	e := errand[T]{items, make(chan error, 1)}
	g.mu.Lock()
	g.waiting = append(g.waiting, e)
	if g.running < max(1, g.trips) {
		g.running++
		go g.run(context.WithoutCancel(ctx))
	}
	g.mu.Unlock()
	select {
	case err := <-e.done:
		return err
	case <-g.left(ctx):
		return ctx.Err()
	}
}

// left is closed when a caller need not be waited for any more.
func (g *gather[T]) left(ctx context.Context) <-chan struct{} {
	if g.wait {
		return nil
	}
	return ctx.Done()
}

func (g *gather[T]) run(ctx context.Context) {
	for {
		errands, items := g.take()
		if len(errands) == 0 {
			return
		}
		trip, cancel := context.WithTimeout(ctx, tripFor)
		err := g.carry(trip, items)
		cancel()
		for _, e := range errands {
			e.done <- err
		}
	}
}

// take gives the next errands; without any the carrying ends, in the same step,
// so that no errand is left between the two.
func (g *gather[T]) take() (errands []errand[T], items []T) {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := 0
	for n < len(g.waiting) && len(items) < tripItems {
		items = append(items, g.waiting[n].items...)
		n++
	}
	errands = g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	if n == 0 {
		g.running--
	}
	return errands, items
}
