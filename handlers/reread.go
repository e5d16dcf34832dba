package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/budget"
	"dutybook/store"
)

const (
	// rereadEvery is how often messages that wait for the model are looked at.
	rereadEvery = 30 * time.Second
	// rereadTries bounds how often a message is asked about that the model
	// answers to and cannot be understood by; that it is away does not count.
	rereadTries = 2
	// rereadFor is how long the rules' reading may still be replaced.
	rereadFor = 7 * 24 * time.Hour
	// rereadAtOnce is about how many messages one look takes on.
	rereadAtOnce = 50
)

// Rereading lets the committees read again what the rules read while the model
// was away, until ctx ends.
func (r *Reception) Rereading(ctx context.Context) error {
	if !r.cfg.Reader.AsksModel() {
		return nil
	}
	tick := time.NewTicker(rereadEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := r.Reread(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, activity.ErrAway) {
			r.cfg.Log.Error("messages not read again", "err", err)
		}
	}
}

// Reread looks once at what waits in every committee. Its error is
// activity.ErrAway when the model, or Redis, is still away.
func (r *Reception) Reread(ctx context.Context) error {
	ids, err := r.directory.Founded(ctx)
	if err != nil {
		return err
	}
	for _, id := range append([]activity.CommitteeID{r.first}, ids...) {
		desk, err := r.desk(ctx, id)
		if err == nil {
			err = desk.reread(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// reread reads a committee's waiting messages again, until the model is found
// to be away.
func (h *Handlers) reread(ctx context.Context) error {
	waiting, err := h.Store.Unread(ctx, rereadAtOnce)
	if err != nil {
		return err
	}
	for _, u := range waiting {
		if err := h.rereadOne(ctx, u); err != nil {
			return err
		}
	}
	return nil
}

// rereadOne replaces the rules' reading of one message by the model's, unless
// somebody changed the records since. It may be stopped anywhere and called
// again: the change has a key of its own, and the entry goes last.
func (h *Handlers) rereadOne(ctx context.Context, u store.Unread) error {
	key := rereadKey(u.Key)
	_, changed, err := h.Store.Applied(ctx, key)
	if err != nil {
		return err
	}
	finished := changed
	if !changed {
		if changed, finished, err = h.rereadNow(ctx, u, key); err != nil {
			return err
		}
	}
	if changed {
		if err := h.rejoinReread(ctx, key); err != nil {
			return err
		}
		if err := h.announce(ctx, u.Key); err != nil {
			return err
		}
	}
	if !finished {
		return nil
	}
	return h.Store.ForgetUnread(ctx, u.Key)
}

// rejoinReread looks for joint work in what the model's reading made of a
// message: another kind may be that of another member's event.
func (h *Handlers) rejoinReread(ctx context.Context, key string) error {
	out, ok, err := h.Store.Applied(ctx, key)
	if err != nil || !ok {
		return err
	}
	records := slices.Clone(out.Added)
	for _, e := range out.Edited {
		if !e.After.Deleted {
			records = append(records, e.After)
		}
	}
	return h.rejoinAll(ctx, key, h.Now(), records)
}

func rereadKey(key string) string { return "reread:" + key }

// rereadNow asks the model and applies what differs. It is finished unless the
// model's answer was of no use and may be better next time.
func (h *Handlers) rereadNow(ctx context.Context, u store.Unread, key string) (changed, finished bool, err error) {
	old, err := h.untouched(ctx, u.Key)
	if err != nil || len(old) == 0 || h.Now().Sub(u.At) > rereadFor {
		return false, err == nil, err
	}
	read, err := h.Reader.Again(h.charged(ctx, old[0].Member), old[0].Text, old[0].SentAt.In(h.Zone))
	switch {
	case budget.Refused(err):
		return false, false, nil
	case errors.Is(err, activity.ErrAway):
		return false, false, err
	case err != nil:
		u.Tries++
		return false, u.Tries >= rereadTries, h.Store.SetUnread(ctx, u)
	case read.Intent != activity.Log || tellSame(old, read.Records):
		return false, true, nil
	}
	change := retelling(old, read.Records)
	change.Key, change.At = key, h.Now()
	switch _, err := h.Store.Apply(ctx, change); {
	case errors.Is(err, activity.ErrConflict):
		return false, true, nil // the member was quicker, and is right
	case errors.Is(err, activity.ErrFrozen):
		return false, true, nil // the rules' reading stands in the signed figures
	case err != nil:
		return false, false, err
	}
	return true, true, nil
}

// untouched reads the records a change made, as they are now; none when
// somebody changed one of them since.
func (h *Handlers) untouched(ctx context.Context, key string) ([]activity.Record, error) {
	out, ok, err := h.Store.Applied(ctx, key)
	if err != nil || !ok {
		return nil, err
	}
	var ids []activity.RecordID
	said := map[activity.RecordID]activity.Record{}
	for _, e := range out.Edited {
		if !e.After.Deleted {
			ids = append(ids, e.After.ID)
			said[e.After.ID] = e.After
		}
	}
	for _, r := range out.Added {
		ids = append(ids, r.ID)
		versions, err := h.Store.History(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		said[r.ID] = r
		if len(versions) > 0 {
			said[r.ID] = versions[0].Was
		}
	}
	records, err := h.Store.Records(ctx, ids...)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		if !saysSame(r, said[r.ID]) {
			return nil, nil
		}
	}
	return records, nil
}

// tellSame reports whether a new reading says of a message what stands in the
// records already.
func tellSame(old, told []activity.Record) bool {
	return slices.EqualFunc(old, told, func(a, b activity.Record) bool {
		return a.Category == b.Category && a.Date == b.Date && a.Place == b.Place && a.Doubt == b.Doubt &&
			slices.Equal(a.Quantities, b.Quantities)
	})
}

// retelling is the change that makes a message's records what a new reading of
// it says, keeping their numbers; records too many are taken back. It conflicts
// with any change made in between.
func retelling(old, told []activity.Record) store.Change {
	var change store.Change
	for i, r := range old {
		change.Edits = append(change.Edits, store.Edit{ID: r.ID, With: func(now activity.Record) (activity.Record, error) {
			if !saysSame(now, r) {
				return now, activity.ErrConflict
			}
			if i >= len(told) {
				now.Deleted = true
				return now, nil
			}
			now = retold(now, told[i])
			now.Source = told[i].Source
			return now, nil
		}})
	}
	for i := len(old); i < len(told); i++ {
		r := told[i]
		r.Member, r.Group, r.Chat, r.Message, r.Index = old[0].Member, old[0].Group, old[0].Chat, old[0].Message, i
		if old[0].Behalf {
			r.Behalf, r.Outside, r.With, r.Absent = true, old[0].Outside, old[0].With, old[0].Absent
		}
		change.Add = append(change.Add, r)
	}
	return change
}

// announce puts the one quiet edit of our reply into the chat, behind whatever
// the member wrote meanwhile. Without a reply there is nothing to edit. The
// entry is read again, because the reply may have been sent while the model
// was asked.
func (h *Handlers) announce(ctx context.Context, key string) error {
	u, ok, err := h.Store.UnreadOf(ctx, key)
	if err != nil || !ok || h.Notify == nil || u.Reply == 0 {
		return err
	}
	payload := fmt.Sprintf("%s:%d:%s", noteReread, u.Reply, key)
	return h.Notify(ctx, u.Chat, string(h.Store.ID())+":"+rereadKey(key), h.mark()+payload)
}

// sayReread rewrites our reply so that it tells the records as they are now.
func (h *Handlers) sayReread(ctx context.Context, t *turn, payload string) error {
	number, key, _ := strings.Cut(payload, ":")
	reply, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return nil //nolint:nilerr // a notice of another program's making says nothing
	}
	first, ok, err := h.Store.Applied(ctx, key)
	if err != nil || !ok {
		return err
	}
	again, _, err := h.Store.Applied(ctx, rereadKey(key))
	if err != nil {
		return err
	}
	var ids []activity.RecordID
	for _, e := range slices.Concat(first.Edited, again.Edited) {
		ids = append(ids, e.After.ID)
	}
	for _, r := range slices.Concat(first.Added, again.Added) {
		ids = append(ids, r.ID)
	}
	slices.Sort(ids)
	records, err := h.Store.Records(ctx, slices.Compact(ids)...)
	if err != nil {
		return err
	}
	live := slices.DeleteFunc(records, func(r activity.Record) bool { return r.Deleted || r.Member != t.member.ID })
	if len(live) == 0 {
		return nil
	}
	said := h.loggedReply(t, live, nil)
	said.Replace = activity.MessageID(reply)
	return h.sayAbout(ctx, t, said, live)
}
