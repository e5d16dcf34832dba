// Package llm asks any server that speaks the OpenAI chat API for one JSON
// object, and one that speaks its audio API for the words of a recording, and
// nothing else: no streaming, no tools, no conversation.
//
// The decision behind it: servers differ in what they refuse, so a Client
// learns the dialect of its server. It begins with the strictest way of asking
// for JSON (a schema the server enforces), goes down a rung only when the
// server says that it lacks that way, and keeps the lower rung only after it
// worked. What comes back is one whole object or an error of a known kind;
// broken or cut JSON is never mended, because a mended 12 may become a 1.
//
// The files: llm.go the client, dialect.go the rungs and what else is learned,
// exchange.go one HTTP request, retry.go when it is sent again, outcome.go the
// kinds of error, object.go the search for the object in an answer, pause.go when
// to leave a server alone, counts.go what it came to, voice.go recordings.
package llm

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/sashabaranov/go-openai"
)

// Config names a server and a model.
type Config struct {
	// BaseURL is the API's root, e.g. http://127.0.0.1:11434/v1; "" is OpenAI.
	BaseURL string
	// Key is sent as a bearer token; "" sends none. No error shows it.
	Key string
	// Model is the name the server knows the model by.
	Model string
	// Timeout bounds one Complete from first to last byte, waiting for a free
	// slot included; zero is 20 seconds.
	Timeout time.Duration
	// HTTP carries the requests; nil is a client of its own. Its redirect
	// policy is not used: a redirect is an error here.
	HTTP *http.Client
	// Slots is how many requests may be under way at once; zero is 4.
	Slots int
	// Wait is the pause before a request that failed on the way is sent again,
	// twice that before the next; zero is half a second.
	Wait time.Duration
}

// String leaves the key out.
func (c Config) String() string { return "llm: " + c.Model + " at " + c.BaseURL }

// GoString is String, so that %#v leaves the key out too.
func (c Config) GoString() string { return c.String() }

// Request is one question.
type Request struct {
	// System holds the rules and should be the same bytes every time, because
	// servers charge less for a beginning they have seen. It must mention JSON
	// and describe the object: on the lower rungs nothing else does.
	System string
	// User holds what the question is about.
	User string
	// SchemaName and Schema describe the wanted object; the name consists of
	// letters, digits, "-" and "_".
	SchemaName string
	Schema     json.RawMessage
	// MaxTokens bounds the answer; zero is 1024.
	MaxTokens int
}

// Response is one answer.
type Response struct {
	// JSON is a single object, well-formed but not checked against the schema.
	JSON json.RawMessage
	// Rung is the way of asking that worked: "schema", "object" or "plain".
	Rung string
	// Usage is what the server counted; zero when it does not say.
	Usage Usage
}

// Usage counts tokens.
type Usage struct {
	// Cached is the part of Prompt that the server had seen before.
	Prompt, Cached, Answer int
}

// Client asks one model. It is safe for concurrent use.
type Client struct {
	config  Config
	http    *http.Client
	slots   chan struct{}
	dialect learned
	pause   pause
	tally   tally
}

// Open makes a client; it sends nothing, so a wrong URL or key shows at the
// first Complete or Check.
func Open(c Config) *Client {
	c.Timeout, c.Wait = cmp.Or(c.Timeout, 20*time.Second), cmp.Or(c.Wait, 500*time.Millisecond)
	client := &http.Client{}
	if c.HTTP != nil {
		*client = *c.HTTP
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{
		config: c, http: client,
		slots:   make(chan struct{}, cmp.Or(c.Slots, 4)),
		dialect: learned{first: firstDialect(c.BaseURL), now: firstDialect(c.BaseURL)},
	}
}

// String leaves the key out.
func (c *Client) String() string { return c.config.String() }

// GoString is String, so that %#v leaves the key out too.
func (c *Client) GoString() string { return c.String() }

// Complete asks once. It repeats the request in another dialect, and in the same
// one only where it failed on the way (no connection, 429, 5xx) and the time
// allowed has room for another try. Its errors are *Error, with one of this
// package's kinds, or wrap the error of ctx when the caller gave up.
func (c *Client) Complete(ctx context.Context, q Request) (Response, error) {
	r, err := c.complete(ctx, q)
	c.tally.note(r, err)
	return r, err
}

func (c *Client) complete(ctx context.Context, q Request) (Response, error) {
	if q.System == "" || q.User == "" {
		return Response{}, &Error{Kind: ErrConfig, Detail: "a message is empty"}
	}
	inner, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-inner.Done():
		return Response{}, c.ended(ctx)
	}
	if c.pause.on() {
		return Response{}, &Error{Kind: ErrUnavailable, Detail: "left alone for a while after failures"}
	}
	r, err := c.negotiate(inner, q)
	if ctx.Err() != nil && err != nil {
		return Response{}, c.ended(ctx)
	}
	c.pause.note(err)
	return r, err
}

// ended tells a caller that gave up from a server that took too long.
func (c *Client) ended(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("llm: %w", err)
	}
	return &Error{Kind: ErrUnavailable, Detail: "no answer in " + c.config.Timeout.String()}
}

// negotiate asks in the dialect learned so far and, where the server refuses
// it, in the next one, until the question is answered or nothing is left.
func (c *Client) negotiate(ctx context.Context, q Request) (Response, error) {
	d := c.dialect.get()
	for {
		r, err := c.insist(ctx, d, q)
		if err == nil {
			c.dialect.set(d)
			return r, nil
		}
		var e *Error
		if !errors.As(err, &e) {
			return Response{}, err
		}
		next, ok := d.without(e)
		if !ok {
			c.dialect.note(err)
			return Response{}, err
		}
		d = next
	}
}

// ask sends the question once.
func (c *Client) ask(ctx context.Context, d dialect, q Request) (Response, error) {
	x := &exchange{http: c.http, fields: d.fields(cmp.Or(q.MaxTokens, 1024))}
	answer, err := c.api(x).CreateChatCompletion(ctx, openai.ChatCompletionRequest{
		Model: c.config.Model,
		Messages: []openai.ChatCompletionMessage{
			{Role: openai.ChatMessageRoleSystem, Content: q.System},
			{Role: openai.ChatMessageRoleUser, Content: q.User},
		},
		ResponseFormat: d.format(q),
	})
	if failed := x.outcome(answer, err); failed != nil {
		failed.redact(c.config.Key)
		return Response{}, failed
	}
	object, failed := findObject(answer.Choices[0].Message.Content)
	if failed != nil {
		return Response{}, failed
	}
	return Response{JSON: object, Rung: d.rung.String(), Usage: usage(answer.Usage)}, nil
}

// api is the library's client for one exchange.
func (c *Client) api(x *exchange) *openai.Client {
	config := openai.DefaultConfig(c.config.Key)
	config.BaseURL = cmp.Or(c.config.BaseURL, config.BaseURL)
	config.HTTPClient = x
	return openai.NewClientWithConfig(config)
}

func usage(u openai.Usage) Usage {
	out := Usage{Prompt: u.PromptTokens, Answer: u.CompletionTokens}
	if u.PromptTokensDetails != nil {
		out.Cached = u.PromptTokensDetails.CachedTokens
	}
	return out
}

// Check makes one tiny real call and says which rung works.
func (c *Client) Check(ctx context.Context) (rung string, err error) {
	r, err := c.Complete(ctx, Request{
		System:     `Answer with one JSON object and nothing else: {"ok":true}`,
		User:       `Are you there? Answer in JSON.`,
		SchemaName: "check",
		Schema:     json.RawMessage(`{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"],"additionalProperties":false}`),
		MaxTokens:  256,
	})
	return r.Rung, err
}
