package trial

import (
	"encoding/json"
	"slices"
	"strconv"
)

// Button is pressed instead of typed.
type Button struct {
	Text string `json:"text"`
	// Data comes back to the bot; empty for a button that opens a link.
	Data string `json:"data,omitempty"`
	URL  string `json:"url,omitempty"`
}

const maxData = 64 // bytes

// wireButton is a button as the Bot API writes it. Games, payments and mini
// apps have no place in a trial and are refused like any unknown field.
type wireButton struct {
	Text  string  `json:"text"`
	Data  *string `json:"callback_data,omitempty"`
	URL   string  `json:"url,omitempty"`
	Style string  `json:"style,omitempty"`
}

type wireMarkup struct {
	Rows [][]wireButton `json:"inline_keyboard"`
}

// Keyboard stands in place of a phone's own, below the text box.
type Keyboard struct {
	// Rows hold what pressing a key types.
	Rows [][]string `json:"rows,omitempty"`
	// OneTime hides it once a key was pressed; Hint stands in the text box.
	OneTime bool   `json:"one_time,omitempty"`
	Hint    string `json:"hint,omitempty"`
	// Remove takes the one that was there away.
	Remove bool `json:"remove,omitempty"`
	// Reply opens an answer to the message itself.
	Reply bool `json:"reply,omitempty"`
}

// takesKeyboards are the methods that may change the phone's keyboard.
var takesKeyboards = [...]string{"sendMessage", "sendDocument", "sendPhoto", "sendVoice", "sendLocation", "copyMessage"}

// markup reads the reply_markup of a call: buttons below the message, or a
// keyboard below the text box.
func (c *call) markup() ([][]Button, *Keyboard, error) {
	raw := c.params["reply_markup"]
	if raw == "" {
		return nil, nil, nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(raw), &fields); err != nil || fields == nil {
		return nil, nil, badRequest("object expected as reply markup")
	}
	if inline, ok := fields["inline_keyboard"]; ok {
		board, err := inlineKeyboard(inline)
		return board, nil, err
	}
	if !slices.Contains(takesKeyboards[:], c.name) {
		return nil, nil, badRequest("inline keyboard expected")
	}
	keyboard, err := readKeyboard([]byte(raw), fields)
	return nil, keyboard, err
}

// wireKeyboard is any of the markups that change the phone's keyboard.
type wireKeyboard struct {
	Rows       [][]json.RawMessage `json:"keyboard"`
	Persistent bool                `json:"is_persistent"`
	Resize     bool                `json:"resize_keyboard"`
	OneTime    bool                `json:"one_time_keyboard"`
	Hint       string              `json:"input_field_placeholder"`
	Selective  bool                `json:"selective"`
	Remove     bool                `json:"remove_keyboard"`
	Reply      bool                `json:"force_reply"`
}

const maxHint = 64

func readKeyboard(raw []byte, fields map[string]json.RawMessage) (*Keyboard, error) {
	if fields["keyboard"] == nil && fields["remove_keyboard"] == nil && fields["force_reply"] == nil {
		return nil, badRequest("reply markup of no known kind")
	}
	var w wireKeyboard
	if err := strictly(raw, &w); err != nil {
		return nil, badRequest("can't parse reply keyboard markup JSON object: " + err.Error())
	}
	k := &Keyboard{OneTime: w.OneTime, Hint: w.Hint, Remove: w.Remove, Reply: w.Reply}
	for _, row := range w.Rows {
		var keys []string
		for _, one := range row {
			key, err := readKey(one)
			if err != nil {
				return nil, err
			}
			keys = append(keys, key)
		}
		if len(keys) > 0 {
			k.Rows = append(k.Rows, keys)
		}
	}
	if units(k.Hint) > maxHint {
		return nil, badRequest("input field placeholder is too long")
	}
	return k, nil
}

// readKey reads a key, written as a text or as an object with one; keys that
// ask for a phone's number, place or mini apps have no place in a trial.
func readKey(raw json.RawMessage) (string, error) {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		var key struct {
			Text  string `json:"text"`
			Style string `json:"style"`
		}
		if err := strictly(raw, &key); err != nil {
			return "", badRequest("can't parse keyboard button: " + err.Error())
		}
		text = key.Text
	}
	if text == "" {
		return "", badRequest(`can't parse keyboard button: Field "text" must be non-empty`)
	}
	return text, nil
}

func inlineKeyboard(raw json.RawMessage) ([][]Button, error) {
	var rows [][]json.RawMessage
	if err := json.Unmarshal(raw, &rows); err != nil || rows == nil {
		return nil, badRequest(`Field "inline_keyboard" must be of type Array`)
	}
	var board [][]Button
	for _, row := range rows {
		var line []Button
		for _, one := range row {
			b, err := readButton(one)
			if err != nil {
				return nil, err
			}
			line = append(line, b)
		}
		if len(line) > 0 {
			board = append(board, line)
		}
	}
	return board, nil
}

func readButton(raw json.RawMessage) (Button, error) {
	var b wireButton
	if err := strictly(raw, &b); err != nil {
		return Button{}, badRequest("can't parse inline keyboard button: " + err.Error())
	}
	switch {
	case b.Text == "":
		return Button{}, badRequest(`can't parse inline keyboard button: Field "text" must be non-empty`)
	case b.Data == nil && b.URL == "":
		return Button{}, badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	case b.Data == nil:
		return Button{Text: b.Text, URL: b.URL}, nil
	case *b.Data == "" || len(*b.Data) > maxData:
		return Button{}, badRequest("BUTTON_DATA_INVALID")
	}
	return Button{Text: b.Text, Data: *b.Data}, nil
}

func writeMarkup(board [][]Button) *wireMarkup {
	if len(board) == 0 {
		return nil
	}
	out := &wireMarkup{}
	for _, row := range board {
		var line []wireButton
		for _, b := range row {
			w := wireButton{Text: b.Text, URL: b.URL}
			if b.Data != "" {
				w.Data = &b.Data
			}
			line = append(line, w)
		}
		out.Rows = append(out.Rows, line)
	}
	return out
}

func hasButton(board [][]Button, data string) bool {
	for _, row := range board {
		for _, b := range row {
			if b.Data == data {
				return data != ""
			}
		}
	}
	return false
}

// Press lets a person press a button below a message of the bot in their chat
// with it, and gives the id of the callback query. It is an error when no such
// button is there.
func (s *Server) Press(person, id int64, data string) (string, error) {
	return s.PressIn(person, person, id, data)
}

// PressIn lets a person press a button in any chat they are in.
func (s *Server) PressIn(chat, person, id int64, data string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.speaker(chat, person)
	if err != nil {
		return "", err
	}
	m := c.find(id)
	if m == nil || !m.FromBot || !hasButton(m.Buttons, data) {
		return "", errNothing
	}
	s.state.LastPress++
	query := strconv.FormatInt(s.state.LastPress, 10)
	s.state.forget(s.now())
	s.state.Presses[query] = press{Chat: chat, By: person, At: s.now()}
	s.queue(chat, "callback_query", map[string]any{
		"id": query, "from": s.user(person), "message": s.wire(chat, m),
		"chat_instance": strconv.FormatInt(chat, 10), "data": data,
	})
	return query, nil
}
