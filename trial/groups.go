package trial

import (
	"net/http"
	"slices"
)

// Group is a chat of several people and, mostly, the bot.
type Group struct {
	// ID is negative, as Telegram numbers groups.
	ID    int64  `json:"id"`
	Title string `json:"title"`
	// Super is set for a supergroup, which a group becomes by Migrate.
	Super   bool    `json:"super,omitempty"`
	Members []int64 `json:"members"`
	// Admins may include the bot, who then reads everything.
	Admins []int64 `json:"admins,omitempty"`
	// Without is set while the bot is not in it.
	Without bool `json:"without_bot,omitempty"`
	// MovedTo is the supergroup it became, zero while it is itself.
	MovedTo int64 `json:"moved_to,omitempty"`
}

func (g *Group) has(person int64) bool { return slices.Contains(g.Members, person) }

func (g *Group) admits(id int64) bool { return slices.Contains(g.Admins, id) }

// service is what happened to a chat, told by a message without a sender's
// words.
type service struct {
	// Kind is a field of the Bot API's Message.
	Kind string `json:"kind"`
	// Value is what the field holds: a chat's number, people, a title.
	Value any `json:"value"`
}

// AddGroup makes a group with the bot in it, as if the first of its members
// had just invited the bot. A group of the same number is replaced.
func (s *Server) AddGroup(g Group) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.addGroup(g)
	s.tell("reload", struct{}{})
	s.changed()
	if g.Without || len(g.Members) == 0 {
		return
	}
	by := g.Members[0]
	s.queue(g.ID, "my_chat_member", s.membership(g.ID, by, "left", "member"))
	s.happened(g.ID, by, "new_chat_members", []wireUser{s.bot})
}

func (st *state) addGroup(g Group) {
	c := st.Chats[g.ID]
	if c == nil {
		c = &chat{}
		st.Chats[g.ID] = c
	}
	c.Group = &g
}

// happened tells a chat of something that happened to it. The lock is held.
func (s *Server) happened(chat, by int64, kind string, value any) {
	m := &message{From: by, Date: s.now(), Service: &service{kind, value}}
	s.put(chat, m)
	s.deliver(chat, "message", m)
}

// Remove takes the bot out of a group; sends there are refused from then on.
func (s *Server) Remove(group, by int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.speaker(group, by)
	if err != nil {
		return err
	}
	s.happened(group, by, "left_chat_member", s.bot)
	c.Group.Without = true
	s.queue(group, "my_chat_member", s.membership(group, by, "member", "kicked"))
	return nil
}

// Promote makes the bot an administrator of a group, or a plain member again.
func (s *Server) Promote(group, by int64, isAdmin bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.speaker(group, by)
	if err != nil {
		return err
	}
	old, status := "administrator", "member"
	c.Group.Admins = slices.DeleteFunc(c.Group.Admins, func(id int64) bool { return id == s.bot.ID })
	if isAdmin {
		old, status = status, old
		c.Group.Admins = append(c.Group.Admins, s.bot.ID)
	}
	s.changed()
	s.queue(group, "my_chat_member", s.membership(group, by, old, status))
	return nil
}

// Migrate turns a group into a supergroup of a new number, which it gives.
// What was said stays in the old chat; both tell of the move, and calls about
// the old number are refused with the new one.
func (s *Server) Migrate(group int64) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.state.chat(group)
	if c == nil || c.Group == nil || c.Group.Super {
		return 0, errNobody
	}
	next := *c.Group
	next.ID, next.Super = -1_000_000_000_000+group, true
	s.state.addGroup(next)
	by := next.Members[0]
	s.happened(group, by, "migrate_to_chat_id", next.ID)
	c.Group.MovedTo = next.ID
	s.happened(next.ID, by, "migrate_from_chat_id", group)
	s.tell("reload", struct{}{})
	return next.ID, nil
}

// deliver queues an update of a message, if the bot may hear it. The lock is
// held.
func (s *Server) deliver(chat int64, kind string, m *message) {
	if c := s.state.chat(chat); c.Group == nil || s.hears(c, m) {
		s.queue(chat, kind, s.wire(chat, m))
	}
}

// hears is privacy mode: what a bot gets of a group that it neither runs nor
// may read as a whole. A mention by name alone is not among it.
func (s *Server) hears(c *chat, m *message) bool {
	switch {
	case c.Group.Without:
		return false
	case s.readAll, c.Group.admits(s.bot.ID), m.Service != nil:
		return true
	}
	if m.ReplyTo != 0 {
		if old := c.find(m.ReplyTo); old != nil && old.FromBot {
			return true
		}
	}
	return m.commandsFor(s.bot.Username)
}

// refused tells why the bot may not speak in a chat, nil when it may.
func (c *chat) refused() error {
	switch {
	case c.Group == nil && c.Blocked:
		return refusal(http.StatusForbidden, "Forbidden: bot was blocked by the user")
	case c.Group == nil:
		return nil
	case c.Group.MovedTo != 0:
		return &apiError{code: http.StatusBadRequest, migrateTo: c.Group.MovedTo,
			text: "Bad Request: group chat was upgraded to a supergroup chat"}
	case c.Group.Without && c.Group.Super:
		return refusal(http.StatusForbidden, "Forbidden: bot was kicked from the supergroup chat")
	case c.Group.Without:
		return refusal(http.StatusForbidden, "Forbidden: bot was kicked from the group chat")
	}
	return nil
}
