package handlers

import (
	"context"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/handlers/joint"
	"dutybook/store"
)

// Whoever organises a session records it: a secretary, or a leader for members of
// their groups, tells of others' work without having taken part. Those named hear
// of it without a sound and can say that they were not there.

// teller is who speaks in this turn, as far as names go; whom they mean by names
// that fit several is asked for where such a name stands (called).
func (h *Handlers) teller(ctx context.Context, t *turn) (joint.Teller, error) {
	teller := joint.Teller{Member: t.member.ID, Groups: t.member.Led()}
	teller.Groups = append(append(teller.Groups[:len(teller.Groups):len(teller.Groups)], t.member.Also...), t.member.Group)
	if !may(t.member.Role, toSpeakFor) {
		return teller, nil
	}
	people, err := h.Store.Present(ctx)
	if err != nil {
		return joint.Teller{}, err
	}
	within := map[activity.MemberID]bool{}
	for _, m := range people.All {
		within[m.ID] = mayForMember(t.member, toSpeakFor, m)
	}
	teller.Speaks = func(id activity.MemberID) bool { return within[id] }
	return teller, nil
}

// called is a teller with what they said whom they mean.
func (h *Handlers) called(ctx context.Context, t *turn, teller joint.Teller) (joint.Teller, error) {
	var err error
	teller.Calls, err = h.Store.Calls(ctx, t.member.ID)
	return teller, err
}

// forOthers reads again what comes from who records for others: line by line,
// where every line tells of somebody else (王芳：走访3户⏎李四：走访5户), and
// without the names it begins with, what was taken for talk about somebody
// (老张参加座谈会1场).
func (h *Handlers) forOthers(ctx context.Context, t *turn, text string, u activity.Understanding) (activity.Understanding, error) {
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
	if len(u.Notes) > 0 || !may(t.member.Role, toSpeakFor) || len(lines) < 2 && u.Intent != activity.Other {
		return u, nil
	}
	roster, _, err := h.roster(ctx)
	if err != nil {
		return u, err
	}
	teller, err := h.teller(ctx, t)
	if err == nil {
		teller, err = h.called(ctx, t, teller)
	}
	if err != nil {
		return u, err
	}
	if len(lines) < 2 {
		return h.readFor(ctx, t, roster, teller, text, u), nil
	}
	return h.readLines(ctx, t, roster, teller, lines, u), nil
}

// readFor reads a text without the names it begins with, if that makes a report
// of it.
func (h *Handlers) readFor(ctx context.Context, t *turn, roster *joint.Roster, teller joint.Teller, text string, u activity.Understanding) activity.Understanding {
	rest, ok := roster.Predicate(text, teller)
	if !ok {
		return u
	}
	again := h.Reader.Read(ctx, rest, t.SentAt)
	if again.Intent != activity.Log || again.Same {
		return u
	}
	for i := range again.Records {
		again.Records[i].Text = text
	}
	return again
}

// maxForOthers is how many lines about others one message may have.
const maxForOthers = 30

// readLines reads each line by itself, below a first line that may name the day,
// if all of them are reports about others.
func (h *Handlers) readLines(ctx context.Context, t *turn, roster *joint.Roster, teller joint.Teller, lines []string, u activity.Understanding) activity.Understanding {
	heading := ""
	if _, ok := roster.Predicate(lines[0], teller); !ok {
		heading, lines = lines[0], lines[1:]
	}
	if len(lines) > maxForOthers {
		return u
	}
	for _, line := range lines {
		if _, ok := roster.Predicate(heading+line, teller); !ok {
			return u
		}
	}
	all := activity.Understanding{Intent: activity.Log}
	for _, line := range lines {
		rest, _ := roster.Predicate(heading+line, teller)
		read := h.Reader.Read(ctx, rest, t.SentAt)
		if read.Intent != activity.Log || read.Same {
			return u
		}
		for _, r := range read.Records {
			// The line is its own text: who it names took part in this alone.
			r.Text = heading + line
			all.Records = append(all.Records, r)
		}
		all.Source, all.Notes = read.Source, append(all.Notes, read.Notes...)
	}
	return all
}

// companies are who took part in each of a message's records.
type companies []joint.Company

// company fills in who took part in new records.
func (h *Handlers) company(ctx context.Context, t *turn, records []activity.Record) (companies, error) {
	roster, _, err := h.roster(ctx)
	if err != nil {
		return nil, err
	}
	teller, err := h.teller(ctx, t)
	if err != nil {
		return nil, err
	}
	all := companiesOf(roster, records, teller)
	if slices.ContainsFunc(all, func(c joint.Company) bool { return len(c.Calls)+len(c.Unsure) > 0 }) {
		if teller, err = h.called(ctx, t, teller); err != nil {
			return nil, err
		}
		all = companiesOf(roster, records, teller)
	}
	for i := range records {
		r := &records[i]
		r.With, r.Behalf, r.Outside = all[i].Fellows, all[i].Behalf, all[i].Outside
	}
	return all, nil
}

func companiesOf(roster *joint.Roster, records []activity.Record, teller joint.Teller) companies {
	all := make(companies, len(records))
	for i, r := range records {
		all[i] = roster.CompanyOf(r, teller)
	}
	return all
}

// nobody reports whether all of it is work of people whom the teller may not
// record for.
func (all companies) nobody() bool {
	return len(all) > 0 && !slices.ContainsFunc(all, func(c joint.Company) bool {
		return !c.Behalf || len(c.Fellows)+len(c.Unsure) > 0
	})
}

// refuseBehalf tells that nothing was recorded, because those named are not the
// teller's to record for.
func (h *Handlers) refuseBehalf(ctx context.Context, t *turn, all companies) error {
	_, names, err := h.roster(ctx)
	if err != nil {
		return err
	}
	return t.reply(ctx, "behalf-refused", "names", t.list(all.beyond(), names))
}

// present leaves out of those named who said that they were not there.
func present(with []activity.Fellow, r activity.Record) []activity.Fellow {
	return slices.DeleteFunc(slices.Clone(with), func(f activity.Fellow) bool { return among(r.Absent, f.Member) })
}

func (all companies) beyond() []activity.MemberID {
	var ids []activity.MemberID
	for _, c := range all {
		for _, id := range c.Beyond {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// list names people in the person's language.
func (t *turn) list(ids []activity.MemberID, names map[activity.MemberID]string) string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = names[id]
	}
	return strings.Join(list, t.text("list-mark"))
}

// sayCompany adds to an answer whose work was recorded, whom the teller may not
// record for, and who was meant by less than a name.
func (h *Handlers) sayCompany(ctx context.Context, t *turn, reply *activity.Reply, added []activity.Record, all companies) error {
	_, names, err := h.roster(ctx)
	if err != nil {
		return err
	}
	var lines []string
	if i := slices.IndexFunc(added, func(r activity.Record) bool { return r.Outside && len(r.With) > 0 }); i >= 0 {
		lines = append(lines, t.text("behalf", "names", t.list(fellowIDs(added[i].With), names)))
		if n := len(reply.Buttons); n > 0 && len(reply.Buttons[n-1]) < 3 {
			also := activity.Button{Label: t.text("button-also"), Data: data("also", added[0].ID, activity.RecordID(len(added)))}
			reply.Buttons[n-1] = append([]activity.Button{also}, reply.Buttons[n-1]...)
		}
	}
	if ids := all.beyond(); len(ids) > 0 {
		lines = append(lines, t.text("behalf-beyond", "names", t.list(ids, names)))
	}
	called := map[string]bool{}
	for _, c := range all {
		for _, call := range c.Calls {
			if !called[call.Name] {
				lines = append(lines, t.text("call-taken", "call", call.Name, "name", names[call.Member]))
			}
			called[call.Name] = true
		}
	}
	reply.Text = strings.Join(append([]string{reply.Text}, lines...), "\n")
	return nil
}

func fellowIDs(fellows []activity.Fellow) []activity.MemberID {
	ids := make([]activity.MemberID, len(fellows))
	for i, f := range fellows {
		ids[i] = f.Member
	}
	return ids
}

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
// did not, or back; one that names them in neither place is as it was.
func standing(r activity.Record, id activity.MemberID, absent bool) activity.Record {
	from, to := &r.Absent, &r.With
	if absent {
		from, to = to, from
	}
	at := slices.IndexFunc(*from, func(f activity.Fellow) bool { return f.Member == id })
	if at < 0 {
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
