package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestFactsToldInChatComeOutInTheirKindOfReport tells the facts of real reports
// in members' own words, through the whole program, and looks for each figure
// under its heading in a draft of the same kind.
func TestFactsToldInChatComeOutInTheirKindOfReport(t *testing.T) {
	files, err := filepath.Glob("testdata/told/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("nothing is told", err)
	}
	all, right := 0, 0
	for _, file := range files {
		kind, told := readTold(t, file)
		dir := t.TempDir()
		var messages strings.Builder
		day := 0
		for i, fact := range told {
			for range fact.times {
				said := map[string]any{"sent_at": time.Date(2026, 1, 3, 10, 0, i, 0, time.UTC).AddDate(0, 0, day%350), "from": "王芳", "group": "经济组", "text": fact.said}
				line, err := json.Marshal(said)
				if err != nil {
					t.Fatal(err)
				}
				messages.Write(append(line, '\n'))
				day++
			}
		}
		committee := run(t, nil, messages.String(), "replay")
		records, out := filepath.Join(dir, "records.jsonl"), filepath.Join(dir, "report.md")
		if err := os.WriteFile(records, []byte(committee.out), 0o600); err != nil {
			t.Fatal(err)
		}
		args := []string{"draft", "-records", records, "-outline", kind, "-year", "2026", "-out", out}
		if kind == "standing" {
			args = append(args, "-author", "王芳")
		}
		if drafted := run(t, nil, "", args...); drafted.code != exitOK {
			t.Fatal(drafted.err)
		}
		text, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		for _, fact := range told {
			all++
			if under := sectionOf(string(text), fact.figure); strings.Contains(under, fact.heading) {
				right++
			} else {
				t.Logf("%s: %s stands under %q, not under %s", kind, fact.figure, under, fact.heading)
			}
		}
	}
	t.Logf("%d of %d figures under their headings", right, all)
	if right < all {
		t.Errorf("%d of %d figures under their headings", right, all)
	}
}

// toldFact is a message and where its figure is to be found.
type toldFact struct {
	said, figure, heading string
	times                 int
}

var toldTimes = regexp.MustCompile(` x(\d+)$`)

func readTold(t *testing.T, file string) (kind string, told []toldFact) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		fields := strings.Split(line, " | ")
		switch {
		case strings.HasPrefix(line, ": "):
			kind = strings.TrimPrefix(line, ": ")
		case len(fields) == 3:
			fact := toldFact{fields[0], fields[1], fields[2], 1}
			if m := toldTimes.FindStringSubmatch(fact.said); m != nil {
				fact.said = strings.TrimSuffix(fact.said, m[0])
				if fact.times, err = strconv.Atoi(m[1]); err != nil {
					t.Fatal(err)
				}
			}
			told = append(told, fact)
		}
	}
	return kind, told
}

// sectionOf is the nearest heading of a section above a figure in the text
// proper, "" where the figure is not in it.
func sectionOf(markdown, figure string) string {
	body, _, _ := strings.Cut(markdown, "## 附件")
	heading := ""
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "##") {
			heading = strings.TrimLeft(line, "# ")
			continue
		}
		if heading != "" && strings.Contains(line, figure) {
			return heading
		}
	}
	return ""
}
