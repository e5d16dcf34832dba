// Package contender is what the bots that are compared have in common: how they
// are started, how they serve, and what they store for a message. They differ
// in everything between.
package contender

import (
	"context"
	"errors"
	"flag"
	"log"
	"net/http"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/redis/go-redis/v9"
)

// Address is where things are.
type Address struct{ Token, API, Redis, Listen, Secret string }

// Main runs a bot at the address the flags give until it is told to end.
func Main(run func(context.Context, Address) error) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	var a Address
	flag.StringVar(&a.Token, "token", "", "of the bot")
	flag.StringVar(&a.API, "api", "", "base URL of the Bot API")
	flag.StringVar(&a.Redis, "redis", "", "URL of Redis")
	flag.StringVar(&a.Listen, "listen", "", "where the webhook listens")
	flag.StringVar(&a.Secret, "secret", "", "of the webhook")
	flag.Parse()
	if err := run(ctx, a); err != nil {
		log.Fatal(err)
	}
}

// Serve takes webhook calls until ctx ends.
func (a Address) Serve(ctx context.Context, h http.Handler) error {
	server := &http.Server{Addr: a.Listen, Handler: h, ReadHeaderTimeout: time.Minute}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Records is where records are kept.
type Records struct{ redis *redis.Client }

// Records connects to Redis.
func (a Address) Records() (*Records, error) {
	options, err := redis.ParseURL(a.Redis)
	if err != nil {
		return nil, err
	}
	return &Records{redis.NewClient(options)}, nil
}

// Keep writes one hash and one index entry for a message and gives what is to be
// answered.
func (r *Records) Keep(ctx context.Context, chat, message, from, date int64, text string) (answer string, err error) {
	id := strconv.FormatInt(chat, 10) + ":" + strconv.FormatInt(message, 10)
	_, err = r.redis.Pipelined(ctx, func(p redis.Pipeliner) error {
		p.HSet(ctx, "record:"+id, "text", text, "from", from, "date", date)
		p.ZAdd(ctx, "by-date", redis.Z{Score: float64(date), Member: id})
		return nil
	})
	return "recorded " + id + " " + text, err
}
