package handlers

import (
	"context"
	"fmt"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/store"
)

// note is what a notice of the program itself is about.
type note string

// The notes. What they say is read from the store when they are said, in the
// language of whom it is for.
const (
	noteStanding note = "standing" // role or group changed
	noteRemind   note = "remind"   // nothing told this month
	noteThin     note = "thin"     // sections that are thin before the report is due
	noteReread   note = "reread"   // the model read a message again
	noteGap      note = "gap"      // nothing was received for too long
	noteBudget   note = "budget"   // the month's budget for the model is nearly or wholly spent
	noteNamed    note = "named"    // somebody recorded that one took part
	noteCosign   note = "cosign"   // somebody asks one to sign a proposal
	noteSigned   note = "signed"   // one of those asked answered
	noteMoved    note = "moved"    // the office moved one's proposal
	noteAnswer   note = "answer"   // one's proposal was to be answered by now
	noteOverdue  note = "overdue"  // proposals were to be answered by now
	noteEntered  note = "entered"  // the office told something of one for the points
	noteStood    note = "stood"    // somebody recorded so was not there, or was after all
)

// tell puts a notice into a member's private chat, once for this message. Who
// has not joined yet, or told themselves, is told nothing.
func (h *Handlers) tell(ctx context.Context, t *turn, m activity.Member, what note, args ...string) error {
	l, ok := h.noticeFor(t, m, what, args...)
	if !ok {
		return nil
	}
	return h.Notify(ctx, l.Chat, l.Key, l.Payload)
}

// noticeFor makes a notice; ok is false for who cannot or need not be told.
func (h *Handlers) noticeFor(t *turn, m activity.Member, what note, args ...string) (l store.Later, ok bool) {
	payload := strings.Join(append([]string{string(what)}, args...), ":")
	return store.Later{
		Chat: activity.ChatID(m.User), Payload: h.mark() + payload,
		Key: string(h.Store.ID()) + ":" + t.Key + ":" + string(m.ID) + ":" + payload,
	}, h.Notify != nil && m.User != 0 && m.ID != t.member.ID && !m.Removed
}

// tellQuietly is tell for what can wait: in the hours in which nobody is
// disturbed it waits for the morning.
func (h *Handlers) tellQuietly(ctx context.Context, t *turn, m activity.Member, what note, args ...string) error {
	l, ok := h.noticeFor(t, m, what, args...)
	if !ok {
		return nil
	}
	now := h.Now().In(h.Zone)
	if now.Hour() >= quietUntil && now.Hour() < quietFrom {
		return h.Notify(ctx, l.Chat, l.Key, l.Payload)
	}
	morning := time.Date(now.Year(), now.Month(), now.Day(), quietUntil, 0, 0, 0, h.Zone)
	if morning.Before(now) {
		morning = morning.AddDate(0, 0, 1)
	}
	return h.Store.PutLater(ctx, morning, l)
}

// tellLater puts the notices whose time has come into their chats. Cut off, it
// may be done again: each has its key.
func (h *Handlers) tellLater(ctx context.Context, now time.Time) error {
	due, err := h.Store.DueLater(ctx, now)
	if err != nil || h.Notify == nil {
		return err
	}
	for _, l := range due {
		if err := h.Notify(ctx, l.Chat, l.Key, l.Payload); err != nil {
			return err
		}
		if err := h.Store.DropLater(ctx, l); err != nil {
			return err
		}
	}
	return nil
}

// tellSecretaries puts a notice into the chat of each secretary, once however
// often it is asked for.
func (h *Handlers) tellSecretaries(ctx context.Context, payload string) error {
	if h.Notify == nil {
		return nil
	}
	members, err := h.Store.Members(ctx)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Removed || m.User == 0 || m.Role != activity.Secretary {
			continue
		}
		key := fmt.Sprintf("%s:%s:%s", h.Store.ID(), m.ID, payload)
		if err := h.Notify(ctx, activity.ChatID(m.User), key, h.mark()+payload); err != nil {
			return err
		}
	}
	return nil
}

// mark is what tells this committee's notices from those of others.
func (h *Handlers) mark() string {
	if h.isFirst() {
		return ""
	}
	return string(h.Store.ID()) + buttonMark
}

// notice says what a notice is about; one to somebody who is no member any more
// says nothing.
func (h *Handlers) notice(ctx context.Context, t *turn) error {
	if t.member.Role == activity.Stranger {
		return nil
	}
	what, rest, _ := strings.Cut(t.Text, ":")
	if note(what) == noteReread {
		return h.sayReread(ctx, t, rest)
	}
	switch note(what) {
	case noteNamed:
		return h.sayNamed(ctx, t, rest)
	case noteStood:
		return h.sayStood(ctx, t, rest)
	case noteEntered:
		return h.sayEntered(ctx, t, rest)
	case noteMoved:
		return h.sayMoved(ctx, t, rest)
	case noteAnswer:
		return h.askAnswer(ctx, t, rest)
	case noteOverdue:
		return h.sayOverdue(ctx, t)
	case noteCosign:
		return h.sayCosign(ctx, t, rest)
	case noteSigned:
		return h.saySigned(ctx, t, rest)
	case noteGap:
		return h.sayGap(ctx, t, rest)
	case noteBudget:
		return h.sayBudget(ctx, t, rest)
	case noteRemind:
		return h.remindNow(ctx, t)
	case noteThin:
		return h.thinNow(ctx, t)
	case noteStanding:
		_, groups, err := h.names(ctx)
		if err != nil {
			return err
		}
		return t.reply(ctx, "note-standing", "line", t.memberLine(t.member, groups))
	}
	return nil
}
