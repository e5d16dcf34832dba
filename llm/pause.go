package llm

import (
	"errors"
	"sync"
	"time"
)

const (
	// failuresAllowed in a row, and the server is left alone for restTime: a
	// dead model must not cost every message a timeout.
	failuresAllowed = 3
	restTime        = 30 * time.Second
	longestRest     = time.Minute
)

// pause says when a server is to be left alone. After a rest the next request
// tries it again, and one more failure begins the next rest.
type pause struct {
	mu       sync.Mutex
	failures int
	rest     *time.Timer
}

// on reports whether the server is resting.
func (p *pause) on() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.rest == nil {
		return false
	}
	select {
	case <-p.rest.C:
		p.rest = nil
		return false
	default:
		return true
	}
}

// note takes an outcome into account. Only a server that is away or asks for
// patience gets a rest; a refusal or a bad answer shows that it is there.
func (p *pause) note(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var e *Error
	away := errors.Is(err, ErrUnavailable) || errors.Is(err, ErrRateLimited)
	if !away || !errors.As(err, &e) {
		p.failures = 0
		return
	}
	p.failures++
	rest := min(e.After, longestRest)
	if p.failures >= failuresAllowed {
		rest = max(rest, restTime)
	}
	if rest > 0 {
		p.rest = time.NewTimer(rest)
	}
}
