package trial

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// call is one call of a method, its parameters as texts whatever the form they
// came in.
type call struct {
	ctx    context.Context
	name   string
	params map[string]string
	files  map[string]upload
}

type upload struct {
	name string
	data []byte
}

// apiError is a refusal in Telegram's envelope.
type apiError struct {
	code       int
	text       string
	retryAfter int
	migrateTo  int64
}

func (e *apiError) Error() string { return e.text }

func refusal(code int, text string) error { return &apiError{code: code, text: text} }

func badRequest(text string) error { return refusal(http.StatusBadRequest, "Bad Request: "+text) }

var (
	errUnauthorized = refusal(http.StatusUnauthorized, "Unauthorized")
	errNotFound     = refusal(http.StatusNotFound, "Not Found")
	errNoMethod     = refusal(http.StatusNotFound, "Not Found: method not found")
	errTooLarge     = refusal(http.StatusRequestEntityTooLarge, "Request Entity Too Large")
	errRestart      = refusal(http.StatusInternalServerError, "Internal Server Error: restart")
)

func asAPIError(err error) *apiError {
	var a *apiError
	if errors.As(err, &a) {
		return a
	}
	return &apiError{code: http.StatusInternalServerError, text: "Internal Server Error"}
}

// described is a result that Telegram adds a sentence to.
type described struct {
	result any
	text   string
}

type envelope struct {
	OK          bool                `json:"ok"`
	Result      any                 `json:"result,omitempty"`
	Code        int                 `json:"error_code,omitempty"`
	Description string              `json:"description,omitempty"`
	Parameters  *responseParameters `json:"parameters,omitempty"`
}

// serveAPI answers /bot<token>/<method>.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request, rest string) {
	token, name, _ := strings.Cut(rest, "/")
	switch {
	case !strings.Contains(token, ":"):
		writeAnswer(w, nil, errNotFound)
		return
	case token != s.token:
		writeAnswer(w, nil, errUnauthorized)
		return
	}
	c, err := readCall(w, r, s.properName(name))
	if err != nil {
		writeAnswer(w, nil, err)
		return
	}
	s.answer(w, c)
}

// answer carries out a call, unless a fault was prepared for it.
func (s *Server) answer(w http.ResponseWriter, c *call) {
	fault, spoilt := s.takeFault(c)
	if spoilt && !fault.Accepted {
		s.record(c, fault.asError())
		fault.answer(w)
		return
	}
	result, err := s.carryOut(c)
	s.record(c, err)
	if spoilt {
		fault.answer(w)
		return
	}
	writeAnswer(w, result, err)
}

func (s *Server) carryOut(c *call) (any, error) {
	m, ok := s.methods[c.name]
	switch {
	case s.running.Err() != nil:
		return nil, errRestart
	case !ok:
		return nil, errNoMethod
	}
	if err := s.params[c.name].check(c); err != nil {
		return nil, err
	}
	if c.name == "getUpdates" {
		return s.getUpdates(c)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return m(s, c)
}

// properName gives a method's name its capitals: Telegram takes any.
func (s *Server) properName(name string) string {
	for proper := range s.methods {
		if strings.EqualFold(proper, name) {
			return proper
		}
	}
	return name
}

func writeAnswer(w http.ResponseWriter, result any, err error) {
	e := envelope{OK: err == nil, Result: result}
	if d, ok := result.(described); ok {
		e.Result, e.Description = d.result, d.text
	}
	status := http.StatusOK
	if err != nil {
		a := asAPIError(err)
		status, e.Result, e.Code, e.Description = a.code, nil, a.code, a.text
		e.Parameters = a.parameters()
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(marshal(e))
}

// responseParameters tell a bot what would help.
type responseParameters struct {
	RetryAfter int   `json:"retry_after,omitempty"`
	MigrateTo  int64 `json:"migrate_to_chat_id,omitempty"`
}

func (e *apiError) parameters() *responseParameters {
	if e.retryAfter == 0 && e.migrateTo == 0 {
		return nil
	}
	return &responseParameters{e.retryAfter, e.migrateTo}
}

// readCall reads the parameters from the address and the body, in any of the
// forms Telegram takes.
func readCall(w http.ResponseWriter, r *http.Request, name string) (*call, error) {
	c := &call{ctx: r.Context(), name: name, params: map[string]string{}, files: map[string]upload{}}
	c.addForm(r.URL.Query())
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpload+1<<20))
	if err != nil {
		return nil, errTooLarge
	}
	if len(body) == 0 {
		return c, nil // some clients announce a form and send none
	}
	kind, options, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/json":
		err = c.addJSON(body)
	case "application/x-www-form-urlencoded":
		var form url.Values
		form, err = url.ParseQuery(string(body))
		c.addForm(form)
	case "multipart/form-data":
		err = c.addParts(multipart.NewReader(bytes.NewReader(body), options["boundary"]))
	default:
		err = fmt.Errorf("unsupported Content-Type %q", kind)
	}
	if err != nil {
		return nil, badRequest("can't parse the request: " + err.Error())
	}
	return c, nil
}

func (c *call) addForm(form url.Values) {
	for name, values := range form {
		c.params[name] = values[0]
	}
}

// addJSON keeps texts as they are and everything else as its JSON, which is
// what a form holds.
func (c *call) addJSON(body []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return errors.New("expected a JSON object")
	}
	for name, raw := range fields {
		var text string
		if raw[0] != '"' {
			text = string(raw)
		} else if err := json.Unmarshal(raw, &text); err != nil {
			return err
		}
		c.params[name] = text
	}
	return nil
}

func (c *call) addParts(parts *multipart.Reader) error {
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errors.New("malformed multipart body")
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return errors.New("malformed multipart body")
		}
		if part.FileName() == "" {
			c.params[part.FormName()] = string(data)
			continue
		}
		c.files[part.FormName()] = upload{part.FileName(), data}
	}
}

//go:embed methods.json
var methodsFile []byte

// parameters are those of one method, their types by name; a required one's
// name ends with "!".
type parameters map[string]string

func readParameters() map[string]parameters {
	var table map[string]parameters
	must(json.Unmarshal(methodsFile, &table))
	return table
}

// typeOf gives a parameter's type, "" when the method has no such parameter.
func (p parameters) typeOf(name string) string { return p[name] + p[name+"!"] }

// check refuses what the table does not allow, the unknown first: it is most
// likely why something else is missing.
func (p parameters) check(c *call) error {
	for name := range c.params {
		if p.typeOf(name) == "" {
			return badRequest(fmt.Sprintf("unknown parameter %q of %s", name, c.name))
		}
	}
	for name := range c.files {
		if !p.takesFile(name, c) {
			return badRequest(fmt.Sprintf("unknown file %q of %s", name, c.name))
		}
	}
	for name, value := range c.params {
		if problem := wrong(p.typeOf(name), value); problem != "" && name != "reply_markup" {
			return badRequest(fmt.Sprintf("parameter %q of %s %s", name, c.name, problem))
		}
	}
	return p.checkRequired(c)
}

func (p parameters) checkRequired(c *call) error {
	var missing []string
	for key := range p {
		name, required := strings.CutSuffix(key, "!")
		_, uploaded := c.files[name]
		_, given := c.params[name]
		if required && !given && !uploaded {
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return badRequest(missingText(slices.Max(missing)))
}

// takesFile allows a file under the name of a parameter that is one, or under
// a name that a parameter points to as attach://name.
func (p parameters) takesFile(name string, c *call) bool {
	if strings.Contains(p.typeOf(name), "InputFile") {
		return true
	}
	for _, value := range c.params {
		if value == "attach://"+name || strings.Contains(value, `"attach://`+name+`"`) {
			return true
		}
	}
	return false
}

// missingText says in Telegram's words that a required parameter is missing.
func missingText(name string) string {
	switch name {
	case "chat_id":
		return "chat_id is empty"
	case "text":
		return "message text is empty"
	case "message_id":
		return "message identifier is not specified"
	case "document", "photo", "voice":
		return "there is no " + name + " in the request"
	case "action":
		return "wrong parameter action in request"
	case "file_id":
		return "file_id not specified"
	case "user_id":
		return "invalid user_id specified"
	case "callback_query_id":
		return expiredText
	}
	return fmt.Sprintf("parameter %q is required", name)
}

// wrong tells what is wrong with a value of a type; what a structure holds is
// looked at by the methods, all of reply_markup too.
func wrong(kind, value string) string {
	switch {
	case kind == "Integer":
		if _, err := strconv.ParseInt(value, 10, 64); err != nil {
			return "must be an Integer"
		}
	case kind == "Float":
		if _, err := strconv.ParseFloat(value, 64); err != nil {
			return "must be a Float"
		}
	case kind == "Boolean":
		if !slices.Contains([]string{"true", "false", "1", "0"}, strings.ToLower(value)) {
			return "must be true or false"
		}
	case strings.HasPrefix(kind, "Array of"):
		if json.Unmarshal([]byte(value), &[]json.RawMessage{}) != nil || value == "null" {
			return "must be an Array"
		}
	case !strings.Contains(kind, "String") && !strings.Contains(kind, "InputFile"):
		if json.Unmarshal([]byte(value), &map[string]json.RawMessage{}) != nil || value == "null" {
			return "must be an Object"
		}
	}
	return ""
}

func (c *call) integer(name string, unset int64) int64 {
	n, err := strconv.ParseInt(c.params[name], 10, 64)
	if err != nil {
		return unset
	}
	return n
}

func (c *call) boolean(name string) bool {
	value := strings.ToLower(c.params[name])
	return value == "true" || value == "1"
}

// decode reads a parameter that is JSON; into what it points stays as it is
// when the parameter is not given or not right.
func (c *call) decode(name string, into any) bool {
	return strictly([]byte(c.params[name]), into) == nil
}

// strictly decodes JSON that may hold nothing unknown.
func strictly(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	return d.Decode(into)
}
