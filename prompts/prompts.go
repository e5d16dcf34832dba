// Package prompts understands messages: by asking a model, where one is
// configured, and by rules, always.
//
// The decision behind it: a model is asked where things stand in the text,
// never what they are worth. It names stretches of the message; code finds
// each of them there letter by letter, and figures and dates are read from the
// text by package figures. So a model can put a record into the wrong category
// but cannot bring in a figure, a day or a word that the member did not write.
// Nor can it change what exists: corrections, deletions and drafts are read by
// the rules alone.
//
// The files, of which PROMPTS_DIR may replace the first three:
//
//	understand.tmpl            what the model is told; its variables stand at its top
//	understand.schema.json     the answer's JSON schema, in the order it is to be written
//	understand.examples.json   messages with answers; figures and places made up
//	secret.json                marks of secrecy; text with one is read by nobody
//	refer.json, doubts.json, ask.json, lookalike.json   see refer.go, doubt.go, ask.go, lookalike.go
//	private.json               how residents are named; names and numbers are masked for the model
//	rules/                     the words of the rules, and the examples they learn from
//
// read.go asks, read_answer.go checks; rules.go and its neighbours are the
// rules used without a model and to check one.
package prompts

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"text/template"
	"time"

	"dutybook/activity"
	"dutybook/llm"
)

const (
	templateFile = "understand.tmpl"
	schemaFile   = "understand.schema.json"
	examplesFile = "understand.examples.json"
)

//go:embed understand.tmpl understand.schema.json understand.examples.json
var builtin embed.FS

// Builtin holds the prompt files the program comes with.
func Builtin() fs.FS { return builtin }

// Prompts are prompt files, read, rendered and checked.
type Prompts struct {
	system string
	schema json.RawMessage
}

// Load reads prompt files. Those that files does not hold are the built-in
// ones; holding none of them is an error, for then the folder is the wrong one.
// So are a schema that knows other categories than the program, and an example
// that the reader would not accept as an answer.
func Load(files fs.FS) (*Prompts, error) {
	if err := holdsSome(files); err != nil {
		return nil, err
	}
	schema, err := loadSchema(files)
	if err != nil {
		return nil, fmt.Errorf("prompts: %s: %w", schemaFile, err)
	}
	examples, err := loadExamples(files)
	if err != nil {
		return nil, fmt.Errorf("prompts: %s: %w", examplesFile, err)
	}
	system, err := render(files, schema, examples)
	if err != nil {
		return nil, fmt.Errorf("prompts: %s: %w", templateFile, err)
	}
	return &Prompts{system, schema}, nil
}

func holdsSome(files fs.FS) error {
	for _, name := range []string{templateFile, schemaFile, examplesFile} {
		if _, err := fs.Stat(files, name); err == nil {
			return nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("prompts: %w", err)
		}
	}
	return fmt.Errorf("prompts: none of %s, %s, %s is there", templateFile, schemaFile, examplesFile)
}

func readFile(files fs.FS, name string) ([]byte, error) {
	raw, err := fs.ReadFile(files, name)
	if errors.Is(err, fs.ErrNotExist) {
		return fs.ReadFile(builtin, name)
	}
	return raw, err
}

func loadSchema(files fs.FS) (json.RawMessage, error) {
	raw, err := readFile(files, schemaFile)
	if err != nil {
		return nil, err
	}
	var s struct {
		Properties struct {
			Intent  struct{ Enum []activity.Intent }
			Records struct {
				Items struct {
					Properties struct {
						Category struct{ Enum []activity.Category }
					}
				}
			}
			Query struct {
				Properties struct {
					Categories struct {
						Items struct{ Enum []activity.Category }
					}
				}
			}
		}
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, err
	}
	if !slices.Equal(s.Properties.Intent.Enum, activity.Intents()) {
		return nil, fmt.Errorf("the intents are not %v", activity.Intents())
	}
	var codes []activity.Category
	for _, row := range activity.Categories() {
		codes = append(codes, row.Code)
	}
	if !slices.Equal(s.Properties.Records.Items.Properties.Category.Enum, codes) {
		return nil, fmt.Errorf("the categories are not %v", codes)
	}
	if asked := s.Properties.Query.Properties.Categories.Items.Enum; len(asked) > 0 && !slices.Equal(asked, codes) {
		return nil, fmt.Errorf("the categories of a query are not %v", codes)
	}
	var compact bytes.Buffer
	err = json.Compact(&compact, raw)
	return compact.Bytes(), err
}

// example is a message and the answer a model should give.
type example struct {
	Message string          `json:"message"`
	Answer  json.RawMessage `json:"answer"`
}

func loadExamples(files fs.FS) ([]example, error) {
	raw, err := readFile(files, examplesFile)
	if err != nil {
		return nil, err
	}
	var all []example
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, err
	}
	// Any day will do: an example is checked for its words, not for its dates.
	sent := time.Date(2026, time.June, 15, 12, 0, 0, 0, time.UTC)
	for _, e := range all {
		if _, err := understand(newRuleMessage(e.Message, sent), []rune(e.Message), ByRules(e.Message, sent), e.Answer); err != nil {
			return nil, fmt.Errorf("%q: %w", e.Message, err)
		}
	}
	return all, nil
}

// promptData is what understand.tmpl can use.
type promptData struct {
	Categories []promptCategory
	Schema     string
	Examples   []promptExample
}

type promptCategory struct{ Code, Name, Hint string }

type promptExample struct{ Question, Answer string }

func render(files fs.FS, schema json.RawMessage, examples []example) (string, error) {
	raw, err := readFile(files, templateFile)
	if err != nil {
		return "", err
	}
	t, err := template.New(templateFile).Option("missingkey=error").Parse(string(raw))
	if err != nil {
		return "", err
	}
	data := promptData{Schema: string(schema)}
	for _, row := range activity.Categories() {
		data.Categories = append(data.Categories, promptCategory{string(row.Code), row.Names[activity.Hans], row.Hint})
	}
	for _, e := range examples {
		var answer bytes.Buffer
		if err := json.Compact(&answer, e.Answer); err != nil {
			return "", err
		}
		data.Examples = append(data.Examples, promptExample{question(e.Message, nil), answer.String()})
	}
	var out strings.Builder
	if err := t.Execute(&out, data); err != nil {
		return "", err
	}
	if !strings.Contains(out.String(), "JSON") {
		return "", errors.New("the text must say JSON; servers refuse to answer in JSON otherwise")
	}
	return out.String(), nil
}

// request asks about one message; mend is what was wrong with the last answer.
func (p *Prompts) request(text string, mend []string) llm.Request {
	return llm.Request{
		System: p.system, User: question(text, mend),
		SchemaName: "understanding", Schema: p.schema,
		// An answer repeats most of the message, and every figure once more.
		MaxTokens: 512 + 4*len([]rune(text)),
	}
}

// question puts a message into JSON, out of which it cannot speak to the model
// in any other voice. Angle brackets are escaped, and with them the marks of
// chat templates.
func question(text string, mend []string) string {
	raw, err := json.Marshal(struct {
		Message string   `json:"message"`
		Mend    []string `json:"mend,omitempty"`
	}{text, mend})
	if err != nil {
		panic(fmt.Sprintf("prompts: strings that JSON cannot hold: %v", err))
	}
	return string(raw)
}
