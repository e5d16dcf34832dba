package bot

import (
	"context"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"dutybook/activity"
)

// Command is a line of the command menu.
type Command struct {
	Name, Description string
}

// SetMenu gives everybody a menu whose Telegram is in a language, two letters or
// "" for all others; no commands leave the old one. Telegram takes no longer
// codes, so scripts of one language cannot be told apart here: a reader of
// traditional Chinese gets theirs as a menu of their own (SetMenuOf).
func (b *Bot) SetMenu(ctx context.Context, lang string, menu []Command) error {
	if len(menu) == 0 {
		return nil
	}
	_, err := b.lib.SetMyCommands(ctx, &tg.SetMyCommandsParams{Commands: commands(menu), LanguageCode: lang})
	return b.kind("set menu", err)
}

// SetMenuOf gives one private chat a menu of its own; no commands give it back
// the one of everybody.
func (b *Bot) SetMenuOf(ctx context.Context, chat activity.ChatID, menu []Command) error {
	scope := &models.BotCommandScopeChat{ChatID: int64(chat)}
	if len(menu) == 0 {
		_, err := b.lib.DeleteMyCommands(ctx, &tg.DeleteMyCommandsParams{Scope: scope})
		return b.kind("drop menu", err)
	}
	_, err := b.lib.SetMyCommands(ctx, &tg.SetMyCommandsParams{Commands: commands(menu), Scope: scope})
	return b.kind("set menu", err)
}

func commands(menu []Command) []models.BotCommand {
	list := make([]models.BotCommand, len(menu))
	for i, c := range menu {
		list[i] = models.BotCommand{Command: c.Name, Description: c.Description}
	}
	return list
}
