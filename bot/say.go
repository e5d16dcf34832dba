package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"dutybook/activity"
)

// conversation is the chat a message came from, for the time it is handled.
type conversation struct {
	bot *Bot
	in  incoming
	// unasked means that nobody wrote in this chat just now, so that it may be gone.
	unasked bool

	// speaking is held while something is said, so that what is said at the
	// same time comes out in one order.
	speaking sync.Mutex
	held     *activity.Reply // progress that waits for its time
	moved    map[activity.MessageID]activity.MessageID

	mu      sync.Mutex
	toasted bool
}

// say sends a reply; texts go out as they are, without markup, so that nothing
// a person wrote can break or disguise a message.
func (c *conversation) say(ctx context.Context, r activity.Reply) (activity.MessageID, error) {
	if r.Toast != "" {
		c.toast(ctx, r.Toast)
	}
	if r.Tick {
		c.tick(ctx)
	}
	if r.Aside && !c.in.Private {
		return c.aside(ctx, r)
	}
	if err := c.mustBeRead(ctx); err != nil {
		return 0, err
	}
	c.speaking.Lock()
	defer c.speaking.Unlock()
	if r.Replace != 0 && r.File == nil && r.Text != "" {
		return c.progress(ctx, r)
	}
	if err := c.release(ctx); err != nil {
		return 0, err
	}
	switch {
	case r.File != nil:
		return c.sendFile(ctx, r.Text, r.Buttons, *r.File)
	case r.Text == "":
		return 0, nil
	}
	return c.sendText(ctx, r)
}

// mustBeRead is activity.ErrGone for a chat that refused what was sent and has
// been silent since: asking Telegram again and again is held against a bot.
func (c *conversation) mustBeRead(ctx context.Context) error {
	if !c.unasked {
		return nil
	}
	gone, err := c.bot.inbox.Gone(ctx, c.in.Chat)
	if err == nil && gone {
		c.bot.count.SendSpared.Add(1)
		err = fmt.Errorf("bot: send: nobody reads this chat: %w", activity.ErrGone)
	}
	return err
}

// progress rewrites an own message. When the chat's pace does not allow it now
// it is held back, and a newer text for the same message takes its place: what
// counts is the last one, and that is always sent.
func (c *conversation) progress(ctx context.Context, r activity.Reply) (activity.MessageID, error) {
	if c.held != nil && c.held.Replace != r.Replace {
		if err := c.release(ctx); err != nil {
			return 0, err
		}
	}
	if c.held != nil {
		c.bot.count.Merged.Add(1)
	}
	if !c.bot.pace.now(c.in.Chat) {
		c.held = &r
		return 0, nil
	}
	c.held = nil
	return c.replace(ctx, r)
}

// flush sends what is held back.
func (c *conversation) flush(ctx context.Context) error {
	c.speaking.Lock()
	defer c.speaking.Unlock()
	return c.release(ctx)
}

// release is flush for who is speaking already.
func (c *conversation) release(ctx context.Context) error {
	if c.held == nil {
		return nil
	}
	if err := c.bot.pace.wait(ctx, c.in.Chat); err != nil {
		return err
	}
	r := *c.held
	c.held = nil
	_, err := c.replace(ctx, r)
	return err
}

// replace rewrites an own message, whose turn it is. That it already reads so
// is success; when it is gone the text is sent anew, and later texts for it go
// to the new one.
func (c *conversation) replace(ctx context.Context, r activity.Reply) (activity.MessageID, error) {
	id := r.Replace
	if to, ok := c.moved[id]; ok {
		id = to
	}
	params := &tg.EditMessageTextParams{
		ChatID: int64(c.in.Chat), MessageID: int(id), Text: split(r.Text)[0], ReplyMarkup: keyboard(r.Buttons),
	}
	err := c.bot.patiently(ctx, c.in.Chat, itsTurn, func(chat activity.ChatID) error {
		params.ChatID = int64(chat)
		return c.bot.api.call(ctx, "editMessageText", params, nil)
	})
	switch {
	case err == nil, errors.Is(err, tg.ErrorBadRequest) && strings.Contains(err.Error(), "message is not modified"):
		return 0, nil
	case errors.Is(err, tg.ErrorBadRequest):
		sent, err := c.sendText(ctx, r)
		if err == nil {
			c.remember(r.Replace, sent)
		}
		return sent, err
	}
	return 0, c.bot.kind("edit", err)
}

func (c *conversation) remember(old, now activity.MessageID) {
	if c.moved == nil {
		c.moved = map[activity.MessageID]activity.MessageID{}
	}
	c.moved[old] = now
}

// maxParts is how many messages a text may fill; a longer one is easier to read
// as a file.
const maxParts = 3

// sentMessage is what interests of a message Telegram made.
type sentMessage struct {
	ID int `json:"message_id"`
}

func (c *conversation) sendText(ctx context.Context, r activity.Reply) (activity.MessageID, error) {
	parts := split(r.Text)
	if len(parts) > maxParts {
		return c.sendLong(ctx, r, parts[0])
	}
	var last activity.MessageID
	for i, part := range parts {
		var rows [][]activity.Button
		if i == len(parts)-1 {
			rows = r.Buttons
		}
		var err error
		if last, err = c.sendPart(ctx, part, rows, r.Quiet); err != nil {
			return 0, err
		}
	}
	return last, nil
}

func (c *conversation) sendPart(ctx context.Context, text string, rows [][]activity.Button, quiet bool) (activity.MessageID, error) {
	params := &tg.SendMessageParams{
		Text: text, ReplyMarkup: optionalKeyboard(rows), MessageThreadID: c.in.topic, ReplyParameters: c.answering(),
		DisableNotification: quiet,
	}
	var sent sentMessage
	err := c.bot.patiently(ctx, c.in.Chat, waitTurn, func(chat activity.ChatID) error {
		params.ChatID = int64(chat)
		return c.bot.api.call(ctx, "sendMessage", params, &sent)
	})
	return activity.MessageID(sent.ID), c.bot.kind("send", err)
}

// sendLong sends the beginning of a text, and the whole of it as a file, marked
// as UTF-8 for the editors that guess otherwise.
func (c *conversation) sendLong(ctx context.Context, r activity.Reply, digest string) (activity.MessageID, error) {
	if _, err := c.sendPart(ctx, strings.TrimRight(digest, "\n")+"\n…", nil, r.Quiet); err != nil {
		return 0, err
	}
	return c.sendFile(ctx, "", r.Buttons, activity.File{Name: "text.txt", Data: []byte("\ufeff" + r.Text)})
}

// maxCaption is the limit of 1024 UTF-16 units, with something to spare.
const maxCaption = 1000

// sendFile sends a file; a caption that does not fit goes before it.
func (c *conversation) sendFile(ctx context.Context, caption string, rows [][]activity.Button, f activity.File) (activity.MessageID, error) {
	if units(caption) > maxCaption {
		if _, err := c.sendText(ctx, activity.Reply{Text: caption}); err != nil {
			return 0, err
		}
		caption = ""
	}
	var sent *models.Message
	err := c.bot.patiently(ctx, c.in.Chat, waitTurn, func(chat activity.ChatID) (err error) {
		// The reader is used up by a try, so every try has its own.
		var input models.InputFile = &models.InputFileUpload{Filename: f.Name, Data: bytes.NewReader(f.Data)}
		if f.Kept != "" {
			input = &models.InputFileString{Data: f.Kept}
		}
		if f.Picture {
			sent, err = c.bot.lib.SendPhoto(ctx, &tg.SendPhotoParams{
				ChatID: int64(chat), Caption: caption, ReplyMarkup: optionalKeyboard(rows), Photo: input,
				MessageThreadID: c.in.topic, ReplyParameters: c.answering(),
			})
			return err
		}
		sent, err = c.bot.lib.SendDocument(ctx, &tg.SendDocumentParams{
			ChatID: int64(chat), Caption: caption, ReplyMarkup: optionalKeyboard(rows), Document: input,
			MessageThreadID: c.in.topic, ReplyParameters: c.answering(),
		})
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
	params := &tg.AnswerCallbackQueryParams{CallbackQueryID: c.in.callback, Text: text}
	if err := c.bot.api.call(ctx, "answerCallbackQuery", params, nil); err != nil {
		c.bot.log.Debug("button not answered", "err", err)
	}
}

func (c *conversation) typing(ctx context.Context) {
	params := &tg.SendChatActionParams{ChatID: int64(c.in.Chat), Action: models.ChatActionTyping, MessageThreadID: c.in.topic}
	if err := c.bot.api.call(ctx, "sendChatAction", params, nil); err != nil {
		c.bot.log.Debug("no typing sign", "err", err)
	}
}

const (
	typingAfter = 400 * time.Millisecond
	typingLasts = 4 * time.Second
	flushEvery  = time.Second
)

// showLife gives signs of life while the handler takes its time, until stop is
// called; most messages are answered before the first.
func (c *conversation) showLife(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	start := time.AfterFunc(typingAfter, func() {
		defer close(ended)
		c.live(ctx)
	})
	return func() {
		cancel()
		if !start.Stop() {
			<-ended
		}
	}
}

// live shows "typing…", takes the waiting sign off a pressed button, for which
// Telegram grants little time, and sends progress that was held back.
func (c *conversation) live(ctx context.Context) {
	for since := typingLasts; ctx.Err() == nil; since += flushEvery {
		c.toast(ctx, "")
		if since >= typingLasts {
			c.typing(ctx)
			since = 0
		}
		if err := c.flush(ctx); err != nil && ctx.Err() == nil {
			c.bot.log.Debug("progress not shown", "err", err)
		}
		pause(ctx, flushEvery)
	}
}

// keyboard is never nil: an absent list of rows would leave old buttons
// standing.
func keyboard(rows [][]activity.Button) *models.InlineKeyboardMarkup {
	markup := &models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{}}
	for _, row := range rows {
		var buttons []models.InlineKeyboardButton
		for _, b := range row {
			buttons = append(buttons, models.InlineKeyboardButton{Text: b.Label, CallbackData: b.Data})
		}
		markup.InlineKeyboard = append(markup.InlineKeyboard, buttons)
	}
	return markup
}

// optionalKeyboard is for new messages, which have no old buttons.
func optionalKeyboard(rows [][]activity.Button) models.ReplyMarkup {
	if len(rows) == 0 {
		return nil
	}
	return keyboard(rows)
}
