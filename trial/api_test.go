package trial

import (
	"bytes"
	"encoding/json"
	"errors"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
)

const specFile = "../../shared/bot-api-spec.json"

// TestMethodsAsSpecified holds the table against a description of the real
// Bot API: every method and parameter is one of it, with its type, and what it
// requires is required.
func TestMethodsAsSpecified(t *testing.T) {
	data, err := os.ReadFile(specFile)
	if err != nil {
		t.Skip("no description of the Bot API at " + specFile)
	}
	var spec struct {
		Methods map[string]struct {
			Fields []struct {
				Name     string
				Types    []string
				Required bool
			}
		}
	}
	if err := json.Unmarshal(data, &spec); err != nil {
		t.Fatal(err)
	}
	for name, table := range readParameters() {
		method, ok := spec.Methods[name]
		if !ok {
			t.Errorf("%s is no method", name)
		}
		for _, f := range method.Fields {
			key := f.Name
			if f.Required {
				key += "!"
			}
			if want := strings.Join(f.Types, " or "); table[key] != want {
				t.Errorf("%s: %s is %q, want %q", name, key, table[key], want)
			}
		}
		if len(table) != len(method.Fields) {
			t.Errorf("%s has %d parameters, want %d", name, len(table), len(method.Fields))
		}
	}
}

func TestEveryMethodHasItsParameters(t *testing.T) {
	table := readParameters()
	for name := range methods() {
		if _, ok := table[name]; !ok {
			t.Errorf("%s is not in methods.json", name)
		}
	}
	if len(table) != len(methods()) {
		t.Errorf("methods.json has %d methods, %d are there", len(table), len(methods()))
	}
}

// TestRefusals has one row for everything that Telegram, or this package in
// its place, does not take. In a row's parameters OWN, THEIRS and FILE stand
// for a message of the bot, one of the person and one with a file.
func TestRefusals(t *testing.T) {
	long := strings.Repeat("户", 4097)
	markup := func(buttons string) string { return `{"inline_keyboard":` + buttons + `}` }
	button := func(data string) string {
		return markup(`[[{"text":"b","callback_data":"` + data + `"}]]`)
	}
	send := func(markup string) params {
		return params{"chat_id": wang, "text": "x", "reply_markup": json.RawMessage(markup)}
	}
	const bad = "Bad Request: "
	tests := []struct {
		name, method string
		params       params
		code         int
		text         string // how the description begins
	}{
		{"unknown method", "sendMesage", nil, 404, "Not Found"},
		{"no method", "", nil, 404, "Not Found"},
		{"unknown parameter", "sendMessage", params{"chat_id": wang, "text": "x", "txet": "x"}, 400, bad + `unknown parameter "txet" of sendMessage`},
		{"a parameter of another method", "getMe", params{"chat_id": wang}, 400, bad + `unknown parameter "chat_id"`},
		{"no chat", "sendMessage", params{"text": "x"}, 400, bad + "chat_id is empty"},
		{"empty chat", "sendMessage", params{"chat_id": "", "text": "x"}, 400, bad + "chat_id is empty"},
		{"a chat nobody has", "sendMessage", params{"chat_id": 7, "text": "x"}, 400, bad + "chat not found"},
		{"a chat by a name", "sendMessage", params{"chat_id": "@somebody", "text": "x"}, 400, bad + "chat not found"},
		{"no text", "sendMessage", params{"chat_id": wang}, 400, bad + "message text is empty"},
		{"empty text", "sendMessage", params{"chat_id": wang, "text": ""}, 400, bad + "message text is empty"},
		{"only white space", "sendMessage", params{"chat_id": wang, "text": " \n "}, 400, bad + "message text is empty"},
		{"only markup", "sendMessage", params{"chat_id": wang, "text": "<b></b>", "parse_mode": "HTML"}, 400, bad + "message text is empty"},
		{"too long a text", "sendMessage", params{"chat_id": wang, "text": long}, 400, bad + "message is too long"},
		{"too long in UTF-16", "sendMessage", params{"chat_id": wang, "text": strings.Repeat("😀", 2049)}, 400, bad + "message is too long"},
		{"an unknown parse mode", "sendMessage", params{"chat_id": wang, "text": "x", "parse_mode": "BBCode"}, 400, bad + "unsupported parse_mode"},
		{"an unknown tag", "sendMessage", params{"chat_id": wang, "text": "a<br>", "parse_mode": "HTML"}, 400, bad + `can't parse entities: Unsupported start tag "br" at byte offset 1`},
		{"a tag left open", "sendMessage", params{"chat_id": wang, "text": "<b>a", "parse_mode": "HTML"}, 400, bad + `can't parse entities: Can't find end tag corresponding to start tag "b"`},
		{"tags crossed", "sendMessage", params{"chat_id": wang, "text": "<b><i>a</b></i>", "parse_mode": "HTML"}, 400, bad + `can't parse entities: Unmatched end tag at byte offset 7, expected "</i>", found "</b>"`},
		{"entities that are none", "sendMessage", params{"chat_id": wang, "text": "x", "entities": []params{{"kind": "bold"}}}, 400, bad + "can't parse MessageEntity"},
		{"entities outside the text", "sendMessage", params{"chat_id": wang, "text": "x", "entities": []params{{"type": "bold", "offset": 0, "length": 9}}}, 400, bad + "ENTITY_BOUNDS_INVALID"},
		{"entities of the wrong type", "sendMessage", params{"chat_id": wang, "text": "x", "entities": "all"}, 400, bad + `parameter "entities" of sendMessage must be an Array`},
		{"a number that is none", "sendMessage", params{"chat_id": wang, "text": "x", "message_thread_id": "many"}, 400, bad + `parameter "message_thread_id" of sendMessage must be an Integer`},
		{"a boolean that is none", "sendMessage", params{"chat_id": wang, "text": "x", "protect_content": "maybe"}, 400, bad + `parameter "protect_content" of sendMessage must be true or false`},
		{"a structure that is none", "sendMessage", params{"chat_id": wang, "text": "x", "link_preview_options": 3}, 400, bad + `parameter "link_preview_options" of sendMessage must be an Object`},
		{"an answer to nothing", "sendMessage", params{"chat_id": wang, "text": "x", "reply_parameters": params{"message_id": 999}}, 400, bad + "message to be replied not found"},
		{"null for a keyboard", "sendMessage", send(`null`), 400, bad + "object expected as reply markup"},
		{"a number for a keyboard", "sendMessage", send(`3`), 400, bad + "object expected as reply markup"},
		{"a keyboard of no kind", "sendMessage", send(`{}`), 400, bad + "reply markup of no known kind"},
		{"rows that are null", "sendMessage", send(markup(`null`)), 400, bad + `Field "inline_keyboard" must be of type Array`},
		{"rows that are none", "sendMessage", send(markup(`[{"text":"b"}]`)), 400, bad + `Field "inline_keyboard" must be of type Array`},
		{"a button that does nothing", "sendMessage", send(markup(`[[{"text":"b"}]]`)), 400, bad + "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"},
		{"a button without words", "sendMessage", send(markup(`[[{"callback_data":"d"}]]`)), 400, bad + "can't parse inline keyboard button"},
		{"a button with an unknown field", "sendMessage", send(markup(`[[{"text":"b","callbackData":"d"}]]`)), 400, bad + "can't parse inline keyboard button"},
		{"a button with 65 bytes", "sendMessage", send(button(strings.Repeat("d", 65))), 400, bad + "BUTTON_DATA_INVALID"},
		{"a button with 22 Chinese letters", "sendMessage", send(button(strings.Repeat("户", 22))), 400, bad + "BUTTON_DATA_INVALID"},
		{"a button with nothing", "sendMessage", send(button("")), 400, bad + "BUTTON_DATA_INVALID"},

		{"edit nothing", "editMessageText", params{"text": "x"}, 400, bad + "message identifier is not specified"},
		{"edit without a number", "editMessageText", params{"chat_id": wang, "text": "x"}, 400, bad + "message identifier is not specified"},
		{"edit an inline message", "editMessageText", params{"inline_message_id": "a", "text": "x"}, 400, bad + "MESSAGE_ID_INVALID"},
		{"edit what is not there", "editMessageText", params{"chat_id": wang, "message_id": 999, "text": "x"}, 400, bad + "message to edit not found"},
		{"edit in another's chat", "editMessageText", params{"chat_id": chen, "message_id": "OWN", "text": "x"}, 400, bad + "message to edit not found"},
		{"edit the person's", "editMessageText", params{"chat_id": wang, "message_id": "THEIRS", "text": "x"}, 400, bad + "message can't be edited"},
		{"edit a file's text", "editMessageText", params{"chat_id": wang, "message_id": "FILE", "text": "x"}, 400, bad + "there is no text in the message to edit"},
		{"edit to the same", "editMessageText", params{"chat_id": wang, "message_id": "OWN", "text": " own ", "reply_markup": params{"inline_keyboard": [][]params{{{"text": "ok", "callback_data": "ok"}}}}}, 400, bad + notModified},
		{"edit to nothing", "editMessageText", params{"chat_id": wang, "message_id": "OWN", "text": ""}, 400, bad + "message text is empty"},
		{"edit to too much", "editMessageText", params{"chat_id": wang, "message_id": "OWN", "text": long}, 400, bad + "message is too long"},
		{"edit with a phone's keyboard", "editMessageText", params{"chat_id": wang, "message_id": "OWN", "text": "x", "reply_markup": params{"keyboard": []string{}}}, 400, bad + "inline keyboard expected"},
		{"buttons to the same", "editMessageReplyMarkup", params{"chat_id": wang, "message_id": "FILE"}, 400, bad + notModified},
		{"buttons of what is not there", "editMessageReplyMarkup", params{"chat_id": wang, "message_id": 999}, 400, bad + "message to edit not found"},
		{"delete what is not there", "deleteMessage", params{"chat_id": wang, "message_id": 999}, 400, bad + "message to delete not found"},
		{"delete without a number", "deleteMessage", params{"chat_id": wang}, 400, bad + "message identifier is not specified"},

		{"no document", "sendDocument", params{"chat_id": wang}, 400, bad + "there is no document in the request"},
		{"an unknown document", "sendDocument", params{"chat_id": wang, "document": "https://example.com/a.docx"}, 400, bad + "wrong file identifier/HTTP URL specified"},
		{"an attachment that did not come", "sendDocument", params{"chat_id": wang, "document": "attach://a"}, 400, bad + "wrong file identifier/HTTP URL specified"},
		{"too long a caption", "sendDocument", params{"chat_id": wang, "document": "x", "caption": strings.Repeat("户", 1025)}, 400, bad + "message caption is too long"},
		{"no photo", "sendPhoto", params{"chat_id": wang}, 400, bad + "there is no photo in the request"},
		{"no file id", "getFile", nil, 400, bad + "file_id not specified"},
		{"an unknown file id", "getFile", params{"file_id": "x"}, 400, bad + "invalid file_id"},

		{"no action", "sendChatAction", params{"chat_id": wang}, 400, bad + "wrong parameter action in request"},
		{"an unknown action", "sendChatAction", params{"chat_id": wang, "action": "dancing"}, 400, bad + "wrong parameter action in request"},
		{"two actions", "sendChatAction", params{"chat_id": wang, "action": "typing upload_photo"}, 400, bad + "wrong parameter action in request"},
		{"answer no press", "answerCallbackQuery", nil, 400, bad + expiredText},
		{"answer an unknown press", "answerCallbackQuery", params{"callback_query_id": "9"}, 400, bad + expiredText},
		{"answer with too much", "answerCallbackQuery", params{"callback_query_id": "9", "text": strings.Repeat("户", 201)}, 400, bad + "MESSAGE_TOO_LONG"},

		{"no commands", "setMyCommands", nil, 400, bad + `parameter "commands" is required`},
		{"commands of another form", "setMyCommands", params{"commands": []string{"start"}}, 400, bad + "can't parse commands JSON object"},
		{"a command in Chinese", "setMyCommands", params{"commands": []command{{"记录", "x"}}}, 400, bad + "BOT_COMMAND_INVALID"},
		{"a command of 33 letters", "setMyCommands", params{"commands": []command{{strings.Repeat("a", 33), "x"}}}, 400, bad + "BOT_COMMAND_INVALID"},
		{"a command without description", "setMyCommands", params{"commands": []command{{"start", ""}}}, 400, bad + "BOT_COMMAND_DESCRIPTION_INVALID"},
		{"101 commands", "setMyCommands", params{"commands": make([]command, 101)}, 400, bad + "BOT_COMMANDS_TOO_MUCH"},
		{"an unknown scope", "setMyCommands", params{"commands": []command{}, "scope": params{"type": "village"}}, 400, bad + "can't parse BotCommandScope"},
		{"a scope without its chat", "getMyCommands", params{"scope": params{"type": "chat"}}, 400, bad + "can't parse BotCommandScope"},
		{"a language that is none", "deleteMyCommands", params{"language_code": "zh-Hans"}, 400, bad + "invalid language code specified"},

		{"react to nothing", "setMessageReaction", params{"chat_id": wang, "message_id": 999}, 400, bad + "message to react not found"},
		{"react with a word", "setMessageReaction", params{"chat_id": wang, "message_id": "THEIRS", "reaction": []params{{"type": "emoji", "emoji": "好"}}}, 400, bad + "REACTION_INVALID"},
		{"react twice", "setMessageReaction", params{"chat_id": wang, "message_id": "THEIRS", "reaction": []params{{"type": "emoji", "emoji": "👍"}, {"type": "emoji", "emoji": "🎉"}}}, 400, bad + "REACTIONS_TOO_MANY"},
		{"a chat nobody has, looked at", "getChat", params{"chat_id": 7}, 400, bad + "chat not found"},
		{"a member of nothing", "getChatMember", params{"chat_id": wang}, 400, bad + "invalid user_id specified"},
		{"a member who is elsewhere", "getChatMember", params{"chat_id": wang, "user_id": chen}, 400, bad + "user not found"},

		{"a webhook without address", "setWebhook", nil, 400, bad + `parameter "url" is required`},
		{"a webhook at no address", "setWebhook", params{"url": "hook"}, 400, bad + "bad webhook: invalid URL specified"},
		{"a webhook in clear", "setWebhook", params{"url": "http://bot.example/hook"}, 400, bad + "bad webhook: An HTTPS URL must be provided for webhook"},
		{"a webhook elsewhere", "setWebhook", params{"url": "https://bot.example/hook"}, 400, bad + "bad webhook: the trial delivers to this machine only"},
		{"a secret with a space", "setWebhook", params{"url": "https://127.0.0.1/", "secret_token": "a b"}, 400, bad + "secret token contains unallowed characters"},
		{"a secret of 257 letters", "setWebhook", params{"url": "https://127.0.0.1/", "secret_token": strings.Repeat("a", 257)}, 400, bad + "secret token is too long"},
		{"a sign not escaped", "sendMessage", params{"chat_id": wang, "text": "3.5 户", "parse_mode": "MarkdownV2"}, 400, bad + `can't parse entities: Character '.' is reserved and must be escaped with the preceding '\'`},
		{"a minus not escaped", "sendMessage", params{"chat_id": wang, "text": "a - b", "parse_mode": "MarkdownV2"}, 400, bad + `can't parse entities: Character '-' is reserved and must be escaped with the preceding '\'`},
		{"bold left open", "sendMessage", params{"chat_id": wang, "text": "户*a", "parse_mode": "MarkdownV2"}, 400, bad + "can't parse entities: Can't find end of Bold entity at byte offset 3"},
		{"a link left open", "sendMessage", params{"chat_id": wang, "text": "[a](https://b", "parse_mode": "MarkdownV2"}, 400, bad + "can't parse entities: Can't find end of a URL at byte offset 4"},
		{"a key without words", "sendMessage", send(`{"keyboard":[[""]]}`), 400, bad + "can't parse keyboard button"},
		{"a key that asks for a number", "sendMessage", send(`{"keyboard":[[{"text":"a","request_contact":true}]]}`), 400, bad + "can't parse keyboard button"},
		{"a keyboard with an unknown field", "sendMessage", send(`{"keyboard":[["a"]],"one_time":true}`), 400, bad + "can't parse reply keyboard markup"},
		{"a hint of 65 letters", "sendMessage", send(`{"force_reply":true,"input_field_placeholder":"` + strings.Repeat("a", 65) + `"}`), 400, bad + "input field placeholder is too long"},

		{"no voice", "sendVoice", params{"chat_id": wang}, 400, bad + "there is no voice in the request"},
		{"no place", "sendLocation", params{"chat_id": wang, "latitude": 30.5}, 400, bad + `parameter "longitude" is required`},
		{"a place off the earth", "sendLocation", params{"chat_id": wang, "latitude": 91, "longitude": 0}, 400, bad + "wrong latitude specified"},
		{"a place in words", "sendLocation", params{"chat_id": wang, "latitude": "north", "longitude": 0}, 400, bad + `parameter "latitude" of sendLocation must be a Float`},
		{"an album of nothing", "sendMediaGroup", params{"chat_id": wang, "media": []params{}}, 400, bad + "there are no messages to send"},
		{"an album of one", "sendMediaGroup", params{"chat_id": wang, "media": []params{{"type": "photo", "media": "x"}}}, 400, bad + "group send: media must include 2-10 items"},
		{"an album of eleven", "sendMediaGroup", params{"chat_id": wang, "media": make([]inputMedia, 11)}, 400, bad + "too many messages to send as an album"},
		{"an album of what does not mix", "sendMediaGroup", params{"chat_id": wang, "media": []params{{"type": "document", "media": "DOC"}, {"type": "photo", "media": "DOC"}}}, 400, bad + "document can't be mixed"},
		{"an album of an unknown file", "sendMediaGroup", params{"chat_id": wang, "media": []params{{"type": "photo", "media": "x"}, {"type": "photo", "media": "y"}}}, 400, bad + "wrong file identifier/HTTP URL specified"},
		{"an album with an unknown field", "sendMediaGroup", params{"chat_id": wang, "media": []params{{"type": "photo", "medium": "x"}, {"type": "photo", "media": "y"}}}, 400, bad + "can't parse media JSON object"},
		{"edit a caption of a text", "editMessageCaption", params{"chat_id": wang, "message_id": "OWN", "caption": "x"}, 400, bad + "there is no caption in the message to edit"},
		{"edit a caption to the same", "editMessageCaption", params{"chat_id": wang, "message_id": "FILE"}, 400, bad + notModified},
		{"forward nothing", "forwardMessage", params{"chat_id": wang, "from_chat_id": wang, "message_id": 999}, 400, bad + "message to forward not found"},
		{"forward from nowhere", "forwardMessage", params{"chat_id": wang, "from_chat_id": 7, "message_id": 1}, 400, bad + "chat not found"},
		{"copy nothing", "copyMessage", params{"chat_id": wang, "from_chat_id": wang, "message_id": 999}, 400, bad + "message to copy not found"},
		{"pin nothing", "pinChatMessage", params{"chat_id": wang, "message_id": 999}, 400, bad + "message to pin not found"},
		{"pin without rights", "pinChatMessage", params{"chat_id": group, "message_id": "SAID"}, 400, bad + "not enough rights to manage pinned messages in the chat"},
		{"unpin nothing", "unpinChatMessage", params{"chat_id": wang}, 400, bad + "message to unpin not found"},
		{"administrators of two", "getChatAdministrators", params{"chat_id": wang}, 400, bad + "there are no administrators in the private chat"},
		{"leave a person", "leaveChat", params{"chat_id": wang}, 400, bad + "chat not found"},
		{"a mini app as menu", "setChatMenuButton", params{"chat_id": wang, "menu_button": params{"type": "web_app"}}, 400, bad + "can't parse menu button"},
		{"a menu button in a group", "setChatMenuButton", params{"chat_id": group}, 400, bad + "chat not found"},
		{"a member nobody knows", "getChatMember", params{"chat_id": group, "user_id": 7}, 400, bad + "user not found"},
		{"speak to who blocked the bot", "sendMessage", params{"chat_id": ghost, "text": "x"}, 403, "Forbidden: bot was blocked by the user"},
		{"speak where the bot was thrown out", "sendMessage", params{"chat_id": gone, "text": "x"}, 403, "Forbidden: bot was kicked from the group chat"},
		{"look where the bot was thrown out", "getChat", params{"chat_id": gone}, 403, "Forbidden: bot was kicked from the group chat"},
		{"speak where nobody is any more", "sendMessage", params{"chat_id": moved, "text": "x"}, 400, bad + "group chat was upgraded to a supergroup chat"},

		{"an offset that is none", "getUpdates", params{"offset": "last"}, 400, bad + `parameter "offset" of getUpdates must be an Integer`},
	}
	s, _ := newServer(t)
	for _, id := range []int64{group, gone, moved} {
		s.AddGroup(Group{ID: id, Title: "经济组", Members: []int64{wang, chen}})
	}
	if err := errors.Join(s.Remove(gone, wang), s.Block(ghost)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Migrate(moved); err != nil {
		t.Fatal(err)
	}
	numbers := map[any]int64{"OWN": say(t, s, wang, "own", "ok"), "THEIRS": s.TypeAt(wang, noon, "theirs")}
	sent := sendFile(t, s, "sendDocument", "document", "a.txt", []byte("a"))
	document := sent.Document["file_id"]
	numbers["FILE"] = sent.ID
	numbers["SAID"] = ask[wireMessage](t, s, "sendMessage", params{"chat_id": group, "text": "大家好"}).ID
	before, _ := json.Marshal(s.state)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if number, ok := numbers[tt.params["message_id"]]; ok {
				tt.params["message_id"] = number
			}
			if media, ok := tt.params["media"].([]params); ok && len(media) > 0 && media[0]["media"] == "DOC" {
				media[0]["media"], media[1]["media"] = document, document
			}
			r := tell(t.Context(), s, tt.method, tt.params)
			if r.OK || r.Code != tt.code || !strings.HasPrefix(r.Description, tt.text) {
				t.Errorf("got %d %q, want %d %q", r.Code, r.Description, tt.code, tt.text)
			}
		})
	}
	if after, _ := json.Marshal(s.state); !bytes.Equal(before, after) {
		t.Error("a refused call changed something")
	}
}

func TestTokens(t *testing.T) {
	s, _ := newServer(t)
	tests := []struct {
		path string
		code int
		text string
	}{
		{"/bot42:wrong/getMe", 401, "Unauthorized"},
		{"/bot42:/getMe", 401, "Unauthorized"},
		{"/bot42/getMe", 404, "Not Found"},
		{"/bot/getMe", 404, "Not Found"},
		{"/file/bot42:wrong/files/file_1", 401, "Unauthorized"},
		{"/file/bot" + token + "/files/file_1", 404, "Not Found"},
	}
	for _, tt := range tests {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, request(t.Context(), tt.path, nil, ""))
		if r := read(w); w.Code != tt.code || r.Code != tt.code || r.Description != tt.text {
			t.Errorf("%s: %d %+v", tt.path, w.Code, r)
		}
	}
}

// sendFile sends a file the way a bot does, as multipart.
func sendFile(t *testing.T, s *Server, method, field, name string, data []byte) wireMessage {
	t.Helper()
	r := uploading(t, s, method, field, name, data, map[string]string{"chat_id": "1001"})
	if !r.OK {
		t.Fatalf("%s: %s", method, r.Description)
	}
	var m wireMessage
	if err := json.Unmarshal(r.Result, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func uploading(t *testing.T, s *Server, method, field, name string, data []byte, fields map[string]string) reply {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for key, value := range fields {
		_ = form.WriteField(key, value)
	}
	if field != "" {
		part, err := form.CreateFormFile(field, name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(data)
	}
	_ = form.Close()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, request(t.Context(), "/bot"+token+"/"+method, body.Bytes(), form.FormDataContentType()))
	return read(w)
}

// TestFormsOfACall sends the same call in every form there is; each must be
// understood the same.
func TestFormsOfACall(t *testing.T) {
	fields := map[string]string{
		"chat_id": "1001", "text": "今天走访3户 & <more>", "disable_notification": "true",
		"reply_markup": `{"inline_keyboard":[[{"text":"撤销","callback_data":"v1:undo"}]]}`,
	}
	values := url.Values{}
	for key, value := range fields {
		values.Set(key, value)
	}
	asJSON := `{"chat_id":1001,"text":"今天走访3户 & <more>","disable_notification":true,` +
		`"reply_markup":{"inline_keyboard":[[{"text":"撤销","callback_data":"v1:undo"}]]}}`
	s, _ := newServer(t)
	const path = "/bot" + token + "/sendMessage"
	get := httptest.NewRequest(http.MethodGet, "http://localhost"+path+"?"+values.Encode(), nil)
	requests := map[string]*http.Request{
		"JSON":                 request(t.Context(), path, []byte(asJSON), "application/json; charset=utf-8"),
		"urlencoded":           request(t.Context(), path, []byte(values.Encode()), "application/x-www-form-urlencoded"),
		"GET":                  get,
		"address and no body":  request(t.Context(), path+"?"+values.Encode(), nil, "multipart/form-data; boundary=x"),
		"other capitals":       request(t.Context(), "/bot"+token+"/SENDmessage", []byte(asJSON), "application/json"),
		"texts inside of JSON": request(t.Context(), path, []byte(strings.NewReplacer("1001", `"1001"`, "true", `"true"`).Replace(asJSON)), "application/json"),
	}
	for form, r := range requests {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		checkSent(t, form, read(w))
	}
	checkSent(t, "multipart", uploading(t, s, "sendMessage", "", "", nil, fields))
	if n := len(s.Chat(wang)); n != len(requests)+1 {
		t.Errorf("%d messages", n)
	}
}

func checkSent(t *testing.T, form string, r reply) {
	t.Helper()
	var m wireMessage
	if err := json.Unmarshal(r.Result, &m); err != nil || m.Text != "今天走访3户 & <more>" || *m.Markup.Rows[0][0].Data != "v1:undo" {
		t.Errorf("%s: %+v", form, r)
	}
}

func TestBodiesThatCannotBeRead(t *testing.T) {
	s, _ := newServer(t)
	for _, tt := range []struct {
		name, kind, body string
		code             int
	}{
		{"JSON that is none", "application/json", `{"chat_id":`, 400},
		{"JSON that is a list", "application/json", `[1]`, 400},
		{"a form without boundary", "multipart/form-data", "x", 400},
		{"a form cut off", "multipart/form-data; boundary=x", "--x\r\nContent-Dis", 400},
		{"a form of %", "application/x-www-form-urlencoded", "a=%zz", 400},
		{"no known kind", "text/plain", "hello", 400},
		{"too much", "application/json", strings.Repeat(" ", maxUpload+2<<20), 413},
	} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, request(t.Context(), "/bot"+token+"/sendMessage", []byte(tt.body), tt.kind))
		if r := read(w); r.Code != tt.code || r.Description == "" {
			t.Errorf("%s: %+v", tt.name, r)
		}
	}
}

func TestFilesOfNoParameterAreRefused(t *testing.T) {
	s, _ := newServer(t)
	fields := map[string]string{"chat_id": "1001", "text": "x"}
	if r := uploading(t, s, "sendMessage", "document", "a", []byte("a"), fields); r.Code != 400 || !strings.Contains(r.Description, `unknown file "document"`) {
		t.Errorf("%+v", r)
	}
	for name, data := range map[string][]byte{"empty": nil, "not a picture": []byte("words")} {
		if r := uploading(t, s, "sendPhoto", "photo", "a.png", data, map[string]string{"chat_id": "1001"}); r.Code != 400 {
			t.Errorf("%s: %+v", name, r)
		}
	}
}
