package prompts_test

import (
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"

	"dutybook/llm"
	"dutybook/llm/llmtest"
	"dutybook/prompts"
)

func TestLoad(t *testing.T) {
	builtin := func(name string) string {
		raw, err := fs.ReadFile(prompts.Builtin(), name)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	schema := builtin("understand.schema.json")
	for _, c := range []struct{ name, file, text, want string }{
		{"one file of its own", "understand.tmpl", "JSON {{.Schema}}", ""},
		{"no file of its own", "readme.txt", "", "none of"},
		{"unknown variable", "understand.tmpl", "JSON {{.Member}}", "Member"},
		{"template cut", "understand.tmpl", "JSON {{range", "understand.tmpl"},
		{"no word of JSON", "understand.tmpl", "answer please", "must say JSON"},
		{"schema lacks a category", "understand.schema.json", strings.Replace(schema, `"visit", `, "", 1), "categories"},
		{"schema lacks an intent", "understand.schema.json", strings.Replace(schema, `"delete", `, "", 1), "intents"},
		{"schema is no JSON", "understand.schema.json", schema[1:], "understand.schema.json"},
		{"example with words not in its message", "understand.examples.json",
			`[{"message":"走访97户","answer":{"intent":"log","records":[{"quote":"走访98户","category":"visit","date_quote":"","quantities":[]}]}}]`, "does not stand"},
		{"example that forgets a figure", "understand.examples.json",
			`[{"message":"走访97户","answer":{"intent":"log","records":[{"quote":"走访97户","category":"visit","date_quote":"","quantities":[]}]}}]`, "97户"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := prompts.Load(fstest.MapFS{c.file: {Data: []byte(c.text)}})
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("Load: %v, want %q", err, c.want)
			}
		})
	}
}

func TestAReplacedFileIsUsed(t *testing.T) {
	p, err := prompts.Load(fstest.MapFS{"understand.tmpl": {Data: []byte("Our own words. JSON: {{.Schema}}")}})
	if err != nil {
		t.Fatal(err)
	}
	s := llmtest.Serve(t, said("other"))
	client := llm.Open(llm.Config{BaseURL: s.URL, Model: "m"})
	prompts.NewReader(p, client, slog.New(slog.DiscardHandler)).Read(t.Context(), "你好", ruleSent)
	if got := s.Asked()[0].System; !strings.HasPrefix(got, `Our own words. JSON: {"type":"object"`) {
		t.Errorf("the model is told %q", got)
	}
}
