// Command durable is the bare bot's work done the product's way: stored before
// it is acknowledged, in order for each chat, finished when it is answered. The
// difference to the product is what understanding and totals cost.
package main

import (
	"context"
	"errors"
	"flag"
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
	var a address
	flag.StringVar(&a.token, "token", "", "of the bot")
	flag.StringVar(&a.api, "api", "", "base URL of the Bot API")
	flag.StringVar(&a.redis, "redis", "", "URL of Redis")
	flag.StringVar(&a.listen, "listen", "", "where the webhook listens")
	flag.StringVar(&a.secret, "secret", "", "of the webhook")
	flag.Parse()
	if err := run(ctx, a); err != nil {
		log.Fatal(err)
	}
}

// address is where things are.
type address struct{ token, api, redis, listen, secret string }

func run(ctx context.Context, a address) error {
	s, err := store.Open(a.redis)
	if err != nil {
		return err
	}
	options, err := redis.ParseURL(a.redis)
	if err != nil {
		return err
	}
	h := &handler{redis.NewClient(options)}
	b, err := bot.New(bot.Config{
		Token: a.token, APIURL: a.api, Pace: bot.Unlimited(),
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}, s.Inbox(), h.handle)
	if err != nil {
		return err
	}
	server := &http.Server{Addr: a.listen, Handler: b.Webhook(a.secret), ReadHeaderTimeout: time.Minute}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	var working sync.WaitGroup
	working.Go(func() { _ = b.Work(ctx) })
	err = server.ListenAndServe()
	working.Wait()
	if !errors.Is(err, http.ErrServerClosed) {
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
