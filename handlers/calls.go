package handlers

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"dutybook/activity"
	"dutybook/handlers/joint"
	"dutybook/store"
)

// maxFits is how many people a name may fit to be asked about: as many as there
// are buttons.
const maxFits = 3

// askCalls asks whom the teller meant by names that fit several, each in a
// message of its own; until that is answered the names are text.
func (h *Handlers) askCalls(ctx context.Context, t *turn, added []activity.Record, all companies) error {
	asked := map[string]bool{}
	for i, c := range all[:min(len(all), len(added))] {
		for _, u := range c.Unsure {
			if asked[u.Name] {
				continue
			}
			asked[u.Name] = true
			if err := h.askCall(ctx, t, added[i], u); err != nil {
				return err
			}
		}
	}
	return nil
}

func (h *Handlers) askCall(ctx context.Context, t *turn, r activity.Record, u joint.Unsure) error {
	if len(u.Fits) > maxFits {
		return t.reply(ctx, "call-many", "call", u.Name)
	}
	at, err := h.unsureAt(ctx, t, r, u.Name)
	if err != nil || at < 0 {
		return err
	}
	people, groups, err := h.names(ctx)
	if err != nil {
		return err
	}
	var rows [][]activity.Button
	for _, f := range u.Fits {
		label := people[f.Member]
		if group := groups[f.Group]; group != "" {
			label = t.text("member-line-group", "line", label, "group", group)
		}
		rows = append(rows, []activity.Button{{Label: label, Data: data("call", r.ID, activity.RecordID(at)) + ":" + memberNumber(f.Member)}})
	}
	if len(rows) < maxFits {
		rows = append(rows, []activity.Button{{Label: t.text("button-nobody"), Data: data("call", r.ID, activity.RecordID(at), 0)}})
	}
	_, err = t.say(ctx, activity.Reply{Text: t.text("call-ask", "call", u.Name), Buttons: rows})
	return err
}

// unsure are the names of a record that would fit several, had the teller never
// been asked; a button names one by its place there.
func (h *Handlers) unsure(ctx context.Context, t *turn, r activity.Record) ([]joint.Unsure, error) {
	roster, _, err := h.roster(ctx)
	if err != nil {
		return nil, err
	}
	teller, err := h.teller(ctx, t)
	if err != nil {
		return nil, err
	}
	return roster.CompanyOf(r, teller).Unsure, nil
}

func (h *Handlers) unsureAt(ctx context.Context, t *turn, r activity.Record, name string) (int, error) {
	all, err := h.unsure(ctx, t, r)
	return slices.IndexFunc(all, func(u joint.Unsure) bool { return u.Name == name }), err
}

// pressCall takes the answer to whom a name means, for this record and from now
// on: 0 is nobody of the committee. Another answer takes the place of the first.
func (h *Handlers) pressCall(ctx context.Context, t *turn, numbers []int64) error {
	r, err := h.Store.Record(ctx, activity.RecordID(numbers[0]))
	if errors.Is(err, activity.ErrNotFound) || err == nil && !mayChange(t.member, r) {
		return h.toast(ctx, t, "not-yours")
	}
	if err != nil {
		return err
	}
	all, err := h.unsure(ctx, t, r)
	if err != nil {
		return err
	}
	who := memberNumbered(numbers[2])
	if numbers[1] >= int64(len(all)) || numbers[2] > 0 && !among(all[numbers[1]].Fits, who) {
		return h.toast(ctx, t, "button-old")
	}
	u := all[numbers[1]]
	means := who
	if numbers[2] == 0 {
		means = ""
	}
	if err := h.Store.SetCall(ctx, t.member.ID, u.Name, means); err != nil {
		return err
	}
	if err := h.meanBy(ctx, t, r, u, means); err != nil {
		return err
	}
	key := "call-set"
	if means == "" {
		key = "call-nobody"
	}
	_, names, err := h.roster(ctx)
	if err != nil {
		return err
	}
	_, err = t.say(ctx, activity.Reply{Text: t.text(key, "call", u.Name, "name", names[means], "id", r.ID.String()), Replace: t.ID})
	return err
}

// meanBy puts the one meant by a name to the participants of a record, in place
// of whoever else the name fits.
func (h *Handlers) meanBy(ctx context.Context, t *turn, r activity.Record, u joint.Unsure, means activity.MemberID) error {
	with := func(r activity.Record) activity.Record {
		r.With = slices.DeleteFunc(slices.Clone(r.With), func(f activity.Fellow) bool { return f.Member != means && among(u.Fits, f.Member) })
		for _, f := range u.Fits {
			if f.Member == means && !among(r.With, means) && !among(r.Absent, means) {
				r.With = append(r.With, f)
			}
		}
		return r
	}
	if slices.Equal(with(r).With, r.With) {
		return nil
	}
	out, err := h.Store.Apply(ctx, h.edit(t, r.ID, func(r activity.Record) (activity.Record, error) { return with(r), nil }))
	if err != nil {
		return err
	}
	return h.named(ctx, t, out)
}

func memberNumber(id activity.MemberID) string { return string(id)[1:] }

func memberNumbered(n int64) activity.MemberID {
	return activity.MemberID("m" + strconv.FormatInt(n, 10))
}

// retake puts right who took part in one's own latest record, or the one
// answered: 王芳没去, 还有李四. done is false for any other text, and where no
// record is meant.
func (h *Handlers) retake(ctx context.Context, t *turn, text string) (done bool, err error) {
	if !joint.MayRetake(text) {
		return false, nil
	}
	roster, names, err := h.roster(ctx)
	if err != nil {
		return false, err
	}
	teller, err := h.teller(ctx, t)
	if err == nil {
		teller, err = h.called(ctx, t, teller)
	}
	if err != nil {
		return false, err
	}
	said, ok := roster.RetakeOf(text, teller)
	if !ok {
		return false, nil
	}
	out, known, err := h.Store.Applied(ctx, t.Key)
	if err != nil {
		return false, err
	}
	if known {
		return true, h.sayRetaken(ctx, t, out, names)
	}
	if said.Self {
		return h.retakeSelf(ctx, t, said.Off)
	}
	live, err := h.meant(ctx, t)
	if err != nil || len(live) == 0 {
		return false, err
	}
	at := 0
	if said.Off {
		at = slices.IndexFunc(live, func(r activity.Record) bool {
			return slices.ContainsFunc(said.Fellows, func(f activity.Fellow) bool { return among(r.With, f.Member) })
		})
	}
	if at < 0 || len(said.Fellows) == 0 {
		return false, nil
	}
	out, err = h.Store.Apply(ctx, h.edit(t, live[at].ID, func(r activity.Record) (activity.Record, error) {
		return retaken(r, said), nil
	}))
	if err != nil {
		return true, err
	}
	if err := h.named(ctx, t, out); err != nil {
		return true, err
	}
	return true, h.sayRetaken(ctx, t, out, names)
}

// retakeSelf takes an answer to what was said about somebody's record (我没参加)
// as its button.
func (h *Handlers) retakeSelf(ctx context.Context, t *turn, off bool) (done bool, err error) {
	ids, err := h.Store.Said(ctx, t.Chat, t.ReplyTo)
	if err != nil || t.ReplyTo == 0 {
		return false, err
	}
	records, err := h.Store.Records(ctx, ids...)
	if err != nil {
		return false, err
	}
	about := aboutMember(records, t.member.ID)
	if len(about) == 0 {
		return false, nil
	}
	return true, h.setAbsent(ctx, t, about, off)
}

// retaken is a record with people put to its participants, or taken off. Who said
// themselves that they were not there stays off.
func retaken(r activity.Record, said joint.Retake) activity.Record {
	for _, f := range said.Fellows {
		at := slices.IndexFunc(r.With, func(g activity.Fellow) bool { return g.Member == f.Member })
		switch {
		case said.Off && at >= 0:
			r.With = slices.Delete(r.With, at, at+1)
		case !said.Off && at < 0 && !among(r.Absent, f.Member):
			r.With = append(r.With, f)
		}
	}
	return r
}

func (h *Handlers) sayRetaken(ctx context.Context, t *turn, out store.Outcome, names map[activity.MemberID]string) error {
	if len(out.Edited) == 0 {
		return nil
	}
	after := out.Edited[0].After
	text, list := t.text("company-none"), t.list(fellowIDs(after.With), names)
	if list != "" {
		text = t.text("company-now", "names", list)
	}
	return h.sayAbout(ctx, t, activity.Reply{Text: text + "\n" + t.line(after)}, []activity.Record{after})
}
