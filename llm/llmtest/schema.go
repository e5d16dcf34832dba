package llmtest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// describedBy compiles the request part of the public description of the API,
// looked for beside the checkout; nil where it is not.
var describedBy = sync.OnceValues(func() (*jsonschema.Schema, error) {
	path := findUp("shared/openai-chat.schema.json")
	if path == "" {
		return nil, nil //nolint:nilnil // not being there is no failure
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("llmtest: %w", err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("llmtest: %w", err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("mem://openai.json", doc); err != nil {
		return nil, fmt.Errorf("llmtest: %w", err)
	}
	return c.Compile("mem://openai.json#/$defs/CreateChatCompletionRequest")
})

// findUp looks for a path in the working directory and all above it.
func findUp(path string) string {
	dir, err := os.Getwd()
	for err == nil {
		if _, there := os.Stat(filepath.Join(dir, path)); there == nil {
			return filepath.Join(dir, path)
		}
		if filepath.Dir(dir) == dir {
			break
		}
		dir = filepath.Dir(dir)
	}
	return ""
}

// Described reports whether bodies are held against the description here.
func Described() bool {
	schema, err := describedBy()
	return err == nil && schema != nil
}

// describe fails the test when a body is none the API describes.
func (s *Server) describe(raw []byte) {
	schema, err := describedBy()
	if err != nil {
		s.t.Errorf("%v", err)
	}
	if schema == nil {
		return
	}
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err == nil {
		err = schema.Validate(body)
	}
	if err != nil {
		s.t.Errorf("llmtest: no request of the API: %v", err)
	}
}
