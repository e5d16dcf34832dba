package handlers

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/figures"
	"dutybook/handlers/joint"
	"dutybook/store"
)

// Whoever organises records (谁组织谁记录): an organiser makes a link and its
// picture for an event, members who come open it, and so one record of the
// office grows that names who was there. What members tell of the same event
// themselves joins it; who was there is what the office's record says.

// rollCall is an event with its link.
type rollCall struct {
	Code string            `json:"code"`
	Text string            `json:"text"`
	Date activity.Date     `json:"date"`
	By   activity.MemberID `json:"by"`
	// Group is the organiser's, Category, Place and Title as the text was read.
	Group    activity.GroupID  `json:"group,omitempty"`
	Category activity.Category `json:"category"`
	Place    string            `json:"place,omitempty"`
	Title    string            `json:"title,omitempty"`
	Act      activity.Act      `json:"act,omitempty"`
	// Record is the office's, zero until somebody came.
	Record activity.RecordID `json:"record,omitempty"`
	// Leave are the members who asked for leave, with their groups.
	Leave []activity.Fellow `json:"leave,omitempty"`
	// Invited are who was to come; none where nobody said. Pressed is the last tap
	// that changed them, so that none counts twice.
	Invited []activity.Fellow `json:"invited,omitempty"`
	Pressed string            `json:"pressed,omitempty"`
	// Claim are the members who say that they were there, which the office says
	// they were not.
	Claim []activity.MemberID `json:"claim,omitempty"`
}

// eventMark opens the code of an event in a link.
const eventMark = "evt_"

// rollDays is how many days after the event somebody may still say that they
// were there.
const rollDays = 2

// event makes the link of an event: "/event 3月20日 专题协商会，市政协301会议室".
// Without words it lists the latest with who came.
func (h *Handlers) event(ctx context.Context, t *turn, args string) error {
	if args == "" {
		return h.sayRolls(ctx, t)
	}
	args, invited := h.cutInvited(args)
	day, ok := dayAhead(args, t.SentAt)
	if !ok {
		if days := figures.Dates(args, t.SentAt); len(days) > 0 && days[0].Day > 0 {
			day, ok = days[0].Date, true
		}
	}
	if !ok || day.Day == 0 {
		return t.reply(ctx, "event-usage")
	}
	roll := h.rollOf(ctx, t, args, day)
	unknown, err := h.addInvited(ctx, t, &roll, invited)
	if err != nil {
		return err
	}
	id, err := h.Store.Put(ctx, store.Rolls, t.Key, roll)
	if err != nil {
		return err
	}
	kept, err := h.rollNumbered(ctx, id)
	if err != nil {
		return err
	}
	link := h.link(eventMark + kept.Code)
	picture, err := qrOf(link)
	if err != nil {
		return err
	}
	_, err = t.say(ctx, activity.Reply{
		Text:    t.text("event-made", "text", clip(plain(roll.Text), 40), "day", t.day(day), "link", link, "code", eventMark+kept.Code) + t.invitedLine(roll, unknown),
		File:    &activity.File{Name: "event.png", Data: picture, Picture: true},
		Buttons: [][]activity.Button{{t.rollButton("button-who-came", "came", id), t.rollButton("button-invited", "evask", id)}},
	})
	return err
}

// rollOf reads what kind of event it is as if it were told on its day.
func (h *Handlers) rollOf(ctx context.Context, t *turn, text string, day activity.Date) rollCall {
	roll := rollCall{Code: h.newCode(), Text: text, Date: day, By: t.member.ID, Group: t.member.Group, Category: activity.Meeting, Act: activity.Held}
	u := h.Reader.Read(ctx, text, time.Date(day.Year, day.Month, day.Day, 20, 0, 0, 0, h.Zone))
	if len(u.Records) > 0 {
		r := u.Records[0]
		roll.Category, roll.Place, roll.Title, roll.Act = r.Category, r.Place, r.Title, cmp.Or(r.Act, activity.Held)
	}
	return roll
}

func (h *Handlers) rollNumbered(ctx context.Context, id int64) (rollCall, error) {
	return h.rollWhere(ctx, func(s shelved[rollCall]) bool { return s.ID == id })
}

func (h *Handlers) rollWhere(ctx context.Context, is func(shelved[rollCall]) bool) (rollCall, error) {
	rolls, err := shelf[rollCall](ctx, h.Store, store.Rolls)
	if err != nil {
		return rollCall{}, err
	}
	if i := slices.IndexFunc(rolls, is); i >= 0 {
		return rolls[i].Item, nil
	}
	return rollCall{}, activity.ErrNotFound
}

// attend is what opening an event's link does: on its day, and shortly after,
// the person is on the list; before it they may ask for leave.
func (h *Handlers) attend(ctx context.Context, t *turn, code string) error {
	var id int64
	roll, err := h.rollWhere(ctx, func(s shelved[rollCall]) bool {
		if s.Item.Code == code {
			id = s.ID
		}
		return s.Item.Code == code
	})
	if errors.Is(err, activity.ErrNotFound) {
		return t.reply(ctx, "event-unknown")
	}
	if err != nil {
		return err
	}
	today := activity.DateOf(t.SentAt)
	about := []string{"text", clip(plain(roll.Text), 40), "day", t.day(roll.Date)}
	leave := [][]activity.Button{{{Label: t.text("button-ask-leave"), Data: data("evleave", activity.RecordID(id))}}}
	switch {
	case today.Before(roll.Date):
		_, err = t.say(ctx, activity.Reply{Text: t.text("event-early", about...), Buttons: leave})
		return err
	case roll.Date.Days(today) > rollDays:
		return t.reply(ctx, "event-over", about...)
	}
	return h.signIn(ctx, t, id, roll)
}

// signIn puts the person of this turn on the list, and joins what they told of
// the event themselves.
func (h *Handlers) signIn(ctx context.Context, t *turn, id int64, roll rollCall) error {
	record, err := h.rollRecord(ctx, t, id, roll)
	if err != nil {
		return err
	}
	change := h.edit(t, record, func(r activity.Record) (activity.Record, error) { return onRoll(r, t.member), nil })
	out, err := h.Store.Apply(ctx, change)
	if err != nil {
		return err
	}
	if err := h.setRollLeave(ctx, id, t.member, false); err != nil {
		return err
	}
	if firmlyAbsent(out.Edited[0].After, t.member.ID) {
		return h.sayClaimed(ctx, t, id, roll)
	}
	lines := []string{t.text("event-signed", "text", clip(plain(roll.Text), 40), "day", t.day(roll.Date))}
	mate, err := h.joinOwn(ctx, t, out.Edited[0].After)
	if err != nil {
		return err
	}
	if mate != 0 {
		lines = append(lines, t.text("event-joined", "id", mate.String()))
	}
	_, err = t.say(ctx, activity.Reply{
		Text:    strings.Join(lines, "\n"),
		Buttons: [][]activity.Button{{{Label: t.text("button-not-there"), Data: data("evout", activity.RecordID(id))}}},
	})
	return err
}

// rollRecord is the office's record of an event, made when the first comes.
func (h *Handlers) rollRecord(ctx context.Context, t *turn, id int64, roll rollCall) (activity.RecordID, error) {
	if roll.Record != 0 {
		return roll.Record, nil
	}
	r := activity.Record{
		Category: roll.Category, Date: roll.Date, Summary: clip(roll.Text, 59), Text: roll.Text, Place: roll.Place, Title: roll.Title,
		Act: roll.Act, Member: roll.By, Group: roll.Group, SentAt: t.SentAt, Source: activity.FromRules, Behalf: true, Outside: true, Roll: true,
	}
	n, err := h.neighbours(ctx)
	if err != nil {
		return 0, err
	}
	near, err := h.nearby(ctx, n, r)
	if err != nil {
		return 0, err
	}
	r.MaybeSameAs = few(joint.Listed(n.roster.Tell(r), near, nil))
	out, err := h.Store.Apply(ctx, store.Change{Key: "roll:" + itoa(int(id)), At: h.Now(), Add: []activity.Record{r}})
	if err != nil {
		return 0, err
	}
	record := out.Added[0].ID
	return record, store.EditItem(ctx, h.Store, store.Rolls, id, func(r *rollCall) error { r.Record = record; return nil })
}

// onRoll is a record of the office with one member more, unless the office says
// that they were not there.
func onRoll(r activity.Record, m activity.Member) activity.Record {
	if firmlyAbsent(r, m.ID) {
		return r
	}
	if m.ID == r.Member {
		r.Outside = false
		return r
	}
	r = standing(r, m.ID, false)
	if !among(r.With, m.ID) {
		r.With = append(r.With, activity.Fellow{Member: m.ID, Group: m.Group})
	}
	return r
}

// joinOwn joins to the office's record what its newest attendant told of that
// day and is found to be the same; zero where nothing is.
func (h *Handlers) joinOwn(ctx context.Context, t *turn, roll activity.Record) (activity.RecordID, error) {
	n, err := h.neighbours(ctx)
	if err != nil {
		return 0, err
	}
	near, err := h.nearby(ctx, n, roll)
	if err != nil {
		return 0, err
	}
	for _, m := range joint.Find(n.roster.Tell(roll), near) {
		if m.Member != t.member.ID || m.Strength < joint.Likely || m.Event() == roll.Event() {
			continue
		}
		change := store.Change{Key: t.Key + "/joint", At: t.SentAt, Joins: []store.Join{{ID: m.ID, With: roll.ID}}}
		if _, err := h.Store.Apply(ctx, change); err != nil {
			return 0, err
		}
		return m.ID, nil
	}
	return 0, nil
}

// pressRoll does what a button for whoever organises an event says; who is the
// group or the member it names.
func (h *Handlers) pressRoll(ctx context.Context, t *turn, what string, id int64, roll rollCall, who int64) error {
	if roll.By != t.member.ID && !may(t.member.Role, toState) {
		return h.toast(ctx, t, "not-yours")
	}
	switch what {
	case "evask":
		return h.askInvited(ctx, t, id)
	case "evfix":
		return h.askThere(ctx, t, id, roll)
	case "evgroup":
		return h.pressInvited(ctx, t, id, who)
	case "evnot", "evwas":
		return h.pressThere(ctx, t, id, roll, memberNumbered(who), what == "evwas")
	}
	return h.sayRoll(ctx, t, id, roll, 0)
}

// pressEvent does what a button of an event says; who is what else it names.
func (h *Handlers) pressEvent(ctx context.Context, t *turn, what string, id, who int64) error {
	roll, err := h.rollNumbered(ctx, id)
	if errors.Is(err, activity.ErrNotFound) {
		return h.toast(ctx, t, "button-old")
	}
	if err != nil {
		return err
	}
	switch what {
	case "came", "evask", "evfix", "evgroup", "evnot", "evwas":
		return h.pressRoll(ctx, t, what, id, roll, who)
	case "evleave":
		if err := h.signOut(ctx, t, roll); err != nil {
			return err
		}
		if err := h.setRollLeave(ctx, id, t.member, true); err != nil {
			return err
		}
		return h.toast(ctx, t, "event-leave")
	}
	if err := h.signOut(ctx, t, roll); err != nil {
		return err
	}
	return h.toast(ctx, t, "event-out")
}

// signOut takes the person of this turn off the list.
func (h *Handlers) signOut(ctx context.Context, t *turn, roll rollCall) error {
	if roll.Record == 0 {
		return nil
	}
	_, err := h.Store.Apply(ctx, h.edit(t, roll.Record, func(r activity.Record) (activity.Record, error) {
		if r.Member == t.member.ID {
			r.Outside = true
		}
		return standing(r, t.member.ID, true), nil
	}))
	return err
}

func (h *Handlers) setRollLeave(ctx context.Context, id int64, m activity.Member, leave bool) error {
	return store.EditItem(ctx, h.Store, store.Rolls, id, func(r *rollCall) error {
		r.Leave = slices.DeleteFunc(r.Leave, func(f activity.Fellow) bool { return f.Member == m.ID })
		if leave {
			r.Leave = append(r.Leave, activity.Fellow{Member: m.ID, Group: m.Group})
		}
		return nil
	})
}

// sayRolls lists the latest events a person organised, for the office all.
func (h *Handlers) sayRolls(ctx context.Context, t *turn) error {
	rolls, err := shelf[rollCall](ctx, h.Store, store.Rolls)
	if err != nil {
		return err
	}
	const enough = 10
	var lines []string
	for _, s := range slices.Backward(rolls) {
		if len(lines) == enough || s.Item.By != t.member.ID && !may(t.member.Role, toState) {
			continue
		}
		line, err := h.rollLine(ctx, t, s.Item)
		if err != nil {
			return err
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return t.reply(ctx, "event-usage")
	}
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(lines, "\n")})
	return err
}
