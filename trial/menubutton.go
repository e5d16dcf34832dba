package trial

import (
	"encoding/json"
)

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
