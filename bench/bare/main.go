// Command bare is the bot to compare with: a webhook on go-telegram/bot with a
// tuned pool of connections, that writes one hash and one index entry, and
// replies.
package main

import (
	"context"
	"log"
	"net/http"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"dutybook/bench/contender"
)

func main() { contender.Main(run) }

func run(ctx context.Context, a contender.Address) error {
	records, err := a.Records()
	if err != nil {
		return err
	}
	h := &handler{records}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = 256, 256
	b, err := tg.New(a.Token, tg.WithSkipGetMe(), tg.WithServerURL(a.API),
		tg.WithHTTPClient(time.Minute, &http.Client{Transport: transport}), tg.WithDefaultHandler(h.handle))
	if err != nil {
		return err
	}
	go b.StartWebhook(ctx)
	return a.Serve(ctx, b.WebhookHandler())
}

type handler struct{ records *contender.Records }

func (h *handler) handle(ctx context.Context, b *tg.Bot, u *models.Update) {
	m := u.Message
	if m == nil {
		return
	}
	answer, err := h.records.Keep(ctx, m.Chat.ID, int64(m.ID), m.From.ID, int64(m.Date), m.Text)
	if err == nil {
		_, err = b.SendMessage(ctx, &tg.SendMessageParams{ChatID: m.Chat.ID, Text: answer})
	}
	if err != nil {
		log.Print(err)
	}
}
