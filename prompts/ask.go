package prompts

import (
	_ "embed"
	"sync"

	"dutybook/activity"
	"dutybook/figures"
	"dutybook/figures/lexicon"
)

//go:embed ask.json
var askJSON []byte

// askWords are ask.json: what makes a sentence with 几 a question, and what a
// question is about that names no kind of work by its name.
type askWords struct {
	howMany, spans, group ruleSet
	kinds                 lexicon.Table[activity.Category]
}

var askWordsOf = sync.OnceValue(func() askWords {
	var f struct {
		HowMany, Spans, Group []string
		Categories            map[activity.Category][]string
	}
	ruleMustRead("ask.json", askJSON, &f)
	kinds := map[string]activity.Category{}
	for c, words := range f.Categories {
		for _, w := range words {
			kinds[w] = c
		}
	}
	return askWords{lexicon.Set(f.HowMany), lexicon.Set(f.Spans), lexicon.Set(f.Group), lexicon.New(kinds)}
})

// maxQuestion is how long a question without a question mark may be.
const maxQuestion = 25

// completeQuestion takes 去年我参加了几次培训 for the question it is, and completes what a
// question is about. 今天走访了几户 stays a report: it names a day, no span.
func (m *ruleMessage) completeQuestion(u activity.Understanding) activity.Understanding {
	w := askWordsOf()
	if u.Intent == activity.Log && m.asksHowMany(w) {
		u = activity.Understanding{Intent: activity.Query, Source: activity.FromRules, Request: m.request(activity.Query)}
	}
	if u.Intent != activity.Query {
		return u
	}
	q := &u.Request
	q.Group = q.Group || w.group.In(m.r)
	for i := 0; len(q.Categories) == 0 && i < len(m.r); i++ {
		if c, n := w.kinds.At(m.r, i); n > 0 {
			q.Categories = []activity.Category{c}
		}
	}
	return u
}

func (m *ruleMessage) asksHowMany(w askWords) bool {
	if len(m.r) > maxQuestion || len(m.figures) > 0 || !w.howMany.In(m.r) || !w.spans.In(m.r) {
		return false
	}
	for _, d := range m.dates {
		if d.Day != 0 {
			return false
		}
	}
	_, spans := figures.Period(m.text, m.sent)
	return spans
}
