package handlers

import (
	"context"
	"errors"

	"dutybook/activity"
	"dutybook/prompts"
	"dutybook/store"
)

// A voice message is words that may have been heard wrong: they are shown, and
// handled like typed ones when the speaker says they are right.

// Spoken is a recording to be put into words.
type Spoken struct {
	Name     string // its ending tells what the bytes are
	Data     []byte
	Language string // of two letters
}

// maxSpoken is how long a recording may be, in seconds: a longer one is no message
// but a meeting.
const maxSpoken = 5 * 60

// voice shows what was heard in a voice message and asks whether it is right.
// Delivered again, it shows what was heard the first time.
func (h *Handlers) voice(ctx context.Context, t *turn) error {
	switch {
	case h.Listen == nil || h.Fetch == nil || t.File == nil:
		return t.reply(ctx, "kind-voice")
	case t.File.Seconds > maxSpoken:
		return t.reply(ctx, "voice-long")
	}
	heard, err := h.Store.Heard(ctx, t.From.ID, t.ID)
	if errors.Is(err, activity.ErrNotFound) {
		return h.listen(ctx, t)
	}
	if err != nil {
		return err
	}
	return h.sayHeard(ctx, t, heard.Text)
}

func (h *Handlers) listen(ctx context.Context, t *turn) error {
	data, err := h.Fetch(ctx, t.File.ID)
	if errors.Is(err, activity.ErrInvalid) {
		return t.reply(ctx, "voice-long")
	}
	if err != nil {
		return err
	}
	text, err := h.Listen(ctx, Spoken{Name: t.File.Name, Data: data, Language: string(t.lang)[:2]})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, activity.ErrInvalid):
		return t.reply(ctx, "voice-unheard")
	case err != nil:
		return t.reply(ctx, "voice-away") // by the time it is back the member has typed it
	case prompts.Secret(text):
		return t.reply(ctx, "note-secret")
	}
	heard := store.Heard{Text: text, Chat: t.Chat, SentAt: t.SentAt, ReplyTo: t.ReplyTo, Origin: t.Origin}
	if err := h.Store.KeepHeard(ctx, t.From.ID, t.ID, heard); err != nil {
		return err
	}
	return h.sayHeard(ctx, t, text)
}

func (h *Handlers) sayHeard(ctx context.Context, t *turn, text string) error {
	_, err := t.say(ctx, activity.Reply{Text: t.text("voice-heard", "text", text), Buttons: [][]activity.Button{{
		{Label: t.text("button-heard"), Data: data("heard", activity.RecordID(t.ID), 1)},
		{Label: t.text("button-misheard"), Data: data("heard", activity.RecordID(t.ID), 0)},
	}}})
	return err
}

// pressHeard handles what was heard as if it had been typed when it was said, or
// drops it. In another's hands the button finds nothing: what was heard is kept
// for its speaker.
func (h *Handlers) pressHeard(ctx context.Context, t *turn, message activity.MessageID, right bool) error {
	heard, err := h.Store.Heard(ctx, t.From.ID, message)
	if errors.Is(err, activity.ErrNotFound) {
		return h.toast(ctx, t, "button-old")
	}
	if err != nil {
		return err
	}
	if !right {
		if err := h.Store.DropHeard(ctx, t.From.ID, message); err != nil {
			return err
		}
		_, err := t.say(ctx, activity.Reply{Text: t.text("voice-dropped"), Replace: t.ID})
		return err
	}
	if _, err := t.say(ctx, activity.Reply{Text: t.text("voice-taken", "text", heard.Text), Replace: t.ID}); err != nil {
		return err
	}
	// The voice message is what is handled, however often the button is pressed.
	t.Key, t.ID, t.Kind, t.Text = "v:"+itoa(int(heard.Chat))+":"+itoa(int(message)), message, activity.Text, heard.Text
	t.SentAt, t.ReplyTo, t.Origin = heard.SentAt.In(h.Zone), heard.ReplyTo, heard.Origin
	return h.words(ctx, t)
}
