// Package llmtest is a chat server for tests that answers from a script, so
// that what the program does with an honest, a lying, a refusing or a dead
// model is tried over real HTTP.
//
// The decision behind it: the server also checks what it is sent. A request
// no real server would take fails the test that made it, whatever the test is
// about; where the public description of the API lies beside the checkout,
// every body is held against it (schema.go).
package llmtest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"sync"
	"testing"
)

// Answer writes the response to one request, whose body was read already.
type Answer func(w http.ResponseWriter, r *http.Request)

// Server answers from a script until the test ends.
type Server struct {
	// URL is the API root for llm.Config.BaseURL.
	URL string

	t      testing.TB
	mu     sync.Mutex
	script []Answer
	asked  []Request
}

// Request is what a client sent.
type Request struct {
	// Fields is the whole body.
	Fields map[string]any
	// System and User are the two messages.
	System, User string
	// Format is response_format's type, "" when there is none.
	Format string
	// Authorization is the header of that name.
	Authorization string
}

// Serve starts a server that gives the answers in turn and repeats the last.
func Serve(t testing.TB, script ...Answer) *Server {
	t.Helper()
	s := &Server{t: t, script: script}
	server := httptest.NewServer(http.HandlerFunc(s.handle))
	t.Cleanup(server.Close)
	s.URL = server.URL + "/v1"
	return s
}

// Asked is what was sent so far, in order.
func (s *Server) Asked() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.asked...)
}

func (s *Server) handle(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Errorf("llmtest: request body: %v", err)
	}
	s.mu.Lock()
	s.asked = append(s.asked, s.parse(r, raw))
	answer := s.script[min(len(s.asked), len(s.script))-1]
	s.mu.Unlock()
	answer(w, r)
}

var schemaName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

func (s *Server) parse(r *http.Request, raw []byte) Request {
	var body struct {
		Model    string
		Messages []struct{ Role, Content string }
		Format   struct {
			Type   string
			Schema struct {
				Name   string
				Schema json.RawMessage
				Strict bool
			} `json:"json_schema"`
		} `json:"response_format"`
		Stream bool
	}
	out := Request{Authorization: r.Header.Get("Authorization")}
	if json.Unmarshal(raw, &body) != nil || json.Unmarshal(raw, &out.Fields) != nil {
		s.t.Errorf("llmtest: body is not JSON")
		return out
	}
	switch {
	case r.Method != http.MethodPost || r.URL.Path != "/v1/chat/completions":
		s.t.Errorf("llmtest: %s %s", r.Method, r.URL.Path)
	case body.Model == "" || body.Stream:
		s.t.Errorf("llmtest: model %q, stream %v", body.Model, body.Stream)
	case len(body.Messages) != 2 || body.Messages[0].Role != "system" || body.Messages[1].Role != "user":
		s.t.Errorf("llmtest: messages are not one of the system and one of the user")
		return out
	}
	s.describe(raw)
	out.System, out.User, out.Format = body.Messages[0].Content, body.Messages[1].Content, body.Format.Type
	if out.System == "" || out.User == "" {
		s.t.Errorf("llmtest: an empty message")
	}
	if _, old := out.Fields["max_tokens"]; old == (out.Fields["max_completion_tokens"] != nil) {
		s.t.Errorf("llmtest: not exactly one bound on the answer")
	}
	switch f := body.Format; f.Type {
	case "json_schema":
		if !schemaName.MatchString(f.Schema.Name) || !f.Schema.Strict || len(f.Schema.Schema) == 0 {
			s.t.Errorf("llmtest: json_schema %q", f.Schema.Name)
		}
	case "", "json_object":
	default:
		s.t.Errorf("llmtest: response_format %q", f.Type)
	}
	return out
}

// Says answers with content, finished properly.
func Says(content string) Answer { return Stops(content, "stop") }

// Stops answers with content and a finish reason; "" leaves the reason out.
func Stops(content, reason string) Answer {
	return Sends(map[string]any{"role": "assistant", "content": content}, reason)
}

// Sends answers with any message, e.g. one that holds a refusal.
func Sends(message map[string]any, reason string) Answer {
	choice := map[string]any{"index": 0, "message": message}
	if reason != "" {
		choice["finish_reason"] = reason
	}
	body, err := json.Marshal(map[string]any{
		"id": "t", "object": "chat.completion", "model": "test", "choices": []any{choice},
		"usage": map[string]any{"prompt_tokens": 90, "completion_tokens": 7, "prompt_tokens_details": map[string]any{"cached_tokens": 64}},
	})
	if err != nil {
		panic(err)
	}
	return Fails(http.StatusOK, string(body))
}

// Fails answers with a status, a body and headers as name and value in turn.
func Fails(status int, body string, headers ...string) Answer {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// Hangs answers nothing until the client gives up.
func Hangs() Answer {
	return func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
}

// Streams answers the way a server does that streams unasked.
func Streams(content string) Answer {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for _, r := range content {
			piece, _ := json.Marshal(string(r))
			_, _ = io.WriteString(w, `data: {"choices":[{"index":0,"delta":{"content":`+string(piece)+`}}]}`+"\n\n")
		}
		_, _ = io.WriteString(w, "data: [DONE]\n\n")
	}
}

// Floods answers with a status and that many megabytes, as fast as they are
// read.
func Floods(status, megabytes int) Answer {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		block := make([]byte, 1<<20)
		for i := range block {
			block[i] = ' '
		}
		for range megabytes {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}
}

// Drips sends the beginning of an answer and then nothing until the client
// gives up.
func Drips(body string) Answer {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, body)
		if f, ok := w.(http.Flusher); ok {
			f.Flush()
		}
		<-r.Context().Done()
	}
}

// Cuts promises more than it sends and then closes the connection.
func Cuts(body string) Answer {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100000")
		_, _ = io.WriteString(w, body)
		panic(http.ErrAbortHandler)
	}
}

// Drops closes the connection without a word.
func Drops() Answer {
	return func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
}
