package trial

import (
	"bytes"
	"context"
	_ "embed"
	"net/http"
	"slices"
	"time"
)

// Line is one message of the sample year.
type Line struct {
	From int64     `json:"from"`
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

//go:embed year.jsonl
var yearFile []byte

// SampleYear is a year of the sample committee, in order.
func SampleYear() []Line {
	var lines []Line
	for raw := range bytes.Lines(yearFile) {
		var line Line
		must(strictly(raw, &line))
		lines = append(lines, line)
	}
	return lines
}

// year is the sample year; how far it has come is in the state, so that one
// cut off by a restart goes on where it was.
type year struct {
	lines   []Line
	running bool
	pace    time.Duration // between two lines
}

// yearState is what the page draws.
type yearState struct {
	Available bool `json:"available"`
	Loaded    bool `json:"loaded"`
	Running   bool `json:"running"`
	Done      int  `json:"done"`
	Total     int  `json:"total"`
}

func (s *Server) yearNow() yearState {
	done, total := min(s.state.Year, len(s.year.lines)), len(s.year.lines)
	return yearState{
		Available: total > 0, Loaded: total > 0 && done == total && !s.year.running,
		Running: s.year.running, Done: done, Total: total,
	}
}

const slowest = time.Minute // between two lines

// serveYear starts the year, or does nothing when it is there or on its way.
// Its pace is how many milliseconds lie between two lines.
func (s *Server) serveYear(w http.ResponseWriter, r *http.Request) {
	var in struct{ Pace int64 }
	if !readJSON(w, r, &in) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.year.lines) == 0 {
		http.NotFound(w, r)
		return
	}
	if s.running.Err() == nil && !s.year.running && s.state.Year < len(s.year.lines) {
		s.year.running = true
		s.year.pace = min(max(0, time.Duration(in.Pace)*time.Millisecond), slowest)
		s.tellYear()
		s.owned.Go(s.playYear)
	}
	writeJSON(w, s.yearNow())
}

// playYear types line after line. Each waits until the bot has taken and
// answered the one before, so that a correction finds what it corrects and
// joint work what it joins.
func (s *Server) playYear() {
	for s.running.Err() == nil {
		line, update, answers, ok := s.typeNext()
		if !ok {
			break
		}
		if s.await(s.running, func() bool { return s.state.acknowledged(update) }) != nil {
			break
		}
		s.awaitAnswer(line.From, answers)
		if !pause(s.running, s.year.pace) {
			break
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.year.running = false
	s.tellYear()
	s.changed()
}

// typeNext types the next line; ok is false when all are there.
func (s *Server) typeNext() (line Line, update int64, answers int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state.Year >= len(s.year.lines) {
		return line, 0, 0, false
	}
	line = s.year.lines[s.state.Year]
	s.state.Year++
	if c := s.state.chat(line.From); c != nil {
		answers = c.Answers
	}
	// A line that nobody could type is left out; a test keeps such from the file.
	_, _ = s.send(line.From, line.From, Incoming{Text: line.Text, At: line.At})
	s.tellYear()
	s.changed()
	return line, s.state.LastUpdate, answers, true
}

func (st *state) acknowledged(id int64) bool {
	return !slices.ContainsFunc(st.Updates, func(u update) bool { return u.ID <= id })
}

// answerWait is how long an answer is waited for: silence is an answer too.
const answerWait = 5 * time.Second

func (s *Server) awaitAnswer(chat int64, before int) {
	ctx, cancel := context.WithTimeout(s.running, answerWait)
	defer cancel()
	_ = s.await(ctx, func() bool {
		c := s.state.chat(chat)
		return c == nil || c.Answers > before
	})
}

// answerDate dates what the bot says. While the year plays, an answer has the
// date of what it answers: the chats are to read like a year, not like the
// minute in which it was played.
func (s *Server) answerDate(in *chat) time.Time {
	if s.year.running && len(in.Messages) > 0 {
		return in.Messages[len(in.Messages)-1].Date
	}
	return s.now().Truncate(time.Second)
}
