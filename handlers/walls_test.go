package handlers

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dutybook/activity"
	"dutybook/store"
)

// sides are the two committees of the world and who is of which.
var sides = []struct {
	name   string
	people []string // who speak: a member and the secretary
	known  string   // somebody the other side asks about by name
	words  []string // what nobody of the other side may read
}{
	{"the first", []string{"王芳", "周敏"}, "李四", []string{"王芳", "何建业", "赵六", "孙丽", "周敏", "吴退", "清河", "李四村"}},
	{"the other", []string{"郑外", "钱外"}, "郑外", []string{"钱外", "白塔", "郑外村"}},
}

func (w *world) side(i int) *store.Committee { return []*store.Committee{w.c, w.other}[i] }

// kept is all a committee keeps of records, people and invitations.
func (w *world) kept(c *store.Committee) string {
	var b bytes.Buffer
	w.must(c.ExportRecords(w.t.Context(), &b))
	members, err := c.Members(w.t.Context())
	w.must(err)
	slices.SortFunc(members, func(a, b activity.Member) int { return strings.Compare(string(a.ID), string(b.ID)) })
	groups, err := c.Groups(w.t.Context())
	w.must(err)
	slices.SortFunc(groups, func(a, b activity.Group) int { return strings.Compare(string(a.ID), string(b.ID)) })
	open, err := c.Invitations(w.t.Context(), noon)
	w.must(err)
	facts, err := c.OfficeFacts(w.t.Context())
	w.must(err)
	fmt.Fprint(&b, members, groups, open, facts)
	return b.String()
}

// TestWalls: by every command with whatever arguments, and by every button there
// is with whatever numbers and either mark, people of one committee read nothing
// of the other and change nothing there.
func TestWalls(t *testing.T) {
	for i, side := range sides {
		there, theirs := sides[1-i], 1-i
		for _, who := range side.people {
			t.Run(who, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.attach("王芳")
				w.attach("郑外")
				w.named("李四", true)
				before := w.kept(w.side(theirs))
				try := func(does string, said []activity.Reply) {
					text := words(t, said)
					for _, word := range there.words {
						if strings.Contains(text, word) {
							t.Errorf("%s of %s does %q and reads %q of %s:\n%.400s", who, side.name, does, word, there.name, text)
						}
					}
				}
				for _, command := range slices.Sorted(maps.Keys(w.h.commands)) {
					for _, args := range []string{"", there.known, "2026", "#1", "list", "经济组", "文史组", "c2", "main", "remove " + there.known} {
						does := strings.TrimSpace("/" + command + " " + args)
						try(does, w.does(who, does))
					}
				}
				for _, press := range buttons(t) {
					try("press "+press, w.handlePress(who, press))
				}
				for _, text := range []string{there.known + "今年走访了多少户", "本组今年走访了多少户", "写一下走访部分", "导出台账", "起草年度报告"} {
					try(text, w.does(who, text))
				}
				if after := w.kept(w.side(theirs)); after != before {
					t.Errorf("%s changed %s:\n%s\nwas\n%s", who, there.name, after, before)
				}
			})
		}
	}
}

func (w *world) handlePress(who, data string) []activity.Reply {
	w.messages++
	p := w.people[who]
	return w.handle(activity.Message{
		Chat: chatOf(p.User), Private: true, ID: saidAt, Kind: activity.Press, Text: data, SentAt: noon,
		From: activity.User{ID: p.User, Name: who, Lang: activity.Hans}, Key: fmt.Sprintf("b:%s:%d", who, w.messages),
	})
}

var (
	buttonVerb = regexp.MustCompile(`(?:data|memberData)\("([a-z]+)"|Data: +"([a-z]+):|case "([a-z", ]+)":|what == "([a-z]+)"`)
	quotedWord = regexp.MustCompile(`[a-z]+`)
)

// buttons are all verbs a button can have, as the sources name them, with one to
// five numbers, and each with no mark and with that of either committee.
func buttons(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	verbs := map[string]bool{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil || strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, m := range buttonVerb.FindAllStringSubmatch(string(raw), -1) {
			for _, verb := range quotedWord.FindAllString(strings.Join(m[1:], " "), -1) {
				verbs[verb] = true
			}
		}
	}
	for _, verb := range []string{"undo", "absent", "attached", "history", "merge", "out", "revoke", "list", "whose", "call", "heard"} {
		if !verbs[verb] {
			t.Fatalf("the button %q is not found in the sources", verb)
		}
	}
	var all []string
	for _, verb := range slices.Sorted(maps.Keys(verbs)) {
		for _, numbers := range []string{"1", "1:1", "1:2:1", "1:2026:1", "1:202601:202612:0:0"} {
			for _, mark := range []string{"", "main/", "c2/"} {
				all = append(all, mark+verb+":"+numbers)
			}
		}
	}
	return all
}

// TestEveryCommandIsInTheTable: rights.txt has a row for each command there is.
func TestEveryCommandIsInTheTable(t *testing.T) {
	raw, err := os.ReadFile("testdata/rights.txt")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	for _, name := range slices.Sorted(maps.Keys(w.h.commands)) {
		if !regexp.MustCompile(`(?m)^/` + name + `\b`).Match(raw) {
			t.Errorf("no row for /%s", name)
		}
	}
}
