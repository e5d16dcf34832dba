package handlers

import (
	"context"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/store"
)

// hint is one line that explains something at the moment it first happens to a
// member, with the line break before it; "" ever after. It is a courtesy: when
// nobody knows whether it was said, it is not.
func (h *Handlers) hint(ctx context.Context, t *turn, what store.Moment) string {
	if t.member.ID == "" {
		return ""
	}
	first, err := h.Store.Explain(ctx, t.member.ID, what, t.Key)
	if err != nil {
		h.Log.WarnContext(ctx, "no hint", "moment", what, "err", err)
		return ""
	}
	if !first {
		return ""
	}
	return "\n" + t.text("hint-"+string(what))
}

// sayEmpty answers that there is nothing of some kinds of work in a period; had
// there been a year before, it says how much, so that what is missing shows.
func (h *Handlers) sayEmpty(ctx context.Context, t *turn, scope counting.Scope, period activity.Period, categories []activity.Category) error {
	text := t.text("query-empty", "period", t.period(period), "what", t.categoryList(categories))
	before := period
	before.From.Year--
	before.To.Year--
	tally, err := h.Store.Tally(ctx, scope, before)
	if err != nil {
		return err
	}
	n := 0
	for _, line := range tally.Only(categories...).Lines {
		n += int(line.Sessions)
	}
	if n > 0 {
		text += t.text("query-empty-before", "n", itoa(n))
	}
	_, err = t.say(ctx, activity.Reply{Text: text})
	return err
}
