package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/store/storetest"
	"dutybook/trial"
)

// guideRow is a row of a guide's tables: what is sent, and what the answer
// holds.
var guideRow = regexp.MustCompile(`(?m)^\| ([^|\n]+?) \| ([^|\n]+?) \|$`)

// TestGuides sends everything the guides tell people to send, as the kind of
// person they are for and in their order; each answer must hold what the guide
// says.
func TestGuides(t *testing.T) {
	for _, guide := range []struct{ file, chinese, english string }{
		{"docs/guide-member.md", "王芳", "Lily"},
		{"docs/guide-leader.md", "何建业", "Grace"},
		{"docs/guide-secretary.md", "周敏", "Mary"},
	} {
		t.Run(filepath.Base(guide.file), func(t *testing.T) {
			t.Parallel()
			st := newStage(t, storetest.New(t))
			st.set(time.Date(2026, time.March, 12, 9, 0, 0, 0, shanghai))
			for _, row := range []string{"王芳 member 经济组", "何建业 leader 经济组", "周敏 secretary", "Lily member 文教组", "Grace leader 文教组", "Mary secretary"} {
				name, rest, _ := strings.Cut(row, " ")
				st.join(name, rest)
			}
			for _, name := range []string{"Lily", "Grace", "Mary"} {
				st.telegram.AddPerson(trial.Person{ID: st.people[name], Name: name, Lang: "en"})
			}
			if !strings.Contains(guide.file, "member") { // who looks at figures needs some
				st.act("> 王芳 昨天走访5户")
				st.act("> Lily visited 2 households yesterday")
			}
			text := string(mustRead(t, guide.file))
			who := guide.chinese
			for _, row := range guideRow.FindAllStringSubmatch(text, -1) {
				switch row[1] {
				case "您发", "---":
					continue
				case "you send":
					who = guide.english
					continue
				}
				answer, _ := st.act("> " + who + " " + row[1])
				if !strings.Contains(strings.Join(answer, "\n"), row[2]) {
					t.Errorf("%s sends %q and hears %q, the guide says %q", who, row[1], answer, row[2])
				}
			}
			st.follow(guide.chinese, text)
			st.guided(guide.chinese)
		})
	}
}

// chatCommand is a command in the prose of a guide; capitals are placeholders.
var chatCommand = regexp.MustCompile("`(/[a-z]+(?: [^`A-Z]+)?)`")

// follow sends the commands that stand in the prose of a guide.
func (st *stage) follow(who, guide string) {
	st.t.Helper()
	for _, m := range chatCommand.FindAllStringSubmatch(guide, -1) {
		answer, _ := st.act("> " + who + " " + m[1])
		if said := strings.Join(answer, "\n"); said == "" || strings.Contains(said, "这个命令") || strings.Contains(said, "不归您办") {
			st.t.Errorf("%s sends %q and hears %q", who, m[1], answer)
		}
	}
}

var menuCommand = regexp.MustCompile(`"command":"([a-z]+)"`)

// guided checks that the guides name every command of a person's menu.
func (st *stage) guided(who string) {
	st.t.Helper()
	guides := ""
	for _, name := range []string{"member", "leader", "secretary"} {
		guides += string(mustRead(st.t, "docs/guide-"+name+".md"))
	}
	menu := ""
	for _, call := range st.telegram.Calls() {
		if strings.Contains(call.Params["scope"], strconv.FormatInt(st.people[who], 10)) {
			menu = call.Params["commands"]
		}
	}
	commands := menuCommand.FindAllStringSubmatch(menu, -1)
	if len(commands) < 5 {
		st.t.Errorf("%s has the menu %s", who, menu)
	}
	for _, m := range commands {
		if !strings.Contains(guides, "/"+m[1]) {
			st.t.Errorf("no guide names /%s", m[1])
		}
	}
}

var (
	shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")
	shellSpan  = regexp.MustCompile("`(dutybook [^`]+)`|(?m)^(dutybook .+)$")
)

// TestGuidesCommands runs every command of the guides and of the operator's
// manual in a shell, against a Redis with records and a Telegram of its own.
func TestGuidesCommands(t *testing.T) {
	redis := storetest.Real(t)
	bash := need(t, "bash")
	dir := t.TempDir()
	if told, err := exec.Command("go", "build", "-o", filepath.Join(dir, "dutybook"), ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, told)
	}
	committee := storetest.MustOpen(t, redis.URL).Committee(theCommittee)
	if err := committee.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := committee.AddMember(t.Context(), activity.Member{Name: "王芳", Role: activity.Plain, User: 7}); err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "TELEGRAM_BOT_TOKEN="+testToken,
		"TELEGRAM_API_URL="+silentTelegram(t), "REDIS_URL="+redis.URL, "COMMITTEE_NAME=政协清河市委员会")
	var commands []string
	for _, block := range shellBlock.FindAllStringSubmatch(string(mustRead(t, "docs/guide-secretary.md")), -1) {
		commands = append(commands, strings.Split(strings.TrimSpace(block[1]), "\n")...)
	}
	for _, span := range shellSpan.FindAllStringSubmatch(string(mustRead(t, "docs/operations.md")), -1) {
		if line := span[1] + span[2]; !slices.Contains(commands, line) {
			commands = append(commands, line)
		}
	}
	if len(commands) < 8 {
		t.Fatalf("only %d commands: %q", len(commands), commands)
	}
	for _, line := range commands {
		run := exec.CommandContext(t.Context(), bash, "-c", "set -o pipefail; "+line)
		run.Dir, run.Env = dir, env
		var errs bytes.Buffer
		run.Stderr = &errs
		if err := run.Run(); err != nil {
			t.Errorf("%s: %v\n%s", line, err, errs.String())
		}
	}
}

// Every picture of the documentation is there, small, and shown somewhere.
func TestPicturesOfTheDocumentation(t *testing.T) {
	shown := map[string]bool{}
	files, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, "README.md") {
		for _, m := range regexp.MustCompile(`\]\((?:docs/)?pictures/([\w-]+\.png)\)`).FindAllStringSubmatch(string(mustRead(t, file)), -1) {
			shown[m[1]] = true
		}
	}
	pictures, err := filepath.Glob("docs/pictures/*")
	if err != nil || len(pictures) == 0 {
		t.Fatal(pictures, err)
	}
	for _, path := range pictures {
		info, err := os.Stat(path)
		if err != nil || info.Size() > 160_000 {
			t.Errorf("%s: %v", path, err)
		}
		if name := filepath.Base(path); !shown[name] {
			t.Errorf("%s is shown nowhere", path)
		}
		delete(shown, filepath.Base(path))
	}
	for name := range shown {
		t.Errorf("docs/pictures/%s is missing", name)
	}
}
