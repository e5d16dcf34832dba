package trial

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
)

// Fault is how a call goes wrong.
type Fault struct {
	// Code and Text are answered in Telegram's envelope.
	Code int
	Text string
	// RetryAfter is how many seconds a 429 asks the bot to stay away.
	RetryAfter int
	// MigrateTo is the supergroup a group became.
	MigrateTo int64
	// Page is answered in place of the envelope, as a proxy on the way does.
	Page string
	// Drop closes the connection without an answer.
	Drop bool
	// Accepted carries the call out first, so that only its answer is lost.
	Accepted bool
}

// TooManyRequests is Telegram asking for patience.
func TooManyRequests(seconds int) Fault {
	return Fault{Code: http.StatusTooManyRequests, Text: "Too Many Requests: retry after " + strconv.Itoa(seconds), RetryAfter: seconds}
}

// ServerError is Telegram being unwell.
func ServerError() Fault {
	return Fault{Code: http.StatusInternalServerError, Text: "Internal Server Error"}
}

// Blocked is a person who blocked the bot.
func Blocked() Fault {
	return Fault{Code: http.StatusForbidden, Text: "Forbidden: bot was blocked by the user"}
}

// Migrated is a group that became a supergroup.
func Migrated(to int64) Fault {
	return Fault{Code: http.StatusBadRequest, Text: "Bad Request: group chat was upgraded to a supergroup chat", MigrateTo: to}
}

// BadGateway is a proxy that answers for Telegram, with a page.
func BadGateway() Fault {
	return Fault{Code: http.StatusBadGateway, Page: "<html><body><h1>502 Bad Gateway</h1></body></html>"}
}

// LostCall is a connection that breaks before the call is read.
func LostCall() Fault { return Fault{Drop: true} }

// LostAnswer is a connection that breaks after the call was carried out.
func LostAnswer() Fault { return Fault{Drop: true, Accepted: true} }

// faultLine spoils so many calls of one method.
type faultLine struct {
	method string
	chat   int64
	left   int
	fault  Fault
}

// Fail spoils the next calls of a method, after those already to be spoilt.
// The method "" is any but getUpdates.
func (s *Server) Fail(method string, times int, f Fault) { s.FailIn(0, method, times, f) }

// FailIn spoils calls about one chat only.
func (s *Server) FailIn(chat int64, method string, times int, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faultLine{method, chat, times, f})
}

// FaultsLeft tells how many calls are still to be spoilt.
func (s *Server) FaultsLeft() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, line := range s.faults {
		n += line.left
	}
	return n
}

func (s *Server) takeFault(c *call) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.faults {
		line := &s.faults[i]
		if !line.fits(c) {
			continue
		}
		f := line.fault
		if line.left--; line.left <= 0 {
			s.faults = slices.Delete(s.faults, i, i+1)
		}
		return f, true
	}
	return Fault{}, false
}

func (l *faultLine) fits(c *call) bool {
	if l.method == "" && c.name == "getUpdates" || l.method != "" && l.method != c.name {
		return false
	}
	return l.chat == 0 || l.chat == c.integer("chat_id", 0)
}

func (f Fault) asError() error {
	if f.Drop {
		return refusal(0, "connection dropped")
	}
	return &apiError{code: f.Code, text: f.Text, retryAfter: f.RetryAfter, migrateTo: f.MigrateTo}
}

func (f Fault) answer(w http.ResponseWriter) {
	switch {
	case f.Drop:
		panic(http.ErrAbortHandler) // net/http closes the connection and says nothing
	case f.Page != "":
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(f.Code)
		_, _ = w.Write([]byte(f.Page))
	default:
		writeAnswer(w, nil, f.asError())
	}
}

// Call is one call of the Bot API that was answered.
type Call struct {
	Method string
	// Params are as texts; of an uploaded file its name.
	Params map[string]string
	// Code is 200, the error's code, or zero for a dropped connection.
	Code int
	// Text is the error's description.
	Text string
}

const maxCalls = 10_000 // kept; a trial may run for weeks

// Calls are the latest calls in the order of their answers.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

func (s *Server) record(c *call, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	made := Call{Method: c.name, Params: maps.Clone(c.params), Code: http.StatusOK}
	for name, up := range c.files {
		made.Params[name] = up.name
	}
	if err != nil {
		made.Code, made.Text = asAPIError(err).code, err.Error()
	}
	s.calls = append(s.calls, made)
	if len(s.calls) > maxCalls {
		s.calls = slices.Clone(s.calls[maxCalls/2:])
	}
	s.changed()
}
