package llm_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dutybook/llm"
	"dutybook/llm/llmtest"
)

const key = "sk-not-to-be-seen"

func open(s *llmtest.Server) *llm.Client {
	return llm.Open(llm.Config{BaseURL: s.URL, Key: key, Model: "m", Timeout: 5 * time.Second, Wait: time.Millisecond})
}

func ask(c *llm.Client) (llm.Response, error) {
	return c.Complete(context.Background(), llm.Request{
		System: "Answer in JSON.", User: "hello", SchemaName: "greeting", Schema: json.RawMessage(`{"type":"object"}`),
	})
}

func TestAnswers(t *testing.T) {
	for name, content := range map[string]string{
		"bare":               `{"n":12}`,
		"fenced":             "```json\n{\"n\":12}\n```",
		"prose around":       `Here it is: {"n":12} as you wished.`,
		"thoughts":           `<think>maybe {"n":11}?</think>{"n":12}`,
		"lone end of think":  `maybe {"n":11}?</think>{"n":12}`,
		"byte order mark":    "\ufeff{\"n\":12}",
		"two kinds of think": "<thinking>{</thinking>\n<think>}</think>{\"n\":12}",
	} {
		t.Run(name, func(t *testing.T) {
			r, err := ask(open(llmtest.Serve(t, llmtest.Says(content))))
			if err != nil || string(r.JSON) != `{"n":12}` {
				t.Fatalf("got %s, %v", r.JSON, err)
			}
			if want := (llm.Usage{Prompt: 90, Cached: 64, Answer: 7}); r.Rung != "schema" || r.Usage != want {
				t.Errorf("rung %q, usage %+v", r.Rung, r.Usage)
			}
		})
	}
	t.Run("braces in strings", func(t *testing.T) {
		if r, err := ask(open(llmtest.Serve(t, llmtest.Says(`{"s":"}{"}`)))); err != nil || string(r.JSON) != `{"s":"}{"}` {
			t.Errorf("got %s, %v", r.JSON, err)
		}
	})
}

func TestOutcomes(t *testing.T) {
	message := func(field, value string) map[string]any { return map[string]any{"role": "assistant", field: value} }
	for _, c := range []struct {
		name   string
		answer llmtest.Answer
		want   error
	}{
		{"two objects", llmtest.Says(`{"a":1} {"b":2}`), llm.ErrNotJSON},
		{"prose", llmtest.Says("I would rather not."), llm.ErrNotJSON},
		{"malformed", llmtest.Says(`{"a":1,}`), llm.ErrNotJSON},
		{"object inside a malformed one", llmtest.Says(`{"a":[{"b":1},]}`), llm.ErrNotJSON},
		{"cut object", llmtest.Says(`{"count":1`), llm.ErrTruncated},
		{"thoughts without end", llmtest.Says(`<think>{"n":12}`), llm.ErrTruncated},
		{"finish length", llmtest.Stops(`{"n":12}`, "length"), llm.ErrTruncated},
		{"finish missing", llmtest.Stops(`{"n":12}`, ""), llm.ErrTruncated},
		{"finish content_filter", llmtest.Stops(`{"n":12}`, "content_filter"), llm.ErrRefused},
		{"finish sensitive", llmtest.Stops("", "sensitive"), llm.ErrRefused},
		{"refusal", llmtest.Sends(message("refusal", "no"), "stop"), llm.ErrRefused},
		{"blank", llmtest.Says(" \n"), llm.ErrEmpty},
		{"thoughts only", llmtest.Sends(message("reasoning_content", `{"n":12}`), "stop"), llm.ErrEmpty},
		{"200 with an error", llmtest.Fails(200, `{"error":{"message":"overloaded"}}`), llm.ErrUnavailable},
		{"200 with a refusal", llmtest.Fails(200, `{"error":{"message":"Content Exists Risk"}}`), llm.ErrRefused},
		{"200 without choices", llmtest.Fails(200, `{"choices":[]}`), llm.ErrUnavailable},
		{"200 page", llmtest.Fails(200, `<html>`), llm.ErrUnavailable},
		{"200 nothing", llmtest.Fails(200, ``), llm.ErrUnavailable},
		{"cut body", llmtest.Cuts(`{"choices":[`), llm.ErrUnavailable},
		{"reset", llmtest.Drops(), llm.ErrUnavailable},
		{"not modified", llmtest.Fails(304, ``), llm.ErrConfig},
		{"redirect", llmtest.Fails(302, ``, "Location", "http://127.0.0.1:1/"), llm.ErrConfig},
		{"content risk", llmtest.Fails(400, `{"error":{"message":"Content Exists Risk"}}`), llm.ErrRefused},
		{"data inspection", llmtest.Fails(400, `{"error":{"code":"data_inspection_failed"}}`), llm.ErrRefused},
		{"context", llmtest.Fails(400, `{"error":{"code":"context_length_exceeded"}}`), llm.ErrTooLong},
		{"key", llmtest.Fails(401, `{"error":{"message":"wrong key `+key+`"}}`), llm.ErrAuth},
		{"balance", llmtest.Fails(402, `{"error":{"message":"Insufficient Balance"}}`), llm.ErrAuth},
		{"quota", llmtest.Fails(429, `{"error":{"code":"insufficient_quota"}}`), llm.ErrAuth},
		{"model", llmtest.Fails(404, `{"error":{"message":"no such model"}}`), llm.ErrConfig},
		{"schema at fault", llmtest.Fails(400, `{"error":{"message":"Invalid schema for response_format 'greeting'"}}`), llm.ErrConfig},
		{"word json missing", llmtest.Fails(400, `{"error":{"message":"'messages' must contain the word 'json' to use 'response_format'","type":"invalid_request_error"}}`), llm.ErrConfig},
		{"too many", llmtest.Fails(429, `{"error":{"message":"slow down"}}`), llm.ErrRateLimited},
		{"loading", llmtest.Fails(503, `{"error":{"message":"Loading model"}}`), llm.ErrUnavailable},
		{"answers in a stream", llmtest.Streams(`{"n":12}`), llm.ErrUnavailable},
		{"64 MB", llmtest.Floods(200, 64), llm.ErrUnavailable},
		{"64 MB of error", llmtest.Floods(500, 64), llm.ErrUnavailable},
		{"the old shape of errors", llmtest.Fails(400, `{"object":"error","message":"no"}`), llm.ErrConfig},
		{"an error that is a text", llmtest.Fails(400, `{"error":"no"}`), llm.ErrConfig},
		{"unprocessable", llmtest.Fails(422, `{"detail":"no"}`), llm.ErrConfig},
		{"too large", llmtest.Fails(413, ``), llm.ErrTooLong},
		{"network_error", llmtest.Stops(`{"n":12}`, "network_error"), llm.ErrUnavailable},
		{"thoughts in the other field", llmtest.Sends(message("reasoning", `{"n":12}`), "stop"), llm.ErrEmpty},
		{"inappropriate content", llmtest.Fails(400, `{"error":{"message":"Output data may contain inappropriate content."}}`), llm.ErrRefused},
		{"code 1301", llmtest.Fails(400, `{"error":{"code":"1301","message":"x"}}`), llm.ErrRefused},
		{"gateway page", llmtest.Fails(502, "<html>"+strings.Repeat("x ", 5000)), llm.ErrUnavailable},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := llmtest.Serve(t, c.answer)
			r, err := ask(open(s))
			if !errors.Is(err, c.want) || r.JSON != nil {
				t.Fatalf("got %s, %v, want %v", r.JSON, err, c.want)
			}
			if llm.Outcome(err) != c.want.Error() {
				t.Errorf("outcome %q", llm.Outcome(err))
			}
			if text := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(text, key) || len([]rune(err.Error())) > 260 {
				t.Errorf("error shows too much: %s", text)
			}
			passing := errors.Is(err, llm.ErrUnavailable) || errors.Is(err, llm.ErrRateLimited)
			if n := len(s.Asked()); n != 1 && !passing {
				t.Errorf("asked %d times", n)
			}
		})
	}
}

func TestTheServersPatienceIsKept(t *testing.T) {
	for _, c := range []struct {
		headers []string
		want    time.Duration
	}{
		{nil, 0},
		{[]string{"Retry-After", "7"}, 7 * time.Second},
		{[]string{"Retry-After", "Tue, 24 Nov 2026 10:00:30 GMT", "Date", "Tue, 24 Nov 2026 10:00:00 GMT"}, 30 * time.Second},
		{[]string{"Retry-After", "soon"}, 0},
	} {
		_, err := ask(open(llmtest.Serve(t, llmtest.Fails(429, "{}", c.headers...))))
		var e *llm.Error
		if !errors.As(err, &e) || e.After != c.want {
			t.Errorf("%v: got %v (%+v)", c.headers, err, e)
		}
	}
}

// TestUsageMayBeAbsent: some servers do not count.
func TestUsageMayBeAbsent(t *testing.T) {
	bare := llmtest.Fails(200, `{"choices":[{"index":0,"message":{"role":"assistant","content":"{}"},"finish_reason":"stop"}]}`)
	if r, err := ask(open(llmtest.Serve(t, bare))); err != nil || r.Usage != (llm.Usage{}) {
		t.Errorf("usage %+v, %v", r.Usage, err)
	}
}

// TestSlowServersAreGivenUp: whether nothing comes or the answer stops halfway.
func TestSlowServersAreGivenUp(t *testing.T) {
	for name, answer := range map[string]llmtest.Answer{"header": llmtest.Hangs(), "body": llmtest.Drips(`{"choices":[`)} {
		t.Run(name, func(t *testing.T) {
			s := llmtest.Serve(t, answer)
			c := llm.Open(llm.Config{BaseURL: s.URL, Key: key, Model: "m", Timeout: 100 * time.Millisecond})
			if _, err := ask(c); !errors.Is(err, llm.ErrUnavailable) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestAServerThatIgnoresTheFormat: two answers in prose, and the next question
// goes a rung down; the lower rung is kept only because it worked.
func TestAServerThatIgnoresTheFormat(t *testing.T) {
	prose := llmtest.Says("I would rather not.")
	s := llmtest.Serve(t, prose, prose, prose, llmtest.Says(`{}`))
	client := open(s)
	for range 3 {
		if _, err := ask(client); !errors.Is(err, llm.ErrNotJSON) {
			t.Fatal(err)
		}
	}
	for range 2 {
		if r, err := ask(client); err != nil || r.Rung != "object" {
			t.Errorf("rung %q, %v", r.Rung, err)
		}
	}
	if got, want := formats(s.Asked()), "json_schema json_schema json_object json_object json_object"; got != want {
		t.Errorf("formats %q, want %q", got, want)
	}
}

// TestLessonsExpire: a server that was upgraded is asked its best again.
func TestLessonsExpire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refuses := true
		c := llm.Open(llm.Config{BaseURL: "http://model/v1", Model: "m", HTTP: &http.Client{
			Transport: transport(func(r *http.Request) (*http.Response, error) {
				body, _ := io.ReadAll(r.Body)
				if refuses && strings.Contains(string(body), "json_schema") {
					resp := response(noSchema)
					resp.StatusCode = http.StatusBadRequest
					return resp, nil
				}
				return response(`{"choices":[{"message":{"content":"{}"},"finish_reason":"stop"}]}`), nil
			})}})
		for _, want := range []string{"object", "object", "schema"} {
			if r, err := ask(c); err != nil || r.Rung != want {
				t.Fatalf("rung %q, %v, want %q", r.Rung, err, want)
			}
			if !refuses || want == "object" {
				time.Sleep(13 * time.Hour)
			}
			refuses = false
		}
	})
}

const (
	noSchema = `{"error":{"message":"This response_format type is unavailable now","type":"invalid_request_error"}}`
	noObject = `{"error":"'response_format.type' must be 'json_schema' or 'text'"}`
)

// A ladder case is a server that takes only some requests.
func TestDialect(t *testing.T) {
	ok := llmtest.Says(`{}`)
	refusesField := func(field, words string) llmtest.Answer {
		return llmtest.Fails(400, `{"error":{"message":"`+words+`","param":"`+field+`"}}`)
	}
	for _, c := range []struct {
		name    string
		script  []llmtest.Answer
		formats string // of all requests of two questions
		rung    string
		absent  string
	}{
		{"schema taken", []llmtest.Answer{ok}, "json_schema json_schema", "schema", ""},
		{"schema refused", []llmtest.Answer{llmtest.Fails(400, noSchema), ok}, "json_schema json_object json_object", "object", ""},
		{"422 counts too", []llmtest.Answer{llmtest.Fails(422, noSchema), ok}, "json_schema json_object json_object", "object", ""},
		{"both refused", []llmtest.Answer{llmtest.Fails(400, noSchema), llmtest.Fails(400, noObject), ok}, "json_schema json_object - -", "plain", "response_format"},
		{"no format while thinking", []llmtest.Answer{llmtest.Fails(400, `{"error":{"message":"Json mode response is not supported when enable_thinking is true"}}`), ok}, "json_schema json_object json_object", "object", ""},
		{"lower rung fails", []llmtest.Answer{llmtest.Fails(400, noSchema), llmtest.Fails(500, ""), llmtest.Fails(500, ""), llmtest.Fails(500, ""), ok},
			"json_schema json_object json_object json_object json_schema", "schema", ""},
		{"temperature", []llmtest.Answer{refusesField("temperature", "only 1 is allowed"), ok}, "json_schema json_schema json_schema", "schema", "temperature"},
		{"thinking", []llmtest.Answer{refusesField("thinking", "Extra inputs are not permitted"), ok}, "json_schema json_schema json_schema", "schema", "thinking"},
		{"enable_thinking", []llmtest.Answer{refusesField("enable_thinking", "Unrecognized argument"), ok}, "json_schema json_schema json_schema", "schema", "enable_thinking"},
		{"max_tokens", []llmtest.Answer{refusesField("max_tokens", "Use 'max_completion_tokens' instead"), ok}, "json_schema json_schema json_schema", "schema", "max_tokens"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := llmtest.Serve(t, c.script...)
			client := open(s)
			_, _ = ask(client)
			r, err := ask(client)
			if err != nil || r.Rung != c.rung {
				t.Errorf("rung %q, %v", r.Rung, err)
			}
			asked := s.Asked()
			if got := formats(asked); got != c.formats {
				t.Errorf("formats %q, want %q", got, c.formats)
			}
			if _, there := asked[len(asked)-1].Fields[c.absent]; there {
				t.Errorf("%s is still sent", c.absent)
			}
		})
	}
}

func formats(asked []llmtest.Request) string {
	var out []string
	for _, r := range asked {
		if r.Format == "" {
			r.Format = "-"
		}
		out = append(out, r.Format)
	}
	return strings.Join(out, " ")
}

func TestWhatIsSent(t *testing.T) {
	s := llmtest.Serve(t, llmtest.Says(`{}`))
	if _, err := ask(open(s)); err != nil {
		t.Fatal(err)
	}
	sent := s.Asked()[0]
	if sent.Authorization != "Bearer "+key || sent.Fields["temperature"] != 0.0 || sent.Fields["enable_thinking"] != false {
		t.Errorf("sent %v", sent.Fields)
	}
	known := chatFields(t)
	vendors := []string{"thinking", "enable_thinking", "chat_template_kwargs"}
	for field := range sent.Fields {
		if !slices.Contains(known, field) && !slices.Contains(vendors, field) {
			t.Errorf("%s is a field of no known server", field)
		}
	}
}

// chatFields are the request's fields in the public description of the API.
func chatFields(t *testing.T) []string {
	raw, err := os.ReadFile("../../shared/openai-chat.schema.json")
	if err != nil {
		t.Skip("no API description here")
	}
	type schema struct {
		Ref        string `json:"$ref"`
		AllOf      []json.RawMessage
		Properties map[string]json.RawMessage
	}
	var file struct {
		Defs map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	var fields []string
	var visit func(raw json.RawMessage)
	visit = func(raw json.RawMessage) {
		var s schema
		if err := json.Unmarshal(raw, &s); err != nil {
			t.Fatal(err)
		}
		for name := range s.Properties {
			fields = append(fields, name)
		}
		if s.Ref != "" {
			visit(file.Defs[strings.TrimPrefix(s.Ref, "#/$defs/")])
		}
		for _, part := range s.AllOf {
			visit(part)
		}
	}
	visit(file.Defs["CreateChatCompletionRequest"])
	return fields
}

// transport answers without a network, so that time can be a test's own.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestTheOfficialServerGetsNoFieldsItDoesNotKnow(t *testing.T) {
	var body map[string]any
	c := llm.Open(llm.Config{Key: key, Model: "gpt-5-mini", HTTP: &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		if r.URL.Host != "api.openai.com" {
			t.Errorf("host %q", r.URL.Host)
		}
		_ = json.NewDecoder(r.Body).Decode(&body)
		return nil, errors.New("no network")
	})}})
	_, err := ask(c)
	_, known := body["max_completion_tokens"]
	if !errors.Is(err, llm.ErrUnavailable) || !known || body["thinking"] != nil || body["max_tokens"] != nil {
		t.Errorf("sent %v, %v", body, err)
	}
}

func TestADeadServerIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls, up := 0, false
		c := llm.Open(llm.Config{BaseURL: "http://model/v1", Model: "m", Timeout: time.Second, HTTP: &http.Client{
			Transport: transport(func(r *http.Request) (*http.Response, error) {
				calls++
				if up {
					return response(`{"choices":[{"message":{"content":"{}"},"finish_reason":"stop"}]}`), nil
				}
				<-r.Context().Done()
				return nil, r.Context().Err()
			})}})
		for range 5 {
			if _, err := ask(c); !errors.Is(err, llm.ErrUnavailable) {
				t.Fatal(err)
			}
		}
		if calls != 3 {
			t.Errorf("%d calls reached the dead server, want 3", calls)
		}
		up = true
		time.Sleep(31 * time.Second)
		if _, err := ask(c); err != nil || calls != 4 {
			t.Errorf("after the rest: %v, %d calls", err, calls)
		}
	})
}

func TestSlots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		under, most := 0, 0
		count := func(n int) {
			mu.Lock()
			defer mu.Unlock()
			under += n
			most = max(most, under)
		}
		release := make(chan struct{})
		c := llm.Open(llm.Config{BaseURL: "http://model/v1", Model: "m", Slots: 2, HTTP: &http.Client{
			Transport: transport(func(*http.Request) (*http.Response, error) {
				count(1)
				<-release
				count(-1)
				return response(`{"choices":[{"message":{"content":"{}"},"finish_reason":"stop"}]}`), nil
			})}})
		for range 6 {
			go func() { _, _ = ask(c) }()
		}
		for range 6 {
			synctest.Wait()
			release <- struct{}{}
		}
		synctest.Wait()
		if most != 2 {
			t.Errorf("%d requests at once, want 2", most)
		}
	})
}

func response(body string) *http.Response {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
}

func TestGivingUp(t *testing.T) {
	c := open(llmtest.Serve(t, llmtest.Hangs()))
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	_, err := c.Complete(ctx, llm.Request{System: "JSON", User: "u", SchemaName: "s", Schema: json.RawMessage(`{}`)})
	if !errors.Is(err, context.DeadlineExceeded) || llm.Outcome(err) != "canceled" {
		t.Errorf("got %v", err)
	}
}

func TestHugeAnswersAreCut(t *testing.T) {
	_, err := ask(open(llmtest.Serve(t, llmtest.Says(`{"s":"`+strings.Repeat("x", 2<<20)+`"}`))))
	if !errors.Is(err, llm.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
}

func TestCheck(t *testing.T) {
	s := llmtest.Serve(t, llmtest.Fails(400, noSchema), llmtest.Says(`{"ok":true}`))
	if rung, err := open(s).Check(context.Background()); err != nil || rung != "object" {
		t.Errorf("Check = %q, %v", rung, err)
	}
}

func TestTheKeyIsNotPrinted(t *testing.T) {
	c := llm.Config{BaseURL: "http://model/v1", Key: key, Model: "m"}
	if s := fmt.Sprintf("%v %+v %#v %v %+v %#v", c, c, c, llm.Open(c), llm.Open(c), llm.Open(c)); strings.Contains(s, key) {
		t.Error(s)
	}
}
