package handlers

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/store"
)

// history shows what a record was and who changed it: "/history #128".
func (h *Handlers) history(ctx context.Context, t *turn, args string) error {
	n, err := strconv.ParseInt(strings.TrimPrefix(strings.TrimSpace(args), "#"), 10, 64)
	if err != nil || n < 1 {
		return t.reply(ctx, "history-usage")
	}
	return h.sayHistory(ctx, t, activity.RecordID(n))
}

// maxVersions is how many of a record's latest changes are shown.
const maxVersions = 20

// sayHistory tells a record's versions, oldest first, to whoever may see it.
func (h *Handlers) sayHistory(ctx context.Context, t *turn, id activity.RecordID) error {
	r, err := h.Store.Record(ctx, id)
	if err != nil {
		return err
	}
	if !maySee(t.member, r) {
		return h.toastOrReply(ctx, t, "not-yours")
	}
	if r.Member != t.member.ID {
		if err := h.note(ctx, t, toSeeGroup, "history "+id.String()); err != nil {
			return err
		}
	}
	versions, err := h.Store.History(ctx, id)
	if err != nil {
		return err
	}
	names, _, err := h.names(ctx)
	if err != nil {
		return err
	}
	kept, err := h.Store.Evidence(ctx, id)
	if err != nil {
		return err
	}
	reply := activity.Reply{Text: h.historyText(t, r, versions, names)}
	if len(kept) > 0 {
		reply.Text += "\n" + t.attachedLine(kept)
		reply.Buttons = [][]activity.Button{{{Label: t.text("button-attached"), Data: data("attached", id)}}}
	}
	_, err = t.say(ctx, reply)
	return err
}

func (h *Handlers) historyText(t *turn, r activity.Record, versions []store.Version, names map[activity.MemberID]string) string {
	// What a change made of the record is what the next one found.
	after := make([]activity.Record, len(versions))
	for i := range versions {
		after[i] = r
		if i+1 < len(versions) {
			after[i] = versions[i+1].Was
		}
	}
	first := r
	if len(versions) > 0 {
		first = versions[0].Was
	}
	lines := []string{
		t.text("history-title", "id", r.ID.String()),
		t.text("history-told", "when", h.moment(t, r.SentAt), "name", names[r.Member], "line", t.line(first)),
	}
	for i := max(0, len(versions)-maxVersions); i < len(versions); i++ {
		v := versions[i]
		name := names[v.By]
		if v.By == "" {
			name = t.text("history-program")
		}
		lines = append(lines, t.text(changed(t, v.Was, after[i]), "when", h.moment(t, v.At), "name", name, "line", t.line(after[i])))
	}
	return strings.Join(lines, "\n")
}

// changed is the text that says what a change did.
func changed(t *turn, before, after activity.Record) string {
	switch {
	case after.Deleted && !before.Deleted:
		return "history-deleted"
	case before.Deleted && !after.Deleted:
		return "history-restored"
	case t.line(before) == t.line(after) && !maps.Equal(before.Tags, after.Tags):
		return "history-tagged"
	case t.line(before) == t.line(after) && before.SameAs != after.SameAs:
		return "history-counted"
	case t.line(before) == t.line(after) && !slices.Equal(before.With, after.With):
		return "history-company"
	}
	return "history-changed"
}

func (h *Handlers) moment(t *turn, at time.Time) string {
	at = at.In(h.Zone)
	return t.text("history-when", "day", t.day(activity.DateOf(at)), "time", at.Format("15:04"))
}

// goBack makes a record what it was before its last change; pressed again it
// undoes that.
func (h *Handlers) goBack(ctx context.Context, t *turn, id activity.RecordID) error {
	r, err := h.Store.Record(ctx, id)
	if err != nil {
		return err
	}
	if !mayChange(t.member, r) {
		return h.toast(ctx, t, "not-yours")
	}
	versions, err := h.Store.History(ctx, id)
	if err != nil {
		return err
	}
	if len(versions) == 0 {
		return h.toast(ctx, t, "button-old")
	}
	return h.revert(ctx, t, []activity.Record{versions[len(versions)-1].Was})
}

// undoFix takes back the member's latest change when it was a correction that
// was not taken back before; done is false when it was anything else.
func (h *Handlers) undoFix(ctx context.Context, t *turn) (done bool, err error) {
	last, ok, err := h.Store.LastChange(ctx, t.member.ID)
	if err != nil || !ok || len(last.Added) > 0 || len(last.Edited) == 0 {
		return false, err
	}
	var was []activity.Record
	for _, e := range last.Edited {
		if e.Before.Deleted || e.After.Deleted || e.Before.SameAs != e.After.SameAs || e.After.Member != t.member.ID {
			return false, nil
		}
		was = append(was, e.Before)
	}
	back, err := h.isRevert(ctx, last)
	if err != nil || back {
		return false, err
	}
	return true, h.revert(ctx, t, was)
}

// isRevert reports whether a change made its records what they had been
// before the change preceding it.
func (h *Handlers) isRevert(ctx context.Context, last store.Outcome) (bool, error) {
	for _, e := range last.Edited {
		versions, err := h.Store.History(ctx, e.After.ID)
		if err != nil {
			return false, err
		}
		n := len(versions)
		if n < 2 || !saysSame(versions[n-2].Was, e.After) {
			return false, nil
		}
	}
	return true, nil
}

// redo restores what the member took back last: records, or a correction.
func (h *Handlers) redo(ctx context.Context, t *turn, _ string) error {
	if done, err := h.repeated(ctx, t); done || err != nil {
		return err
	}
	last, ok, err := h.Store.LastChange(ctx, t.member.ID)
	if err != nil {
		return err
	}
	if ok && len(last.Edited) > 0 && !last.Edited[0].Before.Deleted && !last.Edited[0].After.Deleted {
		back, err := h.isRevert(ctx, last)
		if err != nil {
			return err
		}
		if back {
			return h.revert(ctx, t, beforeOf(last))
		}
	}
	ids, err := h.takenBack(ctx, t)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		return t.reply(ctx, "nothing-to-restore")
	}
	return h.setDeleted(ctx, t, ids, false)
}

func beforeOf(out store.Outcome) []activity.Record {
	records := make([]activity.Record, len(out.Edited))
	for i, e := range out.Edited {
		records[i] = e.Before
	}
	return records
}

// takenBack are the records of the member's latest message that was taken back.
func (h *Handlers) takenBack(ctx context.Context, t *turn) ([]activity.RecordID, error) {
	latest, err := h.Store.Latest(ctx, t.member.ID, 0, 5*lookBack)
	if err != nil {
		return nil, err
	}
	var ids []activity.RecordID
	var from activity.Record
	for _, r := range latest {
		if !r.Deleted {
			continue
		}
		if from.ID == 0 {
			from = r
		}
		if r.Chat == from.Chat && r.Message == from.Message {
			ids = append([]activity.RecordID{r.ID}, ids...)
		}
	}
	return ids, nil
}

// revert gives records back the words they had; which event they belong to
// stays, because others may have a part in that.
func (h *Handlers) revert(ctx context.Context, t *turn, was []activity.Record) error {
	change := store.Change{Key: t.Key, By: t.member.ID, At: h.Now()}
	for _, r := range was {
		change.Edits = append(change.Edits, store.Edit{ID: r.ID, With: func(now activity.Record) (activity.Record, error) {
			now = retold(now, r)
			now.Tags, now.Act = r.Tags, r.Act
			now.With, now.Behalf, now.Outside, now.Amended = present(r.With, now), r.Behalf, r.Outside, r.Amended
			return now, nil
		}})
	}
	out, err := h.Store.Apply(ctx, change)
	if err != nil {
		return err
	}
	return h.sayAmended(ctx, t, out)
}
