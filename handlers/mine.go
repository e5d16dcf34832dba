package handlers

import (
	"context"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
)

const pageSize = 8

// mostInRow is how many buttons a thumb can tell apart.
const mostInRow = 3

// mine lists the own records: the latest a page at a time, or those of a
// period.
func (h *Handlers) mine(ctx context.Context, t *turn, args string) error {
	if args == "" {
		return h.minePage(ctx, t, 0, false, 0)
	}
	period, ok := figures.Period(args, t.SentAt)
	if !ok {
		return t.reply(ctx, "period-unclear")
	}
	return h.mineDuring(ctx, t, period)
}

// minePage shows one page, with the words behind the records where they are asked
// for, rewriting the message the button sits under.
func (h *Handlers) minePage(ctx context.Context, t *turn, offset int, words bool, replace activity.MessageID) error {
	// Deleted records are skipped while reading, so a page is cut from the
	// live ones; one more than a page tells whether there is a next.
	all, err := h.Store.Latest(ctx, t.member.ID, 0, maxListed)
	if err != nil {
		return err
	}
	live := slices.DeleteFunc(all, func(r activity.Record) bool { return r.Deleted })
	if len(live) == 0 {
		return h.emptyMine(ctx, t, replace)
	}
	offset = min(offset, len(live)-1) / pageSize * pageSize
	page := live[offset:min(offset+pageSize, len(live))]
	lines := []string{t.text("mine-title", "from", itoa(offset+1), "to", itoa(offset+len(page)), "n", itoa(len(live)))}
	var row []activity.Button
	if words {
		lines = append(lines, t.listed(page, nil)...)
	} else {
		for _, r := range page {
			lines = append(lines, t.line(r))
		}
		row = append(row, activity.Button{Label: t.text("button-said"), Data: "mine:" + itoa(offset) + ":1"})
	}
	if offset > 0 {
		row = append(row, activity.Button{Label: t.text("button-newer"), Data: "mine:" + itoa(offset-pageSize)})
	}
	if offset+pageSize < len(live) {
		row = append(row, activity.Button{Label: t.text("button-older"), Data: "mine:" + itoa(offset+pageSize)})
	}
	points, err := h.scoreButton(ctx, t)
	if err != nil {
		return err
	}
	if len(row) < mostInRow {
		row = append(row, points...)
	}
	reply := activity.Reply{Text: strings.Join(lines, "\n"), Replace: replace}
	if len(row) > 0 {
		reply.Buttons = [][]activity.Button{row}
	}
	_, err = t.say(ctx, reply)
	return err
}

// maxListed is how far back the pages reach; older records are in the ledger.
const maxListed = 2000

func (h *Handlers) emptyMine(ctx context.Context, t *turn, replace activity.MessageID) error {
	_, err := t.say(ctx, activity.Reply{Text: t.text("nothing-yet"), Replace: replace})
	return err
}

func (h *Handlers) mineDuring(ctx context.Context, t *turn, p activity.Period) error {
	records, err := h.Store.During(ctx, p, maxListed)
	if err != nil {
		return err
	}
	own := slices.DeleteFunc(records, func(r activity.Record) bool {
		return r.Member != t.member.ID && !counting.Holds(counting.OfMember(t.member.ID), r)
	})
	tally, err := h.Store.Tally(ctx, counting.OfMember(t.member.ID), p)
	if err != nil {
		return err
	}
	presence, err := h.presenceLine(ctx, t, t.member.ID, p)
	if err != nil {
		return err
	}
	if len(own) == 0 {
		_, err := t.say(ctx, activity.Reply{Text: strings.TrimSpace(t.text("period-empty", "period", t.period(p)) + "\n" + presence)})
		return err
	}
	lines := []string{t.text("mine-period", "period", t.period(p), "n", itoa(len(own)))}
	names, _, err := h.names(ctx)
	if err != nil {
		return err
	}
	for _, r := range own {
		line := t.line(r)
		if r.Member != t.member.ID {
			line = t.text("list-by", "line", line, "name", names[r.Member])
		}
		lines = append(lines, line)
	}
	standing, err := h.standing(ctx, t, tally)
	if err != nil {
		return err
	}
	lines = append(lines, "", t.text("mine-sum"), t.tallyLines(tally)+standing)
	if presence != "" {
		lines = append(lines, presence)
	}
	_, err = t.say(ctx, activity.Reply{
		Text:    strings.Join(lines, "\n"),
		Buttons: [][]activity.Button{{t.listButton(listingOf(counting.OfMember(t.member.ID), t.member.ID, p))}},
	})
	return err
}
