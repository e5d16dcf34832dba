package trial

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestGetMe(t *testing.T) {
	s, _ := newServer(t)
	if me := ask[wireUser](t, s, "getMe", nil); me.ID != 42 || !me.IsBot || me.Username != "test_bot" {
		t.Errorf("%+v", me)
	}
}

func TestSendAndEdit(t *testing.T) {
	s, clock := newServer(t)
	question := s.TypeAt(wang, noon, "今天走访3户")
	m := ask[wireMessage](t, s, "sendMessage", params{
		"chat_id": wang, "text": " <b>记下了</b>：\n3户 ", "parse_mode": "HTML", "reply_parameters": params{"message_id": question},
		"reply_markup": params{"inline_keyboard": [][]params{{{"text": "撤销", "callback_data": "u"}}, {}}},
	})
	if m.Text != "记下了：\n3户" || m.ReplyTo.ID != question || m.From.ID != 42 || m.Date != noon.Unix() || len(m.Markup.Rows) != 1 {
		t.Errorf("sent %+v", m)
	}
	entry := s.Chat(wang)[1]
	if !entry.FromBot || entry.HTML != "<b>记下了</b>：\n3户" || entry.Buttons[0][0] != (Button{Text: "撤销", Data: "u"}) || entry.ReplyTo != question {
		t.Errorf("shown %+v", entry)
	}
	clock.move(time.Minute)
	edited := ask[wireMessage](t, s, "editMessageText", params{"chat_id": wang, "message_id": m.ID, "text": "撤销了"})
	if edited.ID != m.ID || edited.Date != m.Date || edited.EditDate != noon.Add(time.Minute).Unix() || edited.Markup != nil {
		t.Errorf("edited %+v", edited)
	}
	chat := s.Chat(wang)
	if len(chat) != 2 || chat[1].Text != "撤销了" || chat[1].Buttons != nil || !chat[1].Edited {
		t.Errorf("shown %+v", chat)
	}
	ask[wireMessage](t, s, "editMessageReplyMarkup", params{"chat_id": wang, "message_id": m.ID,
		"reply_markup": params{"inline_keyboard": [][]params{{{"text": "链接", "url": "https://example.com"}}}}})
	if b := s.Chat(wang)[1].Buttons; b[0][0].URL != "https://example.com" {
		t.Errorf("buttons %+v", b)
	}
	ask[bool](t, s, "deleteMessage", params{"chat_id": wang, "message_id": m.ID})
	if n := len(s.Chat(wang)); n != 1 {
		t.Errorf("%d messages after deleting", n)
	}
}

func TestAsLongAsAllowed(t *testing.T) {
	s, _ := newServer(t)
	say(t, s, wang, strings.Repeat("户", 4096), strings.Repeat("d", 64))
	say(t, s, wang, strings.Repeat("😀", 2048), "户户户户户户户户户户户户户户户户户户户户户")
	ask[wireMessage](t, s, "sendMessage", params{"chat_id": wang, "parse_mode": "HTML", "text": "<b>" + strings.Repeat("&lt;", 4096) + "</b>"})
}

func TestDocuments(t *testing.T) {
	s, _ := newServer(t)
	data := []byte("PK… not really a report")
	m := sendFile(t, s, "sendDocument", "document", "年度报告 2026.docx", data)
	if m.Document["file_name"] != "年度报告 2026.docx" || m.Text != "" {
		t.Errorf("sent %+v", m)
	}
	id := m.Document["file_id"].(string)
	f := ask[map[string]any](t, s, "getFile", params{"file_id": id})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://127.0.0.1/file/bot"+token+"/"+f["file_path"].(string), nil))
	if !bytes.Equal(w.Body.Bytes(), data) {
		t.Errorf("downloaded %q", w.Body)
	}
	again := ask[wireMessage](t, s, "sendDocument", params{"chat_id": chen, "document": id, "caption": "again"})
	if again.Document["file_id"] != id || again.Caption != "again" {
		t.Errorf("sent again %+v", again)
	}
	attached := uploading(t, s, "sendDocument", "report", "a.docx", data, map[string]string{"chat_id": "1001", "document": "attach://report"})
	if !attached.OK {
		t.Errorf("attached: %+v", attached)
	}
	entry := s.Chat(wang)[0]
	if entry.File == nil || entry.File.Name != "年度报告 2026.docx" || entry.File.Size != len(data) || !bytes.Equal(entry.File.Data, data) {
		t.Errorf("shown %+v", entry.File)
	}
}

func TestPhotos(t *testing.T) {
	s, _ := newServer(t)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	m := sendFile(t, s, "sendPhoto", "photo", "chart.png", picture.Bytes())
	if len(m.Photo) != 1 || m.Photo[0]["width"] != 30.0 || m.Photo[0]["height"] != 20.0 {
		t.Errorf("%+v", m.Photo)
	}
}

func TestPressesExpire(t *testing.T) {
	s, clock := newServer(t)
	id := say(t, s, wang, "which?", "a")
	press := func() string {
		t.Helper()
		query, err := s.Press(wang, id, "a")
		if err != nil {
			t.Fatal(err)
		}
		return query
	}
	first := press()
	clock.move(15 * time.Second)
	ask[bool](t, s, "answerCallbackQuery", params{"callback_query_id": first, "text": strings.Repeat("好", 200)})
	if r := tell(t.Context(), s, "answerCallbackQuery", params{"callback_query_id": first}); r.OK {
		t.Error("answered twice")
	}
	late := press()
	clock.move(16 * time.Second)
	if r := tell(t.Context(), s, "answerCallbackQuery", params{"callback_query_id": late}); r.Description != "Bad Request: "+expiredText {
		t.Errorf("%+v", r)
	}
	if first == late {
		t.Error("two presses have one id")
	}
}

func TestMenus(t *testing.T) {
	s, _ := newServer(t)
	plain, own := []command{{"start", "开始"}}, []command{{"/draft", "起草"}, {"undo_1", "撤销"}}
	scope := params{"type": "chat", "chat_id": wang}
	ask[bool](t, s, "setMyCommands", params{"commands": plain})
	ask[bool](t, s, "setMyCommands", params{"commands": own, "scope": scope, "language_code": "zh"})
	if list := ask[[]command](t, s, "getMyCommands", nil); !slices.Equal(list, plain) {
		t.Errorf("plain %v", list)
	}
	if list := ask[[]command](t, s, "getMyCommands", params{"scope": scope, "language_code": "zh"}); !slices.Equal(list, own) {
		t.Errorf("own %v", list)
	}
	if list := ask[[]command](t, s, "getMyCommands", params{"language_code": "en"}); len(list) != 0 {
		t.Errorf("other language %v", list)
	}
	ask[bool](t, s, "deleteMyCommands", params{"scope": params{"type": "default"}})
	if list := ask[[]command](t, s, "getMyCommands", nil); len(list) != 0 {
		t.Errorf("deleted %v", list)
	}
}

func TestReactions(t *testing.T) {
	s, _ := newServer(t)
	id := s.TypeAt(wang, noon, "hello")
	for _, emoji := range []string{"👍", "🤷\u200d♀"} {
		ask[bool](t, s, "setMessageReaction", params{"chat_id": wang, "message_id": id, "reaction": []params{{"type": "emoji", "emoji": emoji}}})
		if m := s.state.Chats[wang].find(id); m.Reaction != emoji {
			t.Errorf("%+v", m)
		}
	}
	ask[bool](t, s, "setMessageReaction", params{"chat_id": wang, "message_id": id, "reaction": []params{}})
	if m := s.state.Chats[wang].find(id); m.Reaction != "" {
		t.Errorf("%+v", m)
	}
}

func TestChatsAndMembers(t *testing.T) {
	s, _ := newServer(t)
	if c := ask[wireChat](t, s, "getChat", params{"chat_id": "1001"}); c.ID != wang || c.Type != "private" || c.FirstName != "王芳" {
		t.Errorf("%+v", c)
	}
	m := ask[struct {
		Status string
		User   wireUser
	}](t, s, "getChatMember", params{"chat_id": wang, "user_id": wang})
	if m.Status != "member" || m.User.FirstName != "王芳" {
		t.Errorf("%+v", m)
	}
	ask[map[string]any](t, s, "getChatMember", params{"chat_id": wang, "user_id": 42})
}

func TestAddPerson(t *testing.T) {
	s, _ := newServer(t)
	if s.TypeAt(7, noon, "hello") != 0 || s.Chat(7) != nil {
		t.Error("nobody has a chat")
	}
	s.AddPerson(Person{ID: 7, Name: "新人"})
	if s.TypeAt(7, noon, "hello") == 0 {
		t.Error("could not type")
	}
	s.AddPerson(Person{ID: 7, Name: "新名字"})
	if u := s.user(7); u.FirstName != "新名字" || len(s.Chat(7)) != 1 {
		t.Errorf("%+v", u)
	}
}
