// Command durable is the bare bot's work done the product's way: stored before
// it is acknowledged, in order for each chat, finished when it is answered. The
// difference to the product is what understanding and totals cost.
package main

import (
	"context"
	"log/slog"
	"os"
	"sync"

	"dutybook/activity"
	"dutybook/bench/contender"
	"dutybook/bot"
	"dutybook/store"
)

func main() { contender.Main(run) }

func run(ctx context.Context, a contender.Address) error {
	s, err := store.Open(a.Redis)
	if err != nil {
		return err
	}
	records, err := a.Records()
	if err != nil {
		return err
	}
	h := &handler{records}
	b, err := bot.New(bot.Config{
		Token: a.Token, APIURL: a.API, Pace: bot.Unlimited(),
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}, s.Inbox(), h.handle)
	if err != nil {
		return err
	}
	var working sync.WaitGroup
	working.Go(func() { _ = b.Work(ctx) })
	defer working.Wait()
	return a.Serve(ctx, b.Webhook(a.Secret))
}

type handler struct{ records *contender.Records }

func (h *handler) handle(ctx context.Context, m activity.Message, say activity.Say) error {
	answer, err := h.records.Keep(ctx, int64(m.Chat), int64(m.ID), int64(m.From.ID), m.SentAt.Unix(), m.Text)
	if err != nil {
		return err
	}
	_, err = say(ctx, activity.Reply{Text: answer})
	return err
}
