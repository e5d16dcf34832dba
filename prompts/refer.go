package prompts

import (
	_ "embed"
	"sync"
	"unicode"

	"dutybook/activity"
	"dutybook/figures/lexicon"
)

//go:embed refer.json
var referJSON []byte

// referWords are refer.json: words that refer to what was recorded before.
type referWords struct{ same, others, sweeping ruleSet }

var referWordsOf = sync.OnceValue(func() referWords {
	var f struct{ Same, Others, Sweeping []string }
	ruleMustRead("refer.json", referJSON, &f)
	return referWords{lexicon.Set(f.Same), lexicon.Set(f.Others), lexicon.Set(f.Sweeping)}
})

// maxSame is how long a message may be that only repeats the one before.
const maxSame = 30

// same reads a message that begins with 同上: the work of the last record once
// more, with the figures and the day that are said now.
func (m *ruleMessage) same() (activity.Understanding, bool) {
	at := 0
	for at < len(m.r) && !unicode.IsLetter(m.r[at]) {
		at++
	}
	if _, n := referWordsOf().same.At(m.r, at); n == 0 || len(m.r) > maxSame {
		return activity.Understanding{}, false
	}
	r := activity.Record{Category: activity.OtherWork, Date: activity.DateOf(m.sent), Quantities: []activity.Quantity{}}
	for _, f := range m.figures {
		r.Quantities = append(r.Quantities, f.Quantity)
	}
	for _, d := range m.dates {
		if !d.future {
			r.Date = d.Date
		}
	}
	r = m.finish(ruleDraft{from: 0, to: len(m.r), record: r})
	return activity.Understanding{
		Intent: activity.Log, Same: true, Records: []activity.Record{r}, Source: activity.FromRules,
	}, true
}

// sweeps reports whether a message speaks of all records, or of other
// people's, where one of the own can be meant at most.
func (m *ruleMessage) sweeps(intent activity.Intent) bool {
	w := referWordsOf()
	return w.others.In(m.r) || intent == activity.Delete && w.sweeping.In(m.r)
}
