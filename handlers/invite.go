package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rsc.io/qr"

	"dutybook/activity"
	"dutybook/store"
)

// invite makes a one-time link with its picture: "/invite ROLE GROUP", and the
// name behind it when the person is to be called so; "/invite NAME" makes one
// for somebody on the list who has not come in. "list" shows the open ones.
// Leaders invite members into groups they lead.
func (h *Handlers) invite(ctx context.Context, t *turn, args string) error {
	words := strings.Fields(args)
	if len(words) == 0 {
		return t.reply(ctx, "invite-usage")
	}
	if words[0] == "list" {
		return h.invitations(ctx, t, 0)
	}
	role, ok := h.roleWord(words[0])
	if !ok {
		return h.inviteListed(ctx, t, args)
	}
	inv := store.Invitation{Role: role}
	groupName := ""
	if len(words) > 1 {
		groupName = words[1]
	}
	if len(words) > 2 {
		inv.Name = clip(strings.Join(words[2:], " "), 30)
	}
	g, err := h.invitedTo(ctx, t, role, groupName)
	if errors.Is(err, activity.ErrNotAllowed) {
		return t.reply(ctx, "invite-own-group")
	}
	if err != nil {
		return err
	}
	if g.ID == "" && role != activity.Secretary {
		return t.reply(ctx, "invite-usage")
	}
	inv.Group = g.ID
	return h.sendInvitation(ctx, t, inv, g.Name)
}

// inviteListed makes a link for somebody on the list who has not come in yet.
func (h *Handlers) inviteListed(ctx context.Context, t *turn, name string) error {
	seen, err := h.visible(ctx, t)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(seen, func(m activity.Member) bool { return m.Name == name }) {
		return t.reply(ctx, "invite-usage")
	}
	return h.withNamed(ctx, t, name, h.inviteMember)
}

// inviteMember makes the link of a member on the list. A leader may do so for
// members of the own groups, not for those of higher role.
func (h *Handlers) inviteMember(ctx context.Context, t *turn, m activity.Member) error {
	switch {
	case m.User != 0:
		return t.reply(ctx, "invite-is-in", "name", m.Name)
	case !mayForMember(t.member, toInvite, m), reachOf(t.member.Role, toInvite) < all && m.Role != activity.Plain:
		return h.refuse(ctx, t)
	}
	_, groups, err := h.names(ctx)
	if err != nil {
		return err
	}
	return h.sendInvitation(ctx, t, store.Invitation{Role: m.Role, Group: m.Group, Member: m.ID, Name: m.Name}, groups[m.Group])
}

// sendInvitation keeps an invitation and hands it over: as a link, as a picture
// to be scanned, and as a command for where links do not open.
func (h *Handlers) sendInvitation(ctx context.Context, t *turn, inv store.Invitation, group string) error {
	inv.Code, inv.By = h.newCode(), t.member.ID
	if err := h.Store.Invite(ctx, h.Now(), inv); err != nil {
		return err
	}
	picture, err := qrOf(h.link(inv.Code))
	if err != nil {
		return err
	}
	who := t.text("role-" + string(inv.Role))
	if inv.Name != "" {
		who = inv.Name
	}
	text := t.text("invite", "role", who, "group", group, "link", h.link(inv.Code), "code", inv.Code)
	switch {
	case inv.Name != "":
		text = t.text("invite-named", "name", who, "link", h.link(inv.Code), "code", inv.Code)
	case group == "":
		text = t.text("invite-no-group", "role", who, "link", h.link(inv.Code), "code", inv.Code)
	}
	_, err = t.say(ctx, activity.Reply{
		Text:    text,
		File:    &activity.File{Name: "invitation.png", Data: picture, Picture: true},
		Buttons: [][]activity.Button{{{Label: t.text("button-revoke"), Data: "revoke:" + inv.Code}}},
	})
	return err
}

// qrScale makes a module of the picture large enough for an old phone.
const qrScale = 8

func qrOf(link string) ([]byte, error) {
	code, err := qr.Encode(link, qr.M)
	if err != nil {
		return nil, fmt.Errorf("handlers: picture of a link: %w", err)
	}
	code.Scale = qrScale
	return code.PNG(), nil
}

// invitedTo is the group an invitation is for: a secretary names any, made on
// the spot when new; a leader's is one they lead, the first when none is named.
func (h *Handlers) invitedTo(ctx context.Context, t *turn, role activity.Role, name string) (activity.Group, error) {
	if reachOf(t.member.Role, toInvite) == all {
		if name == "" {
			return activity.Group{}, nil
		}
		return h.Store.EnsureGroup(ctx, name)
	}
	_, groups, err := h.names(ctx)
	if err != nil {
		return activity.Group{}, err
	}
	if role == activity.Plain {
		for _, g := range t.member.Led() {
			if name == "" || groups[g] == name {
				return activity.Group{ID: g, Name: groups[g]}, nil
			}
		}
	}
	return activity.Group{}, fmt.Errorf("handlers: invite: %w", activity.ErrNotAllowed)
}

// maxInvitations is how many open invitations are shown, each with its button.
const maxInvitations = 10

// invitations lists the open ones a person may revoke.
func (h *Handlers) invitations(ctx context.Context, t *turn, replace activity.MessageID) error {
	open, err := h.Store.Invitations(ctx, t.SentAt)
	if err != nil {
		return err
	}
	open = slices.DeleteFunc(open, func(inv store.Invitation) bool { return !mayRevoke(t.member, inv) })
	if len(open) == 0 {
		_, err := t.say(ctx, activity.Reply{Text: t.text("invitations-none"), Replace: replace})
		return err
	}
	_, groups, err := h.names(ctx)
	if err != nil {
		return err
	}
	reply := activity.Reply{Text: t.text("invitations", "n", itoa(len(open))), Replace: replace}
	for _, inv := range open[:min(maxInvitations, len(open))] {
		who := t.text("role-" + string(inv.Role))
		if inv.Name != "" {
			who = inv.Name
		}
		label := t.text("invitation-line", "who", who, "group", groups[inv.Group], "day", t.day(activity.DateOf(inv.Until.In(h.Zone))))
		reply.Buttons = append(reply.Buttons, []activity.Button{{Label: label, Data: "revoke:" + inv.Code}})
	}
	_, err = t.say(ctx, reply)
	return err
}

// mayRevoke reports whether a person may end an invitation: who made it, and who
// might have.
func mayRevoke(m activity.Member, inv store.Invitation) bool {
	return mayFor(m, toInvite, inv.By, inv.Group)
}

// revoke ends the invitation of a pressed button.
func (h *Handlers) revoke(ctx context.Context, t *turn, code string) error {
	inv, err := h.Store.Invitation(ctx, code)
	switch {
	case errors.Is(err, activity.ErrNotFound):
		return h.toast(ctx, t, "invitation-over")
	case err != nil:
		return err
	case !mayRevoke(t.member, inv):
		return h.toast(ctx, t, "err-not-allowed")
	}
	if err := h.Store.Revoke(ctx, code); err != nil {
		return err
	}
	return h.toast(ctx, t, "invitation-revoked")
}
