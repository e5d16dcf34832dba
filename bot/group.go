package bot

import (
	"context"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"dutybook/activity"
)

// answering ties an answer in a group to what it answers, so that it is clear
// whom it is for; in private that would only repeat what stands above.
func (c *conversation) answering() *models.ReplyParameters {
	if c.in.Private || c.in.ID == 0 || c.in.Kind == activity.Press {
		return nil
	}
	return &models.ReplyParameters{MessageID: int(c.in.ID), AllowSendingWithoutReply: true}
}

// aside says something to the sender alone, in their own chat with the bot.
func (c *conversation) aside(ctx context.Context, r activity.Reply) (activity.MessageID, error) {
	in := c.in
	in.Chat, in.Private, in.topic, in.callback = activity.ChatID(in.From.ID), true, 0, ""
	r.Aside, r.Tick, r.Toast = false, false, ""
	return (&conversation{bot: c.bot, in: in, unasked: true}).say(ctx, r)
}

// heard is the sign put on a message that was understood; it is one Telegram
// has for everybody.
const heard = "👍"

// tick puts the quiet sign on a message. It is a courtesy: where a group does not
// allow it nothing happens.
func (c *conversation) tick(ctx context.Context) {
	params := &tg.SetMessageReactionParams{
		ChatID: int64(c.in.Chat), MessageID: int(c.in.ID),
		Reaction: []models.ReactionType{{Type: models.ReactionTypeTypeEmoji, ReactionTypeEmoji: &models.ReactionTypeEmoji{
			Type: models.ReactionTypeTypeEmoji, Emoji: heard,
		}}},
	}
	if err := c.bot.api.call(ctx, "setMessageReaction", params, nil); err != nil {
		c.bot.log.Debug("no sign put on a message", "err", c.bot.hide.text(err))
	}
}

// ReadsAll reports whether the bot gets every message of its groups: privacy
// mode is off. Otherwise it gets commands, answers to its own messages and what
// names it. It is known after Connect.
func (b *Bot) ReadsAll() bool { return b.me.CanReadAllGroupMessages }
