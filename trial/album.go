package trial

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
