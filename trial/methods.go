package trial

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// method carries out a checked call; the lock is held, except for getUpdates.
type method func(*Server, *call) (any, error)

func methods() map[string]method {
	return map[string]method{
		"getMe":                  (*Server).getMe,
		"getUpdates":             (*Server).getUpdates,
		"setWebhook":             (*Server).setWebhook,
		"deleteWebhook":          (*Server).deleteWebhook,
		"getWebhookInfo":         (*Server).getWebhookInfo,
		"sendMessage":            (*Server).sendMessage,
		"editMessageText":        (*Server).editMessageText,
		"editMessageReplyMarkup": (*Server).editMessageReplyMarkup,
		"deleteMessage":          (*Server).deleteMessage,
		"sendDocument":           (*Server).sendDocument,
		"sendPhoto":              (*Server).sendPhoto,
		"sendChatAction":         (*Server).sendChatAction,
		"answerCallbackQuery":    (*Server).answerCallbackQuery,
		"setMyCommands":          (*Server).setMyCommands,
		"getMyCommands":          (*Server).getMyCommands,
		"deleteMyCommands":       (*Server).deleteMyCommands,
		"setMessageReaction":     (*Server).setMessageReaction,
		"getFile":                (*Server).getFile,
		"getChat":                (*Server).getChat,
		"getChatMember":          (*Server).getChatMember,
		"getChatAdministrators":  (*Server).getChatAdministrators,
		"getChatMemberCount":     (*Server).getChatMemberCount,
		"leaveChat":              (*Server).leaveChat,
		"pinChatMessage":         (*Server).pinChatMessage,
		"unpinChatMessage":       (*Server).unpinChatMessage,
		"sendVoice":              (*Server).sendVoice,
		"sendLocation":           (*Server).sendLocation,
		"sendMediaGroup":         (*Server).sendMediaGroup,
		"forwardMessage":         (*Server).forwardMessage,
		"copyMessage":            (*Server).copyMessage,
		"editMessageCaption":     (*Server).editMessageCaption,
		"setChatMenuButton":      (*Server).setChatMenuButton,
		"getChatMenuButton":      (*Server).getChatMenuButton,
	}
}

func (s *Server) getMe(*call) (any, error) {
	return struct {
		wireUser
		CanJoin bool `json:"can_join_groups"`
		ReadAll bool `json:"can_read_all_group_messages"`
		Inline  bool `json:"supports_inline_queries"`
	}{s.bot, true, s.readAll, false}, nil
}

// target finds the chat a call is about.
func (s *Server) target(c *call) (int64, *chat, error) {
	if c.params["chat_id"] == "" {
		return 0, nil, badRequest("chat_id is empty")
	}
	id, err := strconv.ParseInt(c.params["chat_id"], 10, 64)
	if err != nil {
		return 0, nil, badRequest("chat not found") // nobody here has a user name
	}
	found := s.state.chat(id)
	if found == nil {
		return 0, nil, badRequest("chat not found")
	}
	if err := found.refused(); err != nil && (found.Group != nil || !strings.HasPrefix(c.name, "get")) {
		return 0, nil, err
	}
	return id, found, nil
}

func (s *Server) sendMessage(c *call) (any, error) {
	text, marks, err := c.text("text", "entities", maxText, "message is too long")
	if err != nil {
		return nil, err
	}
	if text == "" {
		return nil, badRequest("message text is empty")
	}
	return s.post(c, &message{Text: text, Entities: marks})
}

// post puts a message of the bot into its chat.
func (s *Server) post(c *call, m *message) (any, error) {
	board, keyboard, err := c.markup()
	if err != nil {
		return nil, err
	}
	id, into, err := s.target(c)
	if err != nil {
		return nil, err
	}
	if m.ReplyTo, err = c.replyTo(into); err != nil {
		return nil, err
	}
	if err := s.limit(id, into, 1); err != nil {
		return nil, err
	}
	s.keepUpload(m)
	m.FromBot, m.Buttons, m.Keyboard, m.Date = true, board, keyboard, s.answerDate(into)
	s.put(id, m)
	return s.wire(id, m), nil
}

func (c *call) replyTo(in *chat) (int64, error) {
	if c.params["reply_parameters"] == "" {
		return 0, nil
	}
	var to struct {
		ID      int64 `json:"message_id"`
		Lenient bool  `json:"allow_sending_without_reply"`
	}
	switch {
	case !c.decode("reply_parameters", &to):
		return 0, badRequest("can't parse reply parameters: expected an Object")
	case in.find(to.ID) != nil:
		return to.ID, nil
	case to.Lenient:
		return 0, nil
	}
	return 0, badRequest("message to be replied not found")
}

// ownMessage finds the message of the bot that a call is to change.
func (s *Server) ownMessage(c *call) (int64, *message, error) {
	if c.params["chat_id"] == "" && c.params["message_id"] == "" {
		if c.params["inline_message_id"] != "" {
			return 0, nil, badRequest("MESSAGE_ID_INVALID")
		}
		return 0, nil, badRequest("message identifier is not specified")
	}
	id, in, err := s.target(c)
	if err != nil {
		return 0, nil, err
	}
	number := c.integer("message_id", 0)
	if number == 0 {
		return 0, nil, badRequest("message identifier is not specified")
	}
	m := in.find(number)
	switch {
	case m == nil:
		return 0, nil, badRequest("message to edit not found")
	case !m.FromBot:
		return 0, nil, badRequest("message can't be edited")
	}
	return id, m, nil
}

const notModified = "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"

func (s *Server) editMessageText(c *call) (any, error) {
	text, marks, err := c.text("text", "entities", maxText, "message is too long")
	if err != nil {
		return nil, err
	}
	if text == "" {
		return nil, badRequest("message text is empty")
	}
	board, _, err := c.markup()
	if err != nil {
		return nil, err
	}
	id, m, err := s.ownMessage(c)
	switch {
	case err != nil:
		return nil, err
	case m.Kind != "":
		return nil, badRequest("there is no text in the message to edit")
	case m.Text == text && slices.Equal(m.Entities, marks) && sameBoard(m.Buttons, board):
		return nil, badRequest(notModified)
	}
	m.Text, m.Entities, m.Buttons, m.Edited = text, marks, board, s.editedAt(m)
	s.show(id, m)
	return s.wire(id, m), nil
}

func (s *Server) editMessageReplyMarkup(c *call) (any, error) {
	board, _, err := c.markup()
	if err != nil {
		return nil, err
	}
	id, m, err := s.ownMessage(c)
	switch {
	case err != nil:
		return nil, err
	case sameBoard(m.Buttons, board):
		return nil, badRequest(notModified)
	}
	m.Buttons = board
	s.show(id, m)
	return s.wire(id, m), nil
}

func sameBoard(a, b [][]Button) bool {
	return slices.EqualFunc(a, b, func(x, y []Button) bool { return slices.Equal(x, y) })
}

func (s *Server) deleteMessage(c *call) (any, error) {
	id, in, err := s.target(c)
	if err != nil {
		return nil, err
	}
	m := in.find(c.integer("message_id", 0))
	if m == nil {
		return nil, badRequest("message to delete not found")
	}
	in.Messages = slices.DeleteFunc(in.Messages, func(x *message) bool { return x == m })
	s.tellChat(id, "reload", struct{}{})
	s.changed()
	return true, nil
}

func (s *Server) getFile(c *call) (any, error) {
	f := s.state.Files[c.params["file_id"]]
	switch {
	case f == nil:
		return nil, badRequest("invalid file_id")
	case len(f.Data) > maxDownload:
		return nil, badRequest("file is too big")
	}
	return map[string]any{"file_id": f.ID, "file_unique_id": "u-" + f.ID, "file_size": len(f.Data), "file_path": f.Path}, nil
}

// actions are what sendChatAction takes.
const actions = "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker find_location record_video_note upload_video_note"

const typingLasts = 5 * time.Second

func (s *Server) sendChatAction(c *call) (any, error) {
	if !slices.Contains(strings.Fields(actions), c.params["action"]) {
		return nil, badRequest("wrong parameter action in request")
	}
	id, _, err := s.target(c)
	if err != nil {
		return nil, err
	}
	s.tellChat(id, "typing", map[string]any{"chat": id, "until": s.now().Add(typingLasts).Truncate(time.Millisecond)})
	return true, nil
}

// press is a button press that waits to be answered.
type press struct {
	Chat int64 `json:"chat"`
	// By is the person who pressed; nobody else sees the answer.
	By int64     `json:"by"`
	At time.Time `json:"at"`
}

const (
	pressLasts  = 15 * time.Second
	maxToast    = 200
	expiredText = "query is too old and response timeout expired or query ID is invalid"
)

// forget drops presses nobody may answer any more.
func (st *state) forget(now time.Time) {
	for id, p := range st.Presses {
		if now.Sub(p.At) > pressLasts {
			delete(st.Presses, id)
		}
	}
}

func (s *Server) answerCallbackQuery(c *call) (any, error) {
	s.state.forget(s.now())
	id := c.params["callback_query_id"]
	p, ok := s.state.Presses[id]
	switch {
	case units(c.params["text"]) > maxToast:
		return nil, badRequest("MESSAGE_TOO_LONG")
	case !ok:
		return nil, badRequest(expiredText)
	}
	delete(s.state.Presses, id)
	s.tellChat(p.Chat, "toast", map[string]any{"chat": p.Chat, "by": p.By, "text": c.params["text"], "alert": c.boolean("show_alert")})
	s.changed()
	return true, nil
}

// reactions are the emoji a message can be reacted to with.
const reactions = "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡"

func isReaction(emoji string) bool { return slices.Contains(strings.Fields(reactions), emoji) }

func (s *Server) setMessageReaction(c *call) (any, error) {
	id, in, err := s.target(c)
	if err != nil {
		return nil, err
	}
	m := in.find(c.integer("message_id", 0))
	if m == nil {
		return nil, badRequest("message to react not found")
	}
	var wanted []struct {
		Type  string `json:"type"`
		Emoji string `json:"emoji"`
	}
	if c.params["reaction"] != "" && !c.decode("reaction", &wanted) {
		return nil, badRequest("can't parse reaction types JSON object")
	}
	switch {
	case len(wanted) == 0:
		m.Reaction = ""
		s.tellEntry(id, m)
		return true, nil
	case len(wanted) > 1:
		return nil, badRequest("REACTIONS_TOO_MANY")
	case wanted[0].Type != "emoji", !isReaction(wanted[0].Emoji):
		return nil, badRequest("REACTION_INVALID")
	}
	m.Reaction = wanted[0].Emoji
	s.tellEntry(id, m)
	return true, nil
}
