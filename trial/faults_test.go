package trial

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestFaults(t *testing.T) {
	s, _ := newServer(t)
	server := httptest.NewServer(s)
	defer server.Close()
	send := func(text string) (reply, string, error) {
		body, _ := json.Marshal(params{"chat_id": wang, "text": text})
		resp, err := http.Post(server.URL+"/bot"+token+"/sendMessage", "application/json", bytes.NewReader(body))
		if err != nil {
			return reply{}, "", err
		}
		defer func() { _ = resp.Body.Close() }()
		raw, err := io.ReadAll(resp.Body)
		var r reply
		_ = json.Unmarshal(raw, &r)
		return r, string(raw), err
	}
	tests := []struct {
		name  string
		fault Fault
		right func(r reply, raw string, err error) bool
		sent  bool
	}{
		{"too many requests", TooManyRequests(3), func(r reply, _ string, _ error) bool { return r.Code == 429 && r.Parameters.RetryAfter == 3 }, false},
		{"server error", ServerError(), func(r reply, _ string, _ error) bool { return r.Code == 500 && !r.OK }, false},
		{"blocked", Blocked(), func(r reply, _ string, _ error) bool {
			return r.Code == 403 && r.Description == "Forbidden: bot was blocked by the user"
		}, false},
		{"migrated", Migrated(-100123), func(r reply, _ string, _ error) bool { return r.Code == 400 && r.Parameters.MigrateTo == -100123 }, false},
		{"a proxy's page", BadGateway(), func(_ reply, raw string, _ error) bool { return strings.HasPrefix(raw, "<html>") }, false},
		{"a call lost", LostCall(), func(_ reply, _ string, err error) bool { return err != nil }, false},
		{"an answer lost", LostAnswer(), func(_ reply, _ string, err error) bool { return err != nil }, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := len(s.Chat(wang))
			s.Fail("sendMessage", 1, tt.fault)
			if r, raw, err := send("spoilt"); !tt.right(r, raw, err) {
				t.Errorf("%+v %s %v", r, raw, err)
			}
			if sent := len(s.Chat(wang)) > before; sent != tt.sent {
				t.Errorf("sent: %v", sent)
			}
			if r, _, err := send("again"); !r.OK || err != nil || s.FaultsLeft() != 0 {
				t.Errorf("afterwards %+v %v", r, err)
			}
		})
	}
}

func TestFaultsAreCountedByMethodAndChat(t *testing.T) {
	s, _ := newServer(t)
	s.Fail("sendMessage", 2, ServerError())
	s.FailIn(chen, "", 1, Blocked())
	codes := func(chat int64, times int) (list []int) {
		for range times {
			list = append(list, tell(t.Context(), s, "sendMessage", params{"chat_id": chat, "text": "x"}).Code)
		}
		return list
	}
	ask[wireUser](t, s, "getMe", nil)
	if got := codes(wang, 3); got[0] != 500 || got[1] != 500 || got[2] != 0 {
		t.Errorf("first chat %v", got)
	}
	if got := codes(chen, 2); got[0] != 403 || got[1] != 0 {
		t.Errorf("second chat %v", got)
	}
}

func TestCallsAreNoted(t *testing.T) {
	s, _ := newServer(t)
	say(t, s, wang, "hello")
	sendFile(t, s, "sendDocument", "document", "a.txt", []byte("a"))
	tell(t.Context(), s, "sendMessage", params{"chat_id": 7, "text": "x"})
	s.Fail("getMe", 1, Blocked())
	tell(t.Context(), s, "getMe", nil)
	calls := s.Calls()
	if len(calls) != 4 {
		t.Fatalf("%+v", calls)
	}
	if c := calls[0]; c.Method != "sendMessage" || c.Params["text"] != "hello" || c.Code != 200 {
		t.Errorf("%+v", c)
	}
	if c := calls[1]; c.Params["document"] != "a.txt" {
		t.Errorf("%+v", c)
	}
	if c := calls[2]; c.Code != 400 || c.Text != "Bad Request: chat not found" {
		t.Errorf("%+v", c)
	}
	if c := calls[3]; c.Code != 403 {
		t.Errorf("%+v", c)
	}
	for range maxCalls {
		s.record(&call{name: "getMe", params: map[string]string{}}, nil)
	}
	if n := len(s.Calls()); n > maxCalls {
		t.Errorf("%d calls kept", n)
	}
}
