// Command bare is the bot to compare with: a webhook on go-telegram/bot with a
// tuned pool of connections, that writes one hash and one index entry, and
// replies.
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"net/http"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
	"github.com/redis/go-redis/v9"
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
	options, err := redis.ParseURL(a.redis)
	if err != nil {
		return err
	}
	h := &handler{redis.NewClient(options)}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = 256, 256
	b, err := tg.New(a.token, tg.WithSkipGetMe(), tg.WithServerURL(a.api),
		tg.WithHTTPClient(time.Minute, &http.Client{Transport: transport}), tg.WithDefaultHandler(h.handle))
	if err != nil {
		return err
	}
	server := &http.Server{Addr: a.listen, Handler: b.WebhookHandler(), ReadHeaderTimeout: time.Minute}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	go b.StartWebhook(ctx)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

type handler struct{ redis *redis.Client }

func (h *handler) handle(ctx context.Context, b *tg.Bot, u *models.Update) {
	m := u.Message
	if m == nil {
		return
	}
	id := strconv.FormatInt(m.Chat.ID, 10) + ":" + strconv.Itoa(m.ID)
	_, err := h.redis.Pipelined(ctx, func(p redis.Pipeliner) error {
		p.HSet(ctx, "record:"+id, "text", m.Text, "from", m.From.ID, "date", m.Date)
		p.ZAdd(ctx, "by-date", redis.Z{Score: float64(m.Date), Member: id})
		return nil
	})
	if err != nil {
		log.Print(err)
		return
	}
	text := strings.Join([]string{"recorded", id, m.Text}, " ")
	if _, err := b.SendMessage(ctx, &tg.SendMessageParams{ChatID: m.Chat.ID, Text: text}); err != nil {
		log.Print(err)
	}
}
