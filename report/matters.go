package report

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"dutybook/activity"
	"dutybook/figures"
)

// matterKind is a row of phrases/matters.json: how the matter of a piece of
// work, what a study looked into or a proposal asks for, is found in a
// member's words and told. A report that names no matter is a list of figures.
type matterKind struct {
	Category activity.Category
	// Find cuts the matter out as its first group, the first that fits; Topic
	// takes a record's own topic where none does.
	Find  []string
	Topic bool
	// Stage keeps to records of that stage, and those of no stage.
	Stage activity.Stage
	// Drop are matters that say nothing.
	Drop []string
	// Say tells {list}, At the same with a {place}; {others} is the word of an
	// open list behind more than one.
	Say, At string
	// Follows is the noun of a figure it is told right behind as With, where
	// there is one.
	Follows, With string
	// Late puts it behind all figures, not right behind the first of them.
	Late bool
	// Example is a member's text and the matter in it.
	Example [2]string

	find []*regexp.Regexp
}

var matterKinds = sync.OnceValue(func() []matterKind {
	kinds := mustRead[[]matterKind]("matters")
	for i := range kinds {
		for _, pattern := range kinds[i].Find {
			re, err := regexp.Compile(pattern)
			if err != nil || re.NumSubexp() != 1 {
				panic(fmt.Sprintf("report: embedded phrases/matters.json: %s: one group expected: %v", pattern, err))
			}
			kinds[i].find = append(kinds[i].find, re)
		}
	}
	return kinds
})

// matter is what one event was about.
type matter struct {
	quote
	place string
	// people is how many took part: what many did is told before what one did.
	people int
}

// maxMatters is how many matters of a kind are told, maxMatterKinds how many
// kinds of them one sentence holds.
const (
	maxMatters     = 6
	maxHeard       = 3
	maxMatterKinds = 3
)

// mattersIn is how many matters of a kind a text of a length tells: a listener
// keeps fewer than a reader.
func mattersIn(l Length) int {
	if l == Spoken {
		return maxHeard
	}
	return maxMatters
}

// mattersTold are a category's matters, a clause for every kind of them.
type mattersTold struct {
	early, late [][]Span
	// said are the words they have printed; topics is true when those include
	// the records' topics.
	said   []string
	topics bool
	// sites is true when it has said where the work was.
	sites bool
}

// names reports whether a word has been printed.
func (m mattersTold) names(word string) bool {
	return slices.ContainsFunc(m.said, func(s string) bool { return strings.Contains(s, word) })
}

// matters tells what a category's events were about; what follows a figure is
// added to its clause. Those that a title names are left to the list of titles
// where there is one.
func (e *evidence) matters(c activity.Category, t teller, figures []clause) mattersTold {
	var told mattersTold
	most := mattersIn(t.length)
	for _, kind := range matterKinds() {
		if kind.Category != c {
			continue
		}
		found := e.mattersOf(kind, t.phrase.Titles != "")
		if len(found) == 0 {
			continue
		}
		if i := slices.IndexFunc(figures, func(c clause) bool { return kind.Follows != "" && c.of == kind.Follows }); i >= 0 {
			figures[i].spans = append(figures[i].spans, kind.clause(kind.With, kept(found, most), len(found) > most)...)
			continue
		}
		clause := kind.tell(found, most)
		told.sites = told.sites || kind.At != "" && slices.ContainsFunc(found, func(m matter) bool { return m.place != "" })
		if kind.Late {
			told.late = append(told.late, clause)
		} else {
			told.early = append(told.early, clause)
		}
		told.said = append(told.said, spansText(clause))
		told.topics = told.topics || kind.Topic
	}
	return told
}

// mattersOf finds the matters of one kind, each once, in order of date.
func (e *evidence) mattersOf(kind matterKind, titled bool) []matter {
	var found []matter
	for _, event := range e.events {
		if event[0].Category != kind.Category {
			continue
		}
		for _, r := range event {
			text := kind.cut(r, titled)
			var one []quote
			if one = addNoun(nil, r, text); len(one) == 0 || slices.Contains(kind.Drop, text) || nameWords().resident.MatchString(text) {
				continue
			}
			known := func(m matter) bool { return len(addOnce([]quote{m.quote}, one[0])) == 1 }
			if !slices.ContainsFunc(found, known) {
				found = append(found, matter{one[0], siteOf(r, text), len(event)})
			}
			break
		}
	}
	return found
}

// cut finds the matter in a record's own words. With titled those that a title
// names are left to the list of titles.
func (k matterKind) cut(r activity.Record, titled bool) string {
	if k.Stage != "" && len(r.Stages) > 0 && !slices.Contains(r.Stages, k.Stage) || titled && hasTitle(r) {
		return ""
	}
	text := figures.Fold(cmp.Or(r.Summary, r.Text))
	for _, re := range k.find {
		if m := re.FindStringSubmatch(text); m != nil {
			return strings.TrimSpace(m[1])
		}
	}
	switch {
	case k.Topic && r.Topic != "":
		return r.Topic
	case k.Topic && !hasTitle(r):
		return r.Title
	}
	return ""
}

// hasTitle reports whether the member wrote the record's title between title
// marks.
func hasTitle(r activity.Record) bool {
	w := words()
	marked := w.TitleOpen + strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(r.Title), w.TitleOpen), w.TitleClose) + w.TitleClose
	return r.Title != "" && (strings.Contains(r.Text, marked) || strings.Contains(r.Summary, marked))
}

// siteOf is where a record's work was, without the words of what was done
// there, and "" where the matter itself is all the place there is.
func siteOf(r activity.Record, about string) string {
	place := figures.Fold(r.Place)
	for _, w := range words().PlaceEnds {
		if at := strings.Index(place, w); at > 0 {
			place = place[:at]
		}
	}
	if place != "" && about != "" && (strings.Contains(about, place) || strings.Contains(place, about)) {
		return ""
	}
	if len(addNoun(nil, r, place)) == 0 {
		return ""
	}
	return place
}

// kept are as many matters as a sentence takes: those most took part in, in
// order of date.
func kept(found []matter, most int) []matter {
	kept := slices.Clone(found)
	if len(kept) <= most {
		return kept
	}
	slices.SortStableFunc(kept, func(a, b matter) int { return cmp.Compare(b.people, a.people) })
	kept = kept[:most]
	return slices.DeleteFunc(slices.Clone(found), func(m matter) bool { return !slices.Contains(kept, m) })
}

// tell puts the matters of a kind into one clause, those of one place together.
func (k matterKind) tell(found []matter, most int) []Span {
	w := words()
	kept := kept(found, most)
	var clauses [][]Span
	var plainOnes []matter
	var places []string
	for _, m := range kept {
		switch {
		case k.At == "" || m.place == "":
			plainOnes = append(plainOnes, m)
		case !slices.Contains(places, m.place):
			there := slices.DeleteFunc(slices.Clone(kept), func(o matter) bool { return o.place != m.place })
			places = append(places, m.place)
			clauses = append(clauses, k.clause(fill(k.At, "place", m.place), there, false))
		}
	}
	if len(plainOnes) > 0 {
		clauses = append(clauses, k.clause(k.Say, plainOnes, len(kept) < len(found)))
	}
	return unpadded(joined(clauses, w.Comma, ""))
}

// clause lists matters in a pattern; a list cut short says so.
func (k matterKind) clause(pattern string, list []matter, cut bool) []Span {
	w := words()
	others := ""
	if cut || len(list) > 1 {
		others = w.Etc
	}
	if cut && !strings.Contains(pattern, "{others}") {
		pattern = strings.Replace(pattern, "{list}", "{list}"+w.Etc, 1)
	}
	var spans []Span
	for i, m := range list {
		if i > 0 {
			spans = append(spans, plain(w.Listed))
		}
		spans = append(spans, Span{Text: m.text, Record: m.by})
	}
	return expand(fill(pattern, "others", others), "list", spans...)
}

// clauseSentences makes sentences of clauses.
func clauseSentences(clauses [][]Span) [][]Span {
	var sentences [][]Span
	for chunk := range slices.Chunk(clauses, maxMatterKinds) {
		sentences = append(sentences, joined(chunk, words().Comma, words().Stop))
	}
	return sentences
}
