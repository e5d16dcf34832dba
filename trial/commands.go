package trial

import (
	"encoding/json"
	"strconv"
	"strings"
)

// command is a line of the command menu.
type command struct {
	Name        string `json:"command"`
	Description string `json:"description"`
}

const (
	maxCommands    = 100
	maxCommand     = 32
	maxDescription = 256
)

func (s *Server) setMyCommands(c *call) (any, error) {
	key, err := c.menu()
	if err != nil {
		return nil, err
	}
	var list []command
	if !c.decode("commands", &list) {
		return nil, badRequest("can't parse commands JSON object")
	}
	if err := checkCommands(list); err != nil {
		return nil, err
	}
	s.state.Menus[key] = list
	return true, nil
}

func checkCommands(list []command) error {
	if len(list) > maxCommands {
		return badRequest("BOT_COMMANDS_TOO_MUCH")
	}
	for _, line := range list {
		name := strings.TrimPrefix(line.Name, "/")
		if name == "" || len(name) > maxCommand || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			return badRequest("BOT_COMMAND_INVALID")
		}
		if line.Description == "" || units(line.Description) > maxDescription {
			return badRequest("BOT_COMMAND_DESCRIPTION_INVALID")
		}
	}
	return nil
}

func (s *Server) getMyCommands(c *call) (any, error) {
	key, err := c.menu()
	if err != nil {
		return nil, err
	}
	if list := s.state.Menus[key]; list != nil {
		return list, nil
	}
	return []command{}, nil
}

func (s *Server) deleteMyCommands(c *call) (any, error) {
	key, err := c.menu()
	if err != nil {
		return nil, err
	}
	delete(s.state.Menus, key)
	return true, nil
}

// scope is where a menu is shown.
type scope struct {
	Type string          `json:"type"`
	Chat json.RawMessage `json:"chat_id,omitempty"`
	User int64           `json:"user_id,omitempty"`
}

// menu names the menu a call is about: one for each scope and language.
func (c *call) menu() (string, error) {
	where := scope{Type: "default"}
	if c.params["scope"] != "" && !c.decode("scope", &where) {
		return "", badRequest("can't parse BotCommandScope: expected an Object")
	}
	needsChat := false
	switch where.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
	case "chat", "chat_administrators", "chat_member":
		needsChat = true
	default:
		return "", badRequest("can't parse BotCommandScope: unsupported type specified")
	}
	if needsChat == (len(where.Chat) == 0) {
		return "", badRequest("can't parse BotCommandScope: chat_id is empty")
	}
	lang := c.params["language_code"]
	if lang != "" && (len(lang) != 2 || strings.ToLower(lang) != lang) {
		return "", badRequest("invalid language code specified")
	}
	return menuKey(where, lang), nil
}

func menuKey(where scope, lang string) string {
	return strings.Join([]string{where.Type, string(where.Chat), strconv.FormatInt(where.User, 10), lang}, " ")
}

// menuFor is the menu a person sees in a chat: the most exact scope that has
// one, in their language before any.
func (s *Server) menuFor(chat, person int64) []command {
	p, _ := s.state.person(person)
	lang := p.Lang
	if len(lang) > 2 {
		lang = lang[:2]
	}
	for _, where := range s.scopes(chat, person) {
		for _, l := range []string{lang, ""} {
			if list := s.state.Menus[menuKey(where, l)]; len(list) > 0 {
				return list
			}
		}
	}
	return []command{}
}

// scopes are those that hold for a person in a chat, the most exact first.
func (s *Server) scopes(chat, person int64) []scope {
	number := json.RawMessage(strconv.FormatInt(chat, 10))
	here := scope{Type: "chat", Chat: number}
	c := s.state.chat(chat)
	if c.Group == nil {
		return []scope{here, {Type: "all_private_chats"}, {Type: "default"}}
	}
	all := []scope{{Type: "chat_member", Chat: number, User: person}}
	if c.Group.admits(person) {
		all = append(all, scope{Type: "chat_administrators", Chat: number}, here, scope{Type: "all_chat_administrators"})
	} else {
		all = append(all, here)
	}
	return append(all, scope{Type: "all_group_chats"}, scope{Type: "default"})
}
