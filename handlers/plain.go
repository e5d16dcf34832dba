package handlers

import (
	"regexp"
	"strings"
)

// unplain is what a member's words may hold that a chat would make a link, a
// mention or markup of, or that could pass for a placeholder further on.
var unplain = regexp.MustCompile(`(?i)<[^<>]*>|https?:\S*|\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b(?:/\S*)?|@[\p{L}\p{N}_]+|[{}<>|\[\]$%]+`)

// plain is a member's own words as they may be said back: what is no plain
// language becomes an ellipsis, invisible characters go.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\u2060' || r == '\ufeff' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' {
			return -1
		}
		return r
	}, s)
	return unplain.ReplaceAllString(s, "…")
}
