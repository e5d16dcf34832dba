package llm

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/sashabaranov/go-openai"
)

// rung is a way of asking for JSON, the strictest first.
type rung int

const (
	bySchema rung = iota
	byObject
	plainly
)

// String is the name Response.Rung uses.
func (r rung) String() string { return [...]string{"schema", "object", "plain"}[r] }

// dialect is what a server understands. Values are compared and copied, never
// shared, so that a try which fails leaves nothing behind.
type dialect struct {
	rung rung
	// newLimit names the bound on the answer max_completion_tokens, as OpenAI
	// wants; other servers may know max_tokens only, and ignore the other.
	newLimit, swapped bool
	// dropped marks rows of optional the server refused.
	dropped [len(optional)]bool
}

// optional are the fields beyond the ones every server knows. All but the
// first turn thinking off, each for other servers: it costs seconds, and some
// servers put the answer into the thoughts.
var optional = [...]struct {
	name  string
	value any
}{
	{"temperature", 0},
	{"thinking", map[string]string{"type": "disabled"}},
	{"enable_thinking", false},
	{"chat_template_kwargs", map[string]bool{"enable_thinking": false}},
	{"reasoning_effort", "none"},
}

// firstDialect asks for all a server might know; OpenAI itself refuses fields
// it has not heard of, so it gets the temperature only.
func firstDialect(baseURL string) dialect {
	var d dialect
	if u, err := url.Parse(baseURL); baseURL != "" && (err != nil || u.Hostname() != "api.openai.com") {
		return d
	}
	d.newLimit = true
	for i := range d.dropped {
		d.dropped[i] = i > 0
	}
	return d
}

func (d dialect) limitField() string {
	if d.newLimit {
		return "max_completion_tokens"
	}
	return "max_tokens"
}

// fields are what the library cannot send by itself.
func (d dialect) fields(maxTokens int) map[string]any {
	f := map[string]any{d.limitField(): maxTokens}
	for i, o := range optional {
		if !d.dropped[i] {
			f[o.name] = o.value
		}
	}
	return f
}

func (d dialect) format(q Request) *openai.ChatCompletionResponseFormat {
	switch d.rung {
	case bySchema:
		return &openai.ChatCompletionResponseFormat{
			Type: openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{
				Name: q.SchemaName, Schema: q.Schema, Strict: true,
			},
		}
	case byObject:
		return &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
	}
	return nil
}

// Both markers must be there before a refusal counts as one of the format: the
// thing refused and the words of refusal. A schema the server found faulty is
// our mistake and must be seen.
var (
	formatMarker  = regexp.MustCompile(`response_format|json_schema|json_object|structured|format type|json mode`)
	refusalMarker = regexp.MustCompile(`unavailable|unsupported|not support|must be|invalid|unknown|does not`)
	schemaMarker  = regexp.MustCompile(`invalid schema|additionalproperties|'required' is required`)
	// fieldMarker is wider than refusalMarker: the name of the field says enough.
	fieldMarker = regexp.MustCompile(`unavailable|support|must be|invalid|unknown|unrecognized|unexpected|does not|extra|not permitted|not allowed|only|instead`)
)

// without is the dialect that leaves out what the server refused; ok is false
// when the error is none about the dialect or nothing is left to leave out.
func (d dialect) without(e *Error) (next dialect, ok bool) {
	if !errors.Is(e, ErrConfig) || e.Status != http.StatusBadRequest && e.Status != http.StatusUnprocessableEntity {
		return d, false
	}
	if schemaMarker.MatchString(e.said) {
		return d, false
	}
	if d.rung < plainly && formatMarker.MatchString(e.said) && refusalMarker.MatchString(e.said) {
		d.rung++
		return d, true
	}
	return d.withoutField(e.said)
}

func (d dialect) withoutField(said string) (dialect, bool) {
	if !fieldMarker.MatchString(said) {
		return d, false
	}
	if !d.swapped && names(said, d.limitField()) {
		d.newLimit, d.swapped = !d.newLimit, true
		return d, true
	}
	for i, o := range optional {
		if !d.dropped[i] && names(said, o.name) {
			d.dropped[i] = true
			return d, true
		}
	}
	return d, false
}

// names reports whether a field is named as a whole word: max_tokens does not
// stand in max_tokens_total, nor thinking in enable_thinking.
func names(said, field string) bool {
	for rest := said; ; {
		i := strings.Index(rest, field)
		if i < 0 {
			return false
		}
		end := i + len(field)
		if (i == 0 || !wordByte(rest[i-1])) && (end == len(rest) || !wordByte(rest[end])) {
			return true
		}
		rest = rest[end:]
	}
}

func wordByte(b byte) bool {
	return b == '_' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z'
}

// worthless is how many answers in a row may hold no object before a server
// counts as one that takes the format and ignores it.
const worthless = 2

// learnedFor is how long a lesson is kept: servers are upgraded.
const learnedFor = 24 * time.Hour

// learned is the dialect that worked last.
type learned struct {
	mu         sync.Mutex
	first, now dialect
	bad        int
	expiry     *time.Timer // nil while now is first
}

// get is the dialect to ask in: the one that worked last, a rung lower when
// its latest answers were worthless.
func (l *learned) get() dialect {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.expired() {
		l.now, l.bad, l.expiry = l.first, 0, nil
	}
	d := l.now
	if l.bad >= worthless && d.rung < plainly {
		d.rung++
	}
	return d
}

func (l *learned) expired() bool {
	if l.expiry == nil {
		return false
	}
	select {
	case <-l.expiry.C:
		return true
	default:
		return false
	}
}

// set keeps a dialect that worked.
func (l *learned) set(d dialect) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bad = 0
	if d == l.now {
		return
	}
	l.now = d
	if l.expiry == nil {
		l.expiry = time.NewTimer(learnedFor)
	}
}

// note counts answers without an object.
func (l *learned) note(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if errors.Is(err, ErrNotJSON) || errors.Is(err, ErrEmpty) {
		l.bad++
	}
}
