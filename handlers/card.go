package handlers

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/prompts"
)

// A record's card is the end of every way from a number to what was said: the
// record, the message it came from as it was sent, and what else belongs to it.

// quote gives the words a record came from as the reader may see them.
func (t *turn) quote(r activity.Record) string { return t.blotted(r, cmp.Or(r.Text, r.Summary)) }

// blotted are words of a record on one line: the reader's own as sent, others'
// with residents blotted out.
func (t *turn) blotted(r activity.Record, text string) string {
	if r.Member != t.member.ID {
		text = prompts.Masked(text)
	}
	return plain(strings.Join(strings.Fields(text), " "))
}

// cardButtons lead from a list to the records on it, three in a row.
func (t *turn) cardButtons(page []activity.Record) [][]activity.Button {
	const inRow = 3
	var buttons []activity.Button
	for _, r := range page {
		buttons = append(buttons, activity.Button{Label: r.ID.String(), Data: data("card", r.ID)})
	}
	return slices.Collect(slices.Chunk(buttons, inRow))
}

// mayRead reports whether a person may read a record and its message: who may
// see it, whoever it counts for, and who leads a group it counts for.
func mayRead(m activity.Member, r activity.Record) bool {
	if maySee(m, r) || counting.Holds(counting.OfMember(m.ID), r) {
		return true
	}
	return slices.ContainsFunc(m.Led(), func(g activity.GroupID) bool {
		return may(m.Role, toSeeGroup) && counting.Holds(counting.OfGroup(g), r)
	})
}

// cardAsked is the record a message consists of the number of: "#12".
func cardAsked(text string) (activity.RecordID, bool) {
	found := cardWords.FindStringSubmatch(text)
	if found == nil {
		return 0, false
	}
	n, err := strconv.ParseInt(found[1], 10, 64)
	return activity.RecordID(n), err == nil && n > 0
}

var cardWords = regexp.MustCompile(`^\s*[#\x{FF03}]\s*([0-9]{1,12})\s*$`)

// sayCard shows a record with the message it came from, in the place of an own
// message where there is one to replace.
func (h *Handlers) sayCard(ctx context.Context, t *turn, id activity.RecordID, replace activity.MessageID) error {
	r, err := h.Store.Record(ctx, id)
	if err != nil {
		return err
	}
	if !mayRead(t.member, r) {
		return h.toastOrReply(ctx, t, "not-yours")
	}
	if !counting.Holds(counting.OfMember(t.member.ID), r) {
		if err := h.note(ctx, t, toSeeGroup, "card "+id.String()); err != nil {
			return err
		}
	}
	text, err := h.cardText(ctx, t, r)
	if err != nil {
		return err
	}
	row := []activity.Button{{Label: t.text("button-history"), Data: data("history", id)}}
	kept, err := h.Store.Evidence(ctx, id)
	if err != nil {
		return err
	}
	if len(kept) > 0 && maySee(t.member, r) {
		text += "\n" + t.attachedLine(kept)
		row = append(row, activity.Button{Label: t.text("button-attached"), Data: data("attached", id)})
	}
	reply := activity.Reply{Text: text, Replace: replace}
	if maySee(t.member, r) {
		reply.Buttons = append([][]activity.Button{row}, t.tagButtons(r)...)
	}
	_, err = t.say(ctx, reply)
	return err
}

func (h *Handlers) cardText(ctx context.Context, t *turn, r activity.Record) (string, error) {
	names, _, err := h.names(ctx)
	if err != nil {
		return "", err
	}
	lines := []string{t.line(r)}
	if r.Deleted {
		lines[0] += " · " + t.text("card-deleted")
	}
	if tags := t.tagWords(r); len(tags) > 0 {
		lines = append(lines, t.text("card-tags", "list", strings.Join(tags, t.text("list-mark"))))
	}
	lines = append(lines, t.text("card-said", "name", names[r.Member], "when", h.moment(t, r.SentAt), "said", t.quote(r)))
	mates, err := h.Store.EventOf(ctx, r.ID)
	if err != nil {
		return "", err
	}
	var others []string
	for _, m := range mates {
		if m.ID != r.ID && m.Counts() {
			others = append(others, t.text("card-mate", "id", m.ID.String(), "name", names[m.Member]))
		}
	}
	if len(others) > 0 {
		lines = append(lines, t.text("card-mates", "list", strings.Join(others, t.text("list-mark"))))
	}
	return strings.Join(lines, "\n"), nil
}
