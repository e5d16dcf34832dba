package trial

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

// update is one that was not acknowledged yet.
type update struct {
	ID   int64 `json:"update_id"`
	Chat int64 `json:"chat"`
	// Raw is the whole update as it is delivered, the same every time.
	Raw json.RawMessage `json:"raw"`
}

// unasked are the kinds of update a bot gets only when it asks for them.
var unasked = [...]string{"chat_member", "message_reaction", "message_reaction_count"}

// queue appends an update, unless the bot does not want its kind. The lock is
// held.
func (s *Server) queue(chat int64, kind string, what any) {
	if !s.state.wants(kind) {
		return
	}
	s.state.LastUpdate++
	u := update{ID: s.state.LastUpdate, Chat: chat}
	u.Raw = marshal(map[string]any{"update_id": u.ID, kind: what})
	s.state.Updates = append(s.state.Updates, u)
	if s.hook != nil {
		s.hook.serve(s, chat)
	}
	s.changed()
}

func (st *state) wants(kind string) bool {
	if len(st.Allowed) == 0 {
		return !slices.Contains(unasked[:], kind)
	}
	return slices.Contains(st.Allowed, kind)
}

// acknowledge forgets what came before an update. A negative offset counts
// from the end; zero forgets nothing.
func (st *state) acknowledge(offset int64) {
	if offset < 0 {
		from := max(0, int64(len(st.Updates))+offset)
		st.Updates = slices.Clone(st.Updates[from:])
		return
	}
	st.Updates = slices.DeleteFunc(st.Updates, func(u update) bool { return u.ID < offset })
}

// poll is a getUpdates that waits.
type poll struct {
	ended chan error // what ends it before its time; one is kept
}

func (p *poll) stop(why error) {
	if p == nil {
		return
	}
	select {
	case p.ended <- why:
	default:
	}
}

const longestPoll = 50 // seconds

// getUpdates is the only method that waits, so it takes the lock itself.
func (s *Server) getUpdates(c *call) (any, error) {
	limit := min(max(c.integer("limit", 100), 1), 100)
	timer := time.NewTimer(time.Duration(min(max(c.integer("timeout", 0), 0), longestPoll)) * time.Second)
	defer timer.Stop()
	p := &poll{ended: make(chan error, 1)}
	if err := s.beginPoll(p, c); err != nil {
		return nil, err
	}
	defer s.endPoll(p)
	for timeout := false; ; {
		batch, wake := s.pending(int(limit))
		if len(batch) > 0 || timeout {
			return batch, nil
		}
		select {
		case <-wake:
		case <-timer.C:
			timeout = true
		case err := <-p.ended:
			return nil, err
		case <-s.running.Done():
			return nil, errRestart
		case <-c.ctx.Done():
			return nil, errRestart // nobody reads this
		}
	}
}

// beginPoll does what the arrival of the request does: the one that waited is
// ended, and what the offset leaves behind is forgotten for good.
func (s *Server) beginPoll(p *poll, c *call) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hook != nil {
		return refusal(http.StatusConflict, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	s.poll.stop(refusal(http.StatusConflict, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"))
	s.poll = p
	s.setAllowed(c)
	s.state.acknowledge(c.integer("offset", 0))
	s.changed()
	return nil
}

func (s *Server) endPoll(p *poll) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.poll == p {
		s.poll = nil
	}
}

// setAllowed keeps the wanted kinds of update until they are said again.
func (s *Server) setAllowed(c *call) {
	if c.params["allowed_updates"] == "" {
		return
	}
	s.state.Allowed = nil
	c.decode("allowed_updates", &s.state.Allowed)
}

func (s *Server) pending(limit int) ([]json.RawMessage, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	batch := []json.RawMessage{}
	for _, u := range s.state.Updates[:min(limit, len(s.state.Updates))] {
		batch = append(batch, u.Raw)
	}
	return batch, s.wake
}
