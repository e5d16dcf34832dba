package prompts

import (
	"strings"

	"dutybook/activity"
	"dutybook/figures"
)

// query fills in what a question is about where code found nothing: the model
// points at the words, and code reads them. Whose work is meant is taken from
// it too, because rights are asked later of who is speaking.
func (c *claims) query(q *activity.Request, said *answerQuery) {
	if said == nil {
		return
	}
	if len(q.Categories) == 0 {
		for _, name := range said.Categories {
			category, ok := categoryNamed(name)
			if !ok {
				c.fault("category %q is none of the list", clip(name))
				continue
			}
			q.Categories = append(q.Categories, category)
		}
	}
	if q.Period.IsZero() && c.stands("period_quote", said.PeriodQuote) {
		q.Period, _ = figures.Period(said.PeriodQuote, c.m.sent)
	}
	if q.Unit == "" && c.stands("unit_quote", said.UnitQuote) {
		folded := []rune(strings.ToLower(figures.Fold(said.UnitQuote)))
		if unit, n := ruleWords().units.At(folded, 0); n == len(folded) {
			q.Unit = activity.Unit(unit)
		}
	}
	q.Group = q.Group || said.Group
}

// stands reports whether a quote of a question stands in the message; an empty
// one says nothing.
func (c *claims) stands(field, quote string) bool {
	if quote == "" {
		return false
	}
	if indexRunes(c.shown, []rune(quote), 0) < 0 {
		c.fault("the %s %q does not stand in the message", field, clip(quote))
		return false
	}
	return true
}
