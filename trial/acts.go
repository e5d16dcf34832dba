package trial

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

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
	// Place is where a location lies; nil makes one up.
	Place *Place
	// ReplyTo is the message it answers, zero for none.
	ReplyTo int64
	// Origin is set for something forwarded from elsewhere.
	Origin *Origin

	client string
	album  string
}

// Origin is where a forwarded message comes from: of Name and User, a person
// who hides the account in forwards gives only the name.
type Origin struct {
	// Type is "user", "hidden_user", "chat" or "channel".
	Type string    `json:"type"`
	Name string    `json:"name"`
	ID   int64     `json:"id,omitempty"` // of the user or chat
	At   time.Time `json:"at"`
}

var (
	errNobody  = errors.New("trial: nobody has this number")
	errNothing = errors.New("trial: no such message")
	errNoText  = errors.New("trial: a text has 1 to 4096 letters, a caption at most 1024")
	errAlbum   = errors.New("trial: an album has 2 to 10 photos or files")
	errOutside = errors.New("trial: the person is not in this group")
)

// TypeAt lets a person type a text to the bot that Telegram dates so. The
// message's number is zero when nobody has that id or the text cannot be sent.
func (s *Server) TypeAt(person int64, at time.Time, text string) int64 {
	id, _ := s.Send(person, Incoming{Text: text, At: at})
	return id
}

// Send lets a person send anything to the bot; it is an error what a client of
// Telegram would not let them send.
func (s *Server) Send(person int64, in Incoming) (int64, error) {
	return s.SendIn(person, person, in)
}

// SendIn lets a person send something into a chat: a group, or, by their own
// number, the chat with the bot.
func (s *Server) SendIn(chat, person int64, in Incoming) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.send(chat, person, in)
}

// SendAlbum lets a person send photos or files as one album: as many messages
// and updates, with nothing but a common id to hold them together, as Telegram
// does. It gives their numbers.
func (s *Server) SendAlbum(chat, person int64, items ...Incoming) ([]int64, error) {
	if len(items) < 2 || len(items) > maxAlbum {
		return nil, errAlbum
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	album := s.state.newAlbum()
	var ids []int64
	for _, in := range items {
		if in.Kind != kindPhoto && in.Kind != kindFile {
			return ids, errAlbum
		}
		in.album = album
		id, err := s.send(chat, person, in)
		if err != nil {
			return ids, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// newAlbum gives a number no album had; an album takes one of the files'.
func (st *state) newAlbum() string {
	st.LastFile++
	return "7" + strconv.FormatInt(st.LastFile, 10)
}

// speaker finds the chat a person wants to speak in. The lock is held.
func (s *Server) speaker(chat, person int64) (*chat, error) {
	c := s.state.chat(chat)
	if _, ok := s.state.person(person); !ok || c == nil {
		return nil, errNobody
	}
	if chat != person && (c.Group == nil || !c.Group.has(person)) {
		return nil, errOutside
	}
	return c, nil
}

// send is the one way of everything that people send. The lock is held.
func (s *Server) send(to, person int64, in Incoming) (int64, error) {
	c, err := s.speaker(to, person)
	if err != nil {
		return 0, err
	}
	if in.client != "" {
		if m := c.byClient(in.client); m != nil {
			return m.ID, nil
		}
	}
	m := &message{
		From: person, Date: in.At, ReplyTo: in.ReplyTo, Client: in.client, Text: strings.TrimSpace(in.Text),
		Album: in.album, Origin: in.Origin, Place: in.Place,
	}
	if err := s.fill(m, in); err != nil {
		return 0, err
	}
	if m.Date.IsZero() {
		m.Date = s.now()
	}
	m.Date = m.Date.Truncate(time.Second) // Telegram knows no fractions
	m.Entities = entitiesIn(m.Text)
	c.Blocked = false // who writes to a bot no longer blocks it
	s.put(to, m)
	s.deliver(to, "message", m)
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
	switch {
	case in.Kind == kindLocation && m.Place == nil:
		m.Place = &Place{Latitude: 30.5, Longitude: 114.3}
	case in.Kind != kindLocation && in.Kind != kindContact:
		m.File = s.state.addFile(in.Kind, in.Name, in.Data).ID
	}
	return nil
}

// EditText lets a person rewrite an own message to the bot.
func (s *Server) EditText(person, id int64, text string) error {
	return s.EditIn(person, person, id, text)
}

// EditIn lets a person rewrite the text or caption of an own message.
func (s *Server) EditIn(chat, person, id int64, text string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.speaker(chat, person)
	if err != nil {
		return err
	}
	m := c.find(id)
	if m == nil || m.FromBot || m.sender(chat) != person || m.Origin != nil {
		return errNothing
	}
	text = strings.TrimSpace(text)
	longest := maxText
	if m.Kind != "" {
		longest = maxCaption
	}
	if text == "" && m.Kind == "" || units(text) > longest {
		return errNoText
	}
	m.Text, m.Entities = text, entitiesIn(text)
	m.Edited = s.editedAt(m)
	s.show(chat, m)
	s.deliver(chat, "edited_message", m)
	return nil
}

// Forward lets a person pass a message of a chat they see on to another.
func (s *Server) Forward(from, id, to, person int64) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	source, err := s.speaker(from, person)
	if err != nil {
		return 0, err
	}
	into, err := s.speaker(to, person)
	if err != nil {
		return 0, err
	}
	m := source.find(id)
	if m == nil || m.Service != nil {
		return 0, errNothing
	}
	m = s.copied(from, m)
	m.From, m.Date = person, s.now().Truncate(time.Second)
	into.Blocked = false
	s.put(to, m)
	s.deliver(to, "message", m)
	return m.ID, nil
}

// copied is a message as it is forwarded: with where it comes from, without
// what belonged to its place.
func (s *Server) copied(chat int64, m *message) *message {
	origin := m.Origin // forwarded again, it still comes from where it came from
	if origin == nil {
		who := s.bot
		if !m.FromBot {
			who = s.user(m.sender(chat))
		}
		origin = &Origin{Type: "user", ID: who.ID, Name: who.FirstName, At: m.Date}
	}
	return &message{Kind: m.Kind, File: m.File, Place: m.Place, Text: m.Text, Entities: m.Entities, Origin: origin}
}

// React lets a person react to a message; "" takes the reaction back. The bot
// hears of it only when it asked for message_reaction, and in a group only as
// an administrator.
func (s *Server) React(chat, person, id int64, emoji string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.speaker(chat, person)
	if err != nil {
		return err
	}
	m := c.find(id)
	if m == nil || emoji != "" && !isReaction(emoji) {
		return errNothing
	}
	old := m.Reactions[person]
	if old == emoji {
		return nil
	}
	if m.Reactions == nil {
		m.Reactions = map[int64]string{}
	}
	if m.Reactions[person] = emoji; emoji == "" {
		delete(m.Reactions, person)
	}
	s.tellEntry(chat, m)
	s.changed()
	if c.Group == nil || c.Group.admits(s.bot.ID) {
		s.queue(chat, "message_reaction", map[string]any{
			"chat": s.wireChat(chat), "message_id": id, "user": s.user(person), "date": s.now().Unix(),
			"old_reaction": wireReaction(old), "new_reaction": wireReaction(emoji),
		})
	}
	return nil
}

func wireReaction(emoji string) []any {
	if emoji == "" {
		return []any{}
	}
	return []any{map[string]string{"type": "emoji", "emoji": emoji}}
}

// Block lets a person want nothing more from the bot, until they write again.
func (s *Server) Block(person int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.state.chat(person)
	if c == nil || c.Group != nil {
		return errNobody
	}
	c.Blocked = true
	s.changed()
	s.queue(person, "my_chat_member", s.membership(person, person, "member", "kicked"))
	return nil
}
