package bot

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"

	"dutybook/activity"
)

// wanted are the kinds of update asked for. Telegram keeps the last setting of
// whoever asked before, so it is always said.
var wanted = [...]string{"message", "edited_message", "callback_query", "my_chat_member"}

const (
	longPoll    = 50 * time.Second // the longest the server grants
	pollTimeout = 75 * time.Second
	batchSize   = 100
	retryMin    = 200 * time.Millisecond
	retryMax    = 30 * time.Second
	// rivalWait gives way to another program that polls with the same token;
	// Telegram itself holds back a poller that insists.
	rivalWait = 5 * time.Second
)

// Poll receives by long polling until ctx ends. Of several processes one polls
// and the others stand by, as the inbox says; Work must run beside it.
func (b *Bot) Poll(ctx context.Context) error {
	b.inbox.WhilePoller(ctx, b.receive)
	return nil
}

// receive polls until ctx ends. The offset is the only acknowledgement there
// is: a request with it tells Telegram that all before it may be forgotten. It
// moves past an update only when the inbox has it, and starts from nothing in
// each process, since Telegram remembers.
func (b *Bot) receive(ctx context.Context) {
	b.dropWebhook(ctx)
	mark := time.NewTicker(markEvery)
	defer mark.Stop()
	var offset int64
	wait, due := retryMin, true
	for ctx.Err() == nil {
		next, err := b.receiveOnce(ctx, offset)
		if next > offset {
			offset = next
		}
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			b.log.Warn("receiving", "err", err, "again_in", wait.String())
			pause(ctx, max(wait, b.advice(ctx, err)))
			wait = min(2*wait, retryMax)
			continue
		}
		wait = retryMin
		select {
		case <-mark.C:
			due = true
		default:
		}
		due = due && !b.markListening(ctx)
	}
}

func (b *Bot) dropWebhook(ctx context.Context) {
	if _, err := b.lib.DeleteWebhook(ctx, &tg.DeleteWebhookParams{}); err != nil && ctx.Err() == nil {
		b.log.Warn("webhook not removed", "err", b.kind("stop webhook", err))
	}
}

type pollParams struct {
	Offset  int64    `json:"offset"`
	Limit   int      `json:"limit"`
	Timeout int      `json:"timeout"`
	Allowed []string `json:"allowed_updates"`
}

// receiveOnce waits for the updates from an offset on, stores them, and gives
// the offset after them.
func (b *Bot) receiveOnce(ctx context.Context, offset int64) (int64, error) {
	var batch []json.RawMessage
	params := pollParams{offset, batchSize, int(longPoll.Seconds()), wanted[:]}
	if err := b.poll.call(ctx, "getUpdates", params, &batch); err != nil {
		b.countPoll(err)
		return 0, err
	}
	b.count.Polls.Add(1)
	updates := make([]activity.Update, 0, len(batch))
	for _, raw := range batch {
		u, err := readHead(raw)
		if err != nil {
			b.log.Error("an update cannot be stored", "err", err) // Telegram sends none such
			continue
		}
		updates = append(updates, u)
	}
	if len(updates) == 0 {
		return 0, nil
	}
	if err := b.inbox.Put(ctx, updates...); err != nil {
		b.count.Unstored.Add(int64(len(updates)))
		return 0, err
	}
	return updates[len(updates)-1].ID + 1, nil
}

func (b *Bot) countPoll(err error) {
	var busy *tg.TooManyRequestsError
	switch {
	case errors.Is(err, context.Canceled):
	case errors.Is(err, tg.ErrorConflict):
		b.count.PollConflicts.Add(1)
	case errors.Is(err, tg.ErrorUnauthorized), errors.Is(err, tg.ErrorNotFound):
		b.count.PollUnknown.Add(1)
	case errors.As(err, &busy):
		b.count.PollBusy.Add(1)
	default:
		b.count.PollErrors.Add(1)
	}
}

// advice does what a refusal calls for and tells how long to stay away.
func (b *Bot) advice(ctx context.Context, err error) time.Duration {
	var busy *tg.TooManyRequestsError
	switch {
	case errors.As(err, &busy):
		return time.Duration(busy.RetryAfter) * time.Second
	case errors.Is(err, tg.ErrorConflict) && strings.Contains(err.Error(), "webhook"):
		b.dropWebhook(ctx)
	case errors.Is(err, tg.ErrorConflict):
		b.log.Error("another program receives with the same token; stop one of the two")
		return rivalWait
	case errors.Is(err, tg.ErrorUnauthorized), errors.Is(err, tg.ErrorNotFound):
		b.log.Error("Telegram does not know the token; check TELEGRAM_BOT_TOKEN and TELEGRAM_API_URL")
		return retryMax
	}
	return 0
}

const (
	markEvery = 30 * time.Second
	// retention is how long Telegram keeps an update that nobody fetches.
	retention = 24 * time.Hour
)

// markListening notes that the way in is open. When it was closed for longer
// than Telegram keeps updates that is told first, so that a crash in between
// tells it again.
func (b *Bot) markListening(ctx context.Context) (marked bool) {
	since, now, err := b.inbox.Silence(ctx)
	if err == nil && !since.IsZero() && now.Sub(since) > retention && b.gap != nil {
		err = b.gap(ctx, since, now)
	}
	if err == nil {
		err = b.inbox.Listening(ctx, now)
	}
	if err != nil && ctx.Err() == nil {
		b.log.Warn("time of listening not kept", "err", err)
	}
	return err == nil
}
