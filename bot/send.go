package bot

import (
	"context"
	"errors"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"

	"dutybook/activity"
)

const maxSends = 5

// turn tells whether a first try waits for its time or has waited already.
type turn bool

const (
	waitTurn turn = false
	itsTurn  turn = true
)

// patiently sends within the pace, waits when Telegram asks for it, follows a
// group that moved, and tries again after faults of the way. That a message was
// taken although its answer got lost cannot be told apart from its loss; it is
// sent again, for an answer twice is better than none. The last error, and one
// that is final, comes back as the library gave it.
func (b *Bot) patiently(ctx context.Context, chat activity.ChatID, ready turn, send func(activity.ChatID) error) error {
	wait := retryMin
	for try := 1; ; try++ {
		if try > 1 || ready == waitTurn {
			if err := b.pace.wait(ctx, chat); err != nil {
				return err
			}
		}
		err := send(chat)
		b.countSend(err)
		if gone(err) {
			b.noteGone(ctx, chat)
		}
		var busy *tg.TooManyRequestsError
		var moved *tg.MigrateError
		switch {
		case err == nil, refused(err), ctx.Err() != nil, try == maxSends:
			return err
		case errors.As(err, &busy):
			b.pace.hold(ctx, time.Duration(max(1, busy.RetryAfter))*time.Second)
		case errors.As(err, &moved):
			chat = activity.ChatID(moved.MigrateToChatID)
		default:
			pause(ctx, wait)
			wait = min(2*wait, retryMax)
		}
	}
}

// noteGone remembers that nobody reads a chat. It spares calls and nothing
// depends on it, so when it fails the next message finds out again.
func (b *Bot) noteGone(ctx context.Context, chat activity.ChatID) {
	if err := b.inbox.SetGone(ctx, chat); err != nil {
		b.log.WarnContext(ctx, "chat that is gone not remembered", "err", err)
	}
}

// refused reports whether Telegram will never take this request.
func refused(err error) bool {
	for _, final := range []error{tg.ErrorBadRequest, tg.ErrorForbidden, tg.ErrorUnauthorized, tg.ErrorNotFound, tg.ErrorConflict} {
		if errors.Is(err, final) {
			return true
		}
	}
	return false
}

// gone reports whether nobody reads this chat any more.
func gone(err error) bool {
	return errors.Is(err, tg.ErrorForbidden) ||
		errors.Is(err, tg.ErrorBadRequest) && strings.Contains(err.Error(), "chat not found")
}

func (b *Bot) countSend(err error) {
	var busy *tg.TooManyRequestsError
	var moved *tg.MigrateError
	switch {
	case err == nil:
		b.count.Sent.Add(1)
	case gone(err):
		b.count.SendGone.Add(1)
	case refused(err):
		b.count.SendRefused.Add(1)
	case errors.As(err, &busy):
		b.count.SendBusy.Add(1)
	case errors.As(err, &moved):
		b.count.SendMoved.Add(1)
	default:
		b.count.SendErrors.Add(1)
	}
}
