package handlers

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"

	"dutybook/activity"
)

// start greets, and with an invitation's code lets a person in.
func (h *Handlers) start(ctx context.Context, t *turn, code string) error {
	if code == "" {
		return h.help(ctx, t, "")
	}
	if event, is := strings.CutPrefix(code, eventMark); is {
		if t.member.Role == activity.Stranger {
			return h.stranger(ctx, t)
		}
		return h.attend(ctx, t, event)
	}
	m, err := h.Store.Join(ctx, code, t.From, t.SentAt)
	if errors.Is(err, activity.ErrNotFound) || errors.Is(err, activity.ErrConflict) {
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
	t.member = m
	where := t.text("role-" + string(m.Role))
	if name := groups[m.Group]; name != "" {
		where = name + " " + where
	}
	hello := t.text("joined", "name", m.Name, "where", where)
	switch m.Role {
	case activity.Leader, activity.Secretary:
		hello += "\n" + t.text("joined-"+string(m.Role))
	}
	_, err = t.say(ctx, activity.Reply{Text: hello})
	return err
}

// badCode answers a code that is unknown, used, ended or revoked; somebody who is
// a member already is greeted.
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
