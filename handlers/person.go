package handlers

import (
	"context"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/handlers/joint"
)

// queryPerson answers a question about a member by name (老张今年走访了多少户), for
// those who may see that member's work; done is false for any other question.
// Of several the name fits the asker is shown those they may see.
func (h *Handlers) queryPerson(ctx context.Context, t *turn, want activity.Request) (done bool, err error) {
	if want.Group || !may(t.member.Role, toSeeGroup) {
		return false, nil
	}
	roster, _, err := h.roster(ctx)
	if err != nil {
		return false, err
	}
	teller, err := h.teller(ctx, t)
	if err == nil {
		teller, err = h.called(ctx, t, teller)
	}
	if err != nil {
		return false, err
	}
	about := roster.AskedAbout(t.Text, teller)
	if len(about.Fits) == 0 {
		return false, nil
	}
	var seen []activity.Member
	for _, f := range about.Fits {
		m, err := h.Store.Member(ctx, f.Member)
		if err != nil {
			return true, err
		}
		if mayForMember(t.member, toSeeGroup, m) {
			seen = append(seen, m)
		}
	}
	switch {
	case len(seen) == 0:
		return true, t.reply(ctx, "err-not-allowed")
	case len(seen) > 1:
		return true, h.askWhose(ctx, t, want, about, seen)
	}
	return true, h.sayPerson(ctx, t, want, seen[0])
}

func (h *Handlers) sayPerson(ctx context.Context, t *turn, want activity.Request, m activity.Member) error {
	if err := h.note(ctx, t, toSeeGroup, m.Name); err != nil {
		return err
	}
	title := t.text("query-person", "period", t.period(want.Period), "name", m.Name)
	return h.sayQuery(ctx, t, want, counting.OfMember(m.ID), listing{member: m.ID}, title)
}

// askWhose asks which of several people a question is about.
func (h *Handlers) askWhose(ctx context.Context, t *turn, want activity.Request, about joint.Unsure, seen []activity.Member) error {
	if len(seen) > maxFits {
		return t.reply(ctx, "whose-many", "call", about.Name)
	}
	_, groups, err := h.names(ctx)
	if err != nil {
		return err
	}
	var rows [][]activity.Button
	for _, m := range seen {
		label := m.Name
		if group := groups[m.Group]; group != "" {
			label = t.text("member-line-group", "line", label, "group", group)
		}
		list := listing{member: m.ID, period: want.Period, categories: want.Categories}
		rows = append(rows, []activity.Button{{Label: label, Data: "whose" + list.data(0)[len("list"):]}})
	}
	_, err = t.say(ctx, activity.Reply{Text: t.text("whose-ask", "call", about.Name), Buttons: rows})
	return err
}

// pressWhose answers the question for the one chosen.
func (h *Handlers) pressWhose(ctx context.Context, t *turn, numbers []int64) error {
	l, _ := parseListing(numbers)
	m, err := h.Store.Member(ctx, l.member)
	if err != nil || !mayForMember(t.member, toSeeGroup, m) || l.member == "" {
		return h.toast(ctx, t, "err-not-allowed")
	}
	return h.sayPerson(ctx, t, activity.Request{Period: l.period, Categories: l.categories}, m)
}
