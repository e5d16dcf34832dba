package trial

import (
	"fmt"
	"net/http"
	"time"
)

// event is something told to open pages.
type event struct {
	kind string
	data []byte
}

// listener is one open page. A page that reads too slowly is let go: it
// connects again and asks for everything.
type listener struct{ events chan event }

const (
	backlog   = 256
	heartbeat = 20 * time.Second
)

// tell tells every open page. The lock is held.
func (s *Server) tell(kind string, value any) {
	if len(s.audience) == 0 {
		return
	}
	e := event{kind, marshal(value)}
	for l := range s.audience {
		select {
		case l.events <- e:
		default:
			delete(s.audience, l)
			close(l.events)
		}
	}
}

// tellChat tells of something in a chat that the page shows.
func (s *Server) tellChat(chat int64, kind string, value any) {
	if s.state.isShown(chat) {
		s.tell(kind, value)
	}
}

func (s *Server) tellEntry(chat int64, m *message) {
	s.tellChat(chat, "entry", map[string]any{"chat": chat, "entry": pageEntryOf(s.state.entry(chat, m))})
}

// isShown reports whether the page shows a chat: of a person who is not
// hidden, or a group.
func (st *state) isShown(chat int64) bool {
	if c := st.chat(chat); c != nil && c.Group != nil {
		return true
	}
	p, ok := st.person(chat)
	return ok && !p.Hidden
}

func (s *Server) tellYear() { s.tell("year", s.yearNow()) }

// serveEvents streams what happens until the page goes or the server ends.
func (s *Server) serveEvents(w http.ResponseWriter, r *http.Request) {
	l := &listener{make(chan event, backlog)}
	s.mu.Lock()
	s.audience[l] = true
	s.mu.Unlock()
	defer s.leave(l)
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	_, _ = fmt.Fprint(w, "retry: 1000\n\n")
	alive := time.NewTicker(heartbeat)
	defer alive.Stop()
	for out.Flush() == nil {
		select {
		case e, ok := <-l.events:
			if !ok {
				return
			}
			_, _ = fmt.Fprintf(w, "event: %s\ndata: %s\n\n", e.kind, e.data)
		case <-alive.C:
			_, _ = fmt.Fprint(w, ": still here\n\n")
		case <-r.Context().Done():
			return
		case <-s.running.Done():
			return
		}
	}
}

func (s *Server) leave(l *listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.audience, l)
}
