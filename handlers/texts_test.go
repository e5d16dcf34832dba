package handlers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dutybook/activity"
)

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

// TestEveryLanguageSaysEverything: the languages have the same keys, none of
// them empty, and a text has the same placeholders in all of them.
func TestEveryLanguageSaysEverything(t *testing.T) {
	all, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	for lang, rows := range all.byLang {
		for key, hans := range all.byLang[activity.Hans] {
			text, ok := rows[key]
			if !ok || strings.TrimSpace(text) == "" {
				t.Errorf("%s: %q is missing", lang, key)
				continue
			}
			if got, want := placeholders(text), placeholders(hans); !slices.Equal(got, want) {
				t.Errorf("%s: %q fills %v, want %v", lang, key, got, want)
			}
		}
		for key := range rows {
			if _, ok := all.byLang[activity.Hans][key]; !ok {
				t.Errorf("%s: %q is in no other language", lang, key)
			}
		}
	}
}

func placeholders(text string) []string {
	// A month is a number in one language and a name in another.
	found := placeholder.FindAllString(strings.ReplaceAll(text, "{mon}", "{m}"), -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// TestEveryTextAskedForIsThere reads the keys out of the code.
func TestEveryTextAskedForIsThere(t *testing.T) {
	all, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	keys := keysInCode(t)
	if len(keys) < 40 {
		t.Fatalf("only %d keys found in the code", len(keys))
	}
	for _, key := range keys {
		if _, ok := all.byLang[activity.Hans][key]; !ok {
			t.Errorf("no text %q", key)
		}
	}
}

// keyAt is which argument of a function is the key of a text.
var keyAt = map[string]int{"text": 0, "reply": 1, "toast": 2, "toastOrReply": 2}

// keysInCode are the keys written out where a text is asked for.
func keysInCode(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if key, ok := keyOf(n); ok {
				keys = append(keys, key)
			}
			return true
		})
	}
	return keys
}

func keyOf(n ast.Node) (string, bool) {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return "", false
	}
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", false
	}
	at, ok := keyAt[f.Sel.Name]
	if !ok || at >= len(call.Args) {
		return "", false
	}
	lit, ok := call.Args[at].(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	key, err := strconv.Unquote(lit.Value)
	return key, err == nil
}

// TestPlaceholdersAreFilledOnce: what a person wrote is never read as a
// placeholder.
func TestPlaceholdersAreFilledOnce(t *testing.T) {
	all := texts{byLang: map[activity.Lang]map[string]string{activity.Hans: {"k": "{a} and {b}"}}}
	if got, want := all.text(activity.Hans, "k", "a", "{b}", "b", "x"), "{b} and x"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestPhrasesNameCommands: a phrase stands for a command that is there.
func TestPhrasesNameCommands(t *testing.T) {
	h, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	for phrase, line := range h.texts.phrases {
		name, _, _ := strings.Cut(line, " ")
		if _, ok := h.commands[name]; !ok {
			t.Errorf("%q stands for %q, which is no command", phrase, line)
		}
	}
	for _, name := range menuOrder {
		if _, ok := h.commands[name]; !ok {
			t.Errorf("the menu shows %q, which is no command", name)
		}
	}
}

func TestCommandsAreRead(t *testing.T) {
	for _, row := range []struct {
		text, name, args string
		is               bool
	}{
		{"/mine", "mine", "", true},
		{"/draft annual 2026", "draft", "annual 2026", true},
		{"/Draft@Test_Bot annual", "draft", "annual", true},
		{"/draft@other_bot annual", "", "", true},
		{"/start\u3000abc", "start", "abc", true},
		{"你好 /draft", "", "", false},
		{"/", "", "", false},
		{"/记录", "", "", false},
	} {
		name, args, is := parseCommand(row.text, "test_bot")
		if name != row.name || args != row.args || is != row.is {
			t.Errorf("%q reads %q %q %v", row.text, name, args, is)
		}
	}
}
