package handlers

import (
	"context"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/handlers/joint"
)

// Whoever organises a session records it: a secretary, or a leader for members of
// their groups, tells of others' work without having taken part. What those named
// hear of it, and how they object, is in named.go.

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
	n, err := h.around(ctx, t)
	if err != nil {
		return nil, err
	}
	roster := n.roster
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
	n, err := h.around(ctx, t)
	if err != nil {
		return err
	}
	names := n.names
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
