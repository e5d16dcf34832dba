package main

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"time"

	"dutybook/activity"
	"dutybook/store"
)

// recounts compares, every night, the totals that are kept by difference with
// the records they are the totals of. A difference is a defect of this program
// or a hand in Redis: it is reported, as a metric and in the log, and left as it
// is for `dutybook recount -apply`.
type recounts struct {
	store *store.Store
	zone  *time.Location
	now   func() time.Time
	log   *slog.Logger
}

const (
	recountHour  = 3 // of the night, when nobody writes
	recountEvery = 10 * time.Minute
)

// run recounts until ctx ends what is due. One process of a deployment does it.
func (r recounts) run(ctx context.Context) error {
	holder := rand.Text()
	tick := time.NewTicker(recountEvery)
	defer tick.Stop()
	for {
		mine, err := r.store.Directory().Lease(ctx, "recounting", holder, 2*recountEvery)
		if err == nil && mine {
			err = r.due(ctx)
		}
		if err != nil && ctx.Err() == nil && !errors.Is(err, activity.ErrAway) {
			r.log.Error("totals were not recounted", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// due recounts the committees whose latest recount is older than the latest
// night. One where somebody writes all the time has its turn later.
func (r recounts) due(ctx context.Context) error {
	latest, err := r.store.Directory().Recounts(ctx)
	if err != nil {
		return err
	}
	ids, err := committees(ctx, r.store)
	if err != nil {
		return err
	}
	night := nightBefore(r.now().In(r.zone))
	for _, id := range ids {
		if !latest[id].At.Before(night) {
			continue
		}
		if err := r.recount(ctx, id); err != nil && !errors.Is(err, activity.ErrConflict) {
			return err
		}
	}
	return nil
}

func (r recounts) recount(ctx context.Context, id activity.CommitteeID) error {
	began := r.now()
	drifts, err := r.store.Committee(id).Recount(ctx)
	if err != nil {
		return err
	}
	if len(drifts) > 0 {
		r.log.Error("totals differ from the records", "committee", id, "totals", len(drifts))
	}
	return r.store.Directory().SaveRecount(ctx, id, store.Recounted{At: began, Drifts: len(drifts)})
}

// nightBefore is the latest recountHour before now.
func nightBefore(now time.Time) time.Time {
	night := time.Date(now.Year(), now.Month(), now.Day(), recountHour, 0, 0, 0, now.Location())
	if night.After(now) {
		return night.AddDate(0, 0, -1)
	}
	return night
}
