package handlers

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
	"dutybook/store"
)

// lookBack is how many of a member's latest records a correction may mean.
const lookBack = 10

// correct amends the record a correction fits best.
func (h *Handlers) correct(ctx context.Context, t *turn, u activity.Understanding) error {
	if done, err := h.repeated(ctx, t); done || err != nil {
		return err
	}
	if refused, err := h.meansOthers(ctx, t, u.Request); refused || err != nil {
		return err
	}
	live, err := h.meant(ctx, t)
	if err != nil {
		return err
	}
	if len(live) == 0 {
		return t.reply(ctx, "nothing-yet")
	}
	return h.amend(ctx, t, live, u.Amendment)
}

// askFix asks what should be changed about records whose button was pressed;
// the next message answers it.
func (h *Handlers) askFix(ctx context.Context, t *turn, ids []activity.RecordID) error {
	records, err := h.ownRecords(ctx, t, ids)
	if err != nil {
		return err
	}
	if len(records) == 0 {
		return h.toast(ctx, t, "not-yours")
	}
	ask := store.Ask{}
	lines := []string{t.text("fix-ask")}
	for _, r := range records {
		ask.Records = append(ask.Records, r.ID)
		lines = append(lines, t.line(r))
	}
	if err := h.Store.SetAsk(ctx, t.Chat, ask); err != nil {
		return err
	}
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(lines, "\n")})
	return err
}

// answerAsk takes a message as the answer to askFix, or to the message it
// replies to, if it can be one; done is false when it speaks of something else,
// which is then handled as usual.
func (h *Handlers) answerAsk(ctx context.Context, t *turn, u activity.Understanding) (done bool, err error) {
	records, err := h.pointedAt(ctx, t)
	if errors.Is(err, activity.ErrNotAllowed) {
		return false, nil // new work, or a correction that is refused in its turn
	}
	if err == nil && len(records) == 0 {
		records, err = h.askedAbout(ctx, t)
	}
	if err != nil || len(records) == 0 {
		return false, err
	}
	if done, err := h.repeated(ctx, t); done || err != nil {
		return true, err
	}
	amendment := asAmendment(u, strings.TrimSpace(t.Text), t.SentAt)
	fits := slices.ContainsFunc(records, func(r activity.Record) bool {
		_, ok := amended(r, amendment)
		return ok && (u.Intent != activity.Log || figuresOnly(t.Text) || answers(u.Records[0], r))
	})
	if !fits || amendment.IsZero() {
		return false, nil
	}
	if err := h.amend(ctx, t, records, amendment); err != nil {
		return true, err
	}
	return true, h.Store.ForgetAsk(ctx, t.Chat)
}

// answers reports whether work told once more may be meant as the right version
// of a record: it is of the same kind, or names figures and no kind at all.
func answers(told, r activity.Record) bool {
	return told.Category == r.Category || told.Category == activity.OtherWork
}

// figuresOnly reports whether a text is figures and next to nothing else
// (800元; 是5户), whatever kind of work their unit suggests.
func figuresOnly(text string) bool {
	found := figures.Scan(text)
	rest, at := 0, 0
	for _, f := range found {
		rest += len(letters(text[at:f.Start]))
		at = f.End
	}
	return len(found) > 0 && rest+len(letters(text[at:])) <= 1
}

// askedAbout are the records the open question of the chat is about.
func (h *Handlers) askedAbout(ctx context.Context, t *turn) ([]activity.Record, error) {
	ask, waiting, err := h.Store.Asked(ctx, t.Chat)
	if err != nil || !waiting {
		return nil, err
	}
	return h.ownRecords(ctx, t, ask.Records)
}

// asAmendment reads an answer as the right version of a record: a correction
// ("不对,是5户"), the work told once more ("走访5户") or bare figures and a day
// ("5户", "昨天"). The day of work told once more is left alone, because the
// day sent, its default, was not said.
func asAmendment(u activity.Understanding, text string, sent time.Time) activity.Amendment {
	switch u.Intent {
	case activity.Correct:
		return u.Amendment
	case activity.Log:
		if len(u.Records) != 1 {
			return activity.Amendment{}
		}
		return activity.Amendment{Now: u.Records[0].Quantities, Place: u.Records[0].Place}
	case activity.Other:
		a := activity.Amendment{}
		for _, f := range figures.Scan(text) {
			a.Now = append(a.Now, f.Quantity)
		}
		if days := figures.Dates(text, sent); len(days) == 1 && !days[0].Future {
			a.Date = days[0].Date
		}
		return a
	}
	return activity.Amendment{}
}

// amend applies an amendment to the first of the candidates it fits.
func (h *Handlers) amend(ctx context.Context, t *turn, candidates []activity.Record, a activity.Amendment) error {
	if a.IsZero() {
		return t.reply(ctx, "fix-unclear")
	}
	target := slices.IndexFunc(candidates, func(r activity.Record) bool {
		_, fits := amended(r, a)
		return fits
	})
	if target < 0 {
		return t.reply(ctx, "fix-no-match", "line", t.line(candidates[0]))
	}
	out, err := h.Store.Apply(ctx, h.edit(t, candidates[target].ID, func(r activity.Record) (activity.Record, error) {
		after, fits := amended(r, a)
		if !fits {
			return r, activity.ErrConflict
		}
		if len(a.Now) > 0 {
			after.Amended = t.SentAt
		}
		return after, nil
	}))
	if err != nil {
		return err
	}
	return h.sayAmended(ctx, t, out)
}

// amended is a record with an amendment worked in; fits is false when one of
// the right figures has no place in it.
func amended(r activity.Record, a activity.Amendment) (activity.Record, bool) {
	r.Quantities = slices.Clone(r.Quantities)
	for i, now := range a.Now {
		at := slot(r, a, i)
		switch {
		case at < 0 && len(r.Quantities) == 0:
			r.Quantities = append(r.Quantities, asRead(r, now))
		case at < 0:
			return r, false
		case a.Add:
			r.Quantities[at].Value += now.Value
		default:
			r.Quantities[at] = replaced(r.Quantities[at], now)
		}
	}
	if len(a.Now) > 0 {
		r.Doubt = "" // a person named the figure
	}
	if a.Date != (activity.Date{}) {
		r.Date = a.Date
	}
	if a.Category != "" {
		r = r.Moved(a.Category)
	}
	if a.Place != "" {
		r.Place = a.Place
	}
	return r, true
}

// slot finds the figure the i-th right figure replaces: the wrong one the
// speaker repeated, else one counting the same thing, else one of the same
// unit, else the only figure there is.
func slot(r activity.Record, a activity.Amendment, i int) int {
	qs, now := r.Quantities, a.Now[i]
	if i < len(a.Was) {
		was := a.Was[i]
		return slices.IndexFunc(qs, func(q activity.Quantity) bool {
			return q.Value == was.Value && (was.Unit == "" || was.Unit == q.Unit)
		})
	}
	if at := slices.IndexFunc(qs, func(q activity.Quantity) bool { return q.Unit == now.Unit && q.Of == now.Of }); at >= 0 {
		return at
	}
	if at := slices.IndexFunc(qs, func(q activity.Quantity) bool { return q.Unit == now.Unit }); at >= 0 {
		return at
	}
	if at := slices.IndexFunc(qs, func(q activity.Quantity) bool { return counting.SameUnit(r.Category, q.Of, q.Unit, now.Unit) }); at >= 0 {
		return at
	}
	if len(qs) == 1 && len(a.Now) == 1 && now.Unit == "" {
		return 0
	}
	return -1
}

// replaced is a figure put right; what it counts stays unless said anew.
func replaced(old, now activity.Quantity) activity.Quantity {
	if now.Unit == "" {
		now.Unit = old.Unit
	}
	if now.Of == "" || now.Unit == old.Unit {
		now.Of = old.Of
	}
	now.Kind = old.Kind
	return now
}

// sayAmended tells what a change made of each record, before and after.
func (h *Handlers) sayAmended(ctx context.Context, t *turn, out store.Outcome) error {
	if err := h.rejoin(ctx, t, out); err != nil {
		return err
	}
	var lines []string
	var shown []activity.Record
	for _, e := range out.Edited {
		shown = append(shown, e.After)
		key := "amended"
		if e.After.Deleted && !e.Before.Deleted {
			key = "deleted-line"
		}
		lines = append(lines, t.text(key, "before", t.line(e.Before), "after", t.line(e.After)))
	}
	for _, r := range out.Added {
		lines = append(lines, t.line(r))
	}
	if len(lines) == 0 {
		return nil
	}
	reply := activity.Reply{Text: strings.Join(lines, "\n")}
	if len(out.Edited) == 1 && len(out.Added) == 0 && !shown[0].Deleted {
		reply.Buttons = [][]activity.Button{{
			{Label: t.text("button-unfix"), Data: data("unfix", shown[0].ID)},
			{Label: t.text("button-history"), Data: data("history", shown[0].ID)},
		}}
	}
	if t.Kind == activity.Press {
		reply.Replace = t.ID
	}
	return h.sayAbout(ctx, t, reply, append(shown, out.Added...))
}

// repeated answers a message that was already carried out, from the outcome
// kept under its key; done is false for a new message.
func (h *Handlers) repeated(ctx context.Context, t *turn) (done bool, err error) {
	out, ok, err := h.Store.Applied(ctx, t.Key)
	if err != nil || !ok {
		return false, err
	}
	if len(out.Edited) > 0 && out.Edited[0].Before.Deleted != out.Edited[0].After.Deleted {
		return true, h.sayDeleted(ctx, t, out)
	}
	return true, h.sayAmended(ctx, t, out)
}

// latestLive reads the member's latest records that are not taken back, newest
// first.
func (h *Handlers) latestLive(ctx context.Context, t *turn) ([]activity.Record, error) {
	latest, err := h.Store.Latest(ctx, t.member.ID, 0, 5*lookBack)
	if err != nil {
		return nil, err
	}
	live := slices.DeleteFunc(latest, func(r activity.Record) bool { return r.Deleted })
	return live[:min(lookBack, len(live))], nil
}

// ownRecords reads the records among ids that the person may change.
func (h *Handlers) ownRecords(ctx context.Context, t *turn, ids []activity.RecordID) ([]activity.Record, error) {
	records, err := h.Store.Records(ctx, ids...)
	if err != nil && !errors.Is(err, activity.ErrNotFound) {
		return nil, err
	}
	return slices.DeleteFunc(records, func(r activity.Record) bool { return !mayChange(t.member, r) }), nil
}

// letters drops what every report has: digits, blanks, punctuation.
func letters(s string) []rune {
	var out []rune
	for _, r := range s {
		if unicode.IsLetter(r) {
			out = append(out, r)
		}
	}
	return out
}
