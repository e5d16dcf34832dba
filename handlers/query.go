package handlers

import (
	"context"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
)

// query answers a question about what is recorded, from the totals: the own
// ones, or the group's for those who may see them.
func (h *Handlers) query(ctx context.Context, t *turn, want activity.Request) error {
	if want.Period.IsZero() {
		want.Period = activity.Year(t.SentAt.Year())
	}
	scope, title := counting.OfMember(t.member.ID), "query-own"
	if want.Group && may(t.member.Role, toSeeGroup) {
		scope, title = scopeOf(t.member), "query-group"
	}
	tally, err := h.Store.Tally(ctx, scope, want.Period)
	if err != nil {
		return err
	}
	tally = asked(tally, want)
	if len(tally.Lines) == 0 {
		return h.sayEmpty(ctx, t, scope, want.Period, want.Categories)
	}
	lines := []string{t.text(title, "period", t.period(want.Period)), t.tallyLines(tally)}
	if want.Group && title == "query-own" {
		lines = append(lines, t.text("query-own-only"))
	}
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(lines, "\n")})
	return err
}

// asked keeps what a question is about: its categories, and where it names a
// unit, the figures of that unit.
func asked(tally counting.Tally, want activity.Request) counting.Tally {
	tally = tally.Only(want.Categories...)
	if want.Unit == "" || len(want.Categories) > 0 {
		return tally
	}
	tally.Lines = slices.DeleteFunc(slices.Clone(tally.Lines), func(l counting.Line) bool {
		return !slices.ContainsFunc(l.Figures, func(f counting.Total) bool { return f.Unit == want.Unit })
	})
	return tally
}

func (t *turn) categoryList(cs []activity.Category) string {
	if len(cs) == 0 {
		return t.text("work")
	}
	var names []string
	for _, c := range cs {
		names = append(names, c.Name(t.lang))
	}
	return strings.Join(names, t.text("list-mark"))
}

// stats tells the figures of a period: leaders those of their group,
// secretaries all.
func (h *Handlers) stats(ctx context.Context, t *turn, args string) error {
	scope, args, err := h.scopeNamed(ctx, t, args)
	if err != nil {
		return err
	}
	period := activity.Year(t.SentAt.Year())
	if args != "" {
		p, ok := figures.Period(args, t.SentAt)
		if !ok {
			return t.reply(ctx, "period-unclear")
		}
		period = p
	}
	tally, err := h.Store.Tally(ctx, scope, period)
	if err != nil {
		return err
	}
	if len(tally.Lines) == 0 {
		return t.reply(ctx, "period-empty", "period", t.period(period))
	}
	_, err = t.say(ctx, activity.Reply{Text: t.text("stats", "period", t.period(period)) + "\n" + t.tallyLines(tally)})
	return err
}
