package trial

import (
	"bytes"
	"fmt"
	"image"
	"strconv"
	"strings"
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
