package bot

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	sendTimeout = 60 * time.Second
	maxAnswer   = 8 << 20
)

// sender sends requests whose bodies it has read whole. The library streams
// them through a pipe, and then a connection that Telegram closes in between
// (HTTP/2 GOAWAY) cannot be replaced by a fresh one.
type sender struct{ http *http.Client }

func newSender() *sender {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 64
	return &sender{&http.Client{Transport: transport, Timeout: sendTimeout}}
}

// Do sends one request; an answer is cut at eight megabytes.
func (s *sender) Do(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, fmt.Errorf("bot: read request body: %w", err)
		}
		_ = req.Body.Close()
		req.ContentLength = int64(len(body))
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		req.Body, _ = req.GetBody()
	}
	resp, err := s.http.Do(req)
	if err != nil {
		return nil, err
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(resp.Body, maxAnswer), resp.Body}
	return resp, nil
}
