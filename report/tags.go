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

// TagKind is a kind of tag with the tags there are.
type TagKind struct {
	Kind string
	Tags []string
}

// TagKinds are the kinds of tags, in the order of the ledger's columns.
func TagKinds() []TagKind {
	var kinds []TagKind
	for _, k := range tagKinds() {
		kind := TagKind{Kind: k.Kind}
		for _, tag := range k.Tags {
			kind.Tags = append(kind.Tags, tag[0])
		}
		kinds = append(kinds, kind)
	}
	return kinds
}

// TagsOf are a record's tags in the order of TagKinds, "" for none; several of a
// kind are listed.
func TagsOf(r activity.Record) []string { return tagsOf(r) }

// TagWords are a record's tags one by one, of whatever kind.
func TagWords(r activity.Record) []string {
	var tags []string
	for _, cell := range tagsOf(r) {
		if cell != "" {
			tags = append(tags, strings.Split(cell, words().Listed)...)
		}
	}
	return tags
}

// tagsOf are a record's tags, those somebody set before those the words call for, one cell for each kind, "" where the text says
// nothing of it.
func tagsOf(r activity.Record) []string {
	text := r.Text
	if text == "" {
		text = r.Summary
	}
	cells := make([]string, len(tagKinds()))
	for i, kind := range tagKinds() {
		if set, is := r.Tags[kind.Kind]; is {
			cells[i] = strings.TrimPrefix(set, activity.NoTag)
			continue
		}
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
