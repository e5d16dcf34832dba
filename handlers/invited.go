package handlers

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/store"
)

// Who was to come to an event (应到) is said by whoever organises it, in the text
// of the event or with a tap; who came, asked for leave or stayed away follows.
// Of who was there the office has the last word: a member who says otherwise is
// listed as saying so, and changes nothing.

// cutInvited takes who is invited off the end of an event's text: "3月20日
// 专题协商会，应到经济组、王芳".
func (h *Handlers) cutInvited(args string) (rest string, invited []string) {
	for _, lang := range activity.Langs() {
		before, after, found := strings.Cut(args, h.texts.text(lang, "word-invited"))
		if !found {
			continue
		}
		names := strings.FieldsFunc(after, func(r rune) bool { return strings.ContainsRune(h.texts.text(lang, "invited-marks"), r) })
		for i := range names {
			names[i] = strings.TrimSpace(names[i])
		}
		return strings.TrimRight(before, h.texts.text(lang, "invited-marks")+" "), slices.DeleteFunc(names, func(s string) bool { return s == "" })
	}
	return args, nil
}

// addInvited puts those named on the list of an event: everybody, groups, single
// members, as far as whoever organises it may see them. unknown are the names that
// are none of these.
func (h *Handlers) addInvited(ctx context.Context, t *turn, roll *rollCall, names []string) (unknown []string, err error) {
	if len(names) == 0 {
		return nil, nil
	}
	members, err := h.callable(ctx, t)
	if err != nil {
		return nil, err
	}
	groups, err := h.Store.Groups(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		fits := func(m activity.Member) bool { return m.Name == name }
		if h.texts.isWord(name, "all", "word-everybody") {
			fits = func(activity.Member) bool { return true }
		}
		if i := slices.IndexFunc(groups, func(g activity.Group) bool { return g.Name == name }); i >= 0 {
			fits = func(m activity.Member) bool { return m.In(groups[i].ID) }
		}
		found := false
		for _, m := range members {
			if fits(m) {
				found = true
				roll.invite(m)
			}
		}
		if !found {
			unknown = append(unknown, name)
		}
	}
	return unknown, nil
}

// invite puts somebody on the list of who is to come. Who is on leave that day
// has asked for it.
func (r *rollCall) invite(m activity.Member) {
	f := activity.Fellow{Member: m.ID, Group: m.Group}
	if !among(r.Invited, m.ID) {
		r.Invited = append(r.Invited, f)
	}
	if m.OnLeave(r.Date) && !among(r.Leave, m.ID) {
		r.Leave = append(r.Leave, f)
	}
}

// uninvite takes somebody off it, with the leave they only had for being on it.
func (r *rollCall) uninvite(m activity.Member) {
	is := func(f activity.Fellow) bool { return f.Member == m.ID }
	r.Invited = slices.DeleteFunc(r.Invited, is)
	if m.OnLeave(r.Date) {
		r.Leave = slices.DeleteFunc(r.Leave, is)
	}
}

// callable are the members somebody may invite to an event, the office's people
// left out, in the order they came in.
func (h *Handlers) callable(ctx context.Context, t *turn) ([]activity.Member, error) {
	members, err := h.Store.Members(ctx)
	slices.SortFunc(members, func(a, b activity.Member) int { // m2 before m10
		return cmp.Or(cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID))
	})
	return slices.DeleteFunc(members, func(m activity.Member) bool {
		return m.Removed || m.Name == "" || m.Role != activity.Plain && m.Role != activity.Leader || !mayForMember(t.member, toSeePeople, m)
	}), err
}

func (t *turn) rollButton(key, what string, numbers ...int64) activity.Button {
	ids := make([]activity.RecordID, len(numbers))
	for i, n := range numbers {
		ids[i] = activity.RecordID(n)
	}
	return activity.Button{Label: t.text(key), Data: data(what, ids...)}
}

// invitedLine says how many were invited and which names were not known.
func (t *turn) invitedLine(roll rollCall, unknown []string) string {
	line := ""
	if len(roll.Invited) > 0 {
		line += "\n" + t.text("event-invited", "n", itoa(len(roll.Invited)))
	}
	if len(unknown) > 0 {
		line += "\n" + t.text("event-uninvited", "names", plain(strings.Join(unknown, t.text("list-mark"))))
	}
	return line
}

// askInvited offers whom to invite: everybody, or the members of a group.
func (h *Handlers) askInvited(ctx context.Context, t *turn, id int64) error {
	groups, err := h.Store.Groups(ctx)
	if err != nil {
		return err
	}
	slices.SortFunc(groups, func(a, b activity.Group) int {
		return cmp.Or(cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID))
	})
	var buttons []activity.Button
	if reachOf(t.member.Role, toSeePeople) == all {
		buttons = append(buttons, t.rollButton("word-everybody", "evgroup", id, 0))
	}
	for _, g := range groups {
		n, err := strconv.ParseInt(strings.TrimPrefix(string(g.ID), groupLetter), 10, 64)
		if err == nil && (reachOf(t.member.Role, toSeePeople) == all || leads(t.member, g.ID)) {
			buttons = append(buttons, activity.Button{Label: g.Name, Data: data("evgroup", activity.RecordID(id), activity.RecordID(n))})
		}
	}
	const inRow = 3
	_, err = t.say(ctx, activity.Reply{Text: t.text("event-whom"), Buttons: slices.Collect(slices.Chunk(buttons, inRow))})
	return err
}

// pressInvited puts a group on the list of who is to come, zero for everybody, or
// takes it off where all of it is on it.
func (h *Handlers) pressInvited(ctx context.Context, t *turn, id, group int64) error {
	members, err := h.callable(ctx, t)
	if err != nil {
		return err
	}
	if group != 0 {
		of := activity.GroupID(groupLetter + strconv.FormatInt(group, 10))
		members = slices.DeleteFunc(members, func(m activity.Member) bool { return !m.In(of) })
	}
	var roll rollCall
	err = store.EditItem(ctx, h.Store, store.Rolls, id, func(r *rollCall) error {
		off := func(m activity.Member) bool { return !among(r.Invited, m.ID) }
		switch {
		case t.Key == r.Pressed:
		case !slices.ContainsFunc(members, off):
			for _, m := range members {
				r.uninvite(m)
			}
		default:
			for _, m := range members {
				r.invite(m)
			}
		}
		r.Pressed, roll = t.Key, *r
		return nil
	})
	if err != nil {
		return err
	}
	return h.sayRoll(ctx, t, id, roll, t.ID)
}

// presence is who was to come to an event and who did, as the office's record
// says now.
func (h *Handlers) presence(ctx context.Context, roll rollCall) (counting.Presence, error) {
	if roll.Record == 0 {
		return presenceIn(roll, nil), nil
	}
	r, err := h.Store.Record(ctx, roll.Record)
	return presenceIn(roll, []activity.Record{r}), err
}

// cameTo are those on the office's list of an event.
func cameTo(r activity.Record) []activity.MemberID {
	came := membersOf(r.With)
	if !r.Outside {
		came = append([]activity.MemberID{r.Member}, came...)
	}
	return came
}

func membersOf(fellows []activity.Fellow) []activity.MemberID {
	ids := make([]activity.MemberID, len(fellows))
	for i, f := range fellows {
		ids[i] = f.Member
	}
	return ids
}

// firmlyAbsent reports whether the office says that somebody was not there.
func firmlyAbsent(r activity.Record, id activity.MemberID) bool {
	return slices.ContainsFunc(r.Absent, func(f activity.Fellow) bool { return f.Firm && f.Member == id })
}

// officeSays is an event's record with the office's word on whether somebody was
// there, which nobody else takes back.
func officeSays(r activity.Record, m activity.Member, there bool) activity.Record {
	is := func(f activity.Fellow) bool { return f.Member == m.ID }
	r.Absent = slices.DeleteFunc(slices.Clone(r.Absent), is)
	if there {
		return onRoll(r, m)
	}
	if r.Member == m.ID {
		r.Outside = true
	}
	r.With = slices.DeleteFunc(slices.Clone(r.With), is)
	r.Absent = append(r.Absent, activity.Fellow{Member: m.ID, Group: m.Group, Firm: true})
	return r
}

// sayClaimed notes that a member says they were there, which the office says they were
// not, and tells them so.
func (h *Handlers) sayClaimed(ctx context.Context, t *turn, id int64, roll rollCall) error {
	err := store.EditItem(ctx, h.Store, store.Rolls, id, func(r *rollCall) error {
		if !slices.Contains(r.Claim, t.member.ID) {
			r.Claim = append(r.Claim, t.member.ID)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return t.reply(ctx, "event-claimed", "text", clip(plain(roll.Text), 40), "day", t.day(roll.Date))
}

// pressThere is the office's word, with a tap, on whether somebody was there.
func (h *Handlers) pressThere(ctx context.Context, t *turn, id int64, roll rollCall, who activity.MemberID, there bool) error {
	m, err := h.Store.Member(ctx, who)
	if err != nil {
		return h.toast(ctx, t, "button-old")
	}
	record, err := h.rollRecord(ctx, t, id, roll)
	if err != nil {
		return err
	}
	_, err = h.Store.Apply(ctx, h.edit(t, record, func(r activity.Record) (activity.Record, error) { return officeSays(r, m, there), nil }))
	if err != nil {
		return err
	}
	err = store.EditItem(ctx, h.Store, store.Rolls, id, func(r *rollCall) error {
		r.Record = record
		r.Claim = slices.DeleteFunc(r.Claim, func(c activity.MemberID) bool { return c == who && there })
		roll = *r
		return nil
	})
	if err != nil {
		return err
	}
	return h.sayRoll(ctx, t, id, roll, t.ID)
}

// askThere lists who came, to say with a tap that somebody did not.
func (h *Handlers) askThere(ctx context.Context, t *turn, id int64, roll rollCall) error {
	p, err := h.presence(ctx, roll)
	if err != nil {
		return err
	}
	names, _, err := h.names(ctx)
	if err != nil {
		return err
	}
	var buttons []activity.Button
	for _, m := range slices.Concat(p.Came, p.Beside) {
		n, _ := strconv.ParseInt(memberNumber(m), 10, 64)
		buttons = append(buttons, activity.Button{Label: names[m], Data: data("evnot", activity.RecordID(id), activity.RecordID(n))})
	}
	if len(buttons) == 0 {
		return h.toast(ctx, t, "button-old")
	}
	const inRow = 3
	_, err = t.say(ctx, activity.Reply{Text: t.text("event-who-not"), Buttons: slices.Collect(slices.Chunk(buttons, inRow))})
	return err
}

// sayRoll tells who was to come, who came, asked for leave or stayed away.
func (h *Handlers) sayRoll(ctx context.Context, t *turn, id int64, roll rollCall, replace activity.MessageID) error {
	line, err := h.rollLine(ctx, t, roll)
	if err != nil {
		return err
	}
	rows := [][]activity.Button{{t.rollButton("button-invited", "evask", id)}}
	if roll.Record != 0 {
		rows[0] = append(rows[0], t.rollButton("button-who-not", "evfix", id))
	}
	names, _, err := h.names(ctx)
	if err != nil {
		return err
	}
	const most = 3
	for _, m := range roll.Claim[:min(most, len(roll.Claim))] {
		n, _ := strconv.ParseInt(memberNumber(m), 10, 64)
		rows = append(rows, []activity.Button{{Label: t.text("button-claim-there", "name", names[m]), Data: data("evwas", activity.RecordID(id), activity.RecordID(n))}})
	}
	_, err = t.say(ctx, activity.Reply{Text: line, Buttons: rows, Replace: replace})
	return err
}

func (h *Handlers) rollLine(ctx context.Context, t *turn, roll rollCall) (string, error) {
	names, _, err := h.names(ctx)
	if err != nil {
		return "", err
	}
	p, err := h.presence(ctx, roll)
	if err != nil {
		return "", err
	}
	if len(p.Invited) == 0 {
		p.Leave = membersOf(roll.Leave)
	}
	list := func(ids []activity.MemberID) string {
		var said []string
		for _, m := range ids {
			said = append(said, names[m])
		}
		return strings.Join(said, t.text("list-mark"))
	}
	came := slices.Concat(p.Came, p.Beside)
	line := t.text("event-line", "day", t.day(roll.Date), "text", clip(plain(roll.Text), 30), "n", itoa(len(came)), "names", list(came))
	if n := len(p.Invited); n > 0 {
		line = t.text("event-line-invited", "day", t.day(roll.Date), "text", clip(plain(roll.Text), 30), "invited", itoa(n), "n", itoa(len(p.Came)), "names", list(p.Came))
	}
	line = strings.TrimRight(line, ":\uff1a ") // where nobody came
	away := "event-line-absent"
	if today := h.today(); !roll.Date.Before(today) {
		away = "event-line-not-yet"
	}
	for _, part := range []struct {
		key string
		ids []activity.MemberID
	}{{"event-line-leave", p.Leave}, {away, p.Absent}, {"event-line-beside", p.Beside}, {"event-line-claim", roll.Claim}} {
		if len(part.ids) > 0 && (part.key != "event-line-beside" || len(p.Invited) > 0) {
			line += t.text(part.key, "n", itoa(len(part.ids)), "names", list(part.ids))
		}
	}
	return line, nil
}
