package main

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"dutybook/llm/llmtest"
	"dutybook/store/storetest"
	"dutybook/trial"
)

// ear is a server that hears what a script says it does.
type ear struct {
	server *llmtest.VoiceServer
	words  atomic.Value // of the next recording
	down   atomic.Bool
}

func newEar(t *testing.T) *ear {
	e := &ear{}
	e.server = llmtest.Listen(t, func(w http.ResponseWriter, r *http.Request) {
		if e.down.Load() {
			llmtest.Fails(http.StatusServiceUnavailable, "down")(w, r)
			return
		}
		llmtest.Hears(e.words.Load().(string))(w, r)
	})
	return e
}

func (e *ear) next(words string, down bool) {
	e.words.Store(words)
	e.down.Store(down)
}

// TestVoiceStaysHere: where everything is to stay here, a recording goes to a
// server only when that is said to be here too.
func TestVoiceStaysHere(t *testing.T) {
	for _, row := range []struct {
		extra map[string]string
		heard int
		says  string
	}{
		{map[string]string{}, 1, "我听到的是："},
		{map[string]string{"MODEL_LOCAL_ONLY": "true"}, 0, "我这里听不了语音。请用手机输入法的语音转文字，发成文字就能记。"},
		{map[string]string{"MODEL_LOCAL_ONLY": "true", "VOICE_LOCAL": "true"}, 1, "我听到的是："},
	} {
		e := newEar(t)
		e.next("今天走访3户", false)
		row.extra["VOICE_BASE_URL"] = e.server.URL
		st := newStageWith(t, storetest.New(t), row.extra)
		st.set(time.Date(2026, time.March, 12, 9, 0, 0, 0, shanghai))
		st.join("王芳", "member 经济组")
		st.sent(st.telegram.Send(st.people["王芳"], trial.Incoming{Kind: "voice", Data: []byte("OggS"), At: st.now()}))
		said := st.hear(st.people["王芳"])
		if n := len(e.server.Heard()); n != row.heard || len(said) == 0 || said[0] != row.says {
			t.Errorf("%v: %d recordings left, said %q", row.extra, n, said)
		}
	}
}
