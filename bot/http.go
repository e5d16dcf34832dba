package bot

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
)

// sender sends the library's requests, with bodies it has read whole: streamed
// through the library's pipe they could not be sent again on a fresh connection
// when Telegram closes one in between.
type sender struct{ http *http.Client }

// Do sends one request; of an answer that is too long the end is missing.
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
