package trial

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// message is one message as it is kept.
type message struct {
	ID      int64     `json:"id"`
	FromBot bool      `json:"from_bot,omitempty"`
	Date    time.Time `json:"date"`
	Edited  time.Time `json:"edited,omitzero"`
	// Kind is the kind of what is sent beside the text, "" for a plain text.
	Kind     string     `json:"kind,omitempty"`
	File     string     `json:"file,omitempty"` // id of the file
	Text     string     `json:"text,omitempty"` // or the caption
	Entities []entity   `json:"entities,omitempty"`
	Buttons  [][]Button `json:"buttons,omitempty"`
	ReplyTo  int64      `json:"reply_to,omitempty"`
	// Client is the page's own id of a text it sent, by which a repeated
	// request is known.
	Client   string `json:"client,omitempty"`
	Reaction string `json:"reaction,omitempty"`
}

// chat is what was said between a person and the bot, oldest first.
type chat struct {
	Messages []*message `json:"messages"`
	// Answers counts what the bot sent and rewrote.
	Answers int `json:"answers,omitempty"`
}

func (c *chat) find(id int64) *message {
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

// chat gives a person's chat, nil for a number nobody has.
func (st *state) chat(id int64) *chat { return st.Chats[id] }

// Entry is a message as a person sees it.
type Entry struct {
	ID      int64
	FromBot bool
	Date    time.Time
	Edited  bool
	// Text is without markup; for a file its caption.
	Text string
	// HTML is Text with its markup, escaped.
	HTML    string
	File    *File
	Buttons [][]Button
	ReplyTo int64
}

// File is a file in a chat.
type File struct {
	// ID is what getFile and the page ask for it by.
	ID   string
	Name string
	Size int
	Data []byte
}

// Chat is what a person sees in the chat with the bot, oldest first.
func (s *Server) Chat(person int64) []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.state.chat(person)
	if c == nil {
		return nil
	}
	entries := make([]Entry, len(c.Messages))
	for i, m := range c.Messages {
		entries[i] = s.state.entry(m)
	}
	return entries
}

func (st *state) entry(m *message) Entry {
	e := Entry{
		ID: m.ID, FromBot: m.FromBot, Date: m.Date, Edited: !m.Edited.IsZero(),
		Text: m.Text, HTML: writeHTML(m.Text, m.Entities), Buttons: m.Buttons, ReplyTo: m.ReplyTo,
	}
	if f := st.Files[m.File]; f != nil {
		e.File = &File{ID: f.ID, Name: f.Name, Size: len(f.Data), Data: f.Data}
	}
	return e
}

// Incoming is something a person sends.
type Incoming struct {
	// Kind is "text", "sticker", "photo", "voice", "file", "location" or
	// "contact"; "" is a text.
	Kind string
	// Text is the text, or the caption of a photo, voice or file.
	Text string
	// At dates it; zero is now.
	At time.Time
	// Name and Data are the file's; a small one is made up without Data.
	Name string
	Data []byte
	// ReplyTo is the message it answers, zero for none.
	ReplyTo int64

	client string
}

var (
	errNobody  = errors.New("trial: nobody has this number")
	errNothing = errors.New("trial: no such message")
	errNoText  = errors.New("trial: a text has 1 to 4096 letters, a caption at most 1024")
)

// TypeAt lets a person type a text that Telegram dates so. The message's
// number is zero when nobody has that id or the text cannot be sent.
func (s *Server) TypeAt(person int64, at time.Time, text string) int64 {
	id, _ := s.Send(person, Incoming{Text: text, At: at})
	return id
}

// Send lets a person send anything; it is an error what a client of Telegram
// would not let them send.
func (s *Server) Send(person int64, in Incoming) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.send(person, in)
}

// send is the one way of everything that people send. The lock is held.
func (s *Server) send(person int64, in Incoming) (int64, error) {
	c := s.state.chat(person)
	if c == nil {
		return 0, errNobody
	}
	if in.client != "" {
		if m := c.byClient(in.client); m != nil {
			return m.ID, nil
		}
	}
	m := &message{Date: in.At, ReplyTo: in.ReplyTo, Client: in.client, Text: strings.TrimSpace(in.Text)}
	if err := s.fill(m, in); err != nil {
		return 0, err
	}
	if m.Date.IsZero() {
		m.Date = s.now()
	}
	m.Date = m.Date.Truncate(time.Second) // Telegram knows no fractions
	m.Entities = commandsIn(m.Text)
	s.put(person, m)
	s.queue(person, "message", s.wire(person, m))
	return m.ID, nil
}

// fill adds what a message has beside its text.
func (s *Server) fill(m *message, in Incoming) error {
	if !utf8.ValidString(m.Text) || units(m.Text) > maxText {
		return errNoText
	}
	switch in.Kind {
	case "", kindText:
		if m.Text == "" {
			return errNoText
		}
		return nil
	case kindSticker, kindLocation, kindContact:
		m.Text = "" // these have no captions
	case kindPhoto, kindVoice, kindFile:
		if units(m.Text) > maxCaption {
			return errNoText
		}
	default:
		return fmt.Errorf("trial: a person cannot send a %q", in.Kind)
	}
	m.Kind = in.Kind
	if in.Kind != kindLocation && in.Kind != kindContact {
		m.File = s.state.addFile(in.Kind, in.Name, in.Data).ID
	}
	return nil
}

// put gives a message its number and shows it. The lock is held.
func (s *Server) put(person int64, m *message) {
	s.state.LastMessage++
	m.ID = s.state.LastMessage
	c := s.state.chat(person)
	c.Messages = append(c.Messages, m)
	s.show(person, m)
}

// show tells the page and whoever waits of a message new or changed. The lock
// is held.
func (s *Server) show(person int64, m *message) {
	if m.FromBot {
		s.state.chat(person).Answers++
	}
	s.tellEntry(person, m)
	s.changed()
}

// EditText lets a person rewrite an own message.
func (s *Server) EditText(person, id int64, text string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.state.chat(person)
	if c == nil {
		return errNobody
	}
	m := c.find(id)
	if m == nil || m.FromBot {
		return errNothing
	}
	text = strings.TrimSpace(text)
	if text == "" || units(text) > maxText {
		return errNoText
	}
	m.Text, m.Entities = text, commandsIn(text)
	m.Edited = s.editedAt(m)
	s.show(person, m)
	s.queue(person, "edited_message", s.wire(person, m))
	return nil
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

// commandsIn marks a command at the start of a text as Telegram does.
func commandsIn(text string) []entity {
	if !strings.HasPrefix(text, "/") {
		return nil
	}
	end := strings.IndexFunc(text[1:], func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@", r)
	}) + 1
	if end == 0 {
		end = len(text)
	}
	if end < 2 {
		return nil
	}
	return []entity{{Type: "bot_command", Length: end}}
}

// units is a text's length as Telegram counts it.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}
