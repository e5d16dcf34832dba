package prompts

import (
	_ "embed"
	"slices"
	"sync"

	"dutybook/activity"
	"dutybook/figures/lexicon"
)

//go:embed lookalike.json
var lookalikeJSON []byte

// lookalikeWords are lookalike.json: words that sound like orders to the
// machine and are what the work was about.
type lookalikeWords struct {
	innocent    ruleSet
	open, close []rune
	veil        rune
}

var lookalikeWordsOf = sync.OnceValue(func() lookalikeWords {
	var f struct {
		Innocent          []string
		Open, Close, Veil string
	}
	ruleMustRead("lookalike.json", lookalikeJSON, &f)
	return lookalikeWords{lexicon.Set(f.Innocent), []rune(f.Open), []rune(f.Close), []rune(f.Veil)[0]}
})

// secondLook reads a message again that sounds like an order, with titles,
// quotations and innocent phrases veiled: 提交《关于删除重复审批的建议》提案1件 is a
// report and no deletion. Nothing else can become one by it.
func (m *ruleMessage) secondLook(rules activity.Understanding) activity.Understanding {
	if rules.Intent != activity.Delete && rules.Intent != activity.Correct && rules.Intent != activity.Other {
		return rules
	}
	veiled := m.veiled()
	if slices.Equal(veiled, m.runes) {
		return rules
	}
	u := ByRules(string(veiled), m.sent)
	if u.Intent != activity.Log {
		return rules
	}
	for i := range u.Records {
		r := &u.Records[i]
		r.Text = m.text
		for _, s := range []*string{&r.Summary, &r.Place, &r.Topic, &r.Title} {
			*s = m.unveil(veiled, *s)
		}
	}
	return u
}

// veiled is the message with what only sounds like an order covered, letter for
// letter.
func (m *ruleMessage) veiled() []rune {
	w := lookalikeWordsOf()
	out := slices.Clone(m.runes)
	cover := func(from, to int) {
		for i := from; i < to; i++ {
			out[i] = w.veil
		}
	}
	for i := 0; i < len(m.r); i++ {
		if _, n := w.innocent.At(m.r, i); n > 0 {
			cover(i, i+n)
		}
		mark := slices.Index(w.open, m.runes[i])
		if mark < 0 {
			continue
		}
		if end := slices.Index(m.runes[i+1:], w.close[mark]); end > 0 {
			cover(i+1, i+1+end)
			i += end + 1
		}
	}
	return out
}

// unveil gives what a text cut from the veiled message says.
func (m *ruleMessage) unveil(veiled []rune, s string) string {
	at := indexRunes(veiled, []rune(s), 0)
	if at < 0 {
		return s
	}
	return string(m.runes[at : at+len([]rune(s))])
}
