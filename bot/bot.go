// Package bot is Telegram and nothing else: it receives, keeps order, and
// sends.
//
// The decision behind it: an update is stored in the inbox as raw bytes before
// Telegram is told that it arrived, and taken out only after it is answered.
// The library's own receive loop acknowledges before the handler runs, stops
// for ever at an update it cannot decode, and has no order per chat; here it
// serves as API client only, and its Start is never called. Each chat has one
// lane: its updates are handled one after the other, other chats go on.
package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"dutybook/activity"
)

// Inbox keeps raw updates from before their acknowledgement until they are
// answered. Put of an update id already stored does nothing.
type Inbox interface {
	Put(ctx context.Context, update int64, raw []byte) error
	Next(ctx context.Context, limit int) ([]activity.Delivery, error)
	Done(ctx context.Context, d activity.Delivery) error
	Bury(ctx context.Context, d activity.Delivery, why string) error
}

// Config is what a Bot needs to know.
type Config struct {
	// Token is the bot's token; it appears in no log and no error.
	Token string
	// APIURL is the Bot API's base URL without "/bot…"; empty means the
	// official server.
	APIURL string
	// Pace limits sending; the zero value is TelegramPace.
	Pace Pace
	// Log gets what happens at this edge; never texts, names or the token.
	Log *slog.Logger
}

const officialAPI = "https://api.telegram.org"

// Bot is one Telegram bot.
type Bot struct {
	inbox  Inbox
	handle activity.Handle
	log    *slog.Logger
	api    *tg.Bot
	poll   *poller
	pace   *pace
	hide   redactor
	me     models.User
}

// New builds a bot without touching the network. The error of an ill-formed
// token does not repeat it.
func New(cfg Config, inbox Inbox, handle activity.Handle) (*Bot, error) {
	if err := checkToken(cfg.Token); err != nil {
		return nil, err
	}
	base := strings.TrimRight(cfg.APIURL, "/")
	if base == "" {
		base = officialAPI
	}
	b := &Bot{inbox: inbox, handle: handle, log: cfg.Log, pace: newPace(cfg.Pace), hide: redactor(cfg.Token)}
	api, err := tg.New(cfg.Token,
		tg.WithSkipGetMe(),
		tg.WithServerURL(base),
		tg.WithHTTPClient(time.Minute, newSender()),
		tg.WithErrorsHandler(func(err error) { b.log.Warn("telegram library", "err", b.hide.text(err)) }))
	if err != nil {
		return nil, fmt.Errorf("bot: %s: %w", b.hide.text(err), activity.ErrInvalid)
	}
	b.api = api
	b.poll = newPoller(base, cfg.Token)
	return b, nil
}

// Connect asks Telegram who the bot is and gives it its command menu. A wrong
// token is activity.ErrNotAllowed, a server that does not answer
// activity.ErrAway.
func (b *Bot) Connect(ctx context.Context, menu []Command) error {
	me, err := b.api.GetMe(ctx)
	if err != nil {
		return b.kind("connect", err)
	}
	b.me = *me
	if err := b.setMenu(ctx, menu); err != nil {
		b.log.Warn("command menu not set", "err", err)
	}
	return nil
}

// Command is a line of the command menu.
type Command struct {
	Name, Description string
}

func (b *Bot) setMenu(ctx context.Context, menu []Command) error {
	if len(menu) == 0 {
		return nil
	}
	commands := make([]models.BotCommand, len(menu))
	for i, c := range menu {
		commands[i] = models.BotCommand{Command: c.Name, Description: c.Description}
	}
	_, err := b.api.SetMyCommands(ctx, &tg.SetMyCommandsParams{Commands: commands})
	return b.kind("set menu", err)
}

// Name is the bot's user name, without "@"; empty before Connect.
func (b *Bot) Name() string { return b.me.Username }

// drainFor is how long work begun before a stop may take to finish.
const drainFor = 20 * time.Second

// Poll receives by long polling until ctx ends.
func (b *Bot) Poll(ctx context.Context) error {
	if _, err := b.api.DeleteWebhook(ctx, &tg.DeleteWebhookParams{}); err != nil {
		return b.kind("stop webhook", err)
	}
	b.receive(ctx)
	return nil
}

// Work handles what the inbox holds until ctx ends, then lets work in hand
// finish for at most twenty seconds. What is not finished stays in the inbox.
func (b *Bot) Work(ctx context.Context) error {
	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	lanes := newLanes(b.finish)
	for ctx.Err() == nil {
		deliveries, err := b.inbox.Next(ctx, 100)
		if err != nil {
			if ctx.Err() == nil {
				b.log.Error("inbox not readable", "err", err)
				pause(ctx, time.Second)
			}
			continue
		}
		for _, d := range deliveries {
			b.dispatch(working, lanes, d)
		}
	}
	timeout := time.AfterFunc(drainFor, stop)
	defer timeout.Stop()
	lanes.wait()
	return nil
}

// pause waits, or less when ctx ends first.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// checkToken refuses what cannot be a token before it reaches a URL, where it
// would be printed by errors.
func checkToken(token string) error {
	id, secret, ok := strings.Cut(token, ":")
	digits := strings.Trim(id, "0123456789") == "" && id != ""
	plain := strings.IndexFunc(secret, func(r rune) bool {
		return !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-", r)
	}) < 0
	if !ok || !digits || !plain || secret == "" {
		return fmt.Errorf("bot: the token is not of the form 123456:ABC…: %w", activity.ErrInvalid)
	}
	return nil
}

// redactor is the token, to be taken out of texts.
type redactor string

func (r redactor) text(err error) string {
	return strings.ReplaceAll(err.Error(), string(r), "***")
}

// kind sorts an error of the API into a kind of this program. The library's
// error is not wrapped: its text may hold the token or a whole page of a proxy.
func (b *Bot) kind(op string, err error) error {
	if err == nil {
		return nil
	}
	text := b.hide.text(err)
	if runes := []rune(text); len(runes) > 200 {
		text = string(runes[:200]) + "…"
	}
	kind := activity.ErrAway
	switch {
	case errors.Is(err, context.Canceled):
		kind = context.Canceled
	case errors.Is(err, tg.ErrorForbidden):
		kind = activity.ErrGone
	case errors.Is(err, tg.ErrorUnauthorized), errors.Is(err, tg.ErrorNotFound):
		kind = activity.ErrNotAllowed
	case errors.Is(err, tg.ErrorBadRequest):
		kind = activity.ErrInvalid
	}
	return fmt.Errorf("bot: %s: %s: %w", op, text, kind)
}
