package trial

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// webhook delivers updates by calling the bot. Each chat has one delivery at a
// time, its oldest update, until the bot says 2xx; other chats go on.
type webhook struct {
	url, secret string
	most        int // deliveries at once
	slots       chan struct{}
	ctx         context.Context // ends with the webhook
	end         context.CancelFunc
	lanes       map[int64]bool // chats with a delivery under way
	lastError   string
	lastErrorAt time.Time
}

const (
	deliveryTimeout = 60 * time.Second
	firstRetry      = time.Second
	longestRetry    = time.Minute
	longestWait     = time.Hour // of what a Retry-After may ask for
	maxSecret       = 256
	secretLetters   = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
)

func (s *Server) setWebhook(c *call) (any, error) {
	address := c.params["url"]
	if address == "" {
		return s.deleteWebhook(c)
	}
	if err := checkWebhook(address, c.params["secret_token"]); err != nil {
		return nil, err
	}
	s.setAllowed(c)
	s.dropPending(c)
	most := int(min(max(c.integer("max_connections", 40), 1), 100))
	if old := s.hook; old != nil {
		if old.url == address && old.secret == c.params["secret_token"] && old.most == most {
			return described{true, "Webhook is already set"}, nil
		}
		old.end()
	}
	s.hook = s.newWebhook(address, c.params["secret_token"], most)
	s.poll.stop(refusal(http.StatusConflict, "Conflict: terminated by setWebhook request"))
	s.serveAll()
	return described{true, "Webhook was set"}, nil
}

func (s *Server) newWebhook(address, secret string, most int) *webhook {
	ctx, end := context.WithCancel(s.running)
	return &webhook{
		url: address, secret: secret, most: most, slots: make(chan struct{}, most),
		ctx: ctx, end: end, lanes: map[int64]bool{},
	}
}

// checkWebhook allows addresses of this machine only: what is said in a trial
// stays on it.
func checkWebhook(address, secret string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil, u.Host == "":
		return badRequest("bad webhook: invalid URL specified")
	case u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())):
		return badRequest("bad webhook: An HTTPS URL must be provided for webhook")
	case !isLoopback(u.Hostname()):
		return badRequest("bad webhook: the trial delivers to this machine only")
	case len(secret) > maxSecret:
		return badRequest("secret token is too long")
	case strings.Trim(secret, secretLetters) != "":
		return badRequest("secret token contains unallowed characters")
	}
	return nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (s *Server) deleteWebhook(c *call) (any, error) {
	s.dropPending(c)
	if s.hook == nil {
		return described{true, "Webhook is already deleted"}, nil
	}
	s.hook.end()
	s.hook = nil
	return described{true, "Webhook was deleted"}, nil
}

func (s *Server) dropPending(c *call) {
	if c.boolean("drop_pending_updates") {
		s.state.Updates = nil
		s.changed()
	}
}

func (s *Server) getWebhookInfo(*call) (any, error) {
	info := map[string]any{"url": "", "has_custom_certificate": false, "pending_update_count": len(s.state.Updates)}
	if len(s.state.Allowed) > 0 {
		info["allowed_updates"] = s.state.Allowed
	}
	if s.hook == nil {
		return info, nil
	}
	info["url"], info["max_connections"], info["ip_address"] = s.hook.url, s.hook.most, "127.0.0.1"
	if s.hook.lastError != "" {
		info["last_error_date"], info["last_error_message"] = s.hook.lastErrorAt.Unix(), s.hook.lastError
	}
	return info, nil
}

// serveAll starts the delivery of whatever waits. The lock is held.
func (s *Server) serveAll() {
	if s.hook == nil {
		return
	}
	for _, u := range s.state.Updates {
		s.hook.serve(s, u.Chat)
	}
}

// serve makes sure that a chat's updates are being delivered. The lock is held.
func (h *webhook) serve(s *Server, chat int64) {
	if h.lanes[chat] || h.ctx.Err() != nil {
		return
	}
	h.lanes[chat] = true
	s.owned.Go(func() { h.deliverChat(s, chat) })
}

// deliverChat delivers until the chat has nothing left or the webhook ends.
func (h *webhook) deliverChat(s *Server, chat int64) {
	wait := firstRetry
	for {
		u, ok := h.next(s, chat)
		if !ok {
			return
		}
		after, problem := h.deliver(s.client, u)
		if problem == "" {
			h.done(s, u)
			wait = firstRetry
			continue
		}
		h.failed(s, problem)
		if !pause(h.ctx, max(wait, after)) {
			return
		}
		wait = min(2*wait, longestRetry)
	}
}

// next gives a chat's oldest update; without one the lane ends under the same
// lock, so that serve never takes it for alive.
func (h *webhook) next(s *Server, chat int64) (update, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.state.Updates, func(u update) bool { return u.Chat == chat })
	if i < 0 || h.ctx.Err() != nil {
		delete(h.lanes, chat)
		return update{}, false
	}
	return s.state.Updates[i], true
}

func (h *webhook) done(s *Server, delivered update) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.Updates = slices.DeleteFunc(s.state.Updates, func(u update) bool { return u.ID == delivered.ID })
	s.changed()
}

func (h *webhook) failed(s *Server, problem string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h.lastError, h.lastErrorAt = problem, s.now()
	s.changed()
}

// deliver hands one update over. The problem, if there is one, is worded for
// getWebhookInfo; after is how long the bot wants to be left alone.
func (h *webhook) deliver(client *http.Client, u update) (after time.Duration, problem string) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-h.ctx.Done():
		return 0, "Webhook was removed"
	}
	req, err := http.NewRequestWithContext(h.ctx, http.MethodPost, h.url, bytes.NewReader(u.Raw))
	if err != nil {
		return 0, "Invalid URL: " + err.Error()
	}
	req.Header.Set("Content-Type", "application/json")
	if h.secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", h.secret)
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, "Connection failed: " + err.Error()
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<20))
	_ = resp.Body.Close()
	if resp.StatusCode/100 == 2 {
		return 0, ""
	}
	seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
	after = min(time.Duration(seconds)*time.Second, longestWait)
	return after, "Wrong response from the webhook: " + resp.Status
}

// pause waits; it reports whether ctx let it.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
