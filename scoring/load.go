package scoring

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
)

// Parse reads a scheme; its error says in one sentence what is wrong with it and
// is activity.ErrInvalid.
func Parse(raw []byte) (*Scheme, error) {
	if len(raw) > maxBytes {
		return nil, fault(TooLarge, "", "the file is larger than %d kB", maxBytes>>10)
	}
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))))
	d.DisallowUnknownFields()
	var s Scheme
	if err := d.Decode(&s); err != nil {
		return nil, readable(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fault(NoJSON, "", "something stands behind the end of the scheme")
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	return &s, nil
}

//go:embed schemes/*.json
var schemeFiles embed.FS

// BuiltIn are the schemes that come along, by id. They are worked examples of
// rules in force somewhere, told in own words; a committee uses its own.
func BuiltIn() ([]*Scheme, error) {
	files, err := schemeFiles.ReadDir("schemes")
	if err != nil {
		return nil, fmt.Errorf("scoring: %w", err)
	}
	var all []*Scheme
	for _, f := range files {
		raw, err := schemeFiles.ReadFile(path.Join("schemes", f.Name()))
		if err != nil {
			return nil, fmt.Errorf("scoring: %w", err)
		}
		s, err := Parse(raw)
		if err != nil {
			return nil, fmt.Errorf("scoring: %s: %w", f.Name(), err)
		}
		all = append(all, s)
	}
	return all, nil
}
