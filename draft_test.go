package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dutybook/llm/llmtest"
)

// fewRecords is what structure writes for three messages.
const fewRecords = `{"from":"王芳","group":"经济组","text":"在红枫社区走访5户","records":[{"category":"visit","date":"2026-01-08","place":"红枫社区","quantities":[{"value":5,"unit":"户","approx":"","of":"走访"}],"text":"在红枫社区走访5户"}],"intent":"log"}
{"from":"王芳","group":"经济组","text":"走访7户","records":[{"category":"visit","date":"2026-02-08","quantities":[{"value":7,"unit":"户","approx":"","of":"走访"}],"text":"走访7户"}],"intent":"log"}
{"from":"陈立行","group":"文教组","text":"提交提案2件","records":[{"category":"proposal","date":"2026-03-01","quantities":[{"value":2,"unit":"件","approx":"","of":"提案"}],"text":"提交提案2件"}],"intent":"log"}
`

// inDir writes files into a folder of the test's own and works there.
func inDir(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func contents(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestDraftsOfEveryKind(t *testing.T) {
	inDir(t, map[string]string{"r.jsonl": fewRecords, "notes.json": `{"problems":["调研还不够深","跟踪问效还不够"]}`})
	for outline, want := range map[string]string{
		"annual": "走访群众12户", "term": "五年的工作回顾", "abridged": "（摘要）", "review": "工作综述",
		"personal": "今年以来，我", "standing": "政协常委", "page": "工作简况", "speech": "汇报完毕",
	} {
		got := run(t, map[string]string{"COMMITTEE_NAME": "政协云台县委员会"}, "", "draft", "-records", "r.jsonl", "-year", "2026",
			"-outline", outline, "-author", "王芳", "-notes", "notes.json", "-out", outline+".txt")
		if text := contents(t, outline+".txt"); got.code != exitOK || !strings.Contains(text, want) {
			t.Errorf("%s: code %d %s\n%s", outline, got.code, got.err, text)
		}
	}
	if text := contents(t, "annual.txt"); !strings.Contains(text, "一是调研还不够深；二是跟踪问效还不够。") {
		t.Errorf("the notes are not in\n%s", text)
	}
}

func TestDraftAfterAnEarlierReport(t *testing.T) {
	const old = "政协云台县常委会工作报告\n一、建言资政，服务大局\n做好2024年的提案工作。\n二、联系群众，办好实事\n大家走村入户。\n2025年打算\n继续努力。\n"
	inDir(t, map[string]string{"r.jsonl": fewRecords, "old.txt": old})
	tree := run(t, nil, "", "outline", "old.txt")
	if !strings.Contains(tree.out, `{"level":1,"number":"二、","title":"联系群众，办好实事","run_in":false,"line":4}`) {
		t.Errorf("outline: %s %s", tree.out, tree.err)
	}
	got := run(t, nil, "", "draft", "-records", "r.jsonl", "-year", "2026", "-outline", "old.txt", "-out", "new.txt")
	text := contents(t, "new.txt")
	if got.code != exitOK || !strings.Contains(text, "二、联系群众，办好实事\n") || !strings.Contains(text, "走访群众12户") {
		t.Errorf("code %d %s\n%s", got.code, got.err, text)
	}
	if got := run(t, nil, "", "draft", "-records", "r.jsonl", "-outline", "nothing.txt"); got.code != exitError {
		t.Errorf("an outline that is not there: code %d", got.code)
	}
}

func TestCheckFile(t *testing.T) {
	inDir(t, map[string]string{"r.jsonl": fewRecords, "text.md": "# 报告\n\n走访群众12户，提交提案3件，捐款2000元。\n"})
	got := run(t, nil, "", "check", "text.md", "-records", "r.jsonl")
	var status []string
	for line := range strings.Lines(got.out) {
		var f struct {
			Text, Status string
			Records      []int
		}
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		status = append(status, f.Text+" "+f.Status)
	}
	if want := "12户 supported,3件 contradicted,2000元 unsupported"; got.code != exitOK || strings.Join(status, ",") != want {
		t.Errorf("code %d %s: %v", got.code, got.err, status)
	}
}

// The model's sentence is printed with the figure of the records; what it makes
// up is not.
func TestDraftByAModel(t *testing.T) {
	inDir(t, map[string]string{"r.jsonl": fewRecords})
	lying := llmtest.Says(`{"sentences":[{"text":"在红枫社区走访群众，听取意见建议。","facts":[],"records":[1]},{"text":"走访群众五百户，获得批示。","facts":[],"records":[1]}]}`)
	server := llmtest.Serve(t, lying)
	env := map[string]string{"OPENAI_BASE_URL": server.URL, "OPENAI_API_KEY": "k", "OPENAI_MODEL": "m"}
	got := run(t, env, "", "draft", "-records", "r.jsonl", "-year", "2026", "-out", "m.txt")
	text := contents(t, "m.txt")
	if got.code != exitOK || !strings.Contains(text, "听取意见建议。") || !strings.Contains(text, "走访群众12户") {
		t.Errorf("code %d %s\n%s", got.code, got.err, text)
	}
	if strings.Contains(text, "五百户") || strings.Contains(text, "批示") {
		t.Errorf("a lie came through:\n%s", text)
	}
	down := llmtest.Serve(t, llmtest.Fails(500, "{}"))
	env["OPENAI_BASE_URL"] = down.URL
	got = run(t, env, "", "draft", "-records", "r.jsonl", "-year", "2026", "-out", "d.txt")
	if got.code != exitOK || !strings.Contains(contents(t, "d.txt"), "走访群众12户") || !strings.Contains(got.err, "without a model") {
		t.Errorf("a dead model: code %d %s", got.code, got.err)
	}
}

func TestWhatAPersonWroteStaysInTheNextDraft(t *testing.T) {
	inDir(t, map[string]string{"r.jsonl": fewRecords})
	draft := func(out string, more ...string) ran {
		return run(t, nil, "", append([]string{"draft", "-records", "r.jsonl", "-year", "2026", "-out", out}, more...)...)
	}
	draft("one.docx")
	if got := draft("two.docx", "-edited", "one.docx"); got.code != exitOK || strings.Contains(got.err, "a person changed") {
		t.Errorf("an untouched draft: %d %s", got.code, got.err)
	}
	if got := draft("two.docx", "-edited", "r.jsonl"); got.code != exitError {
		t.Errorf("a file that is no draft: code %d", got.code)
	}
	if !bytes.HasPrefix([]byte(contents(t, "two.docx")), []byte("PK")) {
		t.Error("no Word file was written")
	}
}
