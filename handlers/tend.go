package handlers

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"dutybook/activity"
)

const (
	tendEvery = time.Minute
	tendLease = 3 * time.Minute
)

// Tending does until ctx ends what is due by the clock and not by a message. One
// process of a deployment does it for all committees.
func (r *Reception) Tending(ctx context.Context) error {
	holder := rand.Text()
	tick := time.NewTicker(tendEvery)
	defer tick.Stop()
	for {
		if err := r.tendIfMine(ctx, holder); err != nil && ctx.Err() == nil && !errors.Is(err, activity.ErrAway) {
			r.cfg.Log.Error("what is due was not done", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (r *Reception) tendIfMine(ctx context.Context, holder string) error {
	mine, err := r.directory.Lease(ctx, "tending", holder, tendLease)
	if err != nil || !mine {
		return err
	}
	return r.Tend(ctx)
}

// Tend does once what is due now, for every committee. It may be cut off
// anywhere and done again.
func (r *Reception) Tend(ctx context.Context) error {
	ids, err := r.directory.Founded(ctx)
	if err != nil {
		return err
	}
	for _, id := range append([]activity.CommitteeID{r.first}, ids...) {
		desk, err := r.desk(ctx, id)
		if err != nil {
			return err
		}
		if err := desk.tend(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (h *Handlers) tend(ctx context.Context) error {
	now := h.Now()
	due, err := h.Store.ToForget(ctx, now)
	if err != nil {
		return err
	}
	for _, m := range due {
		if err := h.Store.Erase(ctx, m, now); err != nil {
			return err
		}
	}
	if err := h.tellLater(ctx, now); err != nil {
		return err
	}
	if err := h.watchAnswers(ctx, now); err != nil {
		return err
	}
	return h.remindDue(ctx, now)
}
