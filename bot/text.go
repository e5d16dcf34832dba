package bot

import "unicode/utf16"

// maxText is below the limit of 4096, which counts UTF-16 units.
const maxText = 4000

// split cuts a text into messages, at line ends where it can.
func split(text string) []string {
	var parts []string
	rest := []rune(text)
	for {
		end := fits(rest)
		if end == len(rest) {
			return append(parts, string(rest))
		}
		if line := lastLine(rest[:end]); line > 0 {
			end = line
		}
		parts = append(parts, string(rest[:end]))
		rest = rest[end:]
	}
}

// units counts as Telegram does.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// fits is how many runes of the text one message holds.
func fits(runes []rune) int {
	taken := 0
	for i, r := range runes {
		taken += max(1, utf16.RuneLen(r))
		if taken > maxText {
			return i
		}
	}
	return len(runes)
}

func lastLine(runes []rune) int {
	for i := len(runes) - 1; i > 0; i-- {
		if runes[i] == '\n' {
			return i + 1
		}
	}
	return 0
}
