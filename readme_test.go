package main

import (
	"fmt"
	"os"
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
