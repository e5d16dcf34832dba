package handlers

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
	"dutybook/report"
)

// Figures are set beside those of the year before only when somebody asks
// (比去年), month for finished month. The sentences are put together here, never
// by a model, and say so where the two may not be compared.

// cutCompare takes the words that ask for a comparison out of a request.
func (h *Handlers) cutCompare(text string) (rest string, compare bool) {
	for _, words := range h.texts.office.Compare {
		if head, tail, found := strings.Cut(text, words); found {
			return strings.TrimSpace(head + " " + strings.TrimSpace(tail)), true
		}
	}
	return text, false
}

// comparison reads a scope's numbers of a period and of the year before.
func (h *Handlers) comparison(ctx context.Context, scope counting.Scope, p activity.Period) (report.Comparison, error) {
	book, err := h.Store.Book(ctx, scope)
	if err != nil {
		return report.Comparison{}, err
	}
	whole, err := h.Store.Book(ctx, counting.Everyone)
	if err != nil {
		return report.Comparison{}, err
	}
	breaks, err := h.breaks(ctx)
	return report.Compare(book, whole, p, h.today(), breaks...), err
}

// compareLines tell a comparison, of some kinds of work where any are named, and
// of one unit where a question names it.
func (t *turn) compareLines(c report.Comparison, kinds []activity.Category, unit activity.Unit) string {
	then := t.period(counting.YearBefore(c.Now))
	if !c.Comparable {
		return t.text("compare-cannot", "period", t.period(c.Now), "then", then)
	}
	lines := []string{t.text("compare-title", "period", t.period(c.Now), "then", then)}
	for _, r := range c.Rows {
		if len(kinds) > 0 && !slices.Contains(kinds, r.Category) || unit != "" && r.What == counting.Figure && r.Now.Unit != unit {
			continue
		}
		lines = append(lines, t.compared(r))
	}
	if len(lines) == 1 {
		return t.text("compare-none", "period", t.period(c.Now), "then", then)
	}
	return strings.Join(lines, "\n")
}

// compared is one number beside that of the year before: 走访46户，上年38户，增加8户（21.1%）。
func (t *turn) compared(r counting.Compared) string {
	now, then := t.comparedFigure(r, r.Now), t.comparedFigure(r, r.Then)
	head := r.Category.Name(t.lang) + t.text("colon")
	switch {
	case r.OtherUnit != "":
		return head + t.text("compare-unit", "now", now, "unit", string(r.OtherUnit))
	case r.Broken && r.Now.Value != 0 && r.Then.Value != 0:
		return head + t.text("compare-broken", "now", now, "then", then, "why", plain(r.Why))
	case r.Now.Value == 0:
		return head + t.text("compare-gone", "then", then)
	case r.Then.Value == 0:
		return head + t.text("compare-new", "now", now) + t.text(recordKey(r))
	}
	by, approx, tenths, hasPercent := r.Difference()
	if by == 0 {
		key := "compare-same"
		if approx != activity.Exact {
			key = "compare-about-same"
		}
		return head + t.text(key, "now", now)
	}
	key := "compare-more"
	if by < 0 {
		key, by = "compare-fewer", -by
	}
	rate := ""
	if hasPercent {
		rate = t.text("compare-percent", "n", strconv.FormatInt(tenths/10, 10)+"."+strconv.FormatInt(tenths%10, 10))
	}
	difference := counting.Total{Unit: r.Now.Unit, Value: by, Approx: approx}
	return head + t.text(key, "now", now, "then", then, "by", t.comparedFigure(counting.Compared{What: r.What}, difference), "rate", rate) + t.text(recordKey(r))
}

// recordKey is the text that follows a first and a highest; the key of the empty
// text where it is neither.
func recordKey(r counting.Compared) string {
	switch {
	case r.First:
		return "compare-first"
	case r.Highest:
		return "compare-highest"
	}
	return "compare-ordinary"
}

func (t *turn) comparedFigure(r counting.Compared, n counting.Total) string {
	switch r.What {
	case counting.Sessions:
		return t.text("tally-sessions", "n", n.Value.String())
	case counting.Held, counting.Attended, counting.Open:
		return t.text("tally-"+string(r.What), "n", n.Value.String())
	case counting.Attendances:
		return t.text("tally-attendances", "n", n.Value.String())
	}
	return t.named(n.Quantity())
}

// sayCompared tells all of a scope's numbers beside those of the year before.
func (h *Handlers) sayCompared(ctx context.Context, t *turn, scope counting.Scope, p activity.Period) error {
	c, err := h.comparison(ctx, scope, p)
	if err != nil {
		return err
	}
	reply := activity.Reply{Text: t.compareLines(c, nil, "")}
	if c.Comparable {
		reply.Buttons = [][]activity.Button{{t.listButton(listingOf(scope, t.member.ID, c.Now))}}
	}
	_, err = t.say(ctx, reply)
	return err
}

// compareQuery answers a question that asks for a comparison; done is false for
// any other message.
func (h *Handlers) compareQuery(ctx context.Context, t *turn, u activity.Understanding) (done bool, err error) {
	rest, compare := h.cutCompare(t.Text)
	if !compare || u.Intent != activity.Query {
		return false, nil
	}
	// The reader may have taken the year compared with for the one asked about.
	period, ok := figures.Period(rest, t.SentAt)
	if !ok {
		period = activity.Year(t.SentAt.Year())
	}
	scope := counting.OfMember(t.member.ID)
	if u.Request.Group && may(t.member.Role, toSeeGroup) {
		scope = scopeOf(t.member)
		if err := h.note(ctx, t, toSeeGroup, t.Text); err != nil {
			return true, err
		}
	}
	c, err := h.comparison(ctx, scope, period)
	if err != nil {
		return true, err
	}
	reply := activity.Reply{Text: t.compareLines(c, u.Request.Categories, u.Request.Unit)}
	list := listing{group: scope != counting.OfMember(t.member.ID), period: c.Now, categories: u.Request.Categories}
	if c.Comparable {
		reply.Buttons = [][]activity.Button{{t.listButton(list)}}
	}
	_, err = t.say(ctx, reply)
	return true, err
}
