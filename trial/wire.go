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
}

func (s *Server) user(id int64) wireUser {
	p, _ := s.state.person(id)
	return wireUser{ID: id, FirstName: p.Name, Lang: p.Lang}
}

func (s *Server) wireChat(id int64) wireChat {
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
		w.From = s.user(chat)
	}
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

func (s *Server) attach(w *wireMessage, chat int64, m *message) {
	switch m.Kind {
	case kindLocation:
		w.Location = attachment{"latitude": 30.5, "longitude": 114.3}
		return
	case kindContact:
		w.Contact = attachment{"phone_number": "+8610000000", "first_name": s.user(chat).FirstName}
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
