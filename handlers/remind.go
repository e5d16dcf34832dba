package handlers

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/counting"
)

// Reminders are private, once a month at most, and say nothing of anybody else:
// no list of who told nothing exists anywhere, in no chat and for nobody.

// remind turns the own reminders on or off; secretaries also set the day of the
// month, "/remind 25", and the day the report is due, "/remind due 2026-12-10".
func (h *Handlers) remind(ctx context.Context, t *turn, args string) error {
	if args == "" {
		return h.sayReminders(ctx, t)
	}
	if args == "off" || args == "on" {
		return h.setQuiet(ctx, t, args == "off")
	}
	if !may(t.member.Role, toManage) {
		return h.refuse(ctx, t)
	}
	s, err := h.Store.Schedule(ctx)
	if err != nil {
		return err
	}
	if word, day, _ := strings.Cut(args, " "); word == "due" {
		s.Deadline, err = activity.ParseDate(strings.TrimSpace(day))
		if err != nil || s.Deadline.Day == 0 {
			return t.reply(ctx, "remind-usage")
		}
	} else {
		s.Day, err = strconv.Atoi(args)
		if err != nil || s.Day < 0 || s.Day > 28 {
			return t.reply(ctx, "remind-usage")
		}
	}
	if err := h.Store.SetSchedule(ctx, s); err != nil {
		return err
	}
	return h.sayReminders(ctx, t)
}

func (h *Handlers) sayReminders(ctx context.Context, t *turn) error {
	s, err := h.Store.Schedule(ctx)
	if err != nil {
		return err
	}
	text, button := t.text("remind-on", "day", itoa(s.Day)), activity.Button{Label: t.text("button-quiet"), Data: "quiet:1"}
	switch {
	case t.member.Quiet:
		text, button = t.text("remind-off"), activity.Button{Label: t.text("button-unquiet"), Data: "quiet:0"}
	case s.Day == 0:
		text = t.text("remind-nobody")
	}
	if may(t.member.Role, toManage) {
		if s.Deadline != (activity.Date{}) {
			text += "\n" + t.text("remind-due", "day", t.day(s.Deadline))
		}
		text += "\n" + t.text("remind-usage")
	}
	_, err = t.say(ctx, activity.Reply{Text: text, Buttons: [][]activity.Button{{button}}})
	return err
}

// pressQuiet turns the own reminders off or on.
func (h *Handlers) pressQuiet(ctx context.Context, t *turn, numbers []int64) error {
	return h.setQuiet(ctx, t, numbers[0] == 1)
}

func (h *Handlers) setQuiet(ctx context.Context, t *turn, quiet bool) error {
	_, m, err := h.Store.EditMember(ctx, t.member.ID, h.Now(), t.member.ID, func(m activity.Member) (activity.Member, error) {
		m.Quiet = quiet
		return m, nil
	})
	if err != nil {
		return err
	}
	if m.Quiet {
		return t.reply(ctx, "remind-off")
	}
	return t.reply(ctx, "remind-on-again")
}

// The hours in which nobody is reminded, whatever the schedule says.
const (
	quietFrom  = 20
	quietUntil = 8
)

// remindDue puts the reminders that are due into the inbox. Each has a key of its
// month, so that doing it again, or by two processes, reminds nobody twice; and
// whether it is still called for is looked at when it is said.
func (h *Handlers) remindDue(ctx context.Context, now time.Time) error {
	now = now.In(h.Zone)
	if h.Notify == nil || now.Hour() < quietUntil || now.Hour() >= quietFrom {
		return nil
	}
	s, err := h.Store.Schedule(ctx)
	if err != nil {
		return err
	}
	today := activity.DateOf(now)
	monthly := s.Day != 0 && now.Hour() >= s.Hour && now.Day() >= s.Day && now.Day() < s.Day+catchUp
	thin := 0
	for _, days := range []int{thinFar, thinNear} {
		left := s.Deadline.Days(today)
		if s.Deadline != (activity.Date{}) && now.Hour() >= s.Hour && left <= days && left > days-catchUp {
			thin = days
		}
	}
	if !monthly && thin == 0 {
		return nil
	}
	members, err := h.Store.Members(ctx)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Removed || m.User == 0 || m.Quiet {
			continue
		}
		what, key := noteRemind, now.Format("2006-01")
		switch {
		case monthly && !m.OnLeave(today) && m.Role != activity.Secretary:
		case thin != 0 && m.Role == activity.Secretary:
			what, key = noteThin, s.Deadline.String()+":"+itoa(thin)
		default:
			continue
		}
		key = fmt.Sprintf("%s:%s:%s:%s", h.Store.ID(), what, m.ID, key)
		if err := h.Notify(ctx, activity.ChatID(m.User), key, h.mark()+string(what)); err != nil {
			return err
		}
	}
	return nil
}

// catchUp is for how many days a reminder that could not be sent is still sent.
const catchUp = 3

// How many days before the report is due secretaries hear what is thin.
const (
	thinFar  = 30
	thinNear = 7
)

// remindNow says the monthly reminder, unless the person has told of something
// this month, is named in what others told of it, or does not want to hear.
func (h *Handlers) remindNow(ctx context.Context, t *turn) error {
	now := h.Now().In(h.Zone)
	if t.member.Quiet || t.member.OnLeave(activity.DateOf(now)) {
		return nil
	}
	latest, err := h.Store.Latest(ctx, t.member.ID, 0, lookBack)
	if err != nil {
		return err
	}
	for _, r := range latest {
		told := r.SentAt.In(h.Zone)
		if !r.Deleted && told.Year() == now.Year() && told.Month() == now.Month() {
			return nil
		}
	}
	month := activity.Month{Year: now.Year(), Month: now.Month()}
	during, err := h.Store.During(ctx, activity.Period{From: month, To: month}, maxSource)
	if err != nil || slices.ContainsFunc(during, func(r activity.Record) bool { return !r.Deleted && r.Took(t.member.ID) }) {
		return err
	}
	_, err = t.say(ctx, activity.Reply{Text: t.text("remind-text"), Buttons: [][]activity.Button{{
		{Label: t.text("button-quiet"), Data: "quiet:1"},
	}}})
	return err
}

// maxThin is how many thin sections are named: the secretary wants to act, not to
// read.
const maxThin = 5

// thinNow tells secretaries which sections have little to stand on, compared with
// the year before; it names no person.
func (h *Handlers) thinNow(ctx context.Context, t *turn) error {
	if !may(t.member.Role, toManage) || t.member.Quiet {
		return nil
	}
	s, err := h.Store.Schedule(ctx)
	if err != nil {
		return err
	}
	year := h.Now().In(h.Zone).Year()
	lines, err := h.thinSections(ctx, t, year)
	if err != nil || len(lines) == 0 {
		return err
	}
	_, err = t.say(ctx, activity.Reply{
		Text:    t.text("thin", "day", t.day(s.Deadline)) + "\n" + strings.Join(lines, "\n"),
		Buttons: [][]activity.Button{{{Label: t.text("button-quiet"), Data: "quiet:1"}}},
	})
	return err
}

// thinSections are the categories with less than half of last year's sessions, or
// none where there were some.
func (h *Handlers) thinSections(ctx context.Context, t *turn, year int) ([]string, error) {
	now, err := h.Store.Tally(ctx, counting.Everyone, activity.Year(year))
	if err != nil {
		return nil, err
	}
	before, err := h.Store.Tally(ctx, counting.Everyone, activity.Year(year-1))
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, was := range before.Lines {
		is, _ := now.Line(was.Category)
		if is.Sessions*2 < was.Sessions && len(lines) < maxThin {
			lines = append(lines, t.text("thin-line", "section", was.Category.Name(t.lang), "n", itoa(int(is.Sessions)), "was", itoa(int(was.Sessions))))
		}
	}
	return lines, nil
}
