package handlers

import (
	"context"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/store"
)

// Those named in a record that somebody else told hear of it without a sound, and
// can say that they were not there.

// named tells those a leader or secretary named, each once for this message, that
// a record says they took part.
func (h *Handlers) named(ctx context.Context, t *turn, out store.Outcome) error {
	if !may(t.member.Role, toSpeakFor) {
		return nil
	}
	var order []activity.MemberID
	spans := map[activity.MemberID][2]activity.RecordID{}
	add := func(id activity.RecordID, fellows []activity.Fellow) {
		for _, f := range fellows {
			span, known := spans[f.Member]
			if !known {
				order, span = append(order, f.Member), [2]activity.RecordID{id, id}
			}
			spans[f.Member] = [2]activity.RecordID{min(span[0], id), max(span[1], id)}
		}
	}
	for _, r := range out.Added {
		add(r.ID, r.With)
	}
	for _, e := range out.Edited {
		add(e.After.ID, slices.DeleteFunc(slices.Clone(e.After.With), func(f activity.Fellow) bool { return slices.Contains(e.Before.With, f) }))
	}
	for _, id := range order {
		m, err := h.Store.Member(ctx, id)
		if err != nil {
			return err
		}
		span := spans[id]
		if err := h.tellQuietly(ctx, t, m, noteNamed, span[0].String()[1:], itoa(int(span[1]-span[0]+1))); err != nil {
			return err
		}
	}
	return nil
}

// sayNamed tells a member what was recorded about them, with the one answer
// there is to it. Who told of the same event themselves hears nothing.
func (h *Handlers) sayNamed(ctx context.Context, t *turn, args string) error {
	numbers, err := parseNumbers(args)
	if err != nil || len(numbers) != 2 {
		return nil //nolint:nilerr // a notice of another program's making says nothing
	}
	records, err := h.Store.Records(ctx, span(numbers)...)
	if err != nil {
		return err
	}
	var about []activity.Record
	for _, r := range records {
		if r.Deleted || r.Member == t.member.ID || !r.Took(t.member.ID) {
			continue
		}
		event, err := h.Store.EventOf(ctx, r.ID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(event, func(o activity.Record) bool { return o.Member == t.member.ID && !o.Deleted }) {
			about = append(about, r)
		}
	}
	if len(about) == 0 {
		return nil
	}
	return h.sayStanding(ctx, t, "named", about, 0)
}

// sayStanding tells a member records of others about them, and offers to say that
// they were not there, or that they were after all.
func (h *Handlers) sayStanding(ctx context.Context, t *turn, key string, about []activity.Record, replace activity.MessageID) error {
	_, names, err := h.roster(ctx)
	if err != nil {
		return err
	}
	lines := []string{t.text(key, "name", names[about[0].Member])}
	for _, r := range about {
		lines = append(lines, t.line(r))
	}
	first, n := about[0].ID, about[len(about)-1].ID-about[0].ID+1
	button := activity.Button{Label: t.text("button-absent"), Data: data("absent", first, n)}
	if key == "absent-done" {
		button = activity.Button{Label: t.text("button-present"), Data: data("present", first, n)}
	}
	return h.sayAbout(ctx, t, activity.Reply{
		Text: strings.Join(lines, "\n"), Buttons: [][]activity.Button{{button}}, Replace: replace, Quiet: true,
	}, about)
}

// pressAbsent takes the presser off the participants of what was recorded about
// them, or puts them back. In the hands of anybody else it does nothing.
func (h *Handlers) pressAbsent(ctx context.Context, t *turn, ids []activity.RecordID, absent bool) error {
	records, err := h.Store.Records(ctx, ids...)
	if err != nil {
		return err
	}
	about := aboutMember(records, t.member.ID)
	if len(about) == 0 {
		return h.toastOrReply(ctx, t, "not-yours")
	}
	return h.setAbsent(ctx, t, about, absent)
}

// aboutMember are the live records of others that name a member, there or not.
func aboutMember(records []activity.Record, id activity.MemberID) []activity.Record {
	return slices.DeleteFunc(slices.Clone(records), func(r activity.Record) bool {
		return r.Deleted || r.Member == id || !among(r.With, id) && !among(r.Absent, id)
	})
}

// undoAbsent takes back that the member said they were, or were not, there, when
// that was what they did last.
func (h *Handlers) undoAbsent(ctx context.Context, t *turn) (done bool, err error) {
	last, ok, err := h.Store.LastChange(ctx, t.member.ID)
	if err != nil || !ok || len(last.Added) > 0 {
		return false, err
	}
	var about []activity.Record
	absent := false
	for _, e := range last.Edited {
		if e.After.Member != t.member.ID && e.Before.Took(t.member.ID) != e.After.Took(t.member.ID) {
			about, absent = append(about, e.After), e.Before.Took(t.member.ID)
		}
	}
	if len(about) == 0 {
		return false, nil
	}
	return true, h.setAbsent(ctx, t, about, !absent)
}

func among(fellows []activity.Fellow, id activity.MemberID) bool {
	return slices.ContainsFunc(fellows, func(f activity.Fellow) bool { return f.Member == id })
}

// setAbsent says of records, and all others of their events, whether the person of
// this turn was there, tells whoever recorded them, and changes nothing that is
// so already.
func (h *Handlers) setAbsent(ctx context.Context, t *turn, about []activity.Record, absent bool) error {
	change := store.Change{Key: t.Key, By: t.member.ID, At: h.Now()}
	seen := map[activity.RecordID]bool{}
	for _, r := range about {
		event, err := h.Store.EventOf(ctx, r.ID)
		if err != nil {
			return err
		}
		for _, o := range event {
			if after := standing(o, t.member.ID, absent); seen[o.ID] || after.Took(t.member.ID) == o.Took(t.member.ID) {
				continue
			}
			seen[o.ID] = true
			change.Edits = append(change.Edits, store.Edit{ID: o.ID, With: func(now activity.Record) (activity.Record, error) {
				return standing(now, t.member.ID, absent), nil
			}})
		}
	}
	if len(change.Edits) > 0 {
		out, err := h.Store.Apply(ctx, change)
		if err != nil {
			return err
		}
		for _, e := range out.Edited {
			if err := h.objected(ctx, t, e.After, absent); err != nil {
				return err
			}
		}
	}
	key, replace := "present-done", activity.MessageID(0)
	if absent {
		key = "absent-done"
	}
	if t.Kind == activity.Press {
		replace = t.ID
	}
	return h.sayStanding(ctx, t, key, about, replace)
}

// standing is a record with a member moved from those who took part to those who
// did not, or back; one that names them in neither place is as it was, and so is
// one of which the office says that they were not there.
func standing(r activity.Record, id activity.MemberID, absent bool) activity.Record {
	from, to := &r.Absent, &r.With
	if absent {
		from, to = to, from
	}
	at := slices.IndexFunc(*from, func(f activity.Fellow) bool { return f.Member == id })
	if at < 0 || (*from)[at].Firm {
		return r
	}
	f := (*from)[at]
	*from = slices.Delete(slices.Clone(*from), at, at+1)
	if !among(*to, id) {
		*to = append(slices.Clone(*to), f)
	}
	return r
}

// objected tells whoever recorded it that somebody named in it was not there.
func (h *Handlers) objected(ctx context.Context, t *turn, r activity.Record, absent bool) error {
	m, err := h.Store.Member(ctx, r.Member)
	if err != nil {
		return err
	}
	was := "1"
	if absent {
		was = "0"
	}
	return h.tellQuietly(ctx, t, m, noteStood, r.ID.String()[1:], strings.TrimPrefix(string(t.member.ID), "m"), was)
}

// sayStood tells the teller of a record that somebody named in it was not there,
// or was after all, unless that is no longer so.
func (h *Handlers) sayStood(ctx context.Context, t *turn, args string) error {
	numbers, err := parseNumbers(args)
	if err != nil || len(numbers) != 3 {
		return nil //nolint:nilerr // a notice of another program's making says nothing
	}
	r, err := h.Store.Record(ctx, activity.RecordID(numbers[0]))
	if err != nil {
		return err
	}
	_, names, err := h.roster(ctx)
	if err != nil {
		return err
	}
	who := memberNumbered(numbers[1])
	if r.Deleted || r.Member != t.member.ID || among(r.With, who) != (numbers[2] == 1) {
		return nil
	}
	key := "stood-absent"
	if numbers[2] == 1 {
		key = "stood-present"
	}
	return h.sayAbout(ctx, t, activity.Reply{Text: t.text(key, "name", names[who]) + "\n" + t.line(r), Quiet: true}, []activity.Record{r})
}

// pressAlso says that whoever recorded it for others took part as well.
func (h *Handlers) pressAlso(ctx context.Context, t *turn, ids []activity.RecordID) error {
	records, err := h.ownRecords(ctx, t, ids)
	if err != nil {
		return err
	}
	if len(records) == 0 {
		return h.toast(ctx, t, "not-yours")
	}
	change := store.Change{Key: t.Key, By: t.member.ID, At: h.Now()}
	for _, r := range records {
		if r.Outside {
			change.Edits = append(change.Edits, store.Edit{ID: r.ID, With: func(now activity.Record) (activity.Record, error) {
				now.Outside = false
				return now, nil
			}})
		}
	}
	if len(change.Edits) > 0 {
		if _, err := h.Store.Apply(ctx, change); err != nil {
			return err
		}
	}
	return h.toast(ctx, t, "also-done")
}
