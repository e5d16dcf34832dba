package prompts

import (
	_ "embed"
	"strings"
)

//go:embed voice.txt
var voiceText string

// VoiceHint is the words a server that listens to voice should know how to spell.
func VoiceHint() string { return strings.Join(strings.Fields(voiceText), " ") }
