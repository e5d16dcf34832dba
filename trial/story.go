package trial

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// Explain tells what became of a message. ErrNoStory means that nothing is
// known of it.
type Explain func(context.Context, Told) (Story, error)

// Told is a message to be explained, as the chat has it.
type Told struct {
	Chat, Message int64
	FromBot       bool
	Text          string
	At            time.Time
}

// ErrNoStory is what Explain answers for a message nothing is known of.
var ErrNoStory = errors.New("trial: nothing is known of this message")

// Story is what became of a message, as data: the page has the words for it.
type Story struct {
	// Text is the message as it was stored.
	Text string `json:"text"`
	// Source is "model" or "rules", Intent what the message was taken for,
	// e.g. "log" or "correct".
	Source string `json:"source"`
	Intent string `json:"intent"`
	// Records are those the message made, changed or showed.
	Records []StoryRecord `json:"records"`
}

// StoryRecord is a record and where it counts.
type StoryRecord struct {
	Number int64 `json:"number"`
	// Title is its kind of work, Member whose it is, Day when, as printed.
	Title  string `json:"title"`
	Member string `json:"member"`
	Day    string `json:"day"`
	// Now is what it says in figures by now.
	Now string `json:"now"`
	// Did is "add" or "edit" for what the message did to it, "" when the
	// message only shows it.
	Did string `json:"did"`
	// State is "live", "deleted" or "doubtful".
	State string `json:"state"`
	// SameAs is the record that told of the same event first, zero for none.
	SameAs int64 `json:"same_as"`
	// Figures are those that were read in this message.
	Figures []StoryFigure `json:"figures"`
	// History are earlier versions, oldest first.
	History []StoryVersion `json:"history"`
	Totals  []StoryTotal   `json:"totals"`
	// Sections are headings of the annual report that count it.
	Sections []string `json:"sections"`
}

// StoryFigure is a figure as it was understood and as it was written.
type StoryFigure struct {
	Shown string `json:"shown"` // e.g. 走访5户
	Quote string `json:"quote"` // its place in the text
	// Adds tells whether it is added to others of its kind.
	Adds bool `json:"adds"`
}

// StoryVersion is a record as it was until a change.
type StoryVersion struct {
	By    string `json:"by"`
	At    string `json:"at"`
	Shown string `json:"shown"`
}

// StoryTotal is a total the record is part of.
type StoryTotal struct {
	// Scope is "all", "group" or "member"; Name is of group or member.
	Scope string `json:"scope"`
	Name  string `json:"name"`
	// What is "sessions", "attendances" or "" for a figure, which Of names.
	What string `json:"what"`
	Of   string `json:"of"`
	// Part is the record's share, Total the whole for the year.
	Part  string `json:"part"`
	Total string `json:"total"`
}

func (s *Server) serveStory(w http.ResponseWriter, r *http.Request) {
	told, ok := s.told(s.shown(r), personOf(r.FormValue("message")))
	if !ok || s.explain == nil {
		http.NotFound(w, r)
		return
	}
	story, err := s.explain(r.Context(), told)
	switch {
	case errors.Is(err, ErrNoStory):
		http.NotFound(w, r)
		return
	case err != nil:
		http.Error(w, "the story cannot be told now", http.StatusServiceUnavailable)
		return
	}
	story.Text = told.Text
	writeJSON(w, story)
}

// told finds a message; ok is false for one that is not there.
func (s *Server) told(chat, id int64) (told Told, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.state.chat(chat)
	if c == nil {
		return Told{}, false
	}
	m := c.find(id)
	if m == nil {
		return Told{}, false
	}
	return Told{Chat: chat, Message: id, FromBot: m.FromBot, Text: m.Text, At: m.Date}, true
}
