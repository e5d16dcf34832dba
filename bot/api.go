package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"
)

// api calls methods that carry no file, as one JSON body. The library sends
// every call as a multipart form through a pipe: twice the work, and a body
// that cannot be sent again when Telegram closes a connection in between
// (HTTP/2 GOAWAY). Its errors are the library's, so that both ways of calling
// are treated alike.
type api struct {
	http *http.Client
	base string // ends in "/"
	// files is where the bytes of files are, ends in "/"
	files string
	hide  redactor
}

func newAPI(client *http.Client, base, token string) *api {
	return &api{http: client, base: base + "/bot" + token + "/", files: base + "/file/bot" + token + "/", hide: newRedactor(token)}
}

const (
	sendTimeout = 60 * time.Second
	maxAnswer   = 32 << 20
	keptIdle    = 128 // connections kept; the default of two costs a third of the throughput
)

func newClient(timeout time.Duration) *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = keptIdle, keptIdle
	return &http.Client{Transport: transport, Timeout: timeout}
}

// envelope is what every method answers.
type envelope struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int `json:"retry_after"`
		MovedTo    int `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// call calls a method; result is filled unless it is nil.
func (a *api) call(ctx context.Context, method string, params, result any) error {
	body, err := json.Marshal(params)
	if err != nil {
		return fmt.Errorf("bot: encode %s: %w", method, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.base+method, bytes.NewReader(body))
	if err != nil {
		return a.hide.of(method, err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := a.http.Do(req)
	if err != nil {
		return a.hide.of(method, err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return a.hide.of(method, err)
	}
	var e envelope
	if err := json.Unmarshal(raw, &e); err != nil {
		return fmt.Errorf("%s: answered %d with something that is not JSON", method, resp.StatusCode)
	}
	if !e.OK {
		return a.refusal(method, &e)
	}
	if result == nil {
		return nil
	}
	if err := json.Unmarshal(e.Result, result); err != nil {
		return fmt.Errorf("%s: the result is not what was expected: %w", method, err)
	}
	return nil
}

// refusal is an answer other than ok, as the library would give it.
func (a *api) refusal(method string, e *envelope) error {
	text := a.hide.text(errors.New(e.Description))
	kinds := map[int]error{
		http.StatusBadRequest: tg.ErrorBadRequest, http.StatusUnauthorized: tg.ErrorUnauthorized,
		http.StatusForbidden: tg.ErrorForbidden, http.StatusNotFound: tg.ErrorNotFound, http.StatusConflict: tg.ErrorConflict,
	}
	switch kind, known := kinds[e.Code]; {
	case e.Parameters.MovedTo != 0:
		return &tg.MigrateError{Message: text, MigrateToChatID: e.Parameters.MovedTo}
	case e.Code == http.StatusTooManyRequests:
		return &tg.TooManyRequestsError{Message: text, RetryAfter: e.Parameters.RetryAfter}
	case known:
		return fmt.Errorf("%w, %s", kind, text)
	}
	return fmt.Errorf("%s: telegram answers %d %s", method, e.Code, text)
}

// redactor takes the token out of texts, in whatever form errors show it.
type redactor struct{ forms *strings.Replacer }

func newRedactor(token string) redactor {
	_, secret, _ := strings.Cut(token, ":")
	pairs := []string{token, "***", url.QueryEscape(token), "***", url.PathEscape(token), "***"}
	if len(secret) >= 8 {
		pairs = append(pairs, secret, "***")
	}
	return redactor{strings.NewReplacer(pairs...)}
}

func (r redactor) text(err error) string { return r.forms.Replace(err.Error()) }

// of is an error of the way to Telegram without the token. What it wraps is
// lost with it, except that it was cancelled.
func (r redactor) of(method string, err error) error {
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("%s: %w", method, context.Canceled)
	}
	return fmt.Errorf("%s: %s", method, r.text(err))
}
