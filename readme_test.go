package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestReadmeSettings compares the README's tables with the settings there are:
// the English one is made from them, the Chinese one names them in their order.
func TestReadmeSettings(t *testing.T) {
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(raw), "<!-- settings: ")
	_, rest, _ = strings.Cut(rest, "-->\n")
	got, _, found := strings.Cut(rest, "<!-- /settings -->")
	if !found {
		t.Fatal("no settings table in the README")
	}
	if want := settingsTable(); got != want {
		t.Errorf("the README's settings table should be:\n%s", want)
	}
	var names []string
	for f := range settingsFields() {
		names = append(names, f.Tag.Get("env"))
	}
	chinese, _, _ := strings.Cut(string(raw), "<!-- settings: ")
	var told []string
	for _, m := range settingRow.FindAllStringSubmatch(chinese, -1) {
		told = append(told, m[1])
	}
	if !slices.Equal(told, names) {
		t.Errorf("the Chinese table has\n%v\nwant\n%v", told, names)
	}
}

var settingRow = regexp.MustCompile("(?m)^\\| `([A-Z_]+)`")

func settingsTable() string {
	var b strings.Builder
	b.WriteString("| variable | meaning |\n|---|---|\n")
	for f := range settingsFields() {
		mark := ""
		if f.Tag.Get("secret") != "" {
			mark = " †"
		}
		fmt.Fprintf(&b, "| `%s`%s | %s |\n", f.Tag.Get("env"), mark, f.Tag.Get("about"))
	}
	return b.String()
}

func TestReadmeIsShort(t *testing.T) {
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(raw), "\n"); n > 150 {
		t.Errorf("the README has %d lines", n)
	}
}

// TestThreatsNameTests: the page on threats names only tests there are.
func TestThreatsNameTests(t *testing.T) {
	page, err := os.ReadFile("docs/threats.md")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	err = filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, m := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`).FindAllSubmatch(raw, -1) {
			there[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z]+)`").FindAllSubmatch(page, -1)
	if len(named) < 30 {
		t.Errorf("only %d tests are named", len(named))
	}
	for _, m := range named {
		if !there[string(m[1])] {
			t.Errorf("there is no %s", m[1])
		}
	}
}
