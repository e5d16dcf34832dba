package trial

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// state is all that outlives a restart. Webhooks do not: the bot sets its own
// at every start, and its secret belongs into no file.
type state struct {
	Version     int              `json:"version"`
	LastMessage int64            `json:"last_message"`
	LastUpdate  int64            `json:"last_update"`
	LastFile    int64            `json:"last_file"`
	LastPress   int64            `json:"last_press"`
	People      []Person         `json:"people"`
	Chats       map[int64]*chat  `json:"chats"`
	Files       map[string]*file `json:"files"`
	// Updates are those not acknowledged, oldest first.
	Updates []update `json:"updates"`
	// Allowed are the kinds of update asked for last.
	Allowed []string `json:"allowed,omitempty"`
	// Presses wait for answerCallbackQuery.
	Presses map[string]press `json:"presses"`
	// Menus has lists of commands by scope and language.
	Menus map[string][]command `json:"menus"`
	// Button is the menu button of every chat without one of its own.
	Button string `json:"button,omitempty"`
	// Year is how many lines of the sample year were typed.
	Year int `json:"year"`
}

const stateVersion = 1

func newState(people []Person) state {
	st := state{
		Version: stateVersion,
		Chats:   map[int64]*chat{}, Files: map[string]*file{},
		Presses: map[string]press{}, Menus: map[string][]command{},
	}
	for _, p := range people {
		st.add(p)
	}
	return st
}

// Snapshot writes everything that Restore needs to go on as if nothing had
// happened: chats, files, numbers given out, and what the bot has not
// acknowledged.
func (s *Server) Snapshot(w io.Writer) error {
	s.mu.Lock()
	data, err := json.Marshal(s.state)
	s.mu.Unlock()
	if err != nil {
		return fmt.Errorf("trial: snapshot: %w", err)
	}
	if _, err := w.Write(data); err != nil {
		return fmt.Errorf("trial: snapshot: %w", err)
	}
	return nil
}

var errOtherVersion = errors.New("trial: restore: not the chats of this version")

// Restore takes over a snapshot in place of what is there. People of the
// options stay as the options have them.
func (s *Server) Restore(r io.Reader) error {
	next := newState(nil)
	if err := json.NewDecoder(r).Decode(&next); err != nil {
		return fmt.Errorf("trial: restore: %w", err)
	}
	if next.Version != stateVersion || next.Chats == nil || next.Files == nil || next.Presses == nil || next.Menus == nil {
		return errOtherVersion
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.year.running {
		return errors.New("trial: restore: a sample year is being played")
	}
	for _, p := range s.state.People {
		next.add(p)
	}
	for id, c := range s.state.Chats {
		if c.Group != nil && next.Chats[id] == nil {
			next.addGroup(*c.Group) // one the options brought since
		}
	}
	s.state = next
	s.serveAll()
	s.tell("reload", struct{}{})
	s.changed()
	return nil
}
