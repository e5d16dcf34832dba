package bot

import (
	"encoding/json"
	"fmt"

	"dutybook/activity"
)

// head is as much of an update as receiving needs: its number, and the chat
// whose order it keeps.
type head struct {
	ID           *int64   `json:"update_id"`
	Message      *hasChat `json:"message"`
	Edited       *hasChat `json:"edited_message"`
	MyChatMember *hasChat `json:"my_chat_member"`
	Callback     *struct {
		From    hasID    `json:"from"`
		Message *hasChat `json:"message"`
	} `json:"callback_query"`
}

type hasChat struct {
	Chat hasID `json:"chat"`
}

type hasID struct {
	ID int64 `json:"id"`
}

// readHead reads the head of a raw update. A part of an unexpected type is
// passed over: such an update is stored too, and found undecodable when its turn
// comes.
func readHead(raw []byte) (activity.Update, error) {
	var h head
	err := json.Unmarshal(raw, &h)
	if h.ID == nil || err != nil && !json.Valid(raw) {
		return activity.Update{}, fmt.Errorf("bot: an update without a number: %w", activity.ErrInvalid)
	}
	return activity.Update{ID: *h.ID, Chat: activity.ChatID(h.chat()), Raw: raw}, nil
}

func (h *head) chat() int64 {
	for _, at := range []*hasChat{h.Message, h.Edited, h.MyChatMember} {
		if at != nil {
			return at.Chat.ID
		}
	}
	switch c := h.Callback; {
	case c == nil:
		return 0
	case c.Message != nil:
		return c.Message.Chat.ID
	default:
		return c.From.ID
	}
}
