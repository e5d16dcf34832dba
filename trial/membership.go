package trial

// membership is a ChatMemberUpdated about the bot.
func (s *Server) membership(chat, by int64, old, now string) map[string]any {
	return map[string]any{
		"chat": s.wireChat(chat), "from": s.user(by), "date": s.now().Unix(),
		"old_chat_member": s.wireMember(s.bot, old), "new_chat_member": s.wireMember(s.bot, now),
	}
}

func (s *Server) wireMember(u wireUser, status string) map[string]any {
	m := map[string]any{"status": status, "user": u}
	switch status {
	case "administrator":
		m["can_be_edited"], m["can_manage_chat"], m["can_delete_messages"], m["can_pin_messages"] = false, true, true, true
	case "kicked":
		m["until_date"] = 0
	}
	return m
}

// statusOf is what somebody is in a chat, "left" for who is not in it.
func (c *chat) statusOf(id, self, bot int64) string {
	if c.Group == nil {
		if id == self || id == bot {
			return "member"
		}
		return ""
	}
	switch {
	case id == bot && c.Group.Without:
		return "left"
	case c.Group.admits(id):
		return "administrator"
	case id == bot, c.Group.has(id):
		return "member"
	}
	return "left"
}

func (s *Server) getChatAdministrators(c *call) (any, error) {
	_, in, err := s.target(c)
	if err != nil {
		return nil, err
	}
	if in.Group == nil {
		return nil, badRequest("there are no administrators in the private chat")
	}
	admins := []any{}
	for _, who := range in.Group.Admins {
		if who != s.bot.ID || c.boolean("return_bots") {
			admins = append(admins, s.wireMember(s.member(who), "administrator"))
		}
	}
	return admins, nil
}

func (s *Server) getChatMemberCount(c *call) (any, error) {
	_, in, err := s.target(c)
	if err != nil {
		return nil, err
	}
	if in.Group == nil {
		return 2, nil
	}
	return len(in.Group.Members) + 1, nil
}

func (s *Server) leaveChat(c *call) (any, error) {
	id, in, err := s.target(c)
	if err != nil {
		return nil, err
	}
	if in.Group == nil {
		return nil, badRequest("chat not found")
	}
	in.Group.Without = true
	s.queue(id, "my_chat_member", s.membership(id, s.bot.ID, "member", "left"))
	s.changed()
	return true, nil
}

// member is a person or the bot.
func (s *Server) member(id int64) wireUser {
	if id == s.bot.ID {
		return s.bot
	}
	return s.user(id)
}

func (s *Server) getChatMember(c *call) (any, error) {
	id, in, err := s.target(c)
	if err != nil {
		return nil, err
	}
	user := c.integer("user_id", 0)
	status := in.statusOf(user, id, s.bot.ID)
	if _, known := s.state.person(user); status == "" || !known && user != s.bot.ID {
		return nil, badRequest("user not found")
	}
	return s.wireMember(s.member(user), status), nil
}

func (s *Server) getChat(c *call) (any, error) {
	id, in, err := s.target(c)
	if err != nil {
		return nil, err
	}
	full := map[string]any{
		"id": id, "type": "private", "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": map[string]any{},
	}
	if in.Group == nil {
		full["first_name"] = s.user(id).FirstName
	} else {
		w := s.wireChat(id)
		full["type"], full["title"] = w.Type, w.Title
		full["permissions"] = map[string]any{"can_send_messages": true}
	}
	if m := in.find(in.Pinned); m != nil {
		full["pinned_message"] = s.wireAlone(id, m)
	}
	return full, nil
}

func (s *Server) pinChatMessage(c *call) (any, error) {
	id, in, err := s.target(c)
	if err != nil {
		return nil, err
	}
	m := in.find(c.integer("message_id", 0))
	switch {
	case m == nil:
		return nil, badRequest("message to pin not found")
	case in.Group != nil && !in.Group.admits(s.bot.ID):
		return nil, badRequest("not enough rights to manage pinned messages in the chat")
	}
	in.Pinned = m.ID
	s.tellChat(id, "reload", struct{}{})
	s.changed()
	return true, nil
}

func (s *Server) unpinChatMessage(c *call) (any, error) {
	id, in, err := s.target(c)
	if err != nil {
		return nil, err
	}
	if n := c.integer("message_id", in.Pinned); in.Pinned == 0 || n != in.Pinned {
		return nil, badRequest("message to unpin not found")
	}
	in.Pinned = 0
	s.tellChat(id, "reload", struct{}{})
	s.changed()
	return true, nil
}
