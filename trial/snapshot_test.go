package trial

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestSnapshot(t *testing.T) {
	old, _ := newServer(t)
	ask[[]got](t, old, "getUpdates", params{"allowed_updates": []string{"message", "callback_query"}})
	old.AddPerson(Person{ID: 7, Name: "新人"})
	old.TypeAt(wang, noon, "one")
	old.TypeAt(7, noon, "two")
	given := ask[[]got](t, old, "getUpdates", params{"offset": 2})
	asked := say(t, old, wang, "which?", "a")
	query, err := old.Press(wang, asked, "a")
	if err != nil {
		t.Fatal(err)
	}
	file := sendFile(t, old, "sendDocument", "document", "报告.docx", []byte("report"))
	browse(t, old, "POST", "/api/chats/1001/messages", `{"text":"three","client":"c"}`)
	mustClose(t, old) // a snapshot is taken after the end
	var saved bytes.Buffer
	if err := old.Snapshot(&saved); err != nil {
		t.Fatal(err)
	}

	s, _ := newServer(t)
	if err := s.Restore(&saved); err != nil {
		t.Fatal(err)
	}
	again := ask[[]got](t, s, "getUpdates", nil)
	if texts(again) != "two pressed a three" || again[0].ID != given[0].ID {
		t.Errorf("unacknowledged: %s", texts(again))
	}
	chat := s.Chat(wang)
	if len(chat) != 4 || chat[1].Buttons[0][0].Data != "a" || string(chat[2].File.Data) != "report" || len(s.Chat(7)) != 1 {
		t.Errorf("%+v", chat)
	}
	ask[bool](t, s, "answerCallbackQuery", params{"callback_query_id": query})
	ask[map[string]any](t, s, "getFile", params{"file_id": file.Document["file_id"]})
	browse(t, s, "POST", "/api/chats/1001/messages", `{"text":"three","client":"c"}`)
	if n := len(s.Chat(wang)); n != 4 {
		t.Errorf("a text sent before the restart arrived again: %d messages", n)
	}
	if id := s.TypeAt(wang, noon, "four"); id != chat[3].ID+1 {
		t.Errorf("message number %d follows %d", id, chat[3].ID)
	}
	if us := ask[[]got](t, s, "getUpdates", params{"offset": -1}); us[0].ID != again[2].ID+1 {
		t.Errorf("update %d follows %d", us[0].ID, again[2].ID)
	}
	if next, _ := s.Press(wang, asked, "a"); next == query {
		t.Error("a press has an old one's id")
	}
}

func TestRestoreRefuses(t *testing.T) {
	s, _ := newServer(t)
	s.TypeAt(wang, noon, "here")
	for _, text := range []string{"", "{", "[]", `{"version":99}`, `{"version":1,"chats":null}`} {
		if s.Restore(strings.NewReader(text)) == nil {
			t.Errorf("restored %q", text)
		}
	}
	if err := s.Restore(strings.NewReader(`{"version":0}`)); !errors.Is(err, errOtherVersion) {
		t.Error(err)
	}
	if len(s.Chat(wang)) != 1 {
		t.Error("what could not be restored took something away")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestSnapshotThatCannotBeWritten(t *testing.T) {
	s, _ := newServer(t)
	if s.Snapshot(full{}) == nil {
		t.Error("no error")
	}
}
