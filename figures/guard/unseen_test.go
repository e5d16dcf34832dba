package guard_test

import (
	"os"
	"strings"
	"testing"

	"dutybook/figures/guard"
)

// labels is a sentence of testdata/unseen.txt without its marks, with the
// stretches that stood in them.
type labels struct {
	text           string
	figures, looks []string
}

func labelled(line string) labels {
	var l labels
	rest := line
	for rest != "" {
		i := strings.IndexAny(rest, "【〔")
		if i < 0 {
			break
		}
		closing, into := "】", &l.figures
		if strings.HasPrefix(rest[i:], "〔") {
			closing, into = "〕", &l.looks
		}
		end := strings.Index(rest, closing)
		if end < i {
			break
		}
		*into = append(*into, rest[i+len("【"):end])
		rest = rest[end+len(closing):]
	}
	l.text = strings.NewReplacer("【", "", "】", "", "〔", "", "〕", "").Replace(line)
	return l
}

// TestUnseenSentences keeps the guard to sentences it was not made with.
func TestUnseenSentences(t *testing.T) {
	raw, err := os.ReadFile("testdata/unseen.txt")
	if err != nil {
		t.Fatal(err)
	}
	caught, quantities, flagged, others := 0, 0, 0, 0
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		l := labelled(line)
		for _, f := range l.figures {
			quantities++
			if touches(l.text, f) {
				caught++
			} else {
				t.Logf("missed %s in %s: %s", f, l.text, found(guard.Find(l.text)))
			}
		}
		for _, f := range l.looks {
			others++
			if touches(l.text, f) {
				flagged++
				t.Logf("flagged %s in %s: %s", f, l.text, found(guard.Find(l.text)))
			}
		}
	}
	t.Logf("%d of %d figures caught, %d of %d others flagged", caught, quantities, flagged, others)
	if caught < quantities || flagged*20 > others {
		t.Errorf("%d of %d figures caught, %d of %d others flagged", caught, quantities, flagged, others)
	}
}
