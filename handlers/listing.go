package handlers

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"dutybook/activity"
	"dutybook/counting"
)

// listingOf is the listing behind the numbers of a scope.
func listingOf(scope counting.Scope, own activity.MemberID, p activity.Period, about ...activity.Category) listing {
	l := listing{group: true, period: p, categories: about}
	if of, named := strings.CutPrefix(string(scope), string(counting.OfGroup(""))); named {
		l.of = activity.GroupID(of)
	}
	if of, named := strings.CutPrefix(string(scope), string(counting.OfMember(""))); named {
		l.group = false
		if l.member = activity.MemberID(of); l.member == own {
			l.member = ""
		}
	}
	return l
}

// listButton leads from numbers to the records behind them.
func (t *turn) listButton(l listing) activity.Button {
	return activity.Button{Label: t.text("button-list"), Data: l.data(0)}
}

// scopeListed is the scope of a listing, as far as whoever presses may see it; ok
// is false where they may not.
func (h *Handlers) scopeListed(ctx context.Context, t *turn, l listing) (scope counting.Scope, ok bool, err error) {
	switch {
	case l.of != "":
		return counting.OfGroup(l.of), reachOf(t.member.Role, toSeeGroup) == all || leads(t.member, l.of), nil
	case l.member != "":
		m, err := h.Store.Member(ctx, l.member)
		if errors.Is(err, activity.ErrNotFound) {
			return "", false, nil
		}
		return counting.OfMember(m.ID), err == nil && mayForMember(t.member, toSeeGroup, m), err
	case l.group && may(t.member.Role, toSeeGroup):
		return scopeOf(t.member), true, nil
	}
	return counting.OfMember(t.member.ID), true, nil
}

// listPage shows a page of the records behind an answer, each with the words it
// came from: from any number to what was said in two taps. Of many records of
// several kinds it asks first which kind is meant.
func (h *Handlers) listPage(ctx context.Context, t *turn, numbers []int64) error {
	l, offset := parseListing(numbers)
	scope, ok, err := h.scopeListed(ctx, t, l)
	if err != nil {
		return err
	}
	if !ok {
		return h.toast(ctx, t, "not-yours")
	}
	records, err := h.behind(ctx, scope, l.period, l.categories)
	if err != nil {
		return err
	}
	if len(records) == 0 {
		return h.toast(ctx, t, "button-old")
	}
	if kinds := kindsOf(records); len(l.categories) == 0 && len(kinds) > 1 && len(records) > pageSize {
		return h.askKind(ctx, t, l, records, kinds)
	}
	names, _, err := h.names(ctx)
	if err != nil {
		return err
	}
	offset = min(offset, len(records)-1) / pageSize * pageSize
	page := records[offset:min(offset+pageSize, len(records))]
	lines := []string{t.text("list-title", "period", t.period(l.period), "from", itoa(offset+1), "to", itoa(offset+len(page)), "n", itoa(len(records)))}
	lines = append(lines, t.listed(page, names)...)
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(lines, "\n"), Buttons: append(t.cardButtons(page), l.pages(t, offset, len(records))...)})
	return err
}

// listed are the lines of records with the words they came from: a message that
// became several once, under the last of them, of a long one the part meant.
func (t *turn) listed(page []activity.Record, names map[activity.MemberID]string) []string {
	const quoted = 160
	var lines []string
	for i, r := range page {
		line := t.line(r)
		if r.Member != t.member.ID {
			line = t.text("list-who", "line", line, "name", names[r.Member])
		}
		lines = append(lines, line)
		said := t.quote(r)
		switch {
		case utf8.RuneCountInString(said) > quoted:
			said = t.text("list-part", "said", t.blotted(r, r.Summary))
		case said == "", strings.HasSuffix(line, said), i+1 < len(page) && sameMessage(r, page[i+1]):
			continue
		}
		lines = append(lines, t.text("list-said", "said", said))
	}
	return lines
}

func sameMessage(a, b activity.Record) bool {
	return a.Message != 0 && a.Chat == b.Chat && a.Message == b.Message
}

// kindsOf are the kinds of work of records, in the order of the vocabulary.
func kindsOf(records []activity.Record) []activity.Category {
	var kinds []activity.Category
	for _, row := range activity.Categories() {
		if slices.ContainsFunc(records, func(r activity.Record) bool { return r.Category == row.Code }) {
			kinds = append(kinds, row.Code)
		}
	}
	return kinds
}

// askKind offers the kinds of work of a listing, each with its number of records.
func (h *Handlers) askKind(ctx context.Context, t *turn, l listing, records []activity.Record, kinds []activity.Category) error {
	var buttons []activity.Button
	for _, kind := range kinds {
		n := 0
		for _, r := range records {
			if r.Category == kind {
				n++
			}
		}
		l.categories = []activity.Category{kind}
		buttons = append(buttons, activity.Button{Label: t.text("list-kind", "kind", kind.Name(t.lang), "n", itoa(n)), Data: l.data(0)})
	}
	const inRow = 2
	rows := slices.Collect(slices.Chunk(buttons, inRow))
	_, err := t.say(ctx, activity.Reply{Text: t.text("list-which", "period", t.period(l.period), "n", itoa(len(records))), Buttons: rows})
	return err
}

// pages are the buttons to the pages before and after.
func (l listing) pages(t *turn, offset, n int) [][]activity.Button {
	var row []activity.Button
	if offset > 0 {
		row = append(row, activity.Button{Label: t.text("button-before"), Data: l.data(offset - pageSize)})
	}
	if offset+pageSize < n {
		row = append(row, activity.Button{Label: t.text("button-after"), Data: l.data(offset + pageSize)})
	}
	if row == nil {
		return nil
	}
	return [][]activity.Button{row}
}
