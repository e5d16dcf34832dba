package trial

import "encoding/json"

type wireUser struct {
	ID        int64  `json:"id"`
	IsBot     bool   `json:"is_bot"`
	FirstName string `json:"first_name"`
	Username  string `json:"username,omitempty"`
	Lang      string `json:"language_code,omitempty"`
}

type wireChat struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"`
	Title     string `json:"title,omitempty"`
	FirstName string `json:"first_name,omitempty"`
}

// attachment is a Document, Sticker, Voice, PhotoSize, Location or Contact.
type attachment map[string]any

type wireMessage struct {
	ID              int64        `json:"message_id"`
	From            wireUser     `json:"from"`
	Chat            wireChat     `json:"chat"`
	Date            int64        `json:"date"`
	EditDate        int64        `json:"edit_date,omitempty"`
	ReplyTo         *wireMessage `json:"reply_to_message,omitempty"`
	Text            string       `json:"text,omitempty"`
	Entities        []entity     `json:"entities,omitempty"`
	Document        attachment   `json:"document,omitempty"`
	Photo           []attachment `json:"photo,omitempty"`
	Sticker         attachment   `json:"sticker,omitempty"`
	Voice           attachment   `json:"voice,omitempty"`
	Location        attachment   `json:"location,omitempty"`
	Contact         attachment   `json:"contact,omitempty"`
	Caption         string       `json:"caption,omitempty"`
	CaptionEntities []entity     `json:"caption_entities,omitempty"`
	Markup          *wireMarkup  `json:"reply_markup,omitempty"`
	Album           string       `json:"media_group_id,omitempty"`
	Origin          attachment   `json:"forward_origin,omitempty"`
	NewMembers      any          `json:"new_chat_members,omitempty"`
	LeftMember      any          `json:"left_chat_member,omitempty"`
	MovedTo         any          `json:"migrate_to_chat_id,omitempty"`
	MovedFrom       any          `json:"migrate_from_chat_id,omitempty"`
}

func (s *Server) user(id int64) wireUser {
	p, _ := s.state.person(id)
	return wireUser{ID: id, FirstName: p.Name, Lang: p.Lang}
}

func (s *Server) wireChat(id int64) wireChat {
	if c := s.state.chat(id); c != nil && c.Group != nil {
		kind := "group"
		if c.Group.Super {
			kind = "supergroup"
		}
		return wireChat{ID: id, Type: kind, Title: c.Group.Title}
	}
	p, _ := s.state.person(id)
	return wireChat{ID: id, Type: "private", FirstName: p.Name}
}

// wire is a message as the Bot API writes it.
func (s *Server) wire(chat int64, m *message) *wireMessage {
	w := s.wireAlone(chat, m)
	if m.ReplyTo != 0 {
		if old := s.state.chat(chat).find(m.ReplyTo); old != nil {
			w.ReplyTo = s.wireAlone(chat, old)
		}
	}
	return w
}

// wireAlone leaves out what the message answers: of that, Telegram never tells
// what it answers in turn.
func (s *Server) wireAlone(chat int64, m *message) *wireMessage {
	w := &wireMessage{
		ID: m.ID, From: s.bot, Chat: s.wireChat(chat), Date: m.Date.Unix(), Markup: writeMarkup(m.Buttons),
	}
	if !m.FromBot {
		w.From = s.user(m.sender(chat))
	}
	w.Album, w.Origin = m.Album, s.wireOrigin(m.Origin)
	w.tell(m.Service)
	if !m.Edited.IsZero() {
		w.EditDate = m.Edited.Unix()
	}
	if m.Kind == "" {
		w.Text, w.Entities = m.Text, m.Entities
		return w
	}
	w.Caption, w.CaptionEntities = m.Text, m.Entities
	s.attach(w, chat, m)
	return w
}

// tell puts what happened to a chat into the field Telegram has for it.
func (w *wireMessage) tell(what *service) {
	if what == nil {
		return
	}
	switch what.Kind {
	case "new_chat_members":
		w.NewMembers = what.Value
	case "left_chat_member":
		w.LeftMember = what.Value
	case "migrate_to_chat_id":
		w.MovedTo = what.Value
	case "migrate_from_chat_id":
		w.MovedFrom = what.Value
	}
}

func (s *Server) wireOrigin(o *Origin) attachment {
	if o == nil {
		return nil
	}
	w := attachment{"type": o.Type, "date": o.At.Unix()}
	switch o.Type {
	case "user":
		w["sender_user"] = wireUser{ID: o.ID, FirstName: o.Name, IsBot: o.ID == s.bot.ID}
	case "hidden_user":
		w["sender_user_name"] = o.Name
	case "chat":
		w["sender_chat"] = wireChat{ID: o.ID, Type: "supergroup", Title: o.Name}
	case "channel":
		w["chat"], w["message_id"] = wireChat{ID: o.ID, Type: "channel", Title: o.Name}, 1
	}
	return w
}

func (s *Server) attach(w *wireMessage, chat int64, m *message) {
	switch m.Kind {
	case kindLocation:
		w.Location = attachment{"latitude": m.Place.Latitude, "longitude": m.Place.Longitude}
		return
	case kindContact:
		w.Contact = attachment{"phone_number": "+8610000000", "first_name": s.user(m.sender(chat)).FirstName}
		return
	}
	f := s.state.Files[m.File]
	a := attachment{"file_id": f.ID, "file_unique_id": "u-" + f.ID, "file_size": len(f.Data)}
	switch m.Kind {
	case kindPhoto:
		a["width"], a["height"] = max(1, f.Width), max(1, f.Height)
		w.Photo = []attachment{a}
	case kindSticker:
		a["type"], a["width"], a["height"], a["is_animated"], a["is_video"] = "regular", 512, 512, false, false
		w.Sticker = a
	case kindVoice:
		a["duration"], a["mime_type"] = 3, f.Type
		w.Voice = a
	default:
		a["file_name"], a["mime_type"] = f.Name, f.Type
		w.Document = a
	}
}

// marshal writes what this package put together itself, which cannot fail.
func marshal(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic("trial: " + err.Error())
	}
	return data
}
