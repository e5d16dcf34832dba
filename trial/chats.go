package trial

import (
	"slices"
	"time"
	"unicode/utf16"
)

// message is one message as it is kept.
type message struct {
	ID      int64 `json:"id"`
	FromBot bool  `json:"from_bot,omitempty"`
	// From is the person who sent it; zero in a private chat is its person.
	From   int64     `json:"from,omitempty"`
	Date   time.Time `json:"date"`
	Edited time.Time `json:"edited,omitzero"`
	// Kind is the kind of what is sent beside the text, "" for a plain text.
	Kind     string     `json:"kind,omitempty"`
	File     string     `json:"file,omitempty"` // id of the file
	Place    *Place     `json:"place,omitempty"`
	Text     string     `json:"text,omitempty"` // or the caption
	Entities []entity   `json:"entities,omitempty"`
	Buttons  [][]Button `json:"buttons,omitempty"`
	Keyboard *Keyboard  `json:"keyboard,omitempty"`
	ReplyTo  int64      `json:"reply_to,omitempty"`
	Album    string     `json:"album,omitempty"`
	Origin   *Origin    `json:"origin,omitempty"`
	// Service is what happened to the chat itself; such a message has no text.
	Service *service `json:"service,omitempty"`
	// Client is the page's own id of what it sent, by which a repeated request
	// is known.
	Client string `json:"client,omitempty"`
	// Reaction is the bot's; Reactions are people's.
	Reaction  string           `json:"reaction,omitempty"`
	Reactions map[int64]string `json:"reactions,omitempty"`

	up *upload // a file that comes with it, until it is sent
}

// chat is what was said in one chat, oldest first: between a person and the
// bot, or in a group.
type chat struct {
	Messages []*message `json:"messages"`
	// Answers counts what the bot sent and rewrote.
	Answers int `json:"answers,omitempty"`
	// Group is nil for a private chat.
	Group *Group `json:"group,omitempty"`
	// Blocked is set while a person wants nothing from the bot.
	Blocked bool `json:"blocked,omitempty"`
	// Pinned is the message pinned last, zero for none.
	Pinned int64 `json:"pinned,omitempty"`
	// Button is the menu button the bot set for this chat, "" for the default.
	Button string `json:"button,omitempty"`
}

// Place is a spot on the earth.
type Place struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

func (c *chat) find(id int64) *message {
	// Numbers grow, so the newest are found at once.
	for _, m := range slices.Backward(c.Messages) {
		if m.ID == id {
			return m
		}
	}
	return nil
}

func (c *chat) byClient(client string) *message {
	for _, m := range slices.Backward(c.Messages) {
		if m.Client == client {
			return m
		}
	}
	return nil
}

// chat gives the chat of a number, nil for a number nobody has.
func (st *state) chat(id int64) *chat { return st.Chats[id] }

// Entry is a message as a person sees it.
type Entry struct {
	ID      int64
	FromBot bool
	// From is the person who sent it, zero for the bot.
	From   int64
	Date   time.Time
	Edited bool
	// Kind is "" for a text, else as in Incoming, or "service".
	Kind string
	// Text is without markup; for a file its caption, for a service message
	// the kind of what happened.
	Text string
	// HTML is Text with its markup, escaped.
	HTML      string
	File      *File
	Place     *Place
	Buttons   [][]Button
	Keyboard  *Keyboard
	ReplyTo   int64
	Album     string
	Origin    *Origin
	Reaction  string
	Reactions map[int64]string
}

// File is a file in a chat.
type File struct {
	// ID is what getFile and the page ask for it by.
	ID   string
	Name string
	Type string // media type
	Size int
	Data []byte
}

// Chat is what is seen in a chat, oldest first: of a person with the bot by the
// person's number, of a group by the group's.
func (s *Server) Chat(id int64) []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.state.chat(id)
	if c == nil {
		return nil
	}
	entries := make([]Entry, len(c.Messages))
	for i, m := range c.Messages {
		entries[i] = s.state.entry(id, m)
	}
	return entries
}

func (st *state) entry(chat int64, m *message) Entry {
	e := Entry{
		ID: m.ID, FromBot: m.FromBot, Date: m.Date, Edited: !m.Edited.IsZero(), Kind: m.Kind,
		Text: m.Text, HTML: writeHTML(m.Text, m.Entities), Buttons: m.Buttons, Keyboard: m.Keyboard,
		ReplyTo: m.ReplyTo, Album: m.Album, Origin: m.Origin, Place: m.Place, Reaction: m.Reaction, Reactions: m.Reactions,
	}
	if !m.FromBot {
		e.From = m.sender(chat)
	}
	if m.Service != nil {
		e.Kind, e.Text = "service", m.Service.Kind
	}
	if f := st.Files[m.File]; f != nil {
		e.File = &File{ID: f.ID, Name: f.Name, Type: f.Type, Size: len(f.Data), Data: f.Data}
	}
	return e
}

// sender is the person who sent a message that is not the bot's.
func (m *message) sender(chat int64) int64 {
	if m.From != 0 {
		return m.From
	}
	return chat
}

// put gives a message its number and shows it. The lock is held.
func (s *Server) put(chat int64, m *message) {
	s.state.LastMessage++
	m.ID = s.state.LastMessage
	c := s.state.chat(chat)
	c.Messages = append(c.Messages, m)
	s.show(chat, m)
}

// show tells the page and whoever waits of a message new or changed. The lock
// is held.
func (s *Server) show(chat int64, m *message) {
	if m.FromBot {
		s.state.chat(chat).Answers++
	}
	s.tellEntry(chat, m)
	s.changed()
}

// editedAt dates an edit. Two edits of one message never have the same second:
// the date is all by which a bot can tell them apart.
func (s *Server) editedAt(m *message) time.Time {
	now := s.now().Truncate(time.Second)
	if !now.After(m.Edited) {
		return m.Edited.Add(time.Second)
	}
	return now
}

// units is a text's length as Telegram counts it.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}
