package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dutybook/report"
	"dutybook/trial"
)

// The sample year goes the way `make examples` goes: out as messages, through
// the whole program, into a report.
func TestSampleIsReplayed(t *testing.T) {
	sample := run(t, nil, "", "sample")
	if sample.code != exitOK || strings.Count(sample.out, "\n") != len(trial.SampleYear())-1 { // one line is a stranger's
		t.Fatalf("sample: %d, %d lines, %s", sample.code, strings.Count(sample.out, "\n"), sample.err)
	}
	committee := run(t, nil, sample.out, "replay")
	if committee.code != exitOK || !strings.Contains(committee.out, "红枫社区") {
		t.Fatalf("replay: %d %s", committee.code, committee.err)
	}
	dir := t.TempDir()
	records := filepath.Join(dir, "records.jsonl")
	if err := os.WriteFile(records, []byte(committee.out), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "report.md")
	// The outline is that of last year's report, as in examples/.
	drafted := run(t, nil, "", "draft", "-records", records, "-outline", "examples/2025.txt", "-notes", "examples/notes.json", "-year", "2026", "-out", out)
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(drafted.err, err)
	}
	for _, want := range []string{"走下去调研监督，把情况摸清", "305户", "有的调研题目偏大"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the report after last year's outline lacks %s:\n%s", want, text)
		}
	}
}

// TestExamplesAreFresh: the reports in examples/ are what the program writes of
// the sample year today, but for the day they were written on. When they are
// not: make examples, and read them.
func TestExamplesAreFresh(t *testing.T) {
	env := map[string]string{"COMMITTEE_NAME": trial.CommitteeName()}
	committee := run(t, env, run(t, env, "", "sample").out, "replay")
	dir := t.TempDir()
	records := filepath.Join(dir, "records.jsonl")
	if err := os.WriteFile(records, []byte(committee.out), 0o600); err != nil {
		t.Fatal(err)
	}
	with := func(kind string) []string {
		switch kind {
		case "personal":
			return []string{"-author", "王芳"}
		case "standing":
			return []string{"-author", "何建业"}
		}
		return []string{"-notes", "examples/notes.json"}
	}
	dayless := func(text []byte) string {
		return regexp.MustCompile(`(?m)(^|截至)\d+年\d+月\d+日`).ReplaceAllString(string(text), "${1}某日")
	}
	for _, kind := range report.OutlineNames() {
		out := filepath.Join(dir, kind+".md")
		args := append([]string{"draft", "-records", records, "-year", "2026", "-outline", kind, "-out", out}, with(kind)...)
		drafted := run(t, env, "", args...)
		fresh, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(drafted.err, err)
		}
		kept, err := os.ReadFile(filepath.Join("examples", kind+".md"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(dayless(kept), dayless(fresh)); diff != "" {
			t.Errorf("examples/%s.md is not what is written today (make examples):\n%s", kind, diff)
		}
	}
}

// Every outline has its example, and the Makefile makes it.
func TestEveryOutlineHasAnExample(t *testing.T) {
	recipe, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range report.OutlineNames() {
		if _, err := os.Stat(filepath.Join("examples", name+".md")); err != nil {
			t.Error(err)
		}
		if !strings.Contains(string(recipe), name) {
			t.Errorf("make examples does not know %s", name)
		}
	}
	var notes map[string][]string
	raw, err := os.ReadFile("examples/notes.json")
	if err == nil {
		err = json.Unmarshal(raw, &notes)
	}
	if err != nil || len(notes) == 0 {
		t.Error(notes, err)
	}
}
