package handlers

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"

	"dutybook/activity"
	"dutybook/store"
)

// start greets, and with an invitation's code lets a person in.
func (h *Handlers) start(ctx context.Context, t *turn, code string) error {
	if code == "" {
		return h.help(ctx, t, "")
	}
	m, err := h.Store.Join(ctx, code, t.From)
	if errors.Is(err, activity.ErrNotFound) {
		return h.badCode(ctx, t)
	}
	if err != nil {
		return err
	}
	if err := h.noteEntry(ctx, t); err != nil {
		return err
	}
	if m.Lang != "" {
		t.lang = m.Lang
	}
	_, groups, err := h.names(ctx)
	if err != nil {
		return err
	}
	where := t.text("role-" + string(m.Role))
	if name := groups[m.Group]; name != "" {
		where = name + " " + where
	}
	return t.reply(ctx, "joined", "name", m.Name, "where", where)
}

// badCode answers a code that is unknown, used or expired; somebody who is a
// member already is greeted, as their first use of it may have been delivered
// twice.
func (h *Handlers) badCode(ctx context.Context, t *turn) error {
	if t.member.Role != activity.Stranger {
		if err := h.noteEntry(ctx, t); err != nil {
			return err
		}
		return h.help(ctx, t, "")
	}
	return t.reply(ctx, "bad-code")
}

// noteEntry makes this committee the one a person speaks to.
func (h *Handlers) noteEntry(ctx context.Context, t *turn) error {
	if h.reception == nil {
		return nil
	}
	return h.reception.entered(ctx, t.From.ID, h.Store.ID())
}

// newCode draws the code of an invitation; it says which committee it is for,
// unless that is the first.
func (h *Handlers) newCode() string {
	code := strings.ToLower(rand.Text()[:16])
	if h.isFirst() {
		return code
	}
	return string(h.Store.ID()) + codeMark + code
}

// link is what opens the bot with a code.
func (h *Handlers) link(code string) string {
	return "https://t.me/" + h.BotName() + "?start=" + code
}

// invite makes a one-time link: "/invite member 经济组". Leaders invite members
// into their own group.
func (h *Handlers) invite(ctx context.Context, t *turn, args string) error {
	roleText, groupName, _ := strings.Cut(args, " ")
	groupName = strings.TrimSpace(groupName)
	role, ok := h.roleWord(roleText)
	if !ok {
		return t.reply(ctx, "invite-usage")
	}
	group, err := h.invitedTo(ctx, t, role, groupName)
	if errors.Is(err, activity.ErrNotAllowed) {
		return t.reply(ctx, "invite-own-group")
	}
	if err != nil {
		return err
	}
	if group.ID == "" && role != activity.Secretary {
		return t.reply(ctx, "invite-usage")
	}
	code := h.newCode()
	if err := h.Store.Invite(ctx, code, store.Invitation{Role: role, Group: group.ID, By: t.member.ID}); err != nil {
		return err
	}
	return t.reply(ctx, "invite", "role", t.text("role-"+string(role)), "group", group.Name,
		"link", h.link(code), "code", code)
}

// invitedTo is the group an invitation is for: a secretary names any, made on
// the spot when new; a leader's is the own one.
func (h *Handlers) invitedTo(ctx context.Context, t *turn, role activity.Role, name string) (activity.Group, error) {
	if t.member.Role == activity.Secretary {
		if name == "" {
			return activity.Group{}, nil
		}
		return h.Store.EnsureGroup(ctx, name)
	}
	_, groups, err := h.names(ctx)
	if err != nil {
		return activity.Group{}, err
	}
	own := activity.Group{ID: t.member.Group, Name: groups[t.member.Group]}
	if role != activity.Plain || (name != "" && name != own.Name) {
		return activity.Group{}, activity.ErrNotAllowed
	}
	return own, nil
}
