package handlers

import (
	"context"
	"slices"

	"dutybook/activity"
)

// logSame records the last work once more (同上，2户): kind, place and topic are
// those of the record pointed at or the latest, figures and day those said now.
// Without a figure the whole of it was done again.
func (h *Handlers) logSame(ctx context.Context, t *turn, u activity.Understanding) error {
	if _, known, err := h.Store.Applied(ctx, t.Key); err != nil {
		return err
	} else if known {
		return h.logWork(ctx, t, u)
	}
	live, err := h.meant(ctx, t)
	if err != nil {
		return err
	}
	if len(live) == 0 {
		return t.reply(ctx, "same-nothing")
	}
	u.Records[0] = again(u.Records[0], live[0])
	return h.logWork(ctx, t, u)
}

// again is what was told now of the work of an earlier record.
func again(told, last activity.Record) activity.Record {
	told.Category, told.Topic = last.Category, last.Topic
	if told.Place == "" {
		told.Place = last.Place
	}
	if len(told.Quantities) == 0 {
		told.Quantities = slices.Clone(last.Quantities)
		return told
	}
	told.Quantities = slices.Clone(told.Quantities)
	for i, q := range told.Quantities {
		at := slices.IndexFunc(last.Quantities, func(p activity.Quantity) bool { return p.Unit == q.Unit })
		if at >= 0 {
			told.Quantities[i].Of, told.Quantities[i].Kind = last.Quantities[at].Of, last.Quantities[at].Kind
		}
	}
	return told
}

// saysSame reports whether two versions of a record tell the same.
func saysSame(a, b activity.Record) bool {
	return a.Category == b.Category && a.Date == b.Date && a.Place == b.Place && a.Text == b.Text &&
		a.Deleted == b.Deleted && a.Doubt == b.Doubt && slices.Equal(a.Quantities, b.Quantities)
}
