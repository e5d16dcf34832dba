package handlers

import (
	"context"
	"fmt"
	"time"

	"dutybook/activity"
)

// TellGap tells the secretaries of every committee, each once, that nothing was
// received between two moments further apart than the door keeps messages: some
// may be lost, and members should be asked to tell again.
func (r *Reception) TellGap(ctx context.Context, since, until time.Time) error {
	ids, err := r.directory.Founded(ctx)
	if err != nil {
		return err
	}
	for _, id := range append([]activity.CommitteeID{r.first}, ids...) {
		desk, err := r.desk(ctx, id)
		if err != nil {
			return err
		}
		if err := desk.tellGap(ctx, since, until); err != nil {
			return err
		}
	}
	return nil
}

func (h *Handlers) tellGap(ctx context.Context, since, until time.Time) error {
	return h.tellSecretaries(ctx, fmt.Sprintf("%s:%d:%d", noteGap, since.Unix(), until.Unix()))
}

// sayGap says from when to when nothing was received.
func (h *Handlers) sayGap(ctx context.Context, t *turn, rest string) error {
	var since, until int64
	if n, _ := fmt.Sscanf(rest, "%d:%d", &since, &until); n != 2 {
		return nil // no notice of this program
	}
	moment := func(second int64) string {
		at := time.Unix(second, 0).In(h.Zone)
		return t.day(activity.DateOf(at)) + at.Format(" 15:04")
	}
	return t.reply(ctx, "note-gap", "since", moment(since), "until", moment(until))
}
