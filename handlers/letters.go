package handlers

import (
	"context"
	"errors"
	"fmt"

	"dutybook/activity"
	"dutybook/store"
)

// Letters are the messages that could not be handled, of all committees.
// *store.Inbox keeps them.
type Letters interface {
	DeadLetters(ctx context.Context, limit int) ([]store.DeadLetter, error)
	// Replay handles one once more, Discard forgets it; activity.ErrNotFound when
	// that was done before.
	Replay(ctx context.Context, id string) error
	Discard(ctx context.Context, id string) error
}

// maxLetters is how many a review shows; what is answered makes room.
const maxLetters = 20

// mayReviewLetters reports whether the messages nobody could handle are this
// person's business: a secretary's of the first committee, for nobody knows
// which committee one was for.
func (h *Handlers) mayReviewLetters(t *turn) bool {
	return h.Letters != nil && h.isFirst() && may(t.member.Role, toManage)
}

// letterCards show such messages by their time and why they failed. What stands in
// one is not shown: it may be anybody's.
func (h *Handlers) letterCards(ctx context.Context, t *turn) ([]card, error) {
	if !h.mayReviewLetters(t) {
		return nil, nil
	}
	letters, err := h.Letters.DeadLetters(ctx, maxLetters)
	if err != nil {
		return nil, err
	}
	var cards []card
	for _, l := range letters {
		at := l.At.In(h.Zone)
		why := "letter-failed"
		if l.Why == "undecodable" {
			why = "letter-unreadable"
		}
		cards = append(cards, card{
			[]string{t.text(why, "day", t.day(activity.DateOf(at)), "time", at.Format("15:04"))},
			[]activity.Button{
				{Label: t.text("button-replay"), Data: "replay:" + l.ID},
				{Label: t.text("button-discard"), Data: "discard:" + l.ID},
			},
		})
	}
	return cards, nil
}

// pressLetter tries a message once more, or forgets it. Pressed twice, or by two
// people, it does so once.
func (h *Handlers) pressLetter(ctx context.Context, t *turn, what, id string) error {
	if !h.mayReviewLetters(t) {
		return h.toast(ctx, t, "not-yours")
	}
	do, said := h.Letters.Replay, "letter-replayed"
	if what == "discard" {
		do, said = h.Letters.Discard, "letter-discarded"
	}
	err := do(ctx, id)
	if errors.Is(err, activity.ErrNotFound) {
		said, err = "letter-settled", nil
	}
	if err != nil {
		return fmt.Errorf("handlers: dead letter: %w", err)
	}
	if err := h.toast(ctx, t, said); err != nil {
		return err
	}
	return h.showCard(ctx, t, 0, t.ID)
}
