package handlers

import (
	"context"
	"fmt"
	"slices"

	"dutybook/activity"
)

// sayAbout says something about records and remembers it, so that the person
// can answer that very message with a correction.
func (h *Handlers) sayAbout(ctx context.Context, t *turn, r activity.Reply, records []activity.Record) error {
	id, err := t.say(ctx, r)
	if err != nil {
		return err
	}
	if id == 0 {
		id = r.Replace
	}
	t.said = id
	if id == 0 || len(records) == 0 {
		return nil
	}
	ids := make([]activity.RecordID, len(records))
	for i, r := range records {
		ids[i] = r.ID
	}
	return h.Store.SetSaid(ctx, t.saidIn, id, ids)
}

// pointedAt reads the live own records that a message means by answering
// another: one of ours that showed them, or the person's own that made them.
// It is empty for a message that answers none; one that shows only records of
// other people is activity.ErrNotAllowed.
func (h *Handlers) pointedAt(ctx context.Context, t *turn) ([]activity.Record, error) {
	if t.ReplyTo == 0 {
		return nil, nil
	}
	ids, err := h.Store.Said(ctx, t.Chat, t.ReplyTo)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		records, err := h.recordsOf(ctx, t, t.ReplyTo)
		return slices.DeleteFunc(records, func(r activity.Record) bool { return r.Deleted }), err
	}
	records, err := h.ownRecords(ctx, t, ids)
	if err == nil && len(records) == 0 {
		return nil, fmt.Errorf("handlers: an answer to other people's records: %w", activity.ErrNotAllowed)
	}
	return slices.DeleteFunc(records, func(r activity.Record) bool { return r.Deleted }), err
}

// meansOthers refuses a correction or deletion that speaks of everything, or
// of what stands under another member's name: everybody changes one of their
// own at a time, and guessing that one would change the wrong thing.
func (h *Handlers) meansOthers(ctx context.Context, t *turn, want activity.Request) (refused bool, err error) {
	if want.Everything {
		return true, t.reply(ctx, "own-only")
	}
	names, _, err := h.names(ctx)
	if err != nil {
		return false, err
	}
	for id, name := range names {
		if id != t.member.ID && name != "" && name != t.member.Name && h.texts.owns(t.Text, name) {
			return true, t.reply(ctx, "own-only")
		}
	}
	return false, nil
}

// meant are the records a correction or deletion may be about: those pointed
// at, else the latest.
func (h *Handlers) meant(ctx context.Context, t *turn) ([]activity.Record, error) {
	records, err := h.pointedAt(ctx, t)
	if err != nil || len(records) > 0 {
		return records, err
	}
	return h.latestLive(ctx, t)
}
