package handlers

import (
	"context"
	"errors"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/handlers/piece"
	"dutybook/store"
)

// logWork records what a message reports and says in one line per record what
// was understood.
func (h *Handlers) logWork(ctx context.Context, t *turn, u activity.Understanding) error {
	for i := range u.Records {
		r := &u.Records[i]
		r.Member = t.member.ID
		var err error
		if r.Group, err = h.groupOf(ctx, t, *r); err != nil {
			return err
		}
		r.Chat, r.Message, r.Index = t.Chat, t.ID, i
		r.SentAt, r.Source = t.SentAt, u.Source
	}
	who, err := h.company(ctx, t, u.Records)
	if err != nil {
		return err
	}
	if who.nobody() {
		return h.refuseBehalf(ctx, t, who)
	}
	found, err := h.markJoint(ctx, t, u.Records)
	if err != nil {
		return err
	}
	asked, err := h.markPieces(ctx, t, u.Records)
	if err != nil {
		return err
	}
	change := store.Change{Key: t.Key, By: t.member.ID, At: t.SentAt, Add: u.Records, Joins: found.joins}
	out, err := h.Store.Apply(ctx, t.leftUnread(change, u))
	if errors.Is(err, activity.ErrFrozen) {
		change.Joins = nil // events of a frozen year stay as they are
		out, err = h.Store.Apply(ctx, t.leftUnread(change, u))
	}
	if err != nil {
		return err
	}
	if !out.Again {
		found.near.added(out.Added, found.told)
	}
	if len(out.Added) == 0 {
		// The message was carried out before, as the answer to a question.
		return h.sayAmended(ctx, t, out)
	}
	if err := h.keepEvidence(ctx, t, out.Added); err != nil {
		return err
	}
	if err := h.named(ctx, t, out); err != nil {
		return err
	}
	if err := h.tellMoved(ctx, t, out.Added...); err != nil {
		return err
	}
	reply := h.loggedReply(t, out.Added, found.mates)
	t.addPieces(&reply, out.Added, asked)
	if err := h.sayCompany(ctx, t, &reply, out.Added, who); err != nil {
		return err
	}
	reply.Text += h.hint(ctx, t, store.FirstRecord)
	if err := h.sayAbout(ctx, t, reply, out.Added); err != nil {
		return err
	}
	if err := h.askCalls(ctx, t, out.Added, who); err != nil {
		return err
	}
	return h.keepReply(ctx, t, u)
}

// leftUnread marks a change whose message the model is to read once more.
func (t *turn) leftUnread(c store.Change, u activity.Understanding) store.Change {
	if slices.Contains(u.Notes, activity.NoteModelAway) {
		c.Unread = t.Chat
	}
	return c
}

// keepReply remembers our answer to a message the model is to read once more,
// so that it can be rewritten.
func (h *Handlers) keepReply(ctx context.Context, t *turn, u activity.Understanding) error {
	if !slices.Contains(u.Notes, activity.NoteModelAway) || t.said == 0 || t.saidIn != t.Chat {
		return nil
	}
	entry, ok, err := h.Store.UnreadOf(ctx, t.Key)
	if err != nil || !ok {
		return err
	}
	entry.Reply = t.said
	return h.Store.SetUnread(ctx, entry)
}

// loggedReply says what was recorded, a line for each record.
func (h *Handlers) loggedReply(t *turn, added []activity.Record, likely map[int]mate) activity.Reply {
	lines := []string{t.text("logged")}
	var rows [][]activity.Button
	for i, r := range added {
		lines = append(lines, t.line(r))
		if m, ok := likely[i]; ok {
			lines = append(lines, m.say(t, r))
			rows = append(rows, []activity.Button{m.button(t, r)})
		}
	}
	if i := slices.IndexFunc(added, func(r activity.Record) bool { return r.Late }); i >= 0 {
		lines = append(lines, t.text("late-said", "year", itoa(added[i].Date.Year)))
	}
	if r, ok := firstDoubt(added); ok {
		line, answers := t.question(r)
		return activity.Reply{Text: strings.Join(append(lines, line), "\n"), Buttons: append(rows, answers)}
	}
	first, last, n := added[0].ID, added[len(added)-1].ID, activity.RecordID(len(added))
	// A button names its records as a span; records that came to the message
	// later lie apart and are left to words.
	if last-first+1 == n {
		rows = append(rows, []activity.Button{
			{Label: t.text("button-undo"), Data: data("undo", first, n)},
			{Label: t.text("button-fix"), Data: data("fix", first, n)},
		})
	}
	return activity.Reply{Text: strings.Join(lines, "\n"), Buttons: rows}
}

// edited follows a member who rewrote a message: its records become what the
// new text says, keeping their numbers. A message that made none so far is
// read as if it were new when it reports work now.
func (h *Handlers) edited(ctx context.Context, t *turn) error {
	made, err := h.recordsOf(ctx, t, t.ID)
	if err != nil {
		return err
	}
	old := slices.DeleteFunc(slices.Clone(made), func(r activity.Record) bool { return r.Deleted })
	if len(made) > 0 && len(old) == 0 {
		return nil // taken back; rewriting does not bring it back
	}
	u := h.Reader.Read(ctx, strings.TrimSpace(t.Text), t.SentAt)
	if slices.Contains(u.Notes, activity.NoteSecret) {
		return t.reply(ctx, "note-secret")
	}
	if u, err = h.forOthers(ctx, t, strings.TrimSpace(t.Text), u); err != nil {
		return err
	}
	switch {
	case len(old) == 0 && u.Intent == activity.Log && !u.Same:
		return h.logWork(ctx, t, u)
	case len(old) == 0 || same(old, u.Records):
		return nil
	case u.Intent != activity.Log:
		return h.sayUnmoved(ctx, t, old)
	case u.Same:
		u.Records[0] = again(u.Records[0], old[0])
	}
	if err := h.nameFellows(ctx, t, u.Records); err != nil {
		return err
	}
	change := store.Change{Key: t.Key, By: t.member.ID, At: t.SentAt}
	for i, r := range old {
		change.Edits = append(change.Edits, store.Edit{ID: r.ID, With: func(now activity.Record) (activity.Record, error) {
			if i >= len(u.Records) {
				now.Deleted = true
				return now, nil
			}
			if !slices.Equal(now.Quantities, u.Records[i].Quantities) {
				now.Amended = t.SentAt
			}
			now.With, now.Behalf, now.Outside = present(u.Records[i].With, now), u.Records[i].Behalf, u.Records[i].Outside
			return retold(now, u.Records[i]), nil
		}})
	}
	for i := len(old); i < len(u.Records); i++ {
		r := u.Records[i]
		r.Chat, r.Message, r.Index = t.Chat, t.ID, i
		change.Add = append(change.Add, r)
	}
	out, err := h.Store.Apply(ctx, t.leftUnread(change, u))
	if err != nil {
		return err
	}
	if err := h.named(ctx, t, out); err != nil {
		return err
	}
	if err := h.sayAmended(ctx, t, out); err != nil {
		return err
	}
	return h.keepReply(ctx, t, u)
}

// sayUnmoved tells that a message was rewritten into something that is no
// report, and offers to take its records back.
func (h *Handlers) sayUnmoved(ctx context.Context, t *turn, old []activity.Record) error {
	if old[0].Text == strings.TrimSpace(t.Text) {
		return nil
	}
	lines := []string{t.text("edit-unclear")}
	for _, r := range old {
		lines = append(lines, t.line(r))
	}
	undo := activity.Button{Label: t.text("button-undo"), Data: data("undo", old[0].ID, old[len(old)-1].ID-old[0].ID+1)}
	return h.sayAbout(ctx, t, activity.Reply{Text: strings.Join(lines, "\n"), Buttons: [][]activity.Button{{undo}}}, old)
}

// nameFellows fills in whose records they are and who went along.
func (h *Handlers) nameFellows(ctx context.Context, t *turn, records []activity.Record) error {
	for i := range records {
		r := &records[i]
		r.Member = t.member.ID
		var err error
		if r.Group, err = h.groupOf(ctx, t, *r); err != nil {
			return err
		}
	}
	_, err := h.company(ctx, t, records)
	return err
}

// recordsOf finds the records a message of this chat made, those taken back
// too, oldest first.
func (h *Handlers) recordsOf(ctx context.Context, t *turn, message activity.MessageID) ([]activity.Record, error) {
	const lookBack = 100
	latest, err := h.Store.Latest(ctx, t.member.ID, 0, lookBack)
	if err != nil {
		return nil, err
	}
	var mine []activity.Record
	for i := len(latest) - 1; i >= 0; i-- {
		if r := latest[i]; r.Chat == t.Chat && r.Message == message {
			mine = append(mine, r)
		}
	}
	return mine, nil
}

// retold is a stored record with what a new telling says of the work; where it
// came from and which event it belongs to stay.
func retold(r, told activity.Record) activity.Record {
	r = r.Moved(told.Category)
	r.Date, r.Quantities = told.Date, told.Quantities
	r.Summary, r.Place, r.Topic, r.Title, r.Text = told.Summary, told.Place, told.Topic, told.Title, told.Text
	r.Doubt = told.Doubt
	if _, set := r.Tags[activity.TagAct]; !set {
		r.Act = told.Act
	}
	r.Stages = nil
	if piece.Is(r.Category) {
		r.Stages = piece.Stages(r)
	}
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
