package handlers

import (
	"context"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/store"
)

// committee tells which committee a person speaks to and offers their others;
// operators make one with "/committee new NAME". Its first secretary comes in by
// the invitation that answers.
func (h *Handlers) committee(ctx context.Context, t *turn, args string) error {
	if h.reception == nil {
		return t.reply(ctx, "committee-one", "name", h.Name)
	}
	if verb, name, _ := strings.Cut(args, " "); verb == "new" && h.isOperator(t.From.ID) {
		return h.found(ctx, t, strings.TrimSpace(name))
	}
	ids, err := h.reception.committeesOf(ctx, t.From.ID)
	if err != nil {
		return err
	}
	var rows [][]activity.Button
	for _, id := range ids {
		if id == h.Store.ID() {
			continue
		}
		name, err := h.reception.nameOf(ctx, id)
		if err != nil {
			return err
		}
		rows = append(rows, []activity.Button{{Label: name, Data: "committee:" + string(id)}})
	}
	key := "committee-one"
	if len(rows) > 0 {
		key = "committee-now"
	}
	_, err = t.say(ctx, activity.Reply{Text: t.text(key, "name", h.Name), Buttons: rows})
	return err
}

func (h *Handlers) isOperator(id activity.UserID) bool { return slices.Contains(h.Operators, id) }

// found makes a committee and invites its first secretary.
func (h *Handlers) found(ctx context.Context, t *turn, name string) error {
	if name == "" || len(name) > 200 {
		return t.reply(ctx, "committee-usage")
	}
	id, err := h.reception.directory.Found(ctx, name, t.Key)
	if err != nil {
		return err
	}
	desk, err := h.reception.desk(ctx, id)
	if err != nil {
		return err
	}
	code := desk.newCode()
	if err := desk.Store.Invite(ctx, h.Now(), store.Invitation{Code: code, Role: activity.Secretary}); err != nil {
		return err
	}
	return t.reply(ctx, "committee-new", "name", name, "link", h.link(code), "code", code)
}

// enterCommittee makes another of a person's committees the one they speak to.
func (h *Handlers) enterCommittee(ctx context.Context, t *turn, id activity.CommitteeID) error {
	if h.reception == nil {
		return h.toast(ctx, t, "button-old")
	}
	ids, err := h.reception.committeesOf(ctx, t.From.ID)
	if err != nil {
		return err
	}
	if !slices.Contains(ids, id) {
		return h.toast(ctx, t, "not-yours")
	}
	if err := h.reception.directory.Enter(ctx, t.From.ID, id); err != nil {
		return err
	}
	name, err := h.reception.nameOf(ctx, id)
	if err != nil {
		return err
	}
	return t.reply(ctx, "committee-set", "name", name)
}
