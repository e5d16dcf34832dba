package earlier_test

import (
	"path/filepath"
	"strings"
	"testing"

	"dutybook/report/earlier"
)

// TestUnseenReports counts the headings of texts in numbering styles the reader
// was not made with.
func TestUnseenReports(t *testing.T) {
	files, err := filepath.Glob("testdata/u_*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no texts", err)
	}
	right, all, false0 := 0, 0, 0
	for _, file := range files {
		title, text, want := sample(t, filepath.Base(file))
		got := earlier.Read(earlier.Plain(text))
		if got.Title != title {
			t.Errorf("%s: title %q", file, got.Title)
		}
		lines := map[string]int{}
		for line := range strings.Lines(told(got.Headings)) {
			lines[strings.TrimSpace(line)]++
		}
		for line := range strings.Lines(want) {
			all++
			if line = strings.TrimSpace(line); lines[line] > 0 {
				lines[line]--
				right++
				continue
			}
			t.Logf("%s: %s is not found", file, line)
		}
		for line, n := range lines {
			if n > 0 {
				false0 += n
				t.Logf("%s: %s is none", file, line)
			}
		}
	}
	t.Logf("%d of %d headings right, %d that are none", right, all, false0)
	if right*100 < 95*all {
		t.Errorf("%d of %d headings right", right, all)
	}
}
