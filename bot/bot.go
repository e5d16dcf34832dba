// Package bot is Telegram and nothing else: it receives, keeps order, and
// sends.
//
// The decision behind it: an update is stored in the inbox as raw bytes before
// Telegram is told that it arrived, and taken out only after it is answered.
// The library's own receive loop acknowledges before the handler runs, stops
// for ever at an update it cannot decode, and has no order per chat; here it
// gives the types, and sends what carries a file; its Start is never called.
// Each chat has one lane: its updates are handled one after the other, other
// chats go on.
//
// An answer is not stored before it is sent. After a crash the handler runs
// again with the same message and says the same: the change it makes is known
// by the message's key, so it is made once and told again. That sends an answer
// twice when the crash fell between sending and finishing, and never none.
//
//	bot.go       what a bot is made of
//	receive.go   long polling    webhook.go  the other way in    head.go  whose update it is
//	work.go      from the inbox to the handler and out    lanes.go  order in a chat
//	decode.go    an update as an activity.Message    decode_parts.go  and its parts
//	menu.go      the command menus
//	download.go  the bytes of a file somebody sent
//	say.go       replies to messages of Telegram    text.go  their sizes
//	pace.go      how fast    send.go  patiently    api.go http.go  the calls
package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"dutybook/activity"
)

// Inbox keeps what came in from before its acknowledgement until it is
// answered, and shares it out among processes, chat by chat. *store.Inbox is
// one; its documentation says how.
type Inbox interface {
	// Put stores updates; one already stored is left alone.
	Put(ctx context.Context, updates ...activity.Update) error
	// Keep shares in the work until ctx ends; Retire takes no more of it.
	Keep(ctx context.Context, failed func(error))
	Retire()
	// Processes is how many share it.
	Processes() int
	// Next hands out work; Holds tells whether it may still begin; Done and
	// Bury end it; Try counts that it was in vain.
	Next(ctx context.Context, limit int) ([]activity.Delivery, error)
	Holds(d activity.Delivery) bool
	Try(ctx context.Context, d activity.Delivery) (int, error)
	Done(ctx context.Context, d activity.Delivery) error
	// SetGone remembers a chat nobody reads any more, until Done of what was
	// written there; Gone tells.
	SetGone(ctx context.Context, chat activity.ChatID) error
	Gone(ctx context.Context, chat activity.ChatID) (bool, error)
	Bury(ctx context.Context, d activity.Delivery, why string) error
	// WhilePoller runs f while this process is the one to poll.
	WhilePoller(ctx context.Context, f func(context.Context))
	// Silence and Listening read and write when the way in was last open.
	Silence(ctx context.Context) (since, now time.Time, err error)
	Listening(ctx context.Context, until time.Time) error
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
	// Gap is told when the way in was closed for longer than Telegram keeps
	// updates, so that some are lost; nil tells nobody. It is called again
	// until it returns nil.
	Gap func(ctx context.Context, since, until time.Time) error
	// Log gets what happens at this edge; never texts, names or the token.
	Log *slog.Logger
}

const officialAPI = "https://api.telegram.org"

// Bot is one Telegram bot.
type Bot struct {
	inbox  Inbox
	handle activity.Handle
	log    *slog.Logger
	lib    *tg.Bot // for what is called seldom, or with a file
	api    *api    // for what is called often
	poll   *api    // with a client of its own, which may wait long
	pace   *pace
	gap    func(ctx context.Context, since, until time.Time) error
	hide   redactor
	me     models.User
	count  Counts
	alone  sync.Mutex      // held while a suspect is handled
	calm   <-chan struct{} // closed when suspects may begin
	calmIn time.Duration
	drain  time.Duration
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
	client := newClient(sendTimeout)
	b := &Bot{
		inbox: inbox, handle: handle, log: cfg.Log, pace: newPace(cfg.Pace), gap: cfg.Gap, drain: drainFor, calmIn: calmAfter, hide: newRedactor(cfg.Token),
		api: newAPI(client, base, cfg.Token), poll: newAPI(newClient(pollTimeout), base, cfg.Token),
	}
	lib, err := tg.New(cfg.Token,
		tg.WithSkipGetMe(),
		tg.WithServerURL(base),
		tg.WithHTTPClient(time.Minute, &sender{client}),
		tg.WithErrorsHandler(func(err error) { b.log.Warn("telegram library", "err", b.hide.text(err)) }))
	if err != nil {
		return nil, fmt.Errorf("bot: %s: %w", b.hide.text(err), activity.ErrInvalid)
	}
	b.lib = lib
	return b, nil
}

// Counts tells what happened since New.
func (b *Bot) Counts() *Counts { return &b.count }

// Connect asks Telegram who the bot is and gives it its command menu. A wrong
// token is activity.ErrNotAllowed, a server that does not answer
// activity.ErrAway.
func (b *Bot) Connect(ctx context.Context, menu []Command) error {
	me, err := b.lib.GetMe(ctx)
	if err != nil {
		return b.kind("connect", err)
	}
	b.me = *me
	if err := b.SetMenu(ctx, "", menu); err != nil {
		b.log.Warn("command menu not set", "err", err)
	}
	return nil
}

// Name is the bot's user name, without "@"; empty before Connect.
func (b *Bot) Name() string { return b.me.Username }

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
	case gone(err):
		kind = activity.ErrGone
	case errors.Is(err, tg.ErrorUnauthorized), errors.Is(err, tg.ErrorNotFound):
		kind = activity.ErrNotAllowed
	case errors.Is(err, tg.ErrorBadRequest):
		kind = activity.ErrInvalid
	}
	return fmt.Errorf("bot: %s: %s: %w", op, text, kind)
}
