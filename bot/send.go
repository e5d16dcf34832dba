package bot

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"time"
	"unicode/utf16"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
	"golang.org/x/time/rate"

	"dutybook/activity"
)

// Pace is how fast messages may be sent.
type Pace struct {
	// Overall bounds all chats together, Private one private chat, Group one
	// group; each may burst a little.
	Overall, Private, Group rate.Limit
}

// TelegramPace stays inside what Telegram grants a bot: 30 messages a second
// in all, one a second to a person, twenty a minute to a group.
func TelegramPace() Pace {
	return Pace{Overall: 25, Private: 1, Group: rate.Every(3 * time.Second)}
}

// Unlimited is for a Telegram on the same machine.
func Unlimited() Pace { return Pace{rate.Inf, rate.Inf, rate.Inf} }

const (
	overallBurst = 25
	chatBurst    = 5
	maxChats     = 10_000 // limiters kept; beyond, bursts begin anew
)

type pace struct {
	Pace
	overall *rate.Limiter
	mu      sync.Mutex
	chats   map[activity.ChatID]*rate.Limiter
}

func newPace(p Pace) *pace {
	if p == (Pace{}) {
		p = TelegramPace()
	}
	return &pace{Pace: p, overall: rate.NewLimiter(p.Overall, overallBurst), chats: map[activity.ChatID]*rate.Limiter{}}
}

// wait returns when the next message to a chat may go out.
func (p *pace) wait(ctx context.Context, chat activity.ChatID) error {
	if err := p.chat(chat).Wait(ctx); err != nil {
		return err
	}
	return p.overall.Wait(ctx)
}

func (p *pace) chat(chat activity.ChatID) *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.chats[chat]
	if l == nil {
		if len(p.chats) >= maxChats {
			clear(p.chats)
		}
		limit := p.Private
		if chat < 0 {
			limit = p.Group
		}
		l = rate.NewLimiter(limit, chatBurst)
		p.chats[chat] = l
	}
	return l
}

// conversation is the chat a message came from, for the time it is handled.
type conversation struct {
	bot *Bot
	in  incoming

	mu      sync.Mutex
	toasted bool
}

// say sends a reply; texts go out as they are, without markup, so that nothing
// a person wrote can break or disguise a message.
func (c *conversation) say(ctx context.Context, r activity.Reply) (activity.MessageID, error) {
	if r.Toast != "" {
		c.toast(ctx, r.Toast)
	}
	switch {
	case r.File != nil:
		return c.sendFile(ctx, r)
	case r.Text == "":
		return 0, nil
	case r.Replace != 0:
		return c.replace(ctx, r)
	}
	return c.sendText(ctx, r)
}

func (c *conversation) sendText(ctx context.Context, r activity.Reply) (activity.MessageID, error) {
	parts := split(r.Text)
	var last activity.MessageID
	for i, part := range parts {
		params := &tg.SendMessageParams{ChatID: int64(c.in.Chat), Text: part}
		if i == len(parts)-1 && len(r.Buttons) > 0 {
			params.ReplyMarkup = keyboard(r.Buttons)
		}
		var sent *models.Message
		err := c.bot.patiently(ctx, c.in.Chat, func(chat activity.ChatID) (err error) {
			params.ChatID = int64(chat)
			sent, err = c.bot.api.SendMessage(ctx, params)
			return err
		})
		if err != nil {
			return 0, c.bot.kind("send", err)
		}
		last = activity.MessageID(sent.ID)
	}
	return last, nil
}

// replace rewrites an own message. That it already reads so is success; when
// it is gone the text is sent anew.
func (c *conversation) replace(ctx context.Context, r activity.Reply) (activity.MessageID, error) {
	params := &tg.EditMessageTextParams{
		ChatID: int64(c.in.Chat), MessageID: int(r.Replace), Text: split(r.Text)[0], ReplyMarkup: keyboard(r.Buttons),
	}
	err := c.bot.patiently(ctx, c.in.Chat, func(chat activity.ChatID) error {
		params.ChatID = int64(chat)
		_, err := c.bot.api.EditMessageText(ctx, params)
		return err
	})
	switch {
	case err == nil, strings.Contains(err.Error(), "message is not modified"):
		return 0, nil
	case errors.Is(err, tg.ErrorBadRequest):
		return c.sendText(ctx, r)
	}
	return 0, c.bot.kind("edit", err)
}

func (c *conversation) sendFile(ctx context.Context, r activity.Reply) (activity.MessageID, error) {
	var sent *models.Message
	err := c.bot.patiently(ctx, c.in.Chat, func(chat activity.ChatID) (err error) {
		// The reader is used up by a try, so every try has its own.
		params := &tg.SendDocumentParams{
			ChatID: int64(chat), Caption: r.Text,
			Document: &models.InputFileUpload{Filename: r.File.Name, Data: bytes.NewReader(r.File.Data)},
		}
		if len(r.Buttons) > 0 {
			params.ReplyMarkup = keyboard(r.Buttons)
		}
		sent, err = c.bot.api.SendDocument(ctx, params)
		return err
	})
	if err != nil {
		return 0, c.bot.kind("send file", err)
	}
	return activity.MessageID(sent.ID), nil
}

// toast answers a pressed button, once; an answer that comes too late is no
// error.
func (c *conversation) toast(ctx context.Context, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.in.callback == "" || c.toasted {
		return
	}
	c.toasted = true
	_, err := c.bot.api.AnswerCallbackQuery(ctx, &tg.AnswerCallbackQueryParams{CallbackQueryID: c.in.callback, Text: text})
	if err != nil {
		c.bot.log.Debug("button not answered", "err", c.bot.hide.text(err))
	}
}

func (c *conversation) typing(ctx context.Context) {
	_, err := c.bot.api.SendChatAction(ctx, &tg.SendChatActionParams{ChatID: int64(c.in.Chat), Action: models.ChatActionTyping})
	if err != nil {
		c.bot.log.Debug("no typing sign", "err", c.bot.hide.text(err))
	}
}

const maxSends = 5

// patiently sends within the pace, waits when Telegram asks for it, follows a
// group that moved, and tries again after faults of the way. Other errors, and
// the last one, come back as the library gave them.
func (b *Bot) patiently(ctx context.Context, chat activity.ChatID, send func(activity.ChatID) error) error {
	wait := retryMin
	for try := 1; ; try++ {
		if err := b.pace.wait(ctx, chat); err != nil {
			return err
		}
		err := send(chat)
		var busy *tg.TooManyRequestsError
		var moved *tg.MigrateError
		switch {
		case err == nil, refused(err), ctx.Err() != nil, try == maxSends:
			return err
		case errors.As(err, &busy):
			pause(ctx, time.Duration(busy.RetryAfter)*time.Second)
		case errors.As(err, &moved):
			chat = activity.ChatID(moved.MigrateToChatID)
		default:
			pause(ctx, wait)
			wait = min(2*wait, retryMax)
		}
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

// keyboard is never nil: an absent list of rows would leave old buttons
// standing.
func keyboard(rows [][]activity.Button) models.InlineKeyboardMarkup {
	markup := models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{}}
	for _, row := range rows {
		var buttons []models.InlineKeyboardButton
		for _, b := range row {
			buttons = append(buttons, models.InlineKeyboardButton{Text: b.Label, CallbackData: b.Data})
		}
		markup.InlineKeyboard = append(markup.InlineKeyboard, buttons)
	}
	return markup
}

// maxText is below the limit of 4096, which counts UTF-16 units.
const maxText = 4000

// split cuts a text into messages, at line ends where it can.
func split(text string) []string {
	var parts []string
	rest := []rune(text)
	for {
		end := fits(rest)
		if end == len(rest) {
			return append(parts, string(rest))
		}
		if line := lastLine(rest[:end]); line > 0 {
			end = line
		}
		parts = append(parts, string(rest[:end]))
		rest = rest[end:]
	}
}

// fits is how many runes of the text one message holds.
func fits(runes []rune) int {
	units := 0
	for i, r := range runes {
		units += max(1, utf16.RuneLen(r))
		if units > maxText {
			return i
		}
	}
	return len(runes)
}

func lastLine(runes []rune) int {
	for i := len(runes) - 1; i > 0; i-- {
		if runes[i] == '\n' {
			return i + 1
		}
	}
	return 0
}
