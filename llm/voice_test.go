package llm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"dutybook/llm"
	"dutybook/llm/llmtest"
)

func listen(s *llmtest.VoiceServer) *llm.Transcriber {
	return llm.OpenTranscriber(llm.Config{BaseURL: s.URL, Key: key, Model: "ear", Timeout: 5 * time.Second})
}

func hear(t *llm.Transcriber) (string, error) {
	return t.Transcribe(context.Background(), llm.Recording{Name: "voice.ogg", Data: []byte("OggS"), Language: "zh", Hint: "提案"})
}

func TestWhatIsHeard(t *testing.T) {
	s := llmtest.Listen(t, llmtest.Hears(" 今天走访3户\n"))
	if text, err := hear(listen(s)); err != nil || text != "今天走访3户" {
		t.Fatalf("%q, %v", text, err)
	}
	h := s.Heard()[0]
	if h.Name != "voice.ogg" || string(h.Data) != "OggS" || h.Model != "ear" || h.Language != "zh" || h.Hint != "提案" || h.Authorization != "Bearer "+key {
		t.Errorf("sent %+v", h)
	}
}

// TestVoiceFailures: each failure has its kind, none shows the key, and none is
// tried again.
func TestVoiceFailures(t *testing.T) {
	for name, row := range map[string]struct {
		answer llmtest.Answer
		want   error
	}{
		"silence":     {llmtest.Hears("  "), llm.ErrEmpty},
		"no such":     {llmtest.Fails(404, `{"error":{"message":"no model ear"}}`), llm.ErrConfig},
		"wrong key":   {llmtest.Fails(401, `{"error":{"message":"bad key `+key+`"}}`), llm.ErrAuth},
		"busy":        {llmtest.Fails(429, `{}`, "Retry-After", "3"), llm.ErrRateLimited},
		"down":        {llmtest.Fails(503, "gone"), llm.ErrUnavailable},
		"a page":      {llmtest.Fails(200, "<html>"), llm.ErrUnavailable},
		"cut":         {llmtest.Cuts(`{"text":"今天`), llm.ErrUnavailable},
		"dropped":     {llmtest.Drops(), llm.ErrUnavailable},
		"error in ok": {llmtest.Fails(200, `{"error":{"message":"overloaded"}}`), llm.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			s := llmtest.Listen(t, row.answer)
			c := listen(s)
			text, err := hear(c)
			if text != "" || !errors.Is(err, row.want) {
				t.Errorf("%q, %v; want %v", text, err, row.want)
			}
			if n := len(s.Heard()); n != 1 {
				t.Errorf("sent %d times", n)
			}
			if told := fmt.Sprintf("%v %+v %#v", err, c, c); strings.Contains(told, key) {
				t.Errorf("the key shows: %s", told)
			}
		})
	}
}

func TestVoiceCheck(t *testing.T) {
	if err := listen(llmtest.Listen(t, llmtest.Hears(""))).Check(t.Context()); err != nil {
		t.Error("silence is no failure:", err)
	}
	if err := listen(llmtest.Listen(t, llmtest.Fails(401, "{}"))).Check(t.Context()); !errors.Is(err, llm.ErrAuth) {
		t.Error("a wrong key goes unnoticed:", err)
	}
}
