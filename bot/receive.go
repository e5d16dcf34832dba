package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"

	"dutybook/activity"
)

// wanted are the kinds of update asked for. Telegram keeps the last setting of
// whoever asked before, so it is always said.
var wanted = [...]string{"message", "edited_message", "callback_query", "my_chat_member"}

const (
	longPoll    = 50 * time.Second // the longest the server grants
	pollTimeout = 75 * time.Second
	maxBatch    = 32 << 20
	retryMin    = 200 * time.Millisecond
	retryMax    = 30 * time.Second
)

// poller asks for updates. The offset is the only acknowledgement there is: a
// request with it tells Telegram that all before it may be forgotten.
type poller struct {
	http   *http.Client
	url    string
	hide   redactor
	offset int64
}

func newPoller(base, token string) *poller {
	return &poller{
		http: &http.Client{Timeout: pollTimeout},
		url:  base + "/bot" + token + "/getUpdates",
		hide: redactor(token),
	}
}

// answer is the envelope of the Bot API.
type answer struct {
	OK          bool              `json:"ok"`
	Result      []json.RawMessage `json:"result"`
	Code        int               `json:"error_code"`
	Description string            `json:"description"`
	Parameters  struct {
		RetryAfter int `json:"retry_after"`
	} `json:"parameters"`
}

// refusal is an answer other than ok.
type refusal struct {
	code  int
	text  string
	after time.Duration
}

func (r *refusal) Error() string { return fmt.Sprintf("telegram answers %d %s", r.code, r.text) }

// next waits for the updates from the offset on, as raw bytes.
func (p *poller) next(ctx context.Context) ([]json.RawMessage, error) {
	body, err := json.Marshal(map[string]any{
		"offset": p.offset, "limit": 100, "timeout": int(longPoll.Seconds()), "allowed_updates": wanted,
	})
	if err != nil {
		return nil, fmt.Errorf("bot: encode poll: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, bytes.NewReader(body))
	if err != nil {
		return nil, errors.New(p.hide.text(err))
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := p.http.Do(req)
	if err != nil {
		return nil, errors.New(p.hide.text(err))
	}
	defer func() { _ = resp.Body.Close() }()
	var a answer
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxBatch)).Decode(&a); err != nil {
		return nil, &refusal{code: resp.StatusCode, text: "with something that is not JSON"}
	}
	if !a.OK {
		return nil, &refusal{a.Code, p.hide.text(errors.New(a.Description)), time.Duration(a.Parameters.RetryAfter) * time.Second}
	}
	return a.Result, nil
}

// receive polls until ctx ends. The offset moves past an update only when the
// inbox has it.
func (b *Bot) receive(ctx context.Context) {
	wait := retryMin
	for ctx.Err() == nil {
		batch, err := b.poll.next(ctx)
		if err == nil {
			err = b.keep(ctx, batch)
		}
		if err == nil {
			wait = retryMin
			continue
		}
		if ctx.Err() != nil {
			return
		}
		b.log.Warn("receiving", "err", err, "again_in", wait.String())
		pause(ctx, max(wait, b.advice(ctx, err)))
		wait = min(2*wait, retryMax)
	}
}

// advice does what a refusal calls for and tells how long to stay away.
func (b *Bot) advice(ctx context.Context, err error) time.Duration {
	var r *refusal
	if !errors.As(err, &r) {
		return 0
	}
	switch {
	case r.after > 0:
		return r.after
	case r.code == http.StatusConflict && strings.Contains(r.text, "webhook"):
		_, _ = b.api.DeleteWebhook(ctx, &tg.DeleteWebhookParams{})
	case r.code == http.StatusConflict:
		b.log.Error("another process receives with the same token; stop one of the two")
		return 5 * time.Second
	case r.code == http.StatusUnauthorized, r.code == http.StatusNotFound:
		b.log.Error("Telegram does not know the token; check TELEGRAM_BOT_TOKEN and TELEGRAM_API_URL")
		return retryMax
	}
	return 0
}

// keep stores a batch in its order and moves the offset past what is stored.
func (b *Bot) keep(ctx context.Context, batch []json.RawMessage) error {
	for _, raw := range batch {
		id, err := updateID(raw)
		if err != nil {
			return err
		}
		if err := b.inbox.Put(ctx, id, raw); err != nil {
			return err
		}
		b.poll.offset = id + 1
	}
	return nil
}

func updateID(raw []byte) (int64, error) {
	var head struct {
		ID *int64 `json:"update_id"`
	}
	if err := json.Unmarshal(raw, &head); err != nil || head.ID == nil {
		return 0, fmt.Errorf("bot: an update without a number: %w", activity.ErrInvalid)
	}
	return *head.ID, nil
}
