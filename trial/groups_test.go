package trial

import (
	"strings"
	"testing"
	"time"
)

// heard takes the updates that wait, and acknowledges them.
func heard(t *testing.T, s *Server) []got {
	t.Helper()
	us := ask[[]got](t, s, "getUpdates", nil)
	if len(us) > 0 {
		ask[[]got](t, s, "getUpdates", params{"offset": us[len(us)-1].ID + 1})
	}
	return us
}

func inGroup(t *testing.T) *Server {
	t.Helper()
	s, _ := newServer(t)
	s.AddGroup(Group{ID: group, Title: "经济组", Members: []int64{wang, chen}, Admins: []int64{chen}})
	if us := heard(t, s); texts(us) != "now member " || us[1].Message.NewMembers == nil {
		t.Fatalf("told of the group: %v", us)
	}
	return s
}

// TestPrivacyMode has a line for everything said in a group: what a bot that
// may not read the group hears of it.
func TestPrivacyMode(t *testing.T) {
	s := inGroup(t)
	own := ask[wireMessage](t, s, "sendMessage", params{"chat_id": group, "text": "大家好"}).ID
	theirs, err := s.SendIn(group, wang, Incoming{Text: "今天走访3户"})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		text    string
		replyTo int64
		hears   bool
	}{
		{"今天走访3户", 0, false},
		{"@test_bot 今天走访3户", 0, false},
		{"/stats", 0, true},
		{"/stats@test_bot 2026", 0, true},
		{"/stats@TEST_BOT", 0, true},
		{"/stats@other_bot", 0, false},
		{"大家好 /stats", 0, true},
		{"大家好/stats", 0, false},
		{"看 a/stats", 0, false},
		{"不对，是5户", own, true},
		{"不对，是5户", theirs, false},
	} {
		heard(t, s)
		if _, err := s.SendIn(group, wang, Incoming{Text: tt.text, ReplyTo: tt.replyTo}); err != nil {
			t.Fatal(err)
		}
		if us := heard(t, s); (len(us) == 1) != tt.hears {
			t.Errorf("%s in answer to %d: %d updates", tt.text, tt.replyTo, len(us))
		}
	}
	if err := s.Promote(group, chen, true); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SendIn(group, wang, Incoming{Text: "今天走访3户"}); err != nil {
		t.Fatal(err)
	}
	if us := heard(t, s); texts(us) != "now administrator 今天走访3户" {
		t.Errorf("an administrator hears %v", texts(us))
	}
}

func TestReadingAllOfAGroup(t *testing.T) {
	s := New(Options{Token: token, Name: "b", Now: func() time.Time { return noon }, ReadAll: true,
		People: []Person{{ID: wang, Name: "王芳"}}, Groups: []Group{{ID: group, Title: "经济组", Members: []int64{wang}}}})
	t.Cleanup(func() { mustClose(t, s) })
	if _, err := s.SendIn(group, wang, Incoming{Text: "今天走访3户"}); err != nil {
		t.Fatal(err)
	}
	us := ask[[]got](t, s, "getUpdates", nil)
	if len(us) != 1 || us[0].Message.From.ID != wang || us[0].Message.Chat.Type != "group" || us[0].Message.Chat.Title != "经济组" {
		t.Errorf("%+v", us)
	}
	if me := ask[map[string]any](t, s, "getMe", nil); me["can_read_all_group_messages"] != true {
		t.Errorf("%v", me)
	}
}

func TestOnlyMembersSpeak(t *testing.T) {
	s := inGroup(t)
	for _, chat := range []int64{group, chen} {
		if _, err := s.SendIn(chat, ghost, Incoming{Text: "hello"}); err == nil {
			t.Errorf("somebody from outside speaks in %d", chat)
		}
	}
	own := ask[wireMessage](t, s, "sendMessage", params{"chat_id": group, "text": "which?",
		"reply_markup": params{"inline_keyboard": [][]params{{{"text": "a", "callback_data": "a"}}}}}).ID
	if _, err := s.PressIn(group, ghost, own, "a"); err == nil {
		t.Error("somebody from outside presses")
	}
	if _, err := s.PressIn(group, chen, own, "a"); err != nil {
		t.Fatal(err)
	}
	if us := heard(t, s); us[0].Callback.From.ID != chen || us[0].Callback.Message.Chat.ID != group {
		t.Errorf("%+v", us[0].Callback)
	}
	id, err := s.SendIn(group, wang, Incoming{Text: "/mine"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.EditIn(group, chen, id, "/stats"); err == nil {
		t.Error("somebody else edits")
	}
	if err := s.EditIn(group, wang, id, "/mine 2026"); err != nil {
		t.Error(err)
	}
	if us := heard(t, s); texts(us) != "/mine edited /mine 2026" {
		t.Error(texts(us))
	}
}

func TestMigration(t *testing.T) {
	s := inGroup(t)
	next, err := s.Migrate(group)
	if err != nil {
		t.Fatal(err)
	}
	us := heard(t, s)
	if len(us) != 2 || us[0].Message.Chat.ID != group || us[0].Message.MovedTo != float64(next) ||
		us[1].Message.Chat.ID != next || us[1].Message.MovedFrom != float64(group) || us[1].Message.Chat.Type != "supergroup" {
		t.Fatalf("%+v", us)
	}
	r := tell(t.Context(), s, "sendMessage", params{"chat_id": group, "text": "hello"})
	if r.Code != 400 || r.Parameters.MigrateTo != next {
		t.Errorf("%+v", r)
	}
	if m := ask[wireMessage](t, s, "sendMessage", params{"chat_id": next, "text": "hello"}); m.Chat.Title != "经济组" {
		t.Errorf("%+v", m)
	}
}

func TestBlockedUntilTheyWrite(t *testing.T) {
	s, _ := newServer(t)
	if err := s.Block(wang); err != nil {
		t.Fatal(err)
	}
	if us := heard(t, s); texts(us) != "now kicked" {
		t.Error(texts(us))
	}
	if r := tell(t.Context(), s, "sendMessage", params{"chat_id": wang, "text": "x"}); r.Code != 403 {
		t.Errorf("%+v", r)
	}
	s.TypeAt(wang, noon, "hello")
	say(t, s, wang, "hello")
}

func TestLeaving(t *testing.T) {
	s := inGroup(t)
	if n := ask[int](t, s, "getChatMemberCount", params{"chat_id": group}); n != 3 {
		t.Errorf("%d members", n)
	}
	admins := ask[[]struct{ User wireUser }](t, s, "getChatAdministrators", params{"chat_id": group})
	if len(admins) != 1 || admins[0].User.ID != chen {
		t.Errorf("%+v", admins)
	}
	for user, want := range map[int64]string{wang: "member", chen: "administrator", 42: "member", ghost: "left"} {
		if m := ask[struct{ Status string }](t, s, "getChatMember", params{"chat_id": group, "user_id": user}); m.Status != want {
			t.Errorf("%d is %s", user, m.Status)
		}
	}
	ask[bool](t, s, "leaveChat", params{"chat_id": group})
	if _, err := s.SendIn(group, wang, Incoming{Text: "/stats"}); err != nil {
		t.Fatal(err)
	}
	if us := heard(t, s); texts(us) != "now left" {
		t.Errorf("after leaving: %v", texts(us))
	}
}

func TestPinning(t *testing.T) {
	s := inGroup(t)
	id := ask[wireMessage](t, s, "sendMessage", params{"chat_id": group, "text": "本月合计"}).ID
	if err := s.Promote(group, chen, true); err != nil {
		t.Fatal(err)
	}
	ask[bool](t, s, "pinChatMessage", params{"chat_id": group, "message_id": id})
	full := ask[struct {
		Pinned wireMessage `json:"pinned_message"`
	}](t, s, "getChat", params{"chat_id": group})
	if full.Pinned.ID != id {
		t.Errorf("%+v", full)
	}
	ask[bool](t, s, "unpinChatMessage", params{"chat_id": group})
}

func TestReactionsOfPeople(t *testing.T) {
	s, _ := newServer(t)
	id := say(t, s, wang, "记下了")
	react := func(emoji string) {
		t.Helper()
		if err := s.React(wang, wang, id, emoji); err != nil {
			t.Fatal(err)
		}
	}
	react("👍")
	if us := heard(t, s); len(us) != 0 {
		t.Errorf("told of reactions it did not ask for: %v", texts(us))
	}
	ask[[]got](t, s, "getUpdates", params{"allowed_updates": []string{"message_reaction"}})
	react("❤")
	react("❤")
	react("")
	if us := heard(t, s); texts(us) != "reacted ❤ reacted no more" {
		t.Error(texts(us))
	}
	if err := s.React(wang, wang, id, "好"); err == nil {
		t.Error("a word is a reaction")
	}
}

func TestAlbums(t *testing.T) {
	s, _ := newServer(t)
	photo := Incoming{Kind: "photo"}
	if _, err := s.SendAlbum(wang, wang, photo, Incoming{Kind: "photo", Text: "走访3户"}, photo); err != nil {
		t.Fatal(err)
	}
	us := heard(t, s)
	if len(us) != 3 || us[0].Message.Album == "" || us[0].Message.Album != us[2].Message.Album || texts(us) != " 走访3户 " {
		t.Errorf("%+v", us)
	}
	for _, wrong := range [][]Incoming{{photo}, make([]Incoming, 11), {photo, {Text: "x"}}} {
		if _, err := s.SendAlbum(wang, wang, wrong...); err == nil {
			t.Errorf("an album of %d", len(wrong))
		}
	}
	fields := map[string]string{"chat_id": "1001", "media": `[{"type":"document","media":"attach://a","caption":"报告"},{"type":"document","media":"attach://a"}]`}
	if r := uploading(t, s, "sendMediaGroup", "a", "a.docx", []byte("a"), fields); !r.OK {
		t.Fatal(r.Description)
	}
	chat := s.Chat(wang)
	if last := chat[len(chat)-1]; last.Album == "" || last.Album != chat[len(chat)-2].Album || last.File.Name != "a.docx" {
		t.Errorf("%+v", last)
	}
}

func TestForwards(t *testing.T) {
	s := inGroup(t)
	id, err := s.SendIn(group, chen, Incoming{Text: "昨天开会1次", At: noon.Add(-time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Forward(group, id, wang, wang); err != nil {
		t.Fatal(err)
	}
	m := heard(t, s)[0].Message
	if m.From.ID != wang || m.Origin["type"] != "user" || m.Origin["sender_user"].(map[string]any)["first_name"] != "陈立行" ||
		m.Origin["date"] != float64(noon.Add(-time.Hour).Unix()) {
		t.Errorf("%+v", m)
	}
	if _, err := s.Send(wang, Incoming{Text: "通知", Origin: &Origin{Type: "channel", Name: "市政协", ID: -1009, At: noon}}); err != nil {
		t.Fatal(err)
	}
	if m := heard(t, s)[0].Message; m.Origin["chat"].(map[string]any)["title"] != "市政协" {
		t.Errorf("%+v", m)
	}
	passed := ask[wireMessage](t, s, "forwardMessage", params{"chat_id": wang, "from_chat_id": group, "message_id": id})
	if passed.Origin == nil || passed.Text != "昨天开会1次" {
		t.Errorf("%+v", passed)
	}
	ask[map[string]any](t, s, "copyMessage", params{"chat_id": chen, "from_chat_id": wang, "message_id": passed.ID})
	if e := s.Chat(chen)[0]; !e.FromBot || e.Origin != nil || e.Text != "昨天开会1次" {
		t.Errorf("%+v", e)
	}
}

func TestPlacesAndVoices(t *testing.T) {
	s, _ := newServer(t)
	if _, err := s.Send(wang, Incoming{Kind: "location", Place: &Place{30.6, 104.1}}); err != nil {
		t.Fatal(err)
	}
	if m := heard(t, s)[0].Message; m.Location["latitude"] != 30.6 {
		t.Errorf("%+v", m)
	}
	if m := ask[wireMessage](t, s, "sendLocation", params{"chat_id": wang, "latitude": 1.5, "longitude": 2}); m.Location["longitude"] != 2.0 {
		t.Errorf("%+v", m)
	}
	if m := sendFile(t, s, "sendVoice", "voice", "a.ogg", []byte("ogg")); m.Voice["mime_type"] != "audio/ogg" {
		t.Errorf("%+v", m)
	}
	photo := ask[wireMessage](t, s, "editMessageCaption", params{"chat_id": wang, "message_id": sendFile(t, s, "sendDocument", "document", "a.txt", []byte("a")).ID, "caption": "新"})
	if photo.Caption != "新" || photo.EditDate == 0 {
		t.Errorf("%+v", photo)
	}
}

func TestKeyboards(t *testing.T) {
	s, _ := newServer(t)
	ask[wireMessage](t, s, "sendMessage", params{"chat_id": wang, "text": "which?", "reply_markup": params{
		"keyboard": [][]any{{"走访", params{"text": "调研"}}, {}}, "one_time_keyboard": true, "resize_keyboard": true, "input_field_placeholder": "选一个"}})
	k := s.Chat(wang)[0].Keyboard
	if k == nil || len(k.Rows) != 1 || strings.Join(k.Rows[0], "|") != "走访|调研" || !k.OneTime || k.Hint != "选一个" {
		t.Errorf("%+v", k)
	}
	ask[wireMessage](t, s, "sendMessage", params{"chat_id": wang, "text": "thanks", "reply_markup": params{"remove_keyboard": true}})
	if k := s.Chat(wang)[1].Keyboard; k == nil || !k.Remove {
		t.Errorf("%+v", k)
	}
}

func TestLimits(t *testing.T) {
	c := &clock{now: noon}
	s := New(Options{Token: token, Name: "b", Now: c.read, People: []Person{{ID: wang}}, Limits: Limits{PrivatePerSecond: 1, GroupPerMinute: 20},
		Groups: []Group{{ID: group, Members: []int64{wang}}}})
	t.Cleanup(func() { mustClose(t, s) })
	say(t, s, wang, "one")
	if r := tell(t.Context(), s, "sendMessage", params{"chat_id": wang, "text": "two"}); r.Code != 429 || r.Parameters.RetryAfter != 1 {
		t.Errorf("%+v", r)
	}
	c.move(time.Second)
	say(t, s, wang, "two")
	for range 20 {
		say(t, s, group, "x")
	}
	c.move(15 * time.Second)
	if r := tell(t.Context(), s, "sendMessage", params{"chat_id": group, "text": "x"}); r.Code != 429 || r.Parameters.RetryAfter != 45 || r.Description != "Too Many Requests: retry after 45" {
		t.Errorf("%+v", r)
	}
}

func TestMenuButtons(t *testing.T) {
	s, _ := newServer(t)
	type button struct{ Type string }
	if b := ask[button](t, s, "getChatMenuButton", params{"chat_id": wang}); b.Type != "default" {
		t.Errorf("%+v", b)
	}
	ask[bool](t, s, "setChatMenuButton", params{"chat_id": wang, "menu_button": params{"type": "commands"}})
	if b := ask[button](t, s, "getChatMenuButton", params{"chat_id": wang}); b.Type != "commands" {
		t.Errorf("%+v", b)
	}
	if b := ask[button](t, s, "getChatMenuButton", nil); b.Type != "default" {
		t.Errorf("%+v", b)
	}
}
