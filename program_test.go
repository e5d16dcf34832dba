package main

import (
	"bytes"
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dutybook/store/storetest"
	"dutybook/trial"
)

// ran is what a run of the program left behind.
type ran struct {
	code     int
	out, err string
}

// run runs the program the way main does, with an environment and an input of
// its own.
func run(t *testing.T, env map[string]string, input string, args ...string) ran {
	t.Helper()
	var out, errs bytes.Buffer
	p := &program{env: env, in: strings.NewReader(input), out: &out, err: &errs, now: func() time.Time {
		return time.Date(2026, time.December, 1, 9, 0, 0, 0, shanghai)
	}}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	return ran{p.run(ctx, args), out.String(), errs.String()}
}

// TestWrongSettingsAreNamed: whoever starts the program with a wrong setting
// reads which one to mend, and no secret.
func TestWrongSettingsAreNamed(t *testing.T) {
	const token = "123456:secret-part_of-the-token"
	telegram := silentTelegram(t)
	redis := "redis://:hunter2pw@127.0.0.1:1"
	for name, row := range map[string]struct {
		env  map[string]string
		says string
	}{
		"no redis":           {map[string]string{"TELEGRAM_BOT_TOKEN": token}, "REDIS_URL must be set"},
		"redis away":         {map[string]string{"TELEGRAM_BOT_TOKEN": token, "REDIS_URL": redis}, "REDIS_URL"},
		"no redis address":   {map[string]string{"TELEGRAM_BOT_TOKEN": token, "REDIS_URL": "http://x"}, "REDIS_URL"},
		"no token":           {map[string]string{"TELEGRAM_BOT_TOKEN": "nonsense", "REDIS_URL": "given"}, "TELEGRAM_BOT_TOKEN"},
		"unknown token":      {map[string]string{"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_URL": telegram, "REDIS_URL": "given"}, "TELEGRAM_BOT_TOKEN"},
		"no Bot API":         {map[string]string{"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_URL": "http://127.0.0.1:1", "REDIS_URL": "given"}, "TELEGRAM_API_URL"},
		"webhook, no secret": {map[string]string{"TELEGRAM_WEBHOOK_URL": "https://x/hook"}, "TELEGRAM_WEBHOOK_SECRET"},
		"no zone":            {map[string]string{"TIMEZONE": "Mars/Olympus"}, "TIMEZONE"},
		"no admin":           {map[string]string{"ADMIN_IDS": "wang"}, "ADMIN_IDS"},
		"no log level":       {map[string]string{"LOG_LEVEL": "loud"}, "LOG_LEVEL"},
		"no such file":       {map[string]string{"OPENAI_API_KEY_FILE": "nowhere"}, "OPENAI_API_KEY_FILE"},
		"no prompts there":   {map[string]string{"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_URL": telegram, "REDIS_URL": "given", "PROMPTS_DIR": t.TempDir()}, "PROMPTS_DIR"},
	} {
		t.Run(name, func(t *testing.T) {
			if row.env["REDIS_URL"] == "given" {
				row.env["REDIS_URL"] = storetest.URL(t)
			}
			got := run(t, row.env, "")
			if got.code != exitError {
				t.Errorf("ended with code %d", got.code)
			}
			if !strings.Contains(got.err, row.says) {
				t.Errorf("says %q, want it to name %s", got.err, row.says)
			}
			for _, secret := range []string{"secret-part", "hunter2pw"} {
				if strings.Contains(got.err+got.out, secret) {
					t.Errorf("shows a secret: %s", got.err)
				}
			}
		})
	}
}

// TestSecretsComeFromFiles: a line end after a secret, as editors leave it, is
// no part of it.
func TestSecretsComeFromFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(path, []byte("1:abc\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := readSettings(map[string]string{"TELEGRAM_BOT_TOKEN_FILE": path, "REDIS_URL": "redis://x"})
	if err != nil || cfg.Token != "1:abc" {
		t.Errorf("read %q, %v", cfg.Token, err)
	}
}

func TestUsage(t *testing.T) {
	got := run(t, nil, "", "nonsense")
	if got.code != exitUsage || !strings.Contains(got.err, "usage:") {
		t.Errorf("code %d, says %q", got.code, got.err)
	}
	for name := range subcommands() {
		if got := run(t, nil, "", name, "-h"); got.code != exitUsage && name != "version" {
			t.Errorf("%s -h ended with code %d", name, got.code)
		}
	}
	if got := run(t, nil, "", "version"); !strings.HasPrefix(got.out, "dutybook") {
		t.Errorf("version says %q", got.out)
	}
}

// TestStructure: every line comes out with what was understood; a broken one
// is named by its number, the rest goes on, and the exit code says so.
func TestStructure(t *testing.T) {
	got := run(t, nil, strings.Join([]string{
		`{"id":"a","sent_at":"2026-03-12T20:15:00+08:00","text":"今天走访3户","from":"王芳"}`,
		`{"id":"b","sent_at":"2026-03-12T20:15:00+08:00"`,
		``,
		`{"id":"c","text":"今天走访3户"}`,
		`{"id":"d","sent_at":"2026-03-12T20:15:00+08:00","text":"你好"}`,
	}, "\n"), "structure")
	if got.code != exitError {
		t.Errorf("ended with code %d", got.code)
	}
	for _, want := range []string{"line 2:", "line 4: no \"sent_at\""} {
		if !strings.Contains(got.err, want) {
			t.Errorf("says %q, want %q", got.err, want)
		}
	}
	lines := strings.Split(strings.TrimSpace(got.out), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines came out: %s", len(lines), got.out)
	}
	for _, want := range []string{`"from":"王芳"`, `"intent":"log"`, `"category":"visit"`, `"date":"2026-03-12"`, `"value":3`, `"unit":"户"`, `"source":"rules"`} {
		if !strings.Contains(lines[0], want) {
			t.Errorf("the first line lacks %s: %s", want, lines[0])
		}
	}
	if !strings.Contains(lines[1], `"intent":"other","records":[]`) {
		t.Errorf("the greeting is %s", lines[1])
	}
}

const clubYear = `
{"from":"王芳","group":"经济组","sent_at":"2026-03-12T20:15:00+08:00","text":"今天走访3户"}
{"from":"王芳","sent_at":"2026-03-12T20:16:00+08:00","text":"不对，是5户"}
{"from":"孙大田","group":"农业组","sent_at":"2026-04-02T20:16:00+08:00","text":"在柳湾村调研春耕，收集意见建议11条"}
{"from":"赵启明","group":"农业组","sent_at":"2026-04-02T20:26:00+08:00","text":"今天在柳湾村调研春耕，收集意见建议11条"}
`

// TestReplayDraft: old chats go in, a report comes out, and both say the same.
func TestReplayDraft(t *testing.T) {
	t.Chdir(t.TempDir())
	replayed := run(t, nil, clubYear, "replay")
	if replayed.code != exitOK {
		t.Fatalf("replay: %d %s", replayed.code, replayed.err)
	}
	for _, want := range []string{`"from":"王芳"`, `"value":5`, `"same_as":2`, `"group_name":"农业组"`} {
		if !strings.Contains(replayed.out, want) {
			t.Errorf("the export lacks %s:\n%s", want, replayed.out)
		}
	}
	if err := os.WriteFile("committee.jsonl", []byte(replayed.out), 0o644); err != nil {
		t.Fatal(err)
	}
	drafted := run(t, nil, "", "draft", "-records", "committee.jsonl", "-year", "2026", "-out", "report.md")
	if drafted.code != exitOK {
		t.Fatalf("draft: %d %s", drafted.code, drafted.err)
	}
	text, err := os.ReadFile("report.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"5户", "11条"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the report lacks %s:\n%s", want, text)
		}
	}
	if strings.Contains(string(text), "22条") {
		t.Error("joint work is counted twice")
	}
}

// TestExportImport: what one Redis exports another imports, a dry run first,
// and nothing is written over.
func TestExportImport(t *testing.T) {
	from, to := storetest.URL(t), storetest.URL(t)
	exported := run(t, nil, clubYear, "replay").out
	envOf := func(url string) map[string]string { return map[string]string{"REDIS_URL": url} }
	if got := run(t, envOf(from), exported, "import"); got.code != exitOK || !strings.Contains(got.out, "dry run") {
		t.Fatalf("dry run: %d %s%s", got.code, got.out, got.err)
	}
	if got := run(t, envOf(from), "", "export"); strings.Contains(got.out, `"record"`) {
		t.Error("a dry run wrote records")
	}
	if got := run(t, envOf(from), exported, "import", "-apply"); got.code != exitOK {
		t.Fatalf("import: %d %s", got.code, got.err)
	}
	again := run(t, envOf(from), "", "export").out
	if again != exported {
		t.Errorf("exported\n%s\nand after an import\n%s", exported, again)
	}
	if got := run(t, envOf(from), "", "recount"); got.code != exitOK {
		t.Errorf("recount: %s%s", got.out, got.err)
	}
	if got := run(t, envOf(from), exported, "import", "-apply"); got.code != exitError {
		t.Error("an import wrote over records")
	}
	if got := run(t, envOf(from), "", "import", "-undo"); got.code != exitOK {
		t.Errorf("undo: %d %s", got.code, got.err)
	}
	if got := run(t, envOf(from), "", "export").out; strings.Count(got, "\n") != 1 {
		t.Errorf("after the undo there is still %s", got)
	}
	got := run(t, envOf(to), "{nonsense\n"+exported, "import", "-apply")
	if got.code != exitError || !strings.Contains(got.err, "line 1:") {
		t.Errorf("a bad line: %d %s", got.code, got.err)
	}
}

// TestExportsAreVerified: a file that was cut short or changed on the way is
// told apart from a whole one before anything is written.
func TestExportsAreVerified(t *testing.T) {
	exported := run(t, nil, clubYear, "replay").out
	env := map[string]string{"REDIS_URL": storetest.URL(t)}
	lines := strings.SplitAfter(exported, "\n")
	if got := run(t, env, strings.Join(lines[:len(lines)-2], ""), "import"); !strings.Contains(got.err, "cut short") {
		t.Errorf("cut short: %d %s", got.code, got.err)
	}
	changed := strings.Replace(exported, `"value":5`, `"value":50`, 1)
	if got := run(t, env, changed, "import"); got.code != exitError || !strings.Contains(got.err, "not those that were exported") {
		t.Errorf("changed: %d %s", got.code, got.err)
	}
	if got := run(t, env, exported, "import"); got.code != exitOK || got.err != "" {
		t.Errorf("whole: %d %s", got.code, got.err)
	}
}

// silentTelegram is a Bot API that knows another token only.
func silentTelegram(t *testing.T) string {
	t.Helper()
	telegram := trial.New(trial.Options{Token: testToken, Name: "test_bot", Now: time.Now})
	server := httptest.NewServer(telegram)
	t.Cleanup(func() {
		_ = telegram.Close(context.Background())
		server.Close()
	})
	return server.URL
}
