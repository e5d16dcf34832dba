package report

import (
	"slices"
	"strings"
	"unicode/utf8"

	"dutybook/activity"
	"dutybook/figures"
	"dutybook/report/docx"
)

// quote is a noun cut from a record, printed as it stands there.
type quote struct {
	text string
	by   activity.RecordID
}

// quoted are the nouns a category's records name, each once, in order of date.
type quoted struct{ places, titles, topics []quote }

// Longer nouns are clauses cut by mistake; more of them are a list, not a
// sentence.
const (
	maxNoun   = 16
	maxTitle  = 40
	maxPlaces = 5
	maxTitles = 4
	maxTopics = 4
)

func (e *evidence) quoted(c activity.Category) quoted {
	var q quoted
	for _, event := range e.events {
		if event[0].Category != c {
			continue
		}
		for _, r := range event {
			q.places = addNoun(q.places, r, siteOf(r, ""))
			q.topics = addNoun(q.topics, r, r.Topic)
			q.addTitle(r)
		}
	}
	return q
}

// addTitle takes a title only where the member wrote it between title marks;
// what else stands there is the matter of a proposal, a topic.
func (q *quoted) addTitle(r activity.Record) {
	w := words()
	title := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(docx.Clean(r.Title), w.TitleOpen), w.TitleClose))
	marked := w.TitleOpen + title + w.TitleClose
	if !strings.Contains(r.Text, marked) && !strings.Contains(r.Summary, marked) {
		q.topics = addNoun(q.topics, r, title)
		return
	}
	if title == "" || utf8.RuneCountInString(title) > maxTitle || isPrivate(title) || strings.ContainsAny(title, "\n\t") {
		return
	}
	q.titles = addOnce(q.titles, quote{title, r.ID})
}

func addNoun(list []quote, r activity.Record, noun string) []quote {
	// The report is in simplified characters, whoever writes in others.
	noun = figures.Fold(strings.TrimSpace(docx.Clean(noun)))
	switch {
	case noun == "", utf8.RuneCountInString(noun) > maxNoun,
		strings.ContainsAny(noun, words().Broken), isPrivate(noun),
		len(figures.Scan(noun)) > 0:
		return list
	}
	return addOnce(list, quote{noun, r.ID})
}

// addOnce keeps one of several nouns that contain each other.
func addOnce(list []quote, q quote) []quote {
	same := func(old quote) bool {
		return strings.Contains(old.text, q.text) || strings.Contains(q.text, old.text)
	}
	if slices.ContainsFunc(list, same) {
		return list
	}
	return append(list, q)
}

// isPrivate reports whether words could name a resident, a home or a number
// that belongs to a person.
func isPrivate(s string) bool {
	digits := 0
	for _, r := range s {
		if '0' <= r && r <= '9' {
			digits++
		}
	}
	return digits >= 7 || slices.ContainsFunc(words().Private, func(w string) bool { return strings.Contains(s, w) })
}

// quotes tells the nouns that the matters have not, one sentence a kind.
func (t teller) quotes(q quoted, m mattersTold) [][]Span {
	w := words()
	q.places = slices.DeleteFunc(q.places, func(p quote) bool { return m.names(p.text) })
	places := t.phrase.Places
	if len(q.places) == 1 {
		places = t.phrase.Place
	}
	if m.topics {
		q.topics = nil
	}
	if m.sites {
		q.places = nil
	}
	var sentences [][]Span
	for _, s := range []struct {
		pattern string
		list    []quote
		limit   int
		title   bool
		etc     string
	}{
		{t.phrase.Titles, q.titles, maxTitles, true, w.Etc},
		{t.phrase.Topics, q.topics, maxTopics, false, w.Etc},
		{places, q.places, maxPlaces, false, w.EtcPlaces},
	} {
		if s.pattern != "" && len(s.list) > 0 {
			sentences = append(sentences, listSentence(s.pattern, s.list, s.limit, s.title, s.etc))
		}
	}
	return sentences
}

func listSentence(pattern string, list []quote, limit int, title bool, open string) []Span {
	w := words()
	etc := ""
	if len(list) > limit {
		list, etc = list[:limit], open
	}
	var spans []Span
	for i, q := range list {
		noun := Span{Text: q.text, Record: q.by}
		switch {
		case title:
			spans = append(spans, plain(w.TitleOpen), noun, plain(w.TitleClose))
		case i > 0:
			spans = append(spans, plain(w.Listed), noun)
		default:
			spans = append(spans, noun)
		}
	}
	return append(expand(fill(pattern, "etc", etc), "list", spans...), plain(w.Stop))
}
