package handlers

import (
	"context"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/handlers/piece"
	"dutybook/store"
)

// A member asks others to co-sign a proposal: each is told, and signs with one
// tap until the day named. However many sign, it is one proposal; who signs
// stands in its record as somebody named in it would.

// cosign is one such request.
type cosign struct {
	Record activity.RecordID `json:"record"`
	By     activity.MemberID `json:"by"`
	Asked  []activity.MemberID
	// Until is the last day to sign.
	Until activity.Date `json:"until"`
	// Answers are those given, by member: true for signed.
	Answers map[activity.MemberID]bool `json:"answers,omitempty"`
}

// cosignDays is how long there is to sign when no day is named.
const cosignDays = 7

// cosignWords reads "请李明、赵强联名公交那件，3月10日前"; done is false for what
// asks nobody, or tells of signing that was done.
func (h *Handlers) cosignWords(ctx context.Context, t *turn, text string) (done bool, err error) {
	w := h.texts.office.Cosign
	opens := slices.ContainsFunc(w.Open, func(s string) bool { return strings.HasPrefix(strings.ToLower(text), s) })
	has := func(words []string) bool {
		return slices.ContainsFunc(words, func(s string) bool { return strings.Contains(strings.ToLower(text), s) })
	}
	if !opens || !has(w.Sign) || has(w.Done) {
		return false, nil
	}
	asked, err := h.membersIn(ctx, t, text)
	if err != nil || len(asked) == 0 {
		return false, err
	}
	return true, h.askToSign(ctx, t, text, asked)
}

// cosignCommand is "/cosign 李明 赵强 3月10日".
func (h *Handlers) cosignCommand(ctx context.Context, t *turn, args string) error {
	asked, err := h.membersIn(ctx, t, args)
	if err != nil {
		return err
	}
	if len(asked) == 0 {
		return t.reply(ctx, "cosign-usage")
	}
	return h.askToSign(ctx, t, args, asked)
}

// membersIn are the other members a text names, in its order.
func (h *Handlers) membersIn(ctx context.Context, t *turn, text string) ([]activity.Member, error) {
	members, err := h.Store.Members(ctx)
	members = slices.DeleteFunc(members, func(m activity.Member) bool {
		return m.Removed || m.ID == t.member.ID || m.Name == "" || !strings.Contains(text, m.Name)
	})
	slices.SortStableFunc(members, func(a, b activity.Member) int { return strings.Index(text, a.Name) - strings.Index(text, b.Name) })
	return members, err
}

// askToSign finds the proposal and tells each of those asked.
func (h *Handlers) askToSign(ctx context.Context, t *turn, text string, asked []activity.Member) error {
	pieces, err := h.piecesFor(ctx, t)
	if err != nil {
		return err
	}
	pieces = slices.DeleteFunc(pieces, func(r activity.Record) bool { return r.Category != activity.Proposal || r.Member != t.member.ID })
	about := text
	for _, m := range asked {
		about = strings.ReplaceAll(about, m.Name, " ")
	}
	fit := piece.Which(activity.Record{Category: activity.Proposal, Summary: about, Text: text, Date: activity.DateOf(t.SentAt)}, pieces)
	if len(fit) == 0 {
		fit = pieces
	}
	if len(fit) == 0 {
		return t.reply(ctx, "cosign-none")
	}
	request := cosign{Record: fit[0].ID, By: t.member.ID, Until: activity.DateOf(t.SentAt.AddDate(0, 0, cosignDays))}
	if day, ok := dayAhead(text, t.SentAt); ok {
		request.Until = day
	}
	for _, m := range asked {
		request.Asked = append(request.Asked, m.ID)
	}
	id, err := h.Store.Put(ctx, store.Cosigns, t.Key, request)
	if err != nil {
		return err
	}
	var told, absent []string
	for _, m := range asked {
		if m.User == 0 || h.Notify == nil {
			absent = append(absent, m.Name)
			continue
		}
		told = append(told, m.Name)
		if err := h.tell(ctx, t, m, noteCosign, itoa(int(id))); err != nil {
			return err
		}
	}
	lines := []string{t.text("cosign-asked", "names", strings.Join(told, t.text("list-mark")), "id", fit[0].ID.String(),
		"matter", clip(plain(piece.Matter(fit[0])), 24), "day", t.day(request.Until))}
	if len(told) == 0 {
		lines = nil
	}
	if len(absent) > 0 {
		lines = append(lines, t.text("cosign-absent", "names", strings.Join(absent, t.text("list-mark"))))
	}
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(lines, "\n")})
	return err
}

// sayCosign asks a member to sign; one who answered, or whom nobody asks, hears
// nothing.
func (h *Handlers) sayCosign(ctx context.Context, t *turn, args string) error {
	numbers, err := parseNumbers(args)
	if err != nil || len(numbers) != 1 {
		return nil //nolint:nilerr // a notice of another program's making says nothing
	}
	request, r, ok, err := h.cosignNumbered(ctx, t, numbers[0])
	if err != nil || !ok {
		return err
	}
	if _, answered := request.Answers[t.member.ID]; answered {
		return nil
	}
	names, _, err := h.names(ctx)
	if err != nil {
		return err
	}
	id := activity.RecordID(numbers[0])
	_, err = t.say(ctx, activity.Reply{
		Text: t.text("cosign-please", "name", names[request.By], "matter", plain(piece.Matter(r)), "day", t.day(request.Until)),
		Buttons: [][]activity.Button{{
			{Label: t.text("button-sign"), Data: data("sign", id, 1)},
			{Label: t.text("button-sign-not"), Data: data("sign", id, 0)},
		}},
	})
	return err
}

// cosignNumbered reads a request to the person of this turn with its proposal;
// ok is false where there is none, or the proposal was taken back.
func (h *Handlers) cosignNumbered(ctx context.Context, t *turn, id int64) (cosign, activity.Record, bool, error) {
	requests, err := shelf[cosign](ctx, h.Store, store.Cosigns)
	if err != nil {
		return cosign{}, activity.Record{}, false, err
	}
	i := slices.IndexFunc(requests, func(s shelved[cosign]) bool { return s.ID == id })
	if i < 0 || !slices.Contains(requests[i].Item.Asked, t.member.ID) {
		return cosign{}, activity.Record{}, false, nil
	}
	r, err := h.Store.Record(ctx, requests[i].Item.Record)
	return requests[i].Item, r, err == nil && !r.Deleted, err
}

// pressSign answers a request, once: the answer stands.
func (h *Handlers) pressSign(ctx context.Context, t *turn, id int64, yes bool) error {
	request, r, ok, err := h.cosignNumbered(ctx, t, id)
	if err != nil {
		return err
	}
	answered, was := request.Answers[t.member.ID]
	switch {
	case !ok:
		return h.toast(ctx, t, "button-old")
	case request.Until.Before(h.today()) && !was:
		return h.toast(ctx, t, "cosign-over", "day", t.day(request.Until))
	case was:
		yes = answered
	}
	if yes {
		if err := h.sign(ctx, t, r); err != nil {
			return err
		}
	}
	err = store.EditItem(ctx, h.Store, store.Cosigns, id, func(c *cosign) error {
		if c.Answers == nil {
			c.Answers = map[activity.MemberID]bool{}
		}
		c.Answers[t.member.ID] = yes
		return nil
	})
	if err != nil {
		return err
	}
	if err := h.tellOwner(ctx, t, request, id); err != nil {
		return err
	}
	key := "cosign-declined"
	if yes {
		key = "cosign-signed"
	}
	_, err = t.say(ctx, activity.Reply{Text: t.text(key, "matter", plain(piece.Matter(r))), Replace: t.ID})
	return err
}

// sign puts the person of this turn among those named in a proposal.
func (h *Handlers) sign(ctx context.Context, t *turn, r activity.Record) error {
	_, err := h.Store.Apply(ctx, h.edit(t, r.ID, func(now activity.Record) (activity.Record, error) {
		if !now.Took(t.member.ID) && now.Member != t.member.ID {
			now.With = append(now.With, activity.Fellow{Member: t.member.ID, Group: t.member.Group})
		}
		return now, nil
	}))
	return err
}

func (h *Handlers) tellOwner(ctx context.Context, t *turn, request cosign, id int64) error {
	owner, err := h.Store.Member(ctx, request.By)
	if err != nil {
		return err
	}
	return h.tell(ctx, t, owner, noteSigned, itoa(int(id)), string(t.member.ID))
}

// saySigned tells who asked what one of those asked answered.
func (h *Handlers) saySigned(ctx context.Context, t *turn, args string) error {
	number, who, _ := strings.Cut(args, ":")
	numbers, err := parseNumbers(number)
	if err != nil {
		return nil //nolint:nilerr // a notice of another program's making says nothing
	}
	requests, err := shelf[cosign](ctx, h.Store, store.Cosigns)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(requests, func(s shelved[cosign]) bool { return s.ID == numbers[0] && s.Item.By == t.member.ID })
	if i < 0 {
		return nil
	}
	names, _, err := h.names(ctx)
	if err != nil {
		return err
	}
	key := "cosign-told-not"
	if requests[i].Item.Answers[activity.MemberID(who)] {
		key = "cosign-told"
	}
	return t.reply(ctx, key, "name", names[activity.MemberID(who)], "id", requests[i].Item.Record.String(),
		"n", itoa(len(requests[i].Item.Answers)), "all", itoa(len(requests[i].Item.Asked)))
}
