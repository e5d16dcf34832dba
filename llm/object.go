package llm

import (
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
)

var (
	thoughts = regexp.MustCompile(`(?is)<think(?:ing)?>.*?</think(?:ing)?>`)
	// Templates may swallow the opening tag; all before the closing one is
	// thought then.
	thoughtsEnd   = regexp.MustCompile(`(?is)^.*</think(?:ing)?>`)
	thoughtsBegin = regexp.MustCompile(`(?i)<think(?:ing)?>`)
)

// findObject gives the only JSON object of an answer, whatever prose or fence
// stands around it. Thoughts are cut off first, and nothing is taken from them.
func findObject(content string) (json.RawMessage, *Error) {
	content = thoughts.ReplaceAllString(content, "")
	content = thoughtsEnd.ReplaceAllString(content, "")
	if thoughtsBegin.MatchString(content) {
		return nil, &Error{Kind: ErrTruncated, Detail: "the thoughts have no end"}
	}
	start := strings.IndexByte(content, '{')
	if start < 0 {
		return nil, &Error{Kind: ErrNotJSON, Detail: "no object"}
	}
	var object json.RawMessage
	dec := json.NewDecoder(strings.NewReader(content[start:]))
	switch err := dec.Decode(&object); {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, &Error{Kind: ErrTruncated, Detail: "the object has no end"}
	case err != nil:
		return nil, &Error{Kind: ErrNotJSON, Detail: "the object is malformed"}
	}
	if strings.IndexByte(content[start+int(dec.InputOffset()):], '{') >= 0 {
		return nil, &Error{Kind: ErrNotJSON, Detail: "several objects"}
	}
	return object, nil
}
