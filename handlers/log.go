package handlers

import (
	"context"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/store"
)

// logWork records what a message reports and says in one line per record what
// was understood.
func (h *Handlers) logWork(ctx context.Context, t *turn, u activity.Understanding) error {
	likely, err := h.markJoint(ctx, t, u.Records)
	if err != nil {
		return err
	}
	for i := range u.Records {
		r := &u.Records[i]
		r.Member = t.member.ID
		if r.Group, err = h.groupOf(ctx, t, *r); err != nil {
			return err
		}
		r.Chat, r.Message, r.Index = t.Chat, t.ID, i
		r.SentAt, r.Source = t.SentAt, u.Source
	}
	out, err := h.Store.Apply(ctx, store.Change{Key: t.Key, By: t.member.ID, At: t.SentAt, Add: u.Records})
	if err != nil {
		return err
	}
	if len(out.Added) == 0 {
		// The message was carried out before, as the answer to a question.
		return h.sayAmended(ctx, t, out)
	}
	return h.sayLogged(ctx, t, out.Added, likely)
}

func (h *Handlers) sayLogged(ctx context.Context, t *turn, added []activity.Record, likely map[int]mate) error {
	lines := []string{t.text("logged")}
	var rows [][]activity.Button
	for i, r := range added {
		lines = append(lines, t.line(r))
		if m, ok := likely[i]; ok {
			lines = append(lines, m.say(t, r))
			rows = append(rows, []activity.Button{m.button(t, r)})
		}
	}
	first, n := added[0].ID, activity.RecordID(len(added))
	rows = append(rows, []activity.Button{
		{Label: t.text("button-undo"), Data: data("undo", first, n)},
		{Label: t.text("button-fix"), Data: data("fix", first, n)},
	})
	return h.sayAbout(ctx, t, activity.Reply{Text: strings.Join(lines, "\n"), Buttons: rows}, added)
}

// edited follows a member who rewrote a message: its records become what the
// new text says, keeping their numbers.
func (h *Handlers) edited(ctx context.Context, t *turn) error {
	old, err := h.recordsOf(ctx, t, t.ID)
	if err != nil || len(old) == 0 {
		return err
	}
	u := h.Reader.Read(ctx, strings.TrimSpace(t.Text), t.SentAt)
	if slices.Contains(u.Notes, activity.NoteSecret) {
		return t.reply(ctx, "note-secret")
	}
	if u.Intent != activity.Log || same(old, u.Records) {
		return nil
	}
	change := store.Change{Key: t.Key, By: t.member.ID, At: t.SentAt}
	for i, r := range old {
		change.Edits = append(change.Edits, store.Edit{ID: r.ID, With: func(now activity.Record) (activity.Record, error) {
			if i >= len(u.Records) {
				now.Deleted = true
				return now, nil
			}
			return retold(now, u.Records[i]), nil
		}})
	}
	for i := len(old); i < len(u.Records); i++ {
		r := u.Records[i]
		r.Member, r.Group, r.Chat, r.Message, r.Index = t.member.ID, t.member.Group, t.Chat, t.ID, i
		change.Add = append(change.Add, r)
	}
	out, err := h.Store.Apply(ctx, change)
	if err != nil {
		return err
	}
	return h.sayAmended(ctx, t, out)
}

// recordsOf finds the live records a message of this chat made, oldest first.
func (h *Handlers) recordsOf(ctx context.Context, t *turn, message activity.MessageID) ([]activity.Record, error) {
	const lookBack = 100
	latest, err := h.Store.Latest(ctx, t.member.ID, 0, lookBack)
	if err != nil {
		return nil, err
	}
	var mine []activity.Record
	for i := len(latest) - 1; i >= 0; i-- {
		if r := latest[i]; r.Chat == t.Chat && r.Message == message && !r.Deleted {
			mine = append(mine, r)
		}
	}
	return mine, nil
}

// retold is a stored record with what a new telling says of the work; where it
// came from and which event it belongs to stay.
func retold(r, told activity.Record) activity.Record {
	r.Category, r.Date, r.Quantities = told.Category, told.Date, told.Quantities
	r.Summary, r.Place, r.Topic, r.Title, r.Text = told.Summary, told.Place, told.Topic, told.Title, told.Text
	return r
}

// same reports whether records already say what a new telling says; Telegram
// announces edits that changed nothing a person can see.
func same(old, told []activity.Record) bool {
	if len(old) != len(told) {
		return false
	}
	for i := range old {
		if old[i].Text != told[i].Text {
			return false
		}
	}
	return true
}
