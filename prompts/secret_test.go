package prompts_test

import (
	"bufio"
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"slices"
	"testing"

	"dutybook/activity"
	"dutybook/prompts"
)

// TestSecretMarks: testdata/secret.jsonl holds messages that bear a mark of
// secrecy and messages that only talk about secrecy. No mark is missed; talk
// passes.
func TestSecretMarks(t *testing.T) {
	file, err := os.Open("testdata/secret.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := prompts.NewReader(load(t), nil, slog.New(slog.DiscardHandler))
	counts := map[bool]int{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var c struct {
			Text   string
			Secret bool
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		counts[c.Secret]++
		u := r.Read(context.Background(), c.Text, ruleSent)
		got := slices.Contains(u.Notes, activity.NoteSecret)
		if got != c.Secret {
			t.Errorf("secret = %v of %q", got, c.Text)
		}
		if got && (u.Intent != activity.Other || len(u.Records) > 0) {
			t.Errorf("%q is kept: %+v", c.Text, u)
		}
	}
	if counts[true] < 50 || counts[false] < 80 {
		t.Errorf("only %v messages", counts)
	}
}
