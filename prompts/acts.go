package prompts

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"

	"dutybook/activity"
)

//go:embed acts.json
var actsJSON []byte

// actWords is acts.json: how words tell a gathering held from one attended, the
// first words of a telling that do deciding; rows without an act use up words
// that only look so. A row above is tried first at the same place.
type actWords struct {
	pattern *regexp.Regexp
	acts    []activity.Act // by group of the pattern
}

var actWordsOf = sync.OnceValue(func() actWords {
	var f struct {
		Acts [][2]string
	}
	ruleMustRead("acts.json", actsJSON, &f)
	var w actWords
	var rows []string
	for _, row := range f.Acts {
		w.acts, rows = append(w.acts, activity.Act(row[0])), append(rows, "("+row[1]+")")
	}
	w.pattern = regexp.MustCompile(strings.Join(rows, "|"))
	return w
})

// actOf is what a telling says a gathering was; of other work it is not asked.
func actOf(c activity.Category, text string) activity.Act {
	w := actWordsOf()
	if !c.Gathers() {
		return ""
	}
	for _, found := range w.pattern.FindAllStringSubmatchIndex(text, -1) {
		for i, act := range w.acts {
			if found[2*i+2] >= 0 && act != "" {
				return act
			}
		}
	}
	return ""
}
