package trial

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	token = "42:secret"
	wang  = int64(1001)
	chen  = int64(1002)
	ghost = int64(1003) // hidden

	group = int64(-501)
	gone  = int64(-502)
	moved = int64(-503)
)

// clock is a clock that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func newServer(t *testing.T) (*Server, *clock) {
	t.Helper()
	c := &clock{now: noon}
	s := New(Options{Token: token, Name: "test_bot", Now: c.read, Page: Page(), People: []Person{
		{ID: wang, Name: "王芳", Lang: "zh", Title: "委员"},
		{ID: chen, Name: "陈立行", Lang: "en", Title: "秘书"},
		{ID: ghost, Name: "何建业", Hidden: true},
	}})
	t.Cleanup(func() { mustClose(t, s) })
	return s, c
}

func mustClose(t *testing.T, s *Server) {
	t.Helper()
	if err := s.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

// reply is what the Bot API answers.
type reply struct {
	OK          bool
	Result      json.RawMessage
	Code        int `json:"error_code"`
	Description string
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	}
}

type params map[string]any

func request(ctx context.Context, path string, body []byte, kind string) *http.Request {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "http://127.0.0.1:8080"+path, bytes.NewReader(body))
	r.Header.Set("Content-Type", kind)
	return r
}

// tell calls a method; it may be used by goroutines other than the test's.
func tell(ctx context.Context, s *Server, method string, p params) reply {
	body, err := json.Marshal(p)
	if err != nil {
		panic(err)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, request(ctx, "/bot"+token+"/"+method, body, "application/json"))
	return read(w)
}

func read(w *httptest.ResponseRecorder) reply {
	var r reply
	if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil {
		return reply{Code: w.Code, Description: w.Body.String()}
	}
	return r
}

// ask calls a method that must not fail and decodes its result.
func ask[T any](t *testing.T, s *Server, method string, p params) T {
	t.Helper()
	r := tell(t.Context(), s, method, p)
	if !r.OK {
		t.Fatalf("%s %v: %d %s", method, p, r.Code, r.Description)
	}
	var result T
	if err := json.Unmarshal(r.Result, &result); err != nil {
		t.Fatalf("%s: %v in %s", method, err, r.Result)
	}
	return result
}

// got is an update as tests look at it.
type got struct {
	ID      int64        `json:"update_id"`
	Message *wireMessage `json:"message"`
	Edited  *wireMessage `json:"edited_message"`
	Member  *struct {
		New struct{ Status string } `json:"new_chat_member"`
	} `json:"my_chat_member"`
	Reaction *struct {
		ID  int64                    `json:"message_id"`
		New []struct{ Emoji string } `json:"new_reaction"`
	} `json:"message_reaction"`
	Callback *struct {
		ID      string
		Data    string
		From    wireUser
		Message *wireMessage
	} `json:"callback_query"`
}

func (g got) text() string {
	switch {
	case g.Message != nil:
		return g.Message.Text + g.Message.Caption
	case g.Member != nil:
		return "now " + g.Member.New.Status
	case g.Reaction != nil && len(g.Reaction.New) == 0:
		return "reacted no more"
	case g.Reaction != nil:
		return "reacted " + g.Reaction.New[0].Emoji
	case g.Edited != nil:
		return "edited " + g.Edited.Text
	}
	return "pressed " + g.Callback.Data
}

func texts(updates []got) string {
	var out []string
	for _, u := range updates {
		out = append(out, u.text())
	}
	return strings.Join(out, " ")
}

// say sends a message of the bot with one button and gives its number.
func say(t *testing.T, s *Server, chat int64, text string, data ...string) int64 {
	t.Helper()
	p := params{"chat_id": chat, "text": text}
	if len(data) > 0 {
		var row []params
		for _, d := range data {
			row = append(row, params{"text": d, "callback_data": d})
		}
		p["reply_markup"] = params{"inline_keyboard": [][]params{row}}
	}
	return ask[wireMessage](t, s, "sendMessage", p).ID
}

// echo is a bot that repeats what it is told until ctx ends. It says nothing
// to the texts in silent.
func echo(ctx context.Context, s *Server, silent ...string) {
	offset := int64(0)
	for ctx.Err() == nil {
		r := tell(ctx, s, "getUpdates", params{"offset": offset, "timeout": 50})
		var batch []got
		if !r.OK || json.Unmarshal(r.Result, &batch) != nil {
			return
		}
		for _, u := range batch {
			offset = u.ID + 1
			if u.Message != nil && !slices.Contains(silent, u.Message.Text) {
				tell(ctx, s, "sendMessage", params{"chat_id": u.Message.Chat.ID, "text": "收到：" + u.Message.Text})
			}
		}
	}
}
