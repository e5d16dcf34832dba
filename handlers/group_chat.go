package handlers

import (
	"context"
	"errors"

	"dutybook/activity"
)

// In a group the bot is spoken to by its name, by an answer to it or by a
// command; all else is talk among people and not even looked at. It puts a quiet
// sign on what it heard and says the rest in private, for who did what is
// nobody's business there.

// quietly makes everything said in this turn go to the sender's own chat. Where
// they never opened that, the group hears only that it was done.
func (h *Handlers) quietly(t *turn) {
	say, ticked, asked := t.say, false, false
	t.say = func(ctx context.Context, r activity.Reply) (activity.MessageID, error) {
		r.Aside, r.Tick = true, !ticked
		ticked = true
		id, err := say(ctx, r)
		if !errors.Is(err, activity.ErrGone) {
			t.saidIn = activity.ChatID(t.From.ID)
			return id, err
		}
		if asked {
			return 0, nil
		}
		asked = true
		return say(ctx, activity.Reply{Text: t.text("group-open-private", "link", "https://t.me/"+h.BotName())})
	}
}

// takenIn greets a group the bot was taken into, and gives it to the committee of
// who did so.
func (h *Handlers) takenIn(ctx context.Context, t *turn) error {
	if t.member.Role == activity.Stranger {
		return t.reply(ctx, "group-stranger")
	}
	if h.reception != nil {
		if err := h.reception.directory.SetChat(ctx, t.Chat, h.Store.ID()); err != nil {
			return err
		}
	}
	key := "group-welcome"
	if h.ReadsAll == nil || !h.ReadsAll() {
		key = "group-welcome-private"
	}
	return t.reply(ctx, key, "name", h.Name, "bot", h.BotName())
}

// logCommand takes the words behind /log as if they stood alone: a way to be
// heard in a group whatever its settings.
func (h *Handlers) logCommand(ctx context.Context, t *turn, args string) error {
	if args == "" {
		return t.reply(ctx, "log-usage")
	}
	t.Text = args
	return h.words(ctx, t)
}
