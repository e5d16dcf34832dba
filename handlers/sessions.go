package handlers

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/figures"
	"dutybook/store"
)

// Proposals are counted from plenary session to plenary session (会议年度), not
// by the calendar. The office keeps in which month each session opened; any
// command that takes a period takes a session's name, and counts whole months
// from that month up to the one before the next session's.

// session is a plenary session and the month it opened.
type session struct {
	Name string         `json:"name"`
	From activity.Month `json:"from"`
}

// takePeriod are the commands whose arguments hold a period.
var takePeriod = []string{"mine", "summary", "section", "stats", "sums", "draft", "ledger", "proposals", "opinions", "check"}

// session keeps one: "/session 七届四次会议 2026年1月"; without arguments it
// lists them.
func (h *Handlers) session(ctx context.Context, t *turn, args string) error {
	if args == "" {
		return h.saySessions(ctx, t)
	}
	name, rest, _ := strings.Cut(args, " ")
	p, ok := figures.Period(rest, t.SentAt)
	if !ok || p.From != p.To {
		return t.reply(ctx, "session-usage")
	}
	known, err := shelf[session](ctx, h.Store, store.Sessions)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(known, func(s shelved[session]) bool { return s.Item.Name == name }); i >= 0 {
		err = store.EditItem(ctx, h.Store, store.Sessions, known[i].ID, func(s *session) error { s.From = p.From; return nil })
	} else {
		_, err = h.Store.Put(ctx, store.Sessions, t.Key, session{name, p.From})
	}
	if err != nil {
		return err
	}
	return h.saySessions(ctx, t)
}

func (h *Handlers) saySessions(ctx context.Context, t *turn) error {
	all, err := h.sessions(ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return t.reply(ctx, "session-usage")
	}
	lines := []string{t.text("session-title")}
	for i, s := range all {
		lines = append(lines, t.text("session-line", "name", s.Name, "period", t.period(h.sessionPeriod(all, i))))
	}
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(append(lines, t.text("session-about", "name", all[len(all)-1].Name)), "\n")})
	return err
}

// sessions are those kept, the earliest first.
func (h *Handlers) sessions(ctx context.Context) ([]session, error) {
	kept, err := shelf[session](ctx, h.Store, store.Sessions)
	all := make([]session, len(kept))
	for i, s := range kept {
		all[i] = s.Item
	}
	slices.SortFunc(all, func(a, b session) int { return monthsOf(a.From) - monthsOf(b.From) })
	return all, err
}

func monthsOf(m activity.Month) int { return 12*m.Year + int(m.Month) - 1 }

// sessionPeriod is from the month a session opened to the one before the next
// opened, for the latest to this month.
func (h *Handlers) sessionPeriod(all []session, i int) activity.Period {
	today := h.today()
	to := monthsOf(activity.Month{Year: today.Year, Month: today.Month})
	if i+1 < len(all) {
		to = monthsOf(all[i+1].From) - 1
	}
	to = max(to, monthsOf(all[i].From))
	return activity.Period{From: all[i].From, To: activity.Month{Year: to / 12, Month: time.Month(to%12 + 1)}}
}

// sessionNamed finds the session a text speaks of and the words it does so by:
// its name, or one of those for the latest and the one before.
func (h *Handlers) sessionNamed(ctx context.Context, text string) (p activity.Period, words string, ok bool, err error) {
	w := h.texts.office.Session
	contains := func(list []string) bool {
		i := slices.IndexFunc(list, func(s string) bool { return strings.Contains(text, s) })
		if i >= 0 {
			words = list[i]
		}
		return i >= 0
	}
	before, current := contains(w.Before), false
	if !before {
		current = contains(w.Current)
	}
	all, err := h.sessions(ctx)
	if err != nil || len(all) == 0 {
		return p, "", false, err
	}
	var at int
	switch {
	case before:
		at = len(all) - 2
	case current:
		at = len(all) - 1
	default:
		at = slices.IndexFunc(all, func(s session) bool { return strings.Contains(text, s.Name) })
		if at >= 0 {
			words = all[at].Name
		}
	}
	if at < 0 {
		return p, "", false, nil
	}
	return h.sessionPeriod(all, at), words, true, nil
}

// read understands a message. A question about a session year is read as if it
// were about this year, because its own words mean nothing to who reads dates.
func (h *Handlers) read(ctx context.Context, t *turn, text string) (activity.Understanding, error) {
	w := h.texts.office.Session
	if !slices.ContainsFunc(slices.Concat(w.Before, w.Current), func(s string) bool { return strings.Contains(text, s) }) {
		return h.Reader.Read(ctx, text, t.SentAt), nil
	}
	p, words, ok, err := h.sessionNamed(ctx, text)
	if err != nil {
		return activity.Understanding{}, err
	}
	if ok {
		u := h.Reader.Read(ctx, strings.Replace(text, words, w.As, 1), t.SentAt)
		if u.Intent == activity.Query || u.Intent == activity.Compose {
			u.Request.Period = p
			return u, nil
		}
	}
	return h.Reader.Read(ctx, text, t.SentAt), nil
}

// dated puts the months of a session in the place of its name in a command's
// arguments.
func (h *Handlers) dated(ctx context.Context, name, args string) (string, error) {
	if args == "" || !slices.Contains(takePeriod, name) {
		return args, nil
	}
	p, words, ok, err := h.sessionNamed(ctx, args)
	if err != nil || !ok {
		return args, err
	}
	month := func(m activity.Month) string { return strconv.Itoa(m.Year) + "-" + strconv.Itoa(int(m.Month)) }
	span := h.texts.text(activity.Hans, "session-span", "y", itoa(p.From.Year), "m", itoa(int(p.From.Month)), "z", itoa(p.To.Year), "n", itoa(int(p.To.Month)))
	if p.From == p.To {
		span = month(p.From)
	}
	return strings.TrimSpace(strings.Replace(args, words, span, 1)), nil
}
