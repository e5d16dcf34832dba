package report

import (
	"slices"
	"strings"
	"sync"

	"dutybook/activity"
)

// tagKind is a column of the ledger that tells one side of a record by the words
// of its text: whose event it was, in what capacity the member acted, on which
// platform, about what. Tags are for filtering; no figure rests on them.
type tagKind struct {
	Kind string
	// One keeps the first tag that fits, in the order of the file.
	One bool
	// Tags are rows of a tag and the words that call for it; one alone is its
	// own word.
	Tags [][]string
}

// tagKinds are phrases/tags.json, in the order of the columns.
var tagKinds = sync.OnceValue(func() []tagKind { return mustRead[[]tagKind]("tags") })

// tagsOf are a record's tags, one cell for each kind, "" where the text says
// nothing of it.
func tagsOf(r activity.Record) []string {
	text := r.Text
	if text == "" {
		text = r.Summary
	}
	cells := make([]string, len(tagKinds()))
	for i, kind := range tagKinds() {
		var fit []string
		for _, tag := range kind.Tags {
			said := slices.ContainsFunc(tag[min(1, len(tag)-1):], func(word string) bool { return strings.Contains(text, word) })
			if said && (!kind.One || len(fit) == 0) {
				fit = append(fit, tag[0])
			}
		}
		cells[i] = strings.Join(fit, words().Listed)
	}
	return cells
}
