package earlier_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"dutybook/report/earlier"
)

const shared = "../../../shared/"

// labelled is a text of the shared folder with its headings as a person read
// them.
type labelled struct {
	ID, File, Title string
	Lines           [2]int
	Headings        []earlier.Heading
}

// TestHeadingsOfRealReports measures the share of headings found with level,
// number and title right, and how many are found that are none. The texts are
// not part of this repository.
func TestHeadingsOfRealReports(t *testing.T) {
	raw, err := os.ReadFile(shared + "seed-outlines.dev.json")
	if err != nil {
		t.Skip("the labelled reports are not here")
	}
	var all []labelled
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	right, want, extra := 0, 0, 0
	for _, l := range all {
		text, err := os.ReadFile(shared + "seeds/" + l.File)
		if err != nil {
			t.Skip("the labelled reports are not here")
		}
		lines := strings.Split(string(text), "\n")
		got := earlier.Read(earlier.Plain(strings.Join(lines[l.Lines[0]-1:min(l.Lines[1], len(lines))], "\n")))
		r, e := compare(t, l, got)
		right, want, extra = right+r, want+len(l.Headings), extra+e
		if spaceless(got.Title) != spaceless(l.Title) {
			t.Errorf("%s: title %q, want %q", l.ID, got.Title, l.Title)
		}
	}
	t.Logf("%d of %d headings right, %d found that are none", right, want, extra)
	if right*100 < 95*want || extra*20 > want {
		t.Errorf("%d of %d headings right, %d found that are none", right, want, extra)
	}
}

func compare(t *testing.T, l labelled, got earlier.Outline) (right, extra int) {
	t.Helper()
	type key struct {
		level         int
		number, title string
	}
	keyOf := func(h earlier.Heading) key { return key{h.Level, spaceless(h.Number), h.Title} }
	left := map[key]int{}
	for _, h := range got.Headings {
		left[keyOf(h)]++
	}
	for _, h := range l.Headings {
		if k := keyOf(h); left[k] > 0 {
			left[k]--
			right++
		} else {
			t.Logf("%s: not found: %d %s%s", l.ID, h.Level, h.Number, h.Title)
		}
	}
	for k, n := range left {
		if n > 0 {
			t.Logf("%s: found: %d %s%s", l.ID, k.level, k.number, k.title)
		}
		extra += n
	}
	return right, extra
}

func spaceless(s string) string { return strings.ReplaceAll(s, " ", "") }
