package llmtest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// VoiceServer hears what its script says, until the test ends.
type VoiceServer struct {
	// URL is the API root for llm.Config.BaseURL.
	URL string

	t      testing.TB
	mu     sync.Mutex
	script []Answer
	heard  []Heard
}

// Heard is a recording a client sent.
type Heard struct {
	Name, Model, Language, Hint string
	Data                        []byte
	Authorization               string
}

// Listen starts a server for recordings that gives the answers in turn and
// repeats the last; a request no real server would take fails the test.
func Listen(t testing.TB, script ...Answer) *VoiceServer {
	t.Helper()
	s := &VoiceServer{t: t, script: script}
	server := httptest.NewServer(http.HandlerFunc(s.handle))
	t.Cleanup(server.Close)
	s.URL = server.URL + "/v1"
	return s
}

// Hears answers with the words of a recording.
func Hears(text string) Answer {
	body, err := json.Marshal(map[string]string{"text": text})
	if err != nil {
		panic(err)
	}
	return Fails(http.StatusOK, string(body))
}

// Heard is what was sent so far, in order.
func (s *VoiceServer) Heard() []Heard {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Heard(nil), s.heard...)
}

func (s *VoiceServer) handle(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.URL.Path != "/v1/audio/transcriptions" {
		s.t.Errorf("llmtest: %s %s", r.Method, r.URL.Path)
	}
	h := Heard{Authorization: r.Header.Get("Authorization")}
	file, head, err := r.FormFile("file")
	if err != nil {
		s.t.Errorf("llmtest: no recording: %v", err)
		return
	}
	h.Name, h.Model, h.Language, h.Hint = head.Filename, r.FormValue("model"), r.FormValue("language"), r.FormValue("prompt")
	h.Data, err = io.ReadAll(file)
	kind := head.Header.Get("Content-Type")
	if err != nil || len(h.Data) == 0 || h.Model == "" || !strings.Contains(h.Name, ".") || !strings.HasPrefix(kind, "audio/") {
		s.t.Errorf("llmtest: recording %q of %d bytes and kind %q for model %q: %v", h.Name, len(h.Data), kind, h.Model, err)
	}
	s.mu.Lock()
	s.heard = append(s.heard, h)
	answer := s.script[min(len(s.heard), len(s.script))-1]
	s.mu.Unlock()
	answer(w, r)
}
