package handlers

import (
	"context"
	"errors"
	"slices"
	"time"

	"dutybook/activity"
	"dutybook/handlers/joint"
	"dutybook/store"
)

// mate is a record that tells, or may tell, of the same event as a new one.
type mate struct {
	joint.Match
	name string // of who told it; "" for the speaker
}

func (m mate) say(t *turn, r activity.Record) string {
	key := "joint-maybe"
	if m.Strength == joint.Sure {
		key = "joint-counted"
	}
	if m.name == "" {
		key += "-own"
	}
	return t.text(key, "name", m.name, "id", m.ID.String(), "own", r.ID.String())
}

func (m mate) button(t *turn, r activity.Record) activity.Button {
	if m.Strength == joint.Sure {
		return activity.Button{Label: t.text("button-apart"), Data: data("apart", r.ID)}
	}
	return activity.Button{Label: t.text("button-join"), Data: data("join", r.ID, m.ID)}
}

// maxMaybe is how many records one may ask about.
const maxMaybe = 3

// jointWork is what was found about the records of one message.
type jointWork struct {
	// mates are worth telling the speaker, by index of the new records.
	mates map[int]mate
	// joins make events one that the new records prove to be one.
	joins []store.Join
	// told are the tellings of the new records, near those they were compared
	// with.
	told []*joint.Telling
	near *neighbours
}

// markJoint looks for the events of new records among the records that are there. Work that is surely joint is marked before
// it is stored, so that no total ever holds it twice; what only may be joint
// counts by itself and is noted as a question.
func (h *Handlers) markJoint(ctx context.Context, t *turn, records []activity.Record) (jointWork, error) {
	work := jointWork{mates: map[int]mate{}}
	n, err := h.around(ctx, t)
	if err != nil {
		return work, err
	}
	work.near = n
	for i := range records {
		r := &records[i]
		near, err := h.nearby(ctx, n, *r)
		if err != nil {
			return work, err
		}
		told := n.roster.Tell(*r)
		work.told = append(work.told, told)
		found := joint.Find(told, near)
		r.MaybeSameAs = append(r.MaybeSameAs, few(joint.Listed(told, near, found))...)
		if len(found) == 0 {
			continue
		}
		if err := h.byList(ctx, t, *r, found); err != nil {
			return work, err
		}
		if found[0].Strength == joint.Sure {
			r.SameAs = found[0].ID
			work.joins = append(work.joins, proven(found, near)...)
		}
		for _, m := range found[:min(len(found), maxMaybe)] {
			if m.Strength < joint.Sure {
				r.MaybeSameAs = append(r.MaybeSameAs, m.ID)
			}
		}
		if found[0].Strength >= joint.Likely {
			work.mates[i] = mate{found[0], nameUnless(t.member.ID, found[0].Member, n.names)}
		}
	}
	return work, nil
}

// few keeps as many records as one may ask about.
func few(ids []activity.RecordID) []activity.RecordID { return ids[:min(len(ids), maxMaybe)] }

// byList makes a likely match sure where the speaker opened the link of that
// event, and of no other of the day that may be meant.
func (h *Handlers) byList(ctx context.Context, t *turn, r activity.Record, found []joint.Match) error {
	var ids []activity.RecordID
	for _, m := range found {
		if m.Strength == joint.Likely && m.List() {
			ids = append(ids, m.ID)
		}
	}
	if len(ids) == 0 || found[0].Strength != joint.Likely {
		return nil
	}
	records, err := h.Store.Records(ctx, ids...)
	if err != nil {
		return err
	}
	lists := slices.DeleteFunc(records, func(o activity.Record) bool { return !o.Roll || o.Date != r.Date || !o.Took(t.member.ID) })
	if len(lists) == 1 && lists[0].ID == found[0].ID {
		found[0].Strength = joint.Sure
	}
	return nil
}

func nameUnless(self, of activity.MemberID, names map[activity.MemberID]string) string {
	if of == self {
		return ""
	}
	return names[of]
}

// proven are the joins a new record calls for: what is surely the same as it
// is the same event, unless somebody said otherwise or the two exclude each
// other.
func proven(found []joint.Match, near []*joint.Telling) []store.Join {
	var joins []store.Join
	first := found[0]
	for _, m := range found[1:] {
		if m.Strength == joint.Sure && !excluded(first.Event(), m.Event(), near) {
			joins = append(joins, store.Join{ID: m.ID, With: first.ID})
		}
	}
	return joins
}

func excluded(a, b activity.RecordID, near []*joint.Telling) bool {
	for _, x := range near {
		for _, y := range near {
			if x.Event() == a && y.Event() == b && joint.Exclude(x, y) {
				return true
			}
		}
	}
	return false
}

// rejoin looks once more at records that were changed: a figure or a day put
// right may show that they tell of another's event, or of one no longer.
func (h *Handlers) rejoin(ctx context.Context, t *turn, out store.Outcome) error {
	var changed []activity.Record
	for _, e := range out.Edited {
		if !e.After.Deleted && !e.Before.Deleted && e.After.Member == t.member.ID {
			changed = append(changed, e.After)
		}
	}
	return h.rejoinAll(ctx, t.Key, t.SentAt, changed)
}

// rejoinAll looks for the events of records that the change with the key made
// what they are.
func (h *Handlers) rejoinAll(ctx context.Context, key string, at time.Time, records []activity.Record) error {
	n, err := h.neighbours(ctx)
	if err != nil {
		return err
	}
	change := store.Change{Key: key + "/joint", At: at} // nobody's: taking back goes by what a person did
	for _, r := range records {
		if err := h.rejoinOne(ctx, n, r, &change); err != nil {
			return err
		}
	}
	if len(change.Joins)+len(change.Splits)+len(change.Edits) == 0 {
		return nil
	}
	_, err = h.Store.Apply(ctx, change)
	if errors.Is(err, activity.ErrFrozen) {
		return nil // events of a frozen year stay as they are
	}
	return err
}

func (h *Handlers) rejoinOne(ctx context.Context, n *neighbours, r activity.Record, change *store.Change) error {
	event, err := h.Store.EventOf(ctx, r.ID)
	if err != nil {
		return err
	}
	if len(event) > 1 {
		if !slices.ContainsFunc(event, func(o activity.Record) bool { return o.ID != r.ID && joint.Near(o, r) }) {
			change.Splits = append(change.Splits, r.ID)
		}
		return nil
	}
	near, err := h.nearby(ctx, n, r)
	if err != nil {
		return err
	}
	var maybe []activity.RecordID
	for _, m := range joint.Find(n.roster.Tell(r), near) {
		switch {
		case m.Strength == joint.Sure && len(change.Joins) == 0:
			change.Joins = append(change.Joins, store.Join{ID: r.ID, With: m.ID})
		case m.Strength < joint.Sure && len(maybe) < maxMaybe:
			maybe = append(maybe, m.ID)
		}
	}
	if !slices.Equal(maybe, r.MaybeSameAs) {
		change.Edits = append(change.Edits, store.Edit{ID: r.ID, With: func(r activity.Record) (activity.Record, error) {
			r.MaybeSameAs = maybe
			return r, nil
		}})
	}
	return nil
}

// setApart says that a record counted with another's event was one of its own.
func (h *Handlers) setApart(ctx context.Context, t *turn, id activity.RecordID) error {
	event, err := h.Store.EventOf(ctx, id)
	if err != nil {
		return err
	}
	if len(event) > 1 {
		if !mayJoin(t.member, event...) {
			return h.toast(ctx, t, "not-yours")
		}
		_, err := h.Store.Apply(ctx, store.Change{Key: t.Key, By: t.member.ID, At: h.Now(), Splits: []activity.RecordID{id}})
		if err != nil {
			return err
		}
	}
	return h.toast(ctx, t, "joint-apart", "id", id.String())
}

// setJoined says that a record tells of the same event as another.
func (h *Handlers) setJoined(ctx context.Context, t *turn, id, with activity.RecordID) error {
	records, err := h.Store.Records(ctx, id, with)
	if err != nil {
		return err
	}
	if len(records) != 2 || id == with {
		return activity.ErrNotFound
	}
	if !mayJoin(t.member, records...) {
		return h.toast(ctx, t, "not-yours")
	}
	_, err = h.Store.Apply(ctx, store.Change{Key: t.Key, By: t.member.ID, At: h.Now(), Joins: []store.Join{{ID: id, With: with}}})
	if err != nil {
		return err
	}
	return h.toast(ctx, t, "joint-joined", "id", id.String(), "with", with.String())
}

// edit is the change of one record by the person of this turn.
func (h *Handlers) edit(t *turn, id activity.RecordID, with func(activity.Record) (activity.Record, error)) store.Change {
	return store.Change{Key: t.Key, By: t.member.ID, At: h.Now(), Edits: []store.Edit{{ID: id, With: with}}}
}
