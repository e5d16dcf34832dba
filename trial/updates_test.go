package trial

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// What stays and what is given, for a queue of updates 1 to 5 (one … five).
func TestOffsetAcknowledges(t *testing.T) {
	tests := []struct {
		name  string
		ask   params
		given string
		left  int
	}{
		{"no offset forgets nothing", params{}, "one two three four five", 5},
		{"offset zero forgets nothing", params{"offset": 0}, "one two three four five", 5},
		{"the first one's own number forgets nothing", params{"offset": 1}, "one two three four five", 5},
		{"an offset forgets what is before it", params{"offset": 3}, "three four five", 3},
		{"an offset after the last forgets all", params{"offset": 6}, "", 0},
		{"an offset far ahead forgets all", params{"offset": 1000}, "", 0},
		{"a limit gives the oldest and forgets nothing", params{"limit": 2}, "one two", 5},
		{"offset and limit", params{"offset": 2, "limit": 1}, "two", 4},
		{"a limit of zero is one", params{"limit": 0}, "one", 5},
		{"a limit above 100 is 100", params{"limit": 1000}, "one two three four five", 5},
		{"minus one gives the last and forgets the others", params{"offset": -1}, "five", 1},
		{"minus two gives the last two", params{"offset": -2}, "four five", 2},
		{"a negative offset longer than the queue gives all", params{"offset": -9}, "one two three four five", 5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := newServer(t)
			for _, text := range strings.Fields("one two three four five") {
				s.TypeAt(wang, noon, text)
			}
			if given := texts(ask[[]got](t, s, "getUpdates", tt.ask)); given != tt.given {
				t.Errorf("given %q, want %q", given, tt.given)
			}
			if left := len(s.state.Updates); left != tt.left {
				t.Errorf("%d left, want %d", left, tt.left)
			}
		})
	}
}

func TestUpdateIsGivenUntilAcknowledged(t *testing.T) {
	s, _ := newServer(t)
	s.TypeAt(wang, noon, "hello")
	first := ask[[]got](t, s, "getUpdates", params{})
	again := ask[[]got](t, s, "getUpdates", params{"offset": first[0].ID})
	if len(again) != 1 || again[0].ID != first[0].ID {
		t.Fatalf("given %v, then %v", first, again)
	}
	short, cancel := context.WithCancel(t.Context())
	cancel()
	if s.WaitIdle(short) == nil {
		t.Error("idle although nothing was acknowledged")
	}
	ask[[]got](t, s, "getUpdates", params{"offset": first[0].ID + 1})
	if err := s.WaitIdle(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestLongPoll(t *testing.T) {
	poll := func(s *Server, p params) <-chan reply {
		answer := make(chan reply, 1)
		go func() { answer <- tell(context.Background(), s, "getUpdates", p) }()
		return answer
	}
	tests := []struct {
		name string
		do   func(t *testing.T, s *Server)
	}{
		{"ends with nothing when its time is over", func(t *testing.T, s *Server) {
			began := time.Now()
			if r := <-poll(s, params{"timeout": 7}); string(r.Result) != "[]" {
				t.Errorf("%+v", r)
			}
			if took := time.Since(began); took != 7*time.Second {
				t.Errorf("took %v", took)
			}
		}},
		{"lasts fifty seconds at most", func(t *testing.T, s *Server) {
			began := time.Now()
			<-poll(s, params{"timeout": 500})
			if took := time.Since(began); took != 50*time.Second {
				t.Errorf("took %v", took)
			}
		}},
		{"answers at once when something is said", func(t *testing.T, s *Server) {
			began, answer := time.Now(), poll(s, params{"timeout": 50})
			synctest.Wait()
			s.TypeAt(wang, noon, "hello")
			if r := <-answer; !strings.Contains(string(r.Result), "hello") || time.Since(began) != 0 {
				t.Errorf("%+v after %v", r, time.Since(began))
			}
		}},
		{"acknowledges on arrival, not when it is answered", func(t *testing.T, s *Server) {
			s.TypeAt(wang, noon, "hello")
			answer := poll(s, params{"timeout": 50, "offset": 2})
			synctest.Wait()
			if err := s.WaitIdle(t.Context()); err != nil {
				t.Error(err)
			}
			<-answer
		}},
		{"is ended by a second one", func(t *testing.T, s *Server) {
			first := poll(s, params{"timeout": 50})
			synctest.Wait()
			second := poll(s, params{"timeout": 50})
			r := <-first
			if r.Code != 409 || !strings.HasPrefix(r.Description, "Conflict: terminated by other getUpdates request") {
				t.Errorf("%+v", r)
			}
			s.TypeAt(wang, noon, "hello")
			if r := <-second; !r.OK {
				t.Errorf("%+v", r)
			}
		}},
		{"is ended by a webhook", func(t *testing.T, s *Server) {
			first := poll(s, params{"timeout": 50})
			synctest.Wait()
			ask[bool](t, s, "setWebhook", params{"url": "http://127.0.0.1:1/hook"})
			if r := <-first; r.Code != 409 || r.Description != "Conflict: terminated by setWebhook request" {
				t.Errorf("%+v", r)
			}
		}},
		{"is ended by Close, and nothing is answered afterwards", func(t *testing.T, s *Server) {
			first := poll(s, params{"timeout": 50})
			synctest.Wait()
			mustClose(t, s)
			if r := <-first; r.Code != 500 {
				t.Errorf("%+v", r)
			}
			if r := tell(t.Context(), s, "getMe", nil); r.Code != 500 {
				t.Errorf("%+v", r)
			}
		}},
		{"that nobody waits for loses nothing", func(t *testing.T, s *Server) {
			ctx, leave := context.WithCancel(t.Context())
			left := make(chan reply)
			go func() { left <- tell(ctx, s, "getUpdates", params{"timeout": 50}) }()
			synctest.Wait()
			leave()
			<-left
			s.TypeAt(wang, noon, "hello")
			if given := ask[[]got](t, s, "getUpdates", params{}); texts(given) != "hello" {
				t.Errorf("%v", given)
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, _ := newServer(t)
				tt.do(t, s)
			})
		})
	}
}

func TestPollingWithWebhookIsRefused(t *testing.T) {
	s, _ := newServer(t)
	ask[bool](t, s, "setWebhook", params{"url": "http://127.0.0.1:1/hook"})
	r := tell(t.Context(), s, "getUpdates", params{})
	if r.Code != 409 || !strings.Contains(r.Description, "can't use getUpdates method while webhook is active") {
		t.Errorf("%+v", r)
	}
	ask[bool](t, s, "deleteWebhook", nil)
	ask[[]got](t, s, "getUpdates", params{})
}

func TestAllowedUpdatesStay(t *testing.T) {
	s, _ := newServer(t)
	ask[[]got](t, s, "getUpdates", params{"allowed_updates": []string{"edited_message"}})
	id := s.TypeAt(wang, noon, "one")
	if err := s.EditText(wang, id, "two"); err != nil {
		t.Fatal(err)
	}
	if given := texts(ask[[]got](t, s, "getUpdates", params{})); given != "edited two" {
		t.Errorf("given %q", given)
	}
	ask[[]got](t, s, "getUpdates", params{"offset": 100, "allowed_updates": []string{}})
	s.TypeAt(wang, noon, "three")
	if given := texts(ask[[]got](t, s, "getUpdates", params{})); given != "three" {
		t.Errorf("given %q, an empty list means the usual kinds", given)
	}
}

func TestWhatPeopleDoComesAsUpdates(t *testing.T) {
	s, clock := newServer(t)
	asked := say(t, s, wang, "which?", "v1:undo")
	id := s.TypeAt(wang, noon.Add(-time.Hour), "/start@test_bot 今天")
	for range 2 {
		if err := s.EditText(wang, id, "走访3户"); err != nil {
			t.Fatal(err)
		}
	}
	clock.move(time.Second)
	query, err := s.Press(wang, asked, "v1:undo")
	if err != nil {
		t.Fatal(err)
	}
	us := ask[[]got](t, s, "getUpdates", params{})
	if len(us) != 4 {
		t.Fatalf("%d updates", len(us))
	}
	m := us[0].Message
	if m.Date != noon.Add(-time.Hour).Unix() || m.From.FirstName != "王芳" || m.Chat.Type != "private" || m.Chat.ID != wang {
		t.Errorf("message %+v", m)
	}
	if len(m.Entities) != 1 || m.Entities[0] != (entity{Type: "bot_command", Length: 15}) {
		t.Errorf("entities %+v", m.Entities)
	}
	if us[1].Edited.EditDate >= us[2].Edited.EditDate || us[1].Edited.Date != m.Date {
		t.Errorf("two edits are not told apart: %+v %+v", us[1].Edited, us[2].Edited)
	}
	p := us[3].Callback
	if p.ID != query || p.Data != "v1:undo" || p.From.ID != wang || p.Message.ID != asked || p.Message.Markup == nil {
		t.Errorf("press %+v", p)
	}
}

func TestEveryKindThatPeopleSend(t *testing.T) {
	s, _ := newServer(t)
	for _, kind := range []string{"text", "sticker", "photo", "voice", "file", "location", "contact"} {
		if _, err := s.Send(wang, Incoming{Kind: kind, Text: "words", Name: "a.docx"}); err != nil {
			t.Error(kind, err)
		}
	}
	us := ask[[]got](t, s, "getUpdates", params{})
	has := []bool{
		us[0].Message.Text == "words", us[1].Message.Sticker != nil, us[2].Message.Photo != nil, us[3].Message.Voice != nil,
		us[4].Message.Document["file_name"] == "a.docx" && us[4].Message.Caption == "words",
		us[5].Message.Location != nil, us[6].Message.Contact != nil,
	}
	for i, ok := range has {
		if !ok {
			t.Errorf("update %d: %+v", i, us[i].Message)
		}
	}
}

func TestWhatPeopleCannotDo(t *testing.T) {
	s, _ := newServer(t)
	own := s.TypeAt(wang, noon, "mine")
	bots := say(t, s, wang, "bot's", "ok")
	long := strings.Repeat("户", 4097)
	press := func(person, id int64, data string) error { _, err := s.Press(person, id, data); return err }
	send := func(person int64, in Incoming) error { _, err := s.Send(person, in); return err }
	for what, err := range map[string]error{
		"nobody types":                send(7, Incoming{Text: "x"}),
		"empty text":                  send(wang, Incoming{Text: " \n"}),
		"too long a text":             send(wang, Incoming{Text: long}),
		"too long a caption":          send(wang, Incoming{Kind: "photo", Text: strings.Repeat("户", 1025)}),
		"broken letters":              send(wang, Incoming{Text: "\xff"}),
		"a hologram":                  send(wang, Incoming{Kind: "hologram"}),
		"nobody edits":                s.EditText(7, own, "x"),
		"edit what is not there":      s.EditText(wang, 999, "x"),
		"edit the bot's":              s.EditText(wang, bots, "x"),
		"edit to nothing":             s.EditText(wang, own, ""),
		"edit to too much":            s.EditText(wang, own, long),
		"nobody presses":              press(7, bots, "ok"),
		"press what is not there":     press(wang, 999, "ok"),
		"press below an own message":  press(wang, own, "ok"),
		"press another button":        press(wang, bots, "no"),
		"press a button without data": press(wang, bots, ""),
		"press in another's chat":     press(chen, bots, "ok"),
	} {
		if err == nil {
			t.Error("possible:", what)
		}
	}
	if n := len(s.state.Updates); n != 1 {
		t.Errorf("%d updates, want only the first text", n)
	}
}
