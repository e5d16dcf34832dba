package llm

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// maxAnswer bounds what is read of an answer, good or bad.
const maxAnswer = 1 << 20

// exchange carries one request of the library: it adds fields the library
// cannot express, where there are any, and keeps what the library drops on the
// way back.
type exchange struct {
	http   *http.Client
	fields map[string]any

	status  int
	header  http.Header
	body    []byte
	readErr error
}

// Do sends the request with the fields added.
func (x *exchange) Do(req *http.Request) (*http.Response, error) {
	if x.fields != nil {
		var err error
		if req, err = withFields(req, x.fields); err != nil {
			return nil, err
		}
	}
	resp, err := x.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	x.status, x.header = resp.StatusCode, resp.Header
	x.body, x.readErr = io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if x.readErr != nil {
		return nil, x.readErr
	}
	resp.Body = io.NopCloser(bytes.NewReader(x.body))
	return resp, nil
}

func withFields(req *http.Request, fields map[string]any) (*http.Request, error) {
	var body map[string]any
	dec := json.NewDecoder(req.Body)
	dec.UseNumber()
	if err := dec.Decode(&body); err != nil {
		return nil, fmt.Errorf("llm: request body: %w", err)
	}
	for name, value := range fields {
		body[name] = value
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("llm: request body: %w", err)
	}
	out := req.Clone(req.Context())
	out.ContentLength = int64(len(raw))
	out.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }
	out.Body, err = out.GetBody()
	return out, err
}

// errorText is the server's own account of a failure inside a 200 answer.
func (x *exchange) errorText() (string, bool) {
	var body struct {
		Error json.RawMessage `json:"error"`
	}
	err := json.Unmarshal(x.body, &body)
	return string(body.Error), err == nil && len(body.Error) > 0 && !bytes.Equal(body.Error, []byte("null"))
}

// undecodable reports whether the library failed on the answer rather than on
// the way to the server.
func (x *exchange) undecodable(err error) bool {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	return x.status != 0 && x.readErr == nil &&
		(errors.As(err, &syntax) || errors.As(err, &kind) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF))
}
