package llm

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/sashabaranov/go-openai"
)

// The kinds of outcome that are not an answer. Their texts are short names fit
// for logs and counters.
var (
	// ErrRefused: the provider does not want this content; asking again is
	// useless, and nothing is wrong with the server.
	ErrRefused = errors.New("refused")
	// ErrTruncated: the answer ends before its end.
	ErrTruncated = errors.New("truncated")
	// ErrEmpty: the answer holds nothing.
	ErrEmpty = errors.New("empty")
	// ErrNotJSON: the answer holds no object, or more than one.
	ErrNotJSON = errors.New("not-json")
	// ErrRateLimited: too many requests; see Error.After.
	ErrRateLimited = errors.New("rate-limited")
	// ErrUnavailable: the server is down, overloaded or too slow.
	ErrUnavailable = errors.New("unavailable")
	// ErrAuth: the key is wrong or the account is empty.
	ErrAuth = errors.New("auth")
	// ErrConfig: URL, model or request are not what the server expects.
	ErrConfig = errors.New("config")
	// ErrTooLong: the question exceeds what the model can take in.
	ErrTooLong = errors.New("too-long")
	// ErrBudget: what may be spent on the model is spent; nothing was sent.
	ErrBudget = errors.New("budget")
)

// Error is a failed Complete. Its text may quote the server and so, with some
// servers, the question: log Outcome instead.
type Error struct {
	// Kind is one of the kinds above; errors.Is finds it.
	Kind error
	// Status is the HTTP status, zero when no answer came.
	Status int
	// After is how long the server asked to be left alone, zero when it did not.
	After time.Duration
	// Detail is at most 200 runes, the key blotted out.
	Detail string

	// said is the beginning of the server's account in lower case.
	said string
}

// Error names the kind first.
func (e *Error) Error() string {
	s := "llm: " + e.Kind.Error()
	if e.Status != 0 {
		s += " (status " + strconv.Itoa(e.Status) + ")"
	}
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	return s
}

// Unwrap gives the kind.
func (e *Error) Unwrap() error { return e.Kind }

// Outcome is one word for a log or a counter: "ok", a kind, or "canceled".
func Outcome(err error) string {
	var e *Error
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &e):
		return e.Kind.Error()
	}
	return "canceled"
}

// outcome sorts what came back; nil means that there is an answer to look at.
func (x *exchange) outcome(answer openai.ChatCompletionResponse, err error) *Error {
	switch {
	case x.status >= 300:
		return x.failure(string(x.body))
	case err != nil:
		return x.broken(err)
	case len(answer.Choices) == 0:
		if said, ok := x.errorText(); ok {
			return x.failure(said)
		}
		return &Error{Kind: ErrUnavailable, Status: x.status, Detail: "an answer without choices"}
	}
	return finished(answer.Choices[0])
}

// broken sorts a request that got no answer that could be read.
func (x *exchange) broken(err error) *Error {
	var carried *url.Error
	switch {
	case x.undecodable(err):
		return &Error{Kind: ErrUnavailable, Status: x.status, Detail: "the answer is not one of the chat API"}
	case errors.As(err, &carried):
		// The URL is left out: it may hold a password.
		if carried.Timeout() || errors.Is(err, context.DeadlineExceeded) {
			return &Error{Kind: ErrUnavailable, Detail: "no answer in time"}
		}
		return &Error{Kind: ErrUnavailable, Detail: carried.Err.Error()}
	case x.status != 0:
		return &Error{Kind: ErrUnavailable, Status: x.status, Detail: "the answer was cut: " + err.Error()}
	}
	return &Error{Kind: ErrConfig, Detail: err.Error()}
}

// finished looks at why the model stopped.
func finished(c openai.ChatCompletionChoice) *Error {
	switch {
	case c.Message.Refusal != "" || c.FinishReason == openai.FinishReasonContentFilter || c.FinishReason == "sensitive":
		return &Error{Kind: ErrRefused, Status: http.StatusOK}
	case c.FinishReason == "network_error":
		return &Error{Kind: ErrUnavailable, Status: http.StatusOK, Detail: "network_error"}
	case c.FinishReason != openai.FinishReasonStop:
		return &Error{Kind: ErrTruncated, Status: http.StatusOK, Detail: "finish_reason " + strconv.Quote(string(c.FinishReason))}
	case strings.TrimSpace(c.Message.Content) == "" && c.Message.ReasoningContent != "":
		return &Error{Kind: ErrEmpty, Status: http.StatusOK, Detail: "everything went into the thoughts"}
	case strings.TrimSpace(c.Message.Content) == "":
		return &Error{Kind: ErrEmpty, Status: http.StatusOK}
	}
	return nil
}

// failure sorts an answer that says it is none.
func (x *exchange) failure(body string) *Error {
	e := &Error{Status: x.status, Detail: body}
	// This type stands in almost every refusal of OpenAI and says nothing.
	e.said = strings.ReplaceAll(strings.ToLower(body[:min(4096, len(body))]), "invalid_request_error", "")
	e.Kind = kindOf(x.status, e.said)
	if errors.Is(e, ErrRateLimited) || errors.Is(e, ErrUnavailable) {
		e.After = retryAfter(x.header)
	}
	return e
}

var (
	contentMarker = regexp.MustCompile(`content exists risk|data_inspection_failed|inappropriate content|high risk|content_filter|"code": ?"?1301\b`)
	contextMarker = regexp.MustCompile(`context length|context_length|maximum context|context window|too long|exceeds the max`)
	balanceMarker = regexp.MustCompile(`insufficient_quota|insufficient balance|invalid_api_key|arrearage`)
)

// kindOf sorts by the words first where providers use one status for several
// things, then by the status.
func kindOf(status int, said string) error {
	switch {
	case status < 500 && contentMarker.MatchString(said):
		return ErrRefused
	case status < 500 && balanceMarker.MatchString(said):
		return ErrAuth
	}
	switch status {
	case http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden:
		return ErrAuth
	case http.StatusTooManyRequests:
		return ErrRateLimited
	case http.StatusRequestTimeout, http.StatusConflict, http.StatusTooEarly, http.StatusOK:
		return ErrUnavailable
	case http.StatusRequestEntityTooLarge:
		return ErrTooLong
	}
	switch {
	case status >= 500:
		return ErrUnavailable
	case contextMarker.MatchString(said):
		return ErrTooLong
	}
	return ErrConfig
}

// retryAfter reads seconds, or a date counted from the server's own clock.
func retryAfter(h http.Header) time.Duration {
	value := h.Get("Retry-After")
	if n, err := strconv.ParseFloat(value, 64); err == nil && n > 0 {
		return time.Duration(min(n, 3600) * float64(time.Second))
	}
	until, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	return max(0, until.Sub(now))
}

// redact blots the key out and cuts the detail to one line of 200 runes.
func (e *Error) redact(key string) {
	if key != "" {
		e.Detail = strings.ReplaceAll(e.Detail, key, "***")
		e.said = strings.ReplaceAll(e.said, strings.ToLower(key), "***")
	}
	runes := []rune(strings.Join(strings.Fields(e.Detail), " "))
	if len(runes) > 200 {
		runes = append(runes[:199], '\u2026')
	}
	e.Detail = string(runes)
}
