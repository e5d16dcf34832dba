package bot

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/go-telegram/bot/models"

	"dutybook/activity"
)

// incoming is one update, decoded.
type incoming struct {
	activity.Message
	callback string // id of a pressed button's query, "" otherwise
	topic    int    // the topic of the group it was said in, zero for none
}

// decode reads a raw update to the bot me; ok is false for kinds that ask for
// nothing.
func decode(raw []byte, me models.User) (in incoming, ok bool, err error) {
	defer func() {
		if p := recover(); p != nil { // the library decodes bytes from outside
			err = fmt.Errorf("bot: decoding ends in a panic of type %T: %w", p, activity.ErrInvalid)
		}
	}()
	var u models.Update
	if err := json.Unmarshal(raw, &u); err != nil {
		return in, false, fmt.Errorf("bot: update cannot be decoded: %w", activity.ErrInvalid)
	}
	switch {
	case u.Message != nil && u.Message.MigrateFromChatID != 0:
		return moved(u.Message.Chat.ID, u.Message.MigrateFromChatID)
	case u.Message != nil && u.Message.MigrateToChatID != 0:
		return moved(u.Message.MigrateToChatID, u.Message.Chat.ID)
	case u.MyChatMember != nil:
		return added(u.MyChatMember)
	case u.Message != nil:
		return message(u.Message, me, "m", u.Message.Date)
	case u.EditedMessage != nil:
		in, ok, err = message(u.EditedMessage, me, "e"+strconv.Itoa(u.EditedMessage.EditDate), u.EditedMessage.Date)
		in.Kind = activity.Edit
		return in, ok, err
	case u.CallbackQuery != nil:
		return press(u.CallbackQuery)
	}
	return in, false, nil
}

func message(m *models.Message, me models.User, delivery string, date int) (incoming, bool, error) {
	// Anonymous admins and channels write without being a person.
	if m.From == nil || m.From.IsBot || m.SenderChat != nil {
		return incoming{}, false, nil
	}
	var replyTo activity.MessageID
	if m.ReplyToMessage != nil {
		replyTo = activity.MessageID(m.ReplyToMessage.ID)
	}
	in := incoming{Message: activity.Message{
		ReplyTo: replyTo,
		Chat:    activity.ChatID(m.Chat.ID),
		Private: m.Chat.Type == models.ChatTypePrivate,
		ID:      activity.MessageID(m.ID),
		From:    person(*m.From),
		Kind:    kindOf(m),
		Text:    m.Text + m.Caption,
		File:    upload(m),
		Album:   m.MediaGroupID,
		Origin:  origin(m.ForwardOrigin),
		Place:   place(m),
		SentAt:  time.Unix(int64(date), 0),
		Key:     delivery + ":" + messageKey(activity.ChatID(m.Chat.ID), activity.MessageID(m.ID)),
	}}
	if m.IsTopicMessage {
		in.topic = m.MessageThreadID
	}
	address(&in, m, me)
	return in, true, nil
}

// MessageKey is the Key of a message that was sent, as opposed to rewritten.
func MessageKey(chat activity.ChatID, id activity.MessageID) string {
	return "m:" + messageKey(chat, id)
}

func messageKey(chat activity.ChatID, id activity.MessageID) string {
	return fmt.Sprintf("%d:%d", chat, id)
}

func kindOf(m *models.Message) activity.MessageKind {
	switch {
	case m.Text != "":
		return activity.Text
	case m.Sticker != nil, m.Animation != nil:
		return activity.Sticker
	case len(m.Photo) > 0:
		return activity.Photo
	case m.Voice != nil, m.Audio != nil, m.VideoNote != nil:
		return activity.Voice
	case m.Document != nil:
		return activity.Attach
	case m.Location != nil, m.Venue != nil:
		return activity.Pin
	}
	return activity.Unknown
}

func press(q *models.CallbackQuery) (incoming, bool, error) {
	// Telegram no longer shows old messages; only their chat and number stay.
	var chat models.Chat
	var id int
	switch m := q.Message; {
	case m.Message != nil:
		chat, id = m.Message.Chat, m.Message.ID
	case m.InaccessibleMessage != nil:
		chat, id = m.InaccessibleMessage.Chat, m.InaccessibleMessage.MessageID
	default:
		return incoming{}, false, nil
	}
	return incoming{callback: q.ID, Message: activity.Message{
		Chat:    activity.ChatID(chat.ID),
		Private: chat.Type == models.ChatTypePrivate,
		ID:      activity.MessageID(id),
		From:    person(q.From),
		Kind:    activity.Press,
		Text:    q.Data,
		Key:     "p:" + q.ID,
	}}, true, nil
}

func person(u models.User) activity.User {
	name := u.FirstName
	if u.LastName != "" {
		name += " " + u.LastName
	}
	return activity.User{ID: activity.UserID(u.ID), Name: name, Lang: activity.ParseLang(u.LanguageCode)}
}
