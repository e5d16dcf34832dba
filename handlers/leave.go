package handlers

import (
	"context"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/figures"
)

// leave notes that a member is on leave until a day, so that nobody chases
// them: "/leave DAY"; "/leave off" ends it.
func (h *Handlers) leave(ctx context.Context, t *turn, args string) error {
	if args == "off" {
		return h.setLeave(ctx, t, activity.Date{})
	}
	if day, ok := dayAhead(args, t.SentAt); ok {
		return h.setLeave(ctx, t, day)
	}
	if t.member.OnLeave(activity.DateOf(t.SentAt)) {
		_, err := t.say(ctx, activity.Reply{Text: t.text("leave-now", "day", t.day(t.member.Away)),
			Buttons: [][]activity.Button{{{Label: t.text("button-leave-off"), Data: "away:0"}}}})
		return err
	}
	return t.reply(ctx, "leave-usage")
}

// dayAhead reads the day a leave lasts until. People name a day that lies ahead
// as briefly as one that is past, so it is read as from a week, a month or a
// year later.
func dayAhead(text string, sent time.Time) (activity.Date, bool) {
	for _, later := range []int{0, 6, 27, 364} {
		days := figures.Dates(text, sent.AddDate(0, 0, later))
		if len(days) == 0 {
			return activity.Date{}, false
		}
		if last := days[len(days)-1].Last(); !last.Before(activity.DateOf(sent)) {
			return last, true
		}
	}
	return activity.Date{}, false
}

// leaveWords reads a leave said in words: one of the openings of the text
// files with nothing behind it but a day.
func (h *Handlers) leaveWords(t *turn, text string) (day string, ok bool) {
	rest, ok := h.texts.opening(text, "leave")
	if !ok || len([]rune(rest)) > 16 {
		return "", false
	}
	days := figures.Dates(rest, t.SentAt)
	if len(days) != 1 || strings.Trim(rest[:days[0].Start]+rest[days[0].End:], " .!\u3002\uff01") != "" {
		return "", false
	}
	return rest, true
}

func (h *Handlers) setLeave(ctx context.Context, t *turn, until activity.Date) error {
	_, after, err := h.Store.EditMember(ctx, t.member.ID, h.Now(), t.member.ID,
		func(m activity.Member) (activity.Member, error) {
			m.Away = until
			return m, nil
		})
	if err != nil {
		return err
	}
	if after.Away == (activity.Date{}) {
		return t.reply(ctx, "leave-off")
	}
	_, err = t.say(ctx, activity.Reply{Text: t.text("leave-set", "day", t.day(until)),
		Buttons: [][]activity.Button{{{Label: t.text("button-leave-off"), Data: "away:0"}}}})
	return err
}

// pressLeave ends a leave; there is no button that begins one.
func (h *Handlers) pressLeave(ctx context.Context, t *turn, numbers []int64) error {
	if len(numbers) != 1 || numbers[0] != 0 {
		return h.toast(ctx, t, "button-old")
	}
	return h.setLeave(ctx, t, activity.Date{})
}
