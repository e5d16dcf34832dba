package llm

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// tries bounds how often one question is sent in one dialect: enough for a
// connection that broke or a server that restarts, too few to burden one that
// is down.
const tries = 3

// insist sends the question, and again after a pause where it failed on the way.
func (c *Client) insist(ctx context.Context, d dialect, q Request) (Response, error) {
	wait := c.config.Wait
	for n := 1; ; n++ {
		r, err := c.ask(ctx, d, q)
		var e *Error
		if n == tries || !errors.As(err, &e) || !e.passing() || !rest(ctx, max(wait, e.After)) {
			return r, err
		}
		wait *= 2
	}
}

// passing reports whether the same request may fare better soon: nothing came
// back, or the server says that it is busy or broken.
func (e *Error) passing() bool {
	if !errors.Is(e, ErrUnavailable) && !errors.Is(e, ErrRateLimited) {
		return false
	}
	return e.Status == 0 || e.Status == http.StatusTooManyRequests || e.Status >= http.StatusInternalServerError
}

// rest pauses, and reports false at once where the time allowed ends before the
// pause does.
func rest(ctx context.Context, pause time.Duration) bool {
	until, bounded := ctx.Deadline()
	if ctx.Err() != nil || bounded && time.Until(until) <= pause {
		return false
	}
	select {
	case <-time.After(pause):
		return true
	case <-ctx.Done():
		return false
	}
}
