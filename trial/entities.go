package trial

import (
	"regexp"
	"strings"
	"unicode/utf16"
)

// marked finds what Telegram marks in what people write: commands, names,
// hashtags and addresses, each only where no word goes before it.
var marked = regexp.MustCompile(`(^|[^\p{L}\p{N}_/<>@.:])(/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?|@[A-Za-z][A-Za-z0-9_]{2,31}|#[\p{L}\p{N}_]+|https?://[^\s，。；、（）]+)`)

// entitiesIn marks a text as Telegram does by itself.
func entitiesIn(text string) []entity {
	var marks []entity
	for _, at := range marked.FindAllStringSubmatchIndex(text, -1) {
		found := text[at[4]:at[5]]
		if found[0] == '/' && strings.HasPrefix(text[at[5]:], "/") {
			continue // a path
		}
		marks = append(marks, entity{Type: markOf(found), Offset: units(text[:at[4]]), Length: units(found)})
	}
	return marks
}

func markOf(found string) string {
	switch found[0] {
	case '/':
		return "bot_command"
	case '@':
		return "mention"
	case '#':
		return "hashtag"
	}
	return "url"
}

// commandsFor reports whether a message holds a command for a bot of a name:
// one that names it, or names nobody.
func (m *message) commandsFor(name string) bool {
	text := utf16.Encode([]rune(m.Text))
	for _, e := range m.Entities {
		if e.Type != "bot_command" {
			continue
		}
		command := string(utf16.Decode(text[e.Offset : e.Offset+e.Length]))
		_, to, named := strings.Cut(command, "@")
		if !named || strings.EqualFold(to, name) {
			return true
		}
	}
	return false
}
