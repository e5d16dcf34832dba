package handlers

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
)

// query answers a question about what is recorded, from the totals: the own
// ones, or the group's for those who may see them. It says what the numbers
// leave out and why, and offers the records behind them.
func (h *Handlers) query(ctx context.Context, t *turn, want activity.Request) error {
	if want.Period.IsZero() {
		want.Period = activity.Year(t.SentAt.Year())
	}
	if done, err := h.queryPerson(ctx, t, want); done || err != nil {
		return err
	}
	scope, title := counting.OfMember(t.member.ID), "query-own"
	if want.Group && may(t.member.Role, toSeeGroup) {
		scope, title = scopeOf(t.member), "query-group"
		if err := h.note(ctx, t, toSeeGroup, t.Text); err != nil {
			return err
		}
	}
	return h.sayQuery(ctx, t, want, scope, listing{group: title == "query-group"}, t.text(title, "period", t.period(want.Period)))
}

// sayQuery answers a question about a scope, under a title, with the list behind
// it.
func (h *Handlers) sayQuery(ctx context.Context, t *turn, want activity.Request, scope counting.Scope, list listing, title string) error {
	tally, err := h.Store.Tally(ctx, scope, want.Period)
	if err != nil {
		return err
	}
	tally = asked(tally, want)
	records, err := h.behind(ctx, scope, want.Period, about(tally, want))
	if err != nil {
		return err
	}
	standing, err := h.standing(ctx, t, tally)
	if err != nil {
		return err
	}
	ownOnly := want.Group && !list.group
	if len(tally.Lines) == 0 && len(records) == 0 && !ownOnly {
		return h.sayEmpty(ctx, t, scope, want.Period, want.Categories)
	}
	lines := []string{t.text("query-empty", "period", t.period(want.Period), "what", t.categoryList(want.Categories))}
	switch {
	case len(tally.Lines) > 0:
		lines = []string{title, t.tallyLines(tally)}
	case len(tally.Late) > 0:
		lines = []string{title}
	}
	if standing != "" {
		lines = append(lines, strings.TrimPrefix(standing, "\n"))
	}
	if scope == counting.OfMember(t.member.ID) || list.member != "" {
		presence, err := h.presenceLine(ctx, t, cmp.Or(list.member, t.member.ID), want.Period)
		if err != nil {
			return err
		}
		if presence != "" && (len(want.Categories) == 0 || slices.ContainsFunc(want.Categories, activity.Category.Sits)) {
			lines = append(lines, presence)
		}
	}
	if left := t.leftOut(records, want.Period); left != "" {
		lines = append(lines, left)
	}
	if ownOnly {
		lines = append(lines, t.text("query-own-only"))
	}
	reply := activity.Reply{Text: strings.Join(lines, "\n")}
	if len(records) > 0 {
		list.period, list.categories = want.Period, about(tally, want)
		reply.Buttons = [][]activity.Button{{t.listButton(list)}}
	}
	_, err = t.say(ctx, reply)
	return err
}

// about are the kinds of work an answer is about: those asked for, else those
// it tells of; none means all.
func about(tally counting.Tally, want activity.Request) []activity.Category {
	if len(want.Categories) > 0 || want.Unit == "" {
		return want.Categories
	}
	var told []activity.Category
	for _, l := range tally.Lines {
		told = append(told, l.Category)
	}
	return told
}

// asked keeps what a question is about: its categories, and where it names a
// unit, the figures of that unit.
func asked(tally counting.Tally, want activity.Request) counting.Tally {
	tally = tally.Only(want.Categories...)
	if want.Unit == "" {
		return tally
	}
	keep := func(lines []counting.Line) []counting.Line {
		lines = slices.Clone(lines)
		ofLine := func(l counting.Line) func(counting.Total) bool {
			return func(f counting.Total) bool { return counting.SameUnit(l.Category, f.Of, f.Unit, want.Unit) }
		}
		if len(want.Categories) == 0 {
			lines = slices.DeleteFunc(lines, func(l counting.Line) bool { return !slices.ContainsFunc(l.Figures, ofLine(l)) })
		}
		for i, l := range lines {
			ofUnit := ofLine(l)
			if slices.ContainsFunc(l.Figures, ofUnit) {
				lines[i].Figures = slices.DeleteFunc(slices.Clone(l.Figures), func(f counting.Total) bool { return !ofUnit(f) })
			}
		}
		return lines
	}
	tally.Lines, tally.Late = keep(tally.Lines), keep(tally.Late)
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
	args, compare := h.cutCompare(args)
	scope, rest, err := h.scopeNamed(ctx, t, args)
	if err != nil {
		return err
	}
	period := activity.Year(t.SentAt.Year())
	if rest != "" {
		p, ok := figures.Period(rest, t.SentAt)
		if !ok {
			return t.reply(ctx, "period-unclear")
		}
		period = p
	}
	if compare {
		return h.sayCompared(ctx, t, scope, period)
	}
	tally, err := h.Store.Tally(ctx, scope, period)
	if err != nil {
		return err
	}
	if len(tally.Lines)+len(tally.Late) == 0 {
		return t.reply(ctx, "period-empty", "period", t.period(period))
	}
	standing, err := h.standing(ctx, t, tally)
	if err != nil {
		return err
	}
	_, err = t.say(ctx, activity.Reply{
		Text:    t.text("stats", "period", t.period(period)) + "\n" + t.tallyLines(tally) + standing,
		Buttons: t.statsButtons(scope, strings.Replace(args, rest, "", 1), period),
	})
	return err
}

// statsButtons lead from figures to the records behind them, and offer the
// picture of a year.
func (t *turn) statsButtons(scope counting.Scope, group string, period activity.Period) [][]activity.Button {
	row := []activity.Button{t.listButton(listingOf(scope, t.member.ID, period))}
	for _, more := range t.chartButton(group, period) {
		row = append(row, more...)
	}
	return [][]activity.Button{row}
}
