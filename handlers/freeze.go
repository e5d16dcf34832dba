package handlers

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
	"dutybook/report"
	"dutybook/store"
)

// A year is frozen once its report is signed: its figures stand as of that day,
// and what is told of it later is listed apart (补录), in answers, in the ledger
// and in reports alike. What counts there is decided by the store.

// freeze lets a year's figures stand: "/freeze 2025". Without a year it tells
// which are frozen and offers the year before.
func (h *Handlers) freeze(ctx context.Context, t *turn, args string) error {
	if args == "" {
		return h.sayFrozen(ctx, t)
	}
	year, ok := t.wholeYear(args)
	if !ok || year > h.today().Year {
		return t.reply(ctx, "freeze-usage")
	}
	return h.doFreeze(ctx, t, year)
}

// unfreeze lets them move again: "/unfreeze 2025".
func (h *Handlers) unfreeze(ctx context.Context, t *turn, args string) error {
	year, ok := t.wholeYear(args)
	if !ok {
		return t.reply(ctx, "freeze-usage")
	}
	return h.doUnfreeze(ctx, t, year)
}

func (t *turn) wholeYear(args string) (int, bool) {
	p, ok := figures.Period(args, t.SentAt)
	if !ok {
		return 0, false
	}
	return p.WholeYear()
}

// maxYearWords is how long a year is said at most, as in 2025年度数字; what is
// longer goes on to tell of something.
const maxYearWords = 8

// freezeWords reads "封存2025年" and "解封去年"; what names no year is work told.
func (h *Handlers) freezeWords(t *turn, text string) (command, year string, ok bool) {
	for _, command := range []string{"freeze", "unfreeze"} {
		if rest, open := h.texts.opening(text, command); open {
			if _, ok := t.wholeYear(rest); ok && utf8.RuneCountInString(rest) <= maxYearWords {
				return command, rest, true
			}
		}
	}
	return "", "", false
}

// pressFreeze does what the buttons of this file say.
func (h *Handlers) pressFreeze(ctx context.Context, t *turn, year int, frozen bool) error {
	switch {
	case !may(t.member.Role, toDraft):
		return h.toast(ctx, t, "err-not-allowed")
	case frozen:
		return h.doFreeze(ctx, t, year)
	}
	return h.doUnfreeze(ctx, t, year)
}

func (h *Handlers) doFreeze(ctx context.Context, t *turn, year int) error {
	f, err := h.Store.Freeze(ctx, year, t.member.ID, h.Now())
	if err != nil {
		return err
	}
	_, err = t.say(ctx, activity.Reply{
		Text:    t.text("freeze-done", "year", itoa(year), "day", t.day(h.frozenDay(f))),
		Buttons: [][]activity.Button{{{Label: t.text("button-unfreeze"), Data: data("unfreeze", activity.RecordID(year))}}},
	})
	return err
}

func (h *Handlers) doUnfreeze(ctx context.Context, t *turn, year int) error {
	late, err := h.Store.Unfreeze(ctx, t.Key, year, t.member.ID, h.Now())
	if err != nil {
		return err
	}
	lines := []string{t.text("freeze-off", "year", itoa(year))}
	if late > 0 {
		lines = append(lines, t.text("freeze-taken-in", "n", itoa(late)))
	}
	_, err = t.say(ctx, activity.Reply{
		Text:    strings.Join(lines, "\n"),
		Buttons: [][]activity.Button{{{Label: t.text("button-freeze", "year", itoa(year)), Data: data("freeze", activity.RecordID(year))}}},
	})
	return err
}

// sayFrozen lists the frozen years and offers the year before this one.
func (h *Handlers) sayFrozen(ctx context.Context, t *turn) error {
	years, err := h.Store.Frozen(ctx)
	if err != nil {
		return err
	}
	lines := []string{t.text("freeze-none")}
	if len(years) > 0 {
		lines = nil
	}
	for _, f := range years {
		lines = append(lines, t.text("freeze-line", "year", itoa(f.Year), "day", t.day(h.frozenDay(f))))
	}
	reply := activity.Reply{Text: strings.Join(append(lines, t.text("freeze-about")), "\n")}
	last := h.today().Year - 1
	if !slices.ContainsFunc(years, func(f store.Frozen) bool { return f.Year == last }) {
		reply.Buttons = [][]activity.Button{{{Label: t.text("button-freeze", "year", itoa(last)), Data: data("freeze", activity.RecordID(last))}}}
	}
	_, err = t.say(ctx, reply)
	return err
}

// frozenDay is the day a year's figures stand as of, as the committee counts days.
func (h *Handlers) frozenDay(f store.Frozen) activity.Date { return activity.DateOf(f.At.In(h.Zone)) }

// frozenIn tells since which day the figures of a period stand; zero where one
// of its years is open.
func (h *Handlers) frozenIn(ctx context.Context, p activity.Period) (activity.Date, error) {
	frozen, err := h.Store.Frozen(ctx)
	if err != nil {
		return activity.Date{}, err
	}
	at, ok := store.Since(frozen, p)
	if !ok {
		return activity.Date{}, nil
	}
	return activity.DateOf(at.In(h.Zone)), nil
}

// standing adds to the lines of an answer as of when its figures stand and what
// came in late, which they do not hold.
func (h *Handlers) standing(ctx context.Context, t *turn, tally counting.Tally) (string, error) {
	var lines []string
	day, err := h.frozenIn(ctx, tally.Period)
	if err != nil {
		return "", err
	}
	if day != (activity.Date{}) {
		lines = append(lines, t.text("frozen-since", "day", t.day(day)))
	}
	if len(tally.Late) > 0 {
		lines = append(lines, t.text("late-apart"), t.linesOf(tally.Late))
	}
	if len(lines) == 0 {
		return "", nil
	}
	return "\n" + strings.Join(lines, "\n"), nil
}

// setLate parts a source into what its figures hold and what came in late, and
// dates it as of the day it was frozen.
func (h *Handlers) setLate(ctx context.Context, src report.Source) (report.Source, error) {
	day, err := h.frozenIn(ctx, src.Period)
	if err != nil {
		return src, err
	}
	if day != (activity.Date{}) {
		src.Asof, src.Frozen = day, day
	}
	return src.PartLate(), nil
}
