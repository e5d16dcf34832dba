package trial

import (
	"encoding/json"
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

// markup reads the reply_markup of a call; keyboards in place of the phone's
// own are taken and not shown.
func (c *call) markup() ([][]Button, error) {
	raw := c.params["reply_markup"]
	if raw == "" {
		return nil, nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(raw), &fields); err != nil || fields == nil {
		return nil, badRequest("object expected as reply markup")
	}
	inline, ok := fields["inline_keyboard"]
	switch {
	case ok:
		return inlineKeyboard(inline)
	case c.name != "sendMessage" && c.name != "sendDocument" && c.name != "sendPhoto":
		return nil, badRequest("inline keyboard expected")
	case fields["keyboard"] == nil && fields["remove_keyboard"] == nil && fields["force_reply"] == nil:
		return nil, badRequest("reply markup of no known kind")
	}
	return nil, nil
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

// Press lets a person press a button below a message of the bot, and gives the
// id of the callback query. It is an error when no such button is there.
func (s *Server) Press(person, id int64, data string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.state.chat(person)
	if c == nil {
		return "", errNobody
	}
	m := c.find(id)
	if m == nil || !m.FromBot || !hasButton(m.Buttons, data) {
		return "", errNothing
	}
	s.state.LastPress++
	query := strconv.FormatInt(s.state.LastPress, 10)
	s.state.forget(s.now())
	s.state.Presses[query] = press{Chat: person, At: s.now()}
	s.queue(person, "callback_query", map[string]any{
		"id": query, "from": s.user(person), "message": s.wire(person, m),
		"chat_instance": strconv.FormatInt(person, 10), "data": data,
	})
	return query, nil
}
