package llm_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"dutybook/llm"
	"dutybook/llm/llmtest"
)

// TestPassingFailuresAreTriedAgain: what failed on the way is sent again, a few
// times; what the server has decided is not.
func TestPassingFailuresAreTriedAgain(t *testing.T) {
	answer := llmtest.Says(`{"a":1}`)
	for name, c := range map[string]struct {
		script []llmtest.Answer
		want   error
		asked  int
	}{
		"503 once":          {[]llmtest.Answer{llmtest.Fails(503, ""), answer}, nil, 2},
		"429 once":          {[]llmtest.Answer{llmtest.Fails(429, "{}"), answer}, nil, 2},
		"connection lost":   {[]llmtest.Answer{llmtest.Drops(), answer}, nil, 2},
		"502 twice":         {[]llmtest.Answer{llmtest.Fails(502, "<html>"), llmtest.Fails(502, "<html>"), answer}, nil, 3},
		"down":              {[]llmtest.Answer{llmtest.Fails(503, "")}, llm.ErrUnavailable, 3},
		"asks for patience": {[]llmtest.Answer{llmtest.Fails(429, "{}", "Retry-After", "60"), answer}, llm.ErrRateLimited, 1},
		"refuses":           {[]llmtest.Answer{llmtest.Fails(400, `{"error":{"message":"Content Exists Risk"}}`), answer}, llm.ErrRefused, 1},
		"wrong key":         {[]llmtest.Answer{llmtest.Fails(401, "{}"), answer}, llm.ErrAuth, 1},
		"not the API":       {[]llmtest.Answer{llmtest.Fails(200, "<html>"), answer}, llm.ErrUnavailable, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := llmtest.Serve(t, c.script...)
			_, err := ask(open(s))
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if n := len(s.Asked()); n != c.asked {
				t.Errorf("asked %d times, want %d", n, c.asked)
			}
		})
	}
}

// TestTriesStayWithinTheTime: the pauses grow, and no try begins that the time
// allowed or the caller's patience does not cover.
func TestTriesStayWithinTheTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Duration
		start := time.Now()
		c := llm.Open(llm.Config{BaseURL: "http://model/v1", Model: "m", HTTP: &http.Client{
			Transport: transport(func(*http.Request) (*http.Response, error) {
				at = append(at, time.Since(start))
				return nil, errors.New("connection refused")
			})}})
		if _, err := ask(c); !errors.Is(err, llm.ErrUnavailable) {
			t.Errorf("got %v", err)
		}
		if len(at) != 3 || at[1] != 500*time.Millisecond || at[2] != 1500*time.Millisecond {
			t.Errorf("sent at %v, want 0, 500ms and 1.5s", at)
		}

		at, start = nil, time.Now()
		ctx, cancel := context.WithTimeout(context.Background(), 700*time.Millisecond)
		defer cancel()
		_, err := c.Complete(ctx, llm.Request{System: "JSON", User: "hello", SchemaName: "s", Schema: []byte(`{}`)})
		if len(at) != 2 || time.Since(start) > 700*time.Millisecond {
			t.Errorf("%d tries in %v: %v", len(at), time.Since(start), err)
		}
	})
}
