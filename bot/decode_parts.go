package bot

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/go-telegram/bot/models"

	"dutybook/activity"
)

// moved says that a group has another number from now on. Telegram announces it
// in the old chat and in the new one, in either order; both come out the same.
func moved(now, old int64) (incoming, bool, error) {
	return incoming{Message: activity.Message{
		Chat: activity.ChatID(now), OldChat: activity.ChatID(old), Kind: activity.Moved,
		Key: fmt.Sprintf("v:%d:%d", old, now),
	}}, true, nil
}

// added says that somebody took the bot into a group.
func added(u *models.ChatMemberUpdated) (incoming, bool, error) {
	in := func(t models.ChatMemberType) bool {
		return t == models.ChatMemberTypeMember || t == models.ChatMemberTypeAdministrator
	}
	if u.Chat.Type == models.ChatTypePrivate || !in(u.NewChatMember.Type) || in(u.OldChatMember.Type) {
		return incoming{}, false, nil
	}
	return incoming{Message: activity.Message{
		Chat: activity.ChatID(u.Chat.ID), Kind: activity.Added, From: person(u.From), SentAt: time.Unix(int64(u.Date), 0),
		Key: fmt.Sprintf("j:%d:%d", u.Chat.ID, u.Date),
	}}, true, nil
}

// address finds out whether a message in a group is meant for the bot, and takes
// the bot's name out of its text.
func address(in *incoming, m *models.Message, me models.User) {
	if in.Private {
		return
	}
	if to := m.ReplyToMessage; to != nil && to.From != nil && to.From.ID == me.ID {
		in.Addressed = true
	}
	text := utf16.Encode([]rune(in.Text))
	var kept []uint16
	from := 0
	for _, e := range append(m.Entities, m.CaptionEntities...) {
		end := e.Offset + e.Length
		if e.Type != models.MessageEntityTypeMention || e.Offset < from || end > len(text) {
			continue
		}
		name := string(utf16.Decode(text[e.Offset:end]))
		if me.Username != "" && strings.EqualFold(name, "@"+me.Username) {
			in.Addressed = true
			kept, from = append(kept, text[from:e.Offset]...), end
		}
	}
	if from > 0 {
		in.Text = strings.TrimSpace(string(utf16.Decode(append(kept, text[from:]...))))
	}
}

// upload is the file of a message; of a photo's sizes the largest.
func upload(m *models.Message) *activity.Upload {
	switch {
	case m.Document != nil:
		d := m.Document
		return &activity.Upload{ID: d.FileID, Unique: d.FileUniqueID, Name: d.FileName, Size: d.FileSize}
	case len(m.Photo) > 0:
		p := m.Photo[len(m.Photo)-1]
		return &activity.Upload{ID: p.FileID, Unique: p.FileUniqueID, Size: int64(p.FileSize)}
	case m.Voice != nil:
		v := m.Voice
		return &activity.Upload{ID: v.FileID, Unique: v.FileUniqueID, Name: "voice.ogg", Size: v.FileSize, Seconds: v.Duration}
	case m.Audio != nil:
		a := m.Audio
		return &activity.Upload{ID: a.FileID, Unique: a.FileUniqueID, Name: a.FileName, Size: a.FileSize, Seconds: a.Duration}
	}
	return nil
}

func origin(o *models.MessageOrigin) *activity.Origin {
	at := func(date int) time.Time { return time.Unix(int64(date), 0) }
	switch {
	case o == nil:
		return nil
	case o.MessageOriginUser != nil:
		u := person(o.MessageOriginUser.SenderUser)
		return &activity.Origin{Name: u.Name, User: u.ID, SentAt: at(o.MessageOriginUser.Date)}
	case o.MessageOriginHiddenUser != nil:
		return &activity.Origin{Name: o.MessageOriginHiddenUser.SenderUserName, SentAt: at(o.MessageOriginHiddenUser.Date)}
	case o.MessageOriginChat != nil:
		return &activity.Origin{Name: o.MessageOriginChat.SenderChat.Title, SentAt: at(o.MessageOriginChat.Date)}
	case o.MessageOriginChannel != nil:
		return &activity.Origin{Name: o.MessageOriginChannel.Chat.Title, SentAt: at(o.MessageOriginChannel.Date)}
	}
	return &activity.Origin{}
}

func place(m *models.Message) *activity.Place {
	switch {
	case m.Venue != nil:
		return &activity.Place{Latitude: m.Venue.Location.Latitude, Longitude: m.Venue.Location.Longitude, Title: m.Venue.Title}
	case m.Location != nil:
		return &activity.Place{Latitude: m.Location.Latitude, Longitude: m.Location.Longitude}
	}
	return nil
}
