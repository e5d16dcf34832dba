package trial

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"strconv"
	"strings"
	"time"
)

func (s *Server) sendDocument(c *call) (any, error) {
	return s.sendFile(c, "document", kindFile, fitsDocument)
}

func (s *Server) sendPhoto(c *call) (any, error) {
	return s.sendFile(c, "photo", kindPhoto, fitsPhoto)
}

func fitsPhoto(u upload) error {
	if len(u.data) > maxPhoto {
		return badRequest("file is too big")
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(u.data))
	switch {
	case err != nil:
		return badRequest("IMAGE_PROCESS_FAILED")
	case size.Width+size.Height > 10000 || size.Width > 20*size.Height || size.Height > 20*size.Width:
		return badRequest("PHOTO_INVALID_DIMENSIONS")
	}
	return nil
}

func fitsDocument(u upload) error {
	if len(u.data) > maxUpload {
		return errTooLarge
	}
	return nil
}

// sendFile sends a file that comes with the call, or one sent before.
func (s *Server) sendFile(c *call, name, kind string, fits func(upload) error) (any, error) {
	caption, marks, err := c.text("caption", "caption_entities", maxCaption, "message caption is too long")
	if err != nil {
		return nil, err
	}
	known, up, err := s.fileOf(c, name)
	if err != nil {
		return nil, err
	}
	m := &message{Kind: kind, Text: caption, Entities: marks}
	if known != nil {
		m.File = known.ID
		return s.post(c, m)
	}
	if err := fits(up); err != nil {
		return nil, err
	}
	m.up = &up
	return s.post(c, m)
}

// fileOf finds the file of a call: known by its id, or uploaded.
func (s *Server) fileOf(c *call, name string) (*file, upload, error) {
	source := c.params[name]
	up, ok := c.files[name]
	if attached, points := strings.CutPrefix(source, "attach://"); points {
		up, ok = c.files[attached]
	}
	switch {
	case ok && len(up.data) == 0:
		return nil, up, badRequest("file must be non-empty")
	case ok:
		return nil, up, nil
	case source == "":
		return nil, up, badRequest(fmt.Sprintf("there is no %s in the request", name))
	}
	f := s.state.Files[source]
	if f == nil {
		return nil, up, badRequest("wrong file identifier/HTTP URL specified")
	}
	return f, up, nil
}

func (s *Server) sendVoice(c *call) (any, error) {
	return s.sendFile(c, "voice", kindVoice, fitsDocument)
}

func (s *Server) sendLocation(c *call) (any, error) {
	var p Place
	var err error
	if p.Latitude, err = strconv.ParseFloat(c.params["latitude"], 64); err != nil || p.Latitude < -90 || p.Latitude > 90 {
		return nil, badRequest("wrong latitude specified")
	}
	if p.Longitude, err = strconv.ParseFloat(c.params["longitude"], 64); err != nil || p.Longitude < -180 || p.Longitude > 180 {
		return nil, badRequest("wrong longitude specified")
	}
	return s.post(c, &message{Kind: kindLocation, Place: &p})
}

const maxAlbum = 10

// inputMedia is one item of sendMediaGroup; what a trial does not show is
// taken and forgotten.
type inputMedia struct {
	Type      string   `json:"type"`
	Media     string   `json:"media"`
	Thumbnail string   `json:"thumbnail"`
	Caption   string   `json:"caption"`
	ParseMode string   `json:"parse_mode"`
	Entities  []entity `json:"caption_entities"`
	Above     bool     `json:"show_caption_above_media"`
	Spoiler   bool     `json:"has_spoiler"`
	NoSniff   bool     `json:"disable_content_type_detection"`
}

// albumKinds are what an album may consist of here.
var albumKinds = map[string]string{"photo": kindPhoto, "document": kindFile}

func (s *Server) sendMediaGroup(c *call) (any, error) {
	var items []inputMedia
	if !c.decode("media", &items) {
		return nil, badRequest("can't parse media JSON object")
	}
	switch {
	case len(items) == 0:
		return nil, badRequest("there are no messages to send")
	case len(items) > maxAlbum:
		return nil, badRequest("too many messages to send as an album")
	case len(items) == 1:
		return nil, badRequest("group send: media must include 2-10 items")
	}
	id, into, err := s.target(c)
	if err != nil {
		return nil, err
	}
	replyTo, err := c.replyTo(into)
	if err != nil {
		return nil, err
	}
	album, err := s.readAlbum(c, items)
	if err != nil {
		return nil, err
	}
	if err := s.limit(id, into, len(items)); err != nil {
		return nil, err
	}
	name := s.state.newAlbum()
	var sent []*wireMessage
	for _, m := range album {
		s.keepUpload(m)
		m.FromBot, m.Album, m.ReplyTo, m.Date = true, name, replyTo, s.answerDate(into)
		s.put(id, m)
		sent = append(sent, s.wire(id, m))
	}
	return sent, nil
}

// keepUpload takes in the file that comes with a message about to be sent.
func (s *Server) keepUpload(m *message) {
	if m.up != nil {
		m.File, m.up = s.state.addFile(m.Kind, m.up.name, m.up.data).ID, nil
	}
}

// readAlbum reads the items of an album before any of them is sent.
func (s *Server) readAlbum(c *call, items []inputMedia) ([]*message, error) {
	var album []*message
	for _, in := range items {
		kind := albumKinds[in.Type]
		switch {
		case kind == "":
			return nil, badRequest("can't parse InputMedia: type must be photo or document here")
		case in.Type != items[0].Type:
			return nil, badRequest("document can't be mixed with other media types")
		}
		one := call{name: c.name, params: map[string]string{"media": in.Media, "caption": in.Caption, "parse_mode": in.ParseMode}, files: c.files}
		if in.Entities != nil {
			one.params["caption_entities"] = string(marshal(in.Entities))
		}
		caption, marks, err := one.text("caption", "caption_entities", maxCaption, "message caption is too long")
		if err != nil {
			return nil, err
		}
		known, up, err := s.fileOf(&one, "media")
		if err != nil {
			return nil, err
		}
		m := &message{Kind: kind, Text: caption, Entities: marks}
		switch {
		case known != nil:
			m.File = known.ID
		case kind == kindPhoto:
			m.up, err = &up, fitsPhoto(up)
		default:
			m.up, err = &up, fitsDocument(up)
		}
		if err != nil {
			return nil, err
		}
		album = append(album, m)
	}
	return album, nil
}

// source finds the message a call wants passed on.
func (s *Server) source(c *call) (int64, *message, error) {
	from := call{name: "getChat", params: map[string]string{"chat_id": c.params["from_chat_id"]}}
	id, in, err := s.target(&from)
	if err != nil {
		return 0, nil, err
	}
	m := in.find(c.integer("message_id", 0))
	if m == nil {
		return 0, nil, badRequest("message to " + strings.TrimSuffix(c.name, "Message") + " not found")
	}
	if m.Service != nil {
		return 0, nil, badRequest("the message can't be forwarded")
	}
	return id, m, nil
}

func (s *Server) forwardMessage(c *call) (any, error) {
	from, m, err := s.source(c)
	if err != nil {
		return nil, err
	}
	return s.post(c, s.copied(from, m))
}

func (s *Server) copyMessage(c *call) (any, error) {
	from, m, err := s.source(c)
	if err != nil {
		return nil, err
	}
	m = s.copied(from, m)
	m.Origin = nil
	if m.Kind != "" && c.params["caption"] != "" {
		if m.Text, m.Entities, err = c.text("caption", "caption_entities", maxCaption, "message caption is too long"); err != nil {
			return nil, err
		}
	}
	sent, err := s.post(c, m)
	if err != nil {
		return nil, err
	}
	return map[string]any{"message_id": sent.(*wireMessage).ID}, nil
}

func (s *Server) editMessageCaption(c *call) (any, error) {
	text, marks, err := c.text("caption", "caption_entities", maxCaption, "message caption is too long")
	if err != nil {
		return nil, err
	}
	board, _, err := c.markup()
	if err != nil {
		return nil, err
	}
	id, m, err := s.ownMessage(c)
	switch {
	case err != nil:
		return nil, err
	case m.File == "":
		return nil, badRequest("there is no caption in the message to edit")
	case m.Text == text && sameBoard(m.Buttons, board):
		return nil, badRequest(notModified)
	}
	m.Text, m.Entities, m.Buttons, m.Edited = text, marks, board, s.editedAt(m)
	s.show(id, m)
	return s.wire(id, m), nil
}

// Limits is how much a bot may send, zero for as much as it likes. Telegram
// states no exact figures; about one a second into a private chat and twenty a
// minute into a group is what it says of them.
type Limits struct {
	PrivatePerSecond int
	GroupPerMinute   int
}

// limit refuses what exceeds the limits, with how long to wait. The lock is
// held.
func (s *Server) limit(chat int64, c *chat, n int) error {
	most, span := s.limits.PrivatePerSecond, time.Second
	if c.Group != nil {
		most, span = s.limits.GroupPerMinute, time.Minute
	}
	if most == 0 {
		return nil
	}
	now := s.now()
	recent := s.sent[chat]
	for len(recent) > 0 && now.Sub(recent[0]) >= span {
		recent = recent[1:]
	}
	if len(recent)+n > most {
		s.sent[chat] = recent
		wait := span
		if len(recent) > 0 {
			wait = span - now.Sub(recent[0])
		}
		f := TooManyRequests(int((wait + time.Second - 1) / time.Second))
		return f.asError()
	}
	for range n {
		recent = append(recent, now)
	}
	s.sent[chat] = recent
	return nil
}

// menuButtons are what setChatMenuButton takes here.
var menuButtons = map[string]bool{"default": true, "commands": true}

func (s *Server) setChatMenuButton(c *call) (any, error) {
	var button struct {
		Type string `json:"type"`
	}
	button.Type = "default"
	if c.params["menu_button"] != "" {
		if err := json.Unmarshal([]byte(c.params["menu_button"]), &button); err != nil || !menuButtons[button.Type] {
			return nil, badRequest("can't parse menu button: type must be default or commands here")
		}
	}
	if c.params["chat_id"] == "" {
		s.state.Button = button.Type
		return true, nil
	}
	_, in, err := s.target(c)
	if err != nil {
		return nil, err
	}
	if in.Group != nil {
		return nil, badRequest("chat not found")
	}
	in.Button = button.Type
	return true, nil
}

func (s *Server) getChatMenuButton(c *call) (any, error) {
	button := s.state.Button
	if c.params["chat_id"] != "" {
		_, in, err := s.target(c)
		if err != nil {
			return nil, err
		}
		if in.Button != "" {
			button = in.Button
		}
	}
	if button == "" {
		button = "default"
	}
	return map[string]any{"type": button}, nil
}
