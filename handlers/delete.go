package handlers

import (
	"context"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/store"
)

// undo takes the member's last correction back, or else everything the last
// recorded message said.
func (h *Handlers) undo(ctx context.Context, t *turn, _ string) error {
	if done, err := h.repeated(ctx, t); done || err != nil {
		return err
	}
	if done, err := h.undoAbsent(ctx, t); done || err != nil {
		return err
	}
	if done, err := h.undoFix(ctx, t); done || err != nil {
		return err
	}
	live, err := h.latestLive(ctx, t)
	if err != nil {
		return err
	}
	if len(live) == 0 {
		return t.reply(ctx, "nothing-yet")
	}
	var ids []activity.RecordID
	for _, r := range live {
		if r.Chat == live[0].Chat && r.Message == live[0].Message {
			ids = append(ids, r.ID)
		}
	}
	slices.Sort(ids)
	return h.setDeleted(ctx, t, ids, true)
}

// takeBack deletes the record a deletion in words means: the latest one that
// fits the day and category named.
func (h *Handlers) takeBack(ctx context.Context, t *turn, want activity.Request) error {
	if done, err := h.repeated(ctx, t); done || err != nil {
		return err
	}
	if refused, err := h.meansOthers(ctx, t, want); refused || err != nil {
		return err
	}
	live, err := h.meant(ctx, t)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(live, func(r activity.Record) bool {
		day := want.Date == (activity.Date{}) || r.Date == want.Date || activity.DateOf(r.SentAt) == want.Date
		return day && (len(want.Categories) == 0 || slices.Contains(want.Categories, r.Category))
	})
	if at < 0 {
		return t.reply(ctx, "delete-no-match")
	}
	return h.setDeleted(ctx, t, []activity.RecordID{live[at].ID}, true)
}

// setDeleted takes records back or restores them; those of others stay as they
// are.
func (h *Handlers) setDeleted(ctx context.Context, t *turn, ids []activity.RecordID, deleted bool) error {
	records, err := h.ownRecords(ctx, t, ids)
	if err != nil {
		return err
	}
	if len(records) == 0 {
		return h.toastOrReply(ctx, t, "not-yours")
	}
	change := store.Change{Key: t.Key, By: t.member.ID, At: h.Now()}
	for _, r := range records {
		change.Edits = append(change.Edits, store.Edit{ID: r.ID, With: func(r activity.Record) (activity.Record, error) {
			r.Deleted = deleted
			return r, nil
		}})
	}
	out, err := h.Store.Apply(ctx, change)
	if err != nil {
		return err
	}
	return h.sayDeleted(ctx, t, out)
}

// sayDeleted tells what was taken back or restored, with the button for the
// opposite. A pressed button's own message is rewritten.
func (h *Handlers) sayDeleted(ctx context.Context, t *turn, out store.Outcome) error {
	deleted := out.Edited[0].After.Deleted
	key, opposite := "restored", activity.Button{Label: t.text("button-undo")}
	what := "undo"
	if deleted {
		key, opposite, what = "deleted", activity.Button{Label: t.text("button-redo")}, "redo"
	}
	lines := []string{t.text(key)}
	for _, e := range out.Edited {
		lines = append(lines, t.line(e.After))
	}
	first := out.Edited[0].After.ID
	last := out.Edited[len(out.Edited)-1].After.ID
	opposite.Data = data(what, first, last-first+1)
	reply := activity.Reply{Text: strings.Join(lines, "\n"), Buttons: [][]activity.Button{{opposite}}}
	if deleted {
		reply.Text += h.hint(ctx, t, store.FirstUndo)
	}
	if t.Kind == activity.Press {
		reply.Replace, reply.Toast = t.ID, t.text("toast-"+key)
	}
	_, err := t.say(ctx, reply)
	return err
}

func (h *Handlers) toastOrReply(ctx context.Context, t *turn, key string) error {
	if t.Kind == activity.Press {
		return h.toast(ctx, t, key)
	}
	return t.reply(ctx, key)
}
