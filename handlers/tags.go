package handlers

import (
	"context"
	"slices"

	"dutybook/activity"
	"dutybook/report"
	"dutybook/store"
)

// What a record is filed under (held or attended, level, capacity, platform,
// theme) is told by its words and put right with a tap on its card, by whoever
// told it and by the office. What was set so stands, however often the text is
// read again.

// acts are what a record's act may be set to, in the order of their buttons.
var acts = []activity.Act{activity.NoTag, activity.Held, activity.Attended}

// tagKind is a kind of tag as the card offers it: what it is now, and what it may
// be set to, none first.
type tagKind struct {
	kind, now string
	choices   []string
}

// tagKindsOf are the kinds of tags of a record, the act first.
func tagKindsOf(r activity.Record) []tagKind {
	act := tagKind{kind: activity.TagAct, now: string(r.Act)}
	for _, a := range acts {
		act.choices = append(act.choices, string(a))
	}
	kinds := []tagKind{act}
	now := report.TagsOf(r)
	for i, k := range report.TagKinds() {
		kinds = append(kinds, tagKind{k.Kind, now[i], append([]string{activity.NoTag}, k.Tags...)})
	}
	return kinds
}

// tagName is a tag in words: those of acts are texts, others stand as they are in
// the ledger.
func (t *turn) tagName(kind, tag string) string {
	switch {
	case tag == "", tag == activity.NoTag:
		return t.text("tag-none")
	case kind == activity.TagAct:
		return t.text("act-" + tag)
	}
	return tag
}

// tagWords are the tags a record has.
func (t *turn) tagWords(r activity.Record) []string {
	var list []string
	for _, k := range tagKindsOf(r) {
		if k.now != "" {
			list = append(list, t.tagName(k.kind, k.now))
		}
	}
	return list
}

// mayTag reports whether a person may put a record's tags right.
func mayTag(m activity.Member, r activity.Record) bool {
	return mayChange(m, r) || may(m.Role, toState)
}

// tagButtons are a button for every kind of tag, three in a row.
func (t *turn) tagButtons(r activity.Record) [][]activity.Button {
	if !mayTag(t.member, r) || r.Deleted {
		return nil
	}
	const inRow = 3
	var buttons, actButtons []activity.Button
	for i, k := range tagKindsOf(r) {
		if k.kind == activity.TagAct {
			actButtons = t.actButtons(r)
			continue
		}
		label := t.text("tag-is", "kind", t.text("tag-"+k.kind), "tag", clip(t.tagName(k.kind, k.now), 8))
		buttons = append(buttons, activity.Button{Label: label, Data: data("tag", r.ID, activity.RecordID(i))})
	}
	rows := slices.Collect(slices.Chunk(buttons, inRow))
	if len(actButtons) > 0 {
		rows = append([][]activity.Button{actButtons}, rows...)
	}
	return rows
}

// actButtons make a gathering one held or one attended with one tap, for a count
// depends on it.
func (t *turn) actButtons(r activity.Record) []activity.Button {
	var buttons []activity.Button
	for i, act := range acts {
		if r.Category.Gathers() && act != activity.NoTag && act != r.Act {
			buttons = append(buttons, activity.Button{Label: t.text("act-as", "act", t.text("act-"+string(act))), Data: data("tag", r.ID, 0, activity.RecordID(i))})
		}
	}
	return buttons
}

// pressTag shows what a kind of tag may be, or sets it: record, kind and choice.
func (h *Handlers) pressTag(ctx context.Context, t *turn, numbers []int64) error {
	r, err := h.Store.Record(ctx, activity.RecordID(numbers[0]))
	if err != nil {
		return err
	}
	kinds := tagKindsOf(r)
	if !mayTag(t.member, r) || numbers[1] >= int64(len(kinds)) {
		return h.toast(ctx, t, "not-yours")
	}
	k := kinds[numbers[1]]
	if len(numbers) == 2 {
		return h.askTag(ctx, t, r, int(numbers[1]), k)
	}
	if numbers[2] >= int64(len(k.choices)) {
		return h.toast(ctx, t, "button-old")
	}
	_, err = h.Store.Apply(ctx, store.Change{Key: t.Key, By: t.member.ID, At: h.Now(), Edits: []store.Edit{{
		ID: r.ID, With: func(now activity.Record) (activity.Record, error) {
			return now.Tagged(k.kind, k.choices[numbers[2]]), nil
		},
	}}})
	if err != nil {
		return err
	}
	return h.sayCard(ctx, t, r.ID, t.ID)
}

// askTag offers what a kind of tag may be, on the card itself.
func (h *Handlers) askTag(ctx context.Context, t *turn, r activity.Record, at int, k tagKind) error {
	const inRow = 3
	text, err := h.cardText(ctx, t, r)
	if err != nil {
		return err
	}
	var buttons []activity.Button
	for i, tag := range k.choices {
		buttons = append(buttons, activity.Button{Label: t.tagName(k.kind, tag), Data: data("tag", r.ID, activity.RecordID(at), activity.RecordID(i))})
	}
	_, err = t.say(ctx, activity.Reply{Text: text, Buttons: slices.Collect(slices.Chunk(buttons, inRow)), Replace: t.ID})
	return err
}
