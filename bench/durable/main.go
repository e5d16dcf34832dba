// Command durable is the bare bot's work done the product's way: stored before
// it is acknowledged, in order for each chat, finished when it is answered. The
// difference to the product is what understanding and totals cost.
package main

import (
	"context"
	"log"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
	"dutybook/bot"
	"dutybook/store"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	s, err := store.Open(os.Getenv("REDIS_URL"))
	if err != nil {
		return err
	}
	options, err := redis.ParseURL(os.Getenv("REDIS_URL"))
	if err != nil {
		return err
	}
	h := &handler{redis.NewClient(options)}
	b, err := bot.New(bot.Config{
		Token: os.Getenv("TELEGRAM_BOT_TOKEN"), APIURL: os.Getenv("TELEGRAM_API_URL"), Pace: bot.Unlimited(),
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}, s.Inbox(), h.handle)
	if err != nil {
		return err
	}
	server := &http.Server{Addr: os.Getenv("LISTEN_ADDR"), Handler: b.Webhook(os.Getenv("TELEGRAM_WEBHOOK_SECRET")), ReadHeaderTimeout: time.Minute}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	var working sync.WaitGroup
	working.Go(func() { _ = b.Work(ctx) })
	err = server.ListenAndServe()
	working.Wait()
	if err != http.ErrServerClosed {
		return err
	}
	return nil
}

type handler struct{ redis *redis.Client }

func (h *handler) handle(ctx context.Context, m activity.Message, say activity.Say) error {
	id := strconv.FormatInt(int64(m.Chat), 10) + ":" + strconv.FormatInt(int64(m.ID), 10)
	_, err := h.redis.Pipelined(ctx, func(p redis.Pipeliner) error {
		p.HSet(ctx, "record:"+id, "text", m.Text, "from", int64(m.From.ID), "date", m.SentAt.Unix())
		p.ZAdd(ctx, "by-date", redis.Z{Score: float64(m.SentAt.Unix()), Member: id})
		return nil
	})
	if err != nil {
		return err
	}
	_, err = say(ctx, activity.Reply{Text: "recorded " + id + " " + m.Text})
	return err
}
