package bot

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/go-telegram/bot/models"

	"dutybook/activity"
)

var me = models.User{ID: 1, IsBot: true, Username: "Test_Bot"}

// said decodes the message of an update, its sender and chat added.
func said(t *testing.T, chat, fields string) incoming {
	t.Helper()
	raw := fmt.Sprintf(`{"update_id":1,"message":{"message_id":7,"date":1770000000,"chat":%s,"from":{"id":5,"first_name":"王芳"},%s}}`, chat, fields)
	if !json.Valid([]byte(raw)) {
		t.Fatal("the test's update is no JSON:", raw)
	}
	in, ok, err := decode([]byte(raw), me)
	if err != nil || !ok {
		t.Fatalf("%s: %v %v", fields, ok, err)
	}
	return in
}

const (
	private = `{"id":5,"type":"private"}`
	club    = `{"id":-100,"type":"supergroup","is_forum":true}`
)

// TestWhatIsMeantForTheBot in a group: what names it or answers it.
func TestWhatIsMeantForTheBot(t *testing.T) {
	for _, row := range []struct {
		name, fields string
		addressed    bool
		text         string
	}{
		{"talk among people", `"text":"今天走访3户"`, false, "今天走访3户"},
		{"its name", `"text":"@test_bot 今天走访3户","entities":[{"type":"mention","offset":0,"length":9}]`, true, "今天走访3户"},
		{"its name behind an emoji", `"text":"😀😀 @Test_bot 走访","entities":[{"type":"mention","offset":5,"length":9}]`, true, "😀😀  走访"},
		{"another's name", `"text":"@other_bot 走访","entities":[{"type":"mention","offset":0,"length":10}]`, false, "@other_bot 走访"},
		{"a mark beyond the text", `"text":"短","entities":[{"type":"mention","offset":90,"length":9}]`, false, "短"},
		{"an answer to it", `"text":"是5户","reply_to_message":{"message_id":3,"date":1,"chat":{"id":-100,"type":"supergroup"},"from":{"id":1,"is_bot":true,"first_name":"b"}}`, true, "是5户"},
		{"an answer to a person", `"text":"是5户","reply_to_message":{"message_id":3,"date":1,"chat":{"id":-100,"type":"supergroup"},"from":{"id":8,"first_name":"b"}}`, false, "是5户"},
		{"a caption", `"caption":"@test_bot 慰问","caption_entities":[{"type":"mention","offset":0,"length":9}],"photo":[{"file_id":"a","file_unique_id":"u","width":1,"height":1}]`, true, "慰问"},
	} {
		in := said(t, club, row.fields)
		if in.Addressed != row.addressed || in.Text != row.text {
			t.Errorf("%s: addressed %v, %q", row.name, in.Addressed, in.Text)
		}
	}
}

func TestWhatComesBesideTheText(t *testing.T) {
	in := said(t, private, `"document":{"file_id":"f","file_unique_id":"u","file_name":"名单.csv","file_size":12}`)
	if in.Kind != activity.Attach || *in.File != (activity.Upload{ID: "f", Unique: "u", Name: "名单.csv", Size: 12}) {
		t.Errorf("a document: %v %+v", in.Kind, in.File)
	}
	in = said(t, private, `"media_group_id":"g1","photo":[{"file_id":"s","file_unique_id":"us","width":1,"height":1},{"file_id":"l","file_unique_id":"ul","width":9,"height":9,"file_size":99}]`)
	if in.Album != "g1" || in.File.ID != "l" {
		t.Errorf("a photo of an album: %q %+v", in.Album, in.File)
	}
	in = said(t, private, `"location":{"latitude":30.5,"longitude":114.25}`)
	if in.Kind != activity.Pin || in.Place == nil || in.Place.Latitude != 30.5 {
		t.Errorf("a pin: %v %+v", in.Kind, in.Place)
	}
	in = said(t, private, `"text":"通知","forward_origin":{"type":"channel","date":1700000000,"chat":{"id":-9,"type":"channel","title":"办公室"},"message_id":4}`)
	if in.Origin == nil || in.Origin.Name != "办公室" || !in.Origin.SentAt.Equal(time.Unix(1700000000, 0)) {
		t.Errorf("a forward: %+v", in.Origin)
	}
	in = said(t, private, `"text":"走访","forward_origin":{"type":"user","date":1700000000,"sender_user":{"id":8,"first_name":"李四"}}`)
	if in.Origin == nil || in.Origin.User != 8 {
		t.Errorf("a forward of a person: %+v", in.Origin)
	}
	in = said(t, club, `"text":"走访","is_topic_message":true,"message_thread_id":44`)
	if in.topic != 44 {
		t.Errorf("a topic: %d", in.topic)
	}
}

// TestAGroupThatMoved is announced twice and comes out the same.
func TestAGroupThatMoved(t *testing.T) {
	old := said(t, `{"id":-5,"type":"group"}`, `"migrate_to_chat_id":-1005`)
	now := said(t, `{"id":-1005,"type":"supergroup"}`, `"migrate_from_chat_id":-5`)
	for _, in := range []incoming{old, now} {
		if in.Kind != activity.Moved || in.Chat != -1005 || in.OldChat != -5 || in.Key != old.Key {
			t.Errorf("moved: %+v", in.Message)
		}
	}
}

// TestTheBotIsTakenIntoAGroup is heard once: not when it is promoted, not when it
// leaves.
func TestTheBotIsTakenIntoAGroup(t *testing.T) {
	for _, row := range []struct {
		was, is string
		added   bool
	}{
		{"left", "member", true},
		{"left", "administrator", true},
		{"member", "administrator", false},
		{"member", "left", false},
	} {
		state := func(s string) string {
			return fmt.Sprintf(`{"status":%q,"user":{"id":1,"is_bot":true,"first_name":"b"}}`, s)
		}
		raw := fmt.Sprintf(`{"update_id":1,"my_chat_member":{"chat":{"id":-100,"type":"supergroup"},"from":{"id":5,"first_name":"王芳"},"date":1,"old_chat_member":%s,"new_chat_member":%s}}`, state(row.was), state(row.is))
		in, ok, err := decode([]byte(raw), me)
		if err != nil || ok != row.added || (ok && (in.Kind != activity.Added || in.From.ID != 5)) {
			t.Errorf("%s → %s: %v %v %+v", row.was, row.is, ok, err, in.Message)
		}
	}
}

// FuzzDecode: whatever comes in place of an update is a message of a person, of
// no use, or refused as invalid; nothing else, and no panic.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"update_id":1,"message":{"message_id":7,"date":1,"chat":{"id":5,"type":"private"},"from":{"id":5},"text":"今天走访3户","entities":[{"type":"mention","offset":0,"length":99}]}}`))
	f.Add([]byte(`{"update_id":1,"callback_query":{"id":"1","from":{"id":5},"message":{"message_id":1,"date":0,"chat":{"id":5}},"data":"x"}}`))
	f.Add([]byte(`{"update_id":1,"edited_message":{"message_id":7,"edit_date":2,"chat":{"id":-5,"type":"group"},"from":{"id":5},"caption":"a","photo":[{}],"forward_origin":{"type":"user"}}}`))
	f.Add([]byte(`{"message":{"forward_origin":{"type":"channel"},"from":{"id":1},"reply_to_message":{}}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, ok, err := decode(raw, me)
		switch {
		case err != nil && !errors.Is(err, activity.ErrInvalid):
			t.Errorf("refused as %v", err)
		case ok && err != nil:
			t.Error("both taken and refused")
		case ok && in.Kind != activity.Moved && in.Key == "":
			t.Errorf("a message without a key: %+v", in.Message)
		}
	})
}
