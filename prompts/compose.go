package prompts

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"text/template"

	"dutybook/activity"
	"dutybook/llm"
)

// The prose of a report is asked for like the reading of a message: the model
// never writes what must be right. It gets the facts of a section by name and
// gives sentences with names in the place of figures; compose_gates.go drops
// every sentence that says what its records do not, and whoever asked puts the
// figures in afterwards. The files, which PROMPTS_DIR may replace:
//
//	compose.tmpl           what the model is told
//	compose.schema.json    the answer's JSON schema
//	compose.words.json     the example and the words of the gates
const (
	composeTemplate = "compose.tmpl"
	composeSchema   = "compose.schema.json"
	composeWords    = "compose.words.json"
)

//go:embed compose.tmpl compose.schema.json compose.words.json
var composeFiles embed.FS

// Section is what the model is asked to write.
type Section struct {
	Heading string
	// Personal sections are told in the first person.
	Personal bool
	// Wish is how a person wants it written, "" for as it comes. It goes past no
	// gate: what it asks for that no record says is dropped like anything else.
	Wish    string
	Facts   []SectionFact
	Records []SectionRecord
	// Names may be printed whatever the records say: the committee's.
	Names []string
}

// SectionFact is a figure the section may print.
type SectionFact struct {
	// ID is the caller's; the model is shown another.
	ID string
	// Meaning says what is counted, Looks how it is printed.
	Meaning, Looks string
	// Words are those of which the clause must hold one.
	Words []string
	// Records are all that speak of it.
	Records []activity.RecordID
}

// SectionRecord is a record the sentences may lean on.
type SectionRecord struct {
	ID   activity.RecordID
	Text string
}

// Sentence is one that went through all gates.
type Sentence struct {
	Pieces []Piece
	// Records are those it leans on.
	Records []activity.RecordID
}

// Piece is a stretch of words, or the place of a fact.
type Piece struct{ Text, Fact string }

// Written is a section as the model wrote it. Facts in no sentence are the
// caller's to tell.
type Written struct {
	Sentences []Sentence
	// Dropped counts sentences by the gate that refused them, after the repair.
	Dropped map[string]int
}

// Composer writes sections. It is safe for concurrent use.
type Composer struct {
	model  Model
	system string
	schema json.RawMessage
	words  *gateWords
}

// Memory keeps what was written under the name of what was asked, so that a
// draft begun again, by another process too, goes on where it was. What it
// cannot give, for whatever reason, is asked anew.
type Memory interface {
	Section(ctx context.Context, content string) ([]byte, error)
	KeepSection(ctx context.Context, content string, raw []byte) error
}

// NewComposer reads the prompt files; those that files does not hold are the
// built-in ones.
func NewComposer(files fs.FS, m Model) (*Composer, error) {
	c := &Composer{model: m}
	var err error
	if c.words, err = loadGateWords(files); err != nil {
		return nil, fmt.Errorf("prompts: %s: %w", composeWords, err)
	}
	raw, err := composeFile(files, composeSchema)
	if err != nil {
		return nil, fmt.Errorf("prompts: %s: %w", composeSchema, err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, raw); err != nil {
		return nil, fmt.Errorf("prompts: %s: %w", composeSchema, err)
	}
	c.schema = compact.Bytes()
	if c.system, err = renderCompose(files, c.schema, c.words); err != nil {
		return nil, fmt.Errorf("prompts: %s: %w", composeTemplate, err)
	}
	return c, nil
}

func composeFile(files fs.FS, name string) ([]byte, error) {
	raw, err := fs.ReadFile(files, name)
	if errors.Is(err, fs.ErrNotExist) {
		return fs.ReadFile(composeFiles, name)
	}
	return raw, err
}

func renderCompose(files fs.FS, schema []byte, w *gateWords) (string, error) {
	raw, err := composeFile(files, composeTemplate)
	if err != nil {
		return "", err
	}
	t, err := template.New(composeTemplate).Option("missingkey=error").Parse(string(raw))
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = t.Execute(&out, map[string]string{
		"Schema": string(schema), "Question": string(w.Example.Question), "Answer": string(w.Example.Answer),
	})
	if err == nil && !strings.Contains(out.String(), "JSON") {
		err = errors.New("the text must say JSON; servers refuse to answer in JSON otherwise")
	}
	return out.String(), err
}

// Compose writes one section: it asks once, and once more for the sentences
// that were refused. An error means that there is no text at all; a section
// with neither facts nor records is not asked for. A section memory has is not
// asked of the model again; memory may be nil.
func (c *Composer) Compose(ctx context.Context, memory Memory, s Section) (Written, error) {
	if len(s.Facts) == 0 || len(s.Records) == 0 {
		return Written{}, nil
	}
	key := c.keyOf(s)
	if w, ok := recall(ctx, memory, key); ok {
		return w, nil
	}
	t := newTask(s, key)
	good, bad, err := c.ask(ctx, t, nil, nil)
	if err != nil {
		return Written{}, err
	}
	if len(bad) > 0 {
		// What the second answer is wrong about stays wrong.
		more, still, err := c.ask(ctx, t, good, bad)
		if err == nil {
			good, bad = more, still
		} else {
			memory = nil // worth another try the next time
		}
	}
	w := t.written(good, bad)
	return w, remember(ctx, memory, key, w)
}

// ComposeAll writes sections at the same time, one result and one error for
// each; a section that fails loses no other.
func (c *Composer) ComposeAll(ctx context.Context, memory Memory, sections []Section, done func()) ([]Written, []error) {
	out, errs := make([]Written, len(sections)), make([]error, len(sections))
	var wg sync.WaitGroup
	for i, s := range sections {
		wg.Go(func() {
			out[i], errs[i] = c.Compose(ctx, memory, s)
			if done != nil {
				done()
			}
		})
	}
	wg.Wait()
	return out, errs
}

// keyOf names what is asked: the section and everything the model is told.
func (c *Composer) keyOf(s Section) string {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(fmt.Sprintf("prompts: a section JSON cannot hold: %v", err))
	}
	sum := sha256.Sum256(append([]byte(c.system), raw...))
	return hex.EncodeToString(sum[:])
}

func recall(ctx context.Context, memory Memory, key string) (w Written, ok bool) {
	if memory == nil {
		return w, false
	}
	raw, err := memory.Section(ctx, key)
	return w, err == nil && json.Unmarshal(raw, &w) == nil
}

// remember fails only where what was written cannot be told: a text that could
// not be kept is still a text.
func remember(ctx context.Context, memory Memory, key string, w Written) error {
	if memory == nil {
		return nil
	}
	raw, err := json.Marshal(w)
	if err != nil {
		return fmt.Errorf("prompts: encode section: %w", err)
	}
	_ = memory.KeepSection(ctx, key, raw)
	return nil
}

// answered is a sentence as the model gives it.
type answered struct {
	Text    string   `json:"text"`
	Facts   []string `json:"facts"`
	Records []int    `json:"records"`
}

// refused is a sentence and why it may not stand.
type refused struct {
	answered
	gate, why string
}

func (c *Composer) ask(ctx context.Context, t *task, good []answered, bad []refused) ([]answered, []refused, error) {
	answer, err := c.model.Complete(ctx, llm.Request{
		System: c.system, User: t.question(c.words, bad), SchemaName: "section", Schema: c.schema,
		MaxTokens: 600 + 120*len(t.facts),
	})
	if err != nil {
		return nil, nil, err
	}
	sentences, whole := sentencesIn(answer.JSON)
	if !whole {
		// An answer of another shape is one refused sentence.
		return good, append(bad, refused{gate: "placeholder"}), nil
	}
	gate := newGate(t, c.words, good)
	var still []refused
	for i, s := range sentences {
		if i == maxSentences {
			break
		}
		if name, why := gate.check(s); name != "" {
			still = append(still, refused{s, name, why})
			continue
		}
		good = append(good, s)
	}
	return good, still, nil
}

func sentencesIn(raw json.RawMessage) ([]answered, bool) {
	var got struct {
		Sentences []answered `json:"sentences"`
	}
	err := json.Unmarshal(raw, &got)
	return got.Sentences, err == nil
}

// maxSentences bounds what is read of one answer.
const maxSentences = 24
