package handlers

import (
	"context"
	"errors"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/report"
	"dutybook/store"
)

func isNotFound(err error) bool { return errors.Is(err, activity.ErrNotFound) }

// returned takes a draft of ours that a person edited and sent back; done is
// false for any other file.
func (h *Handlers) returned(ctx context.Context, t *turn, data []byte) (done bool, err error) {
	id, version, ok := report.Origin(data)
	if !ok {
		return false, nil
	}
	kept, err := h.draftNumbered(ctx, id)
	if isNotFound(err) {
		return false, nil
	}
	if err != nil {
		return true, err
	}
	return true, h.takeBackDraft(ctx, t, kept, version, data)
}

// returnedUnmarked takes a file that lost its mark for the latest draft.
func (h *Handlers) returnedUnmarked(ctx context.Context, t *turn, data []byte) error {
	kept, err := shelf[keptDraft](ctx, h.Store, store.Drafts)
	if err != nil {
		return err
	}
	if len(kept) == 0 {
		return t.reply(ctx, "returned-none")
	}
	last := kept[len(kept)-1]
	return h.takeBackDraft(ctx, t, last, last.Item.Version, data)
}

func (h *Handlers) takeBackDraft(ctx context.Context, t *turn, kept shelved[keptDraft], version int, data []byte) error {
	if kept.Item.Stage == signed {
		return t.reply(ctx, "returned-signed")
	}
	var base report.Document
	if err := h.Store.Version(ctx, kept.ID, version, &base); err != nil {
		return err
	}
	edited, err := report.ReadEdited(base, data)
	if err != nil {
		return t.reply(ctx, "paper-unreadable")
	}
	hand := report.Hand{By: t.member.Name, Version: kept.Item.Version, Key: t.Key}
	var now keptDraft
	err = h.editDraft(ctx, kept.ID, func(k *keptDraft) error {
		k.take(base, version, edited, hand)
		now = *k
		return nil
	})
	if err != nil {
		return err
	}
	changed := slices.DeleteFunc(slices.Clone(edited.Parts), func(p report.EditedPart) bool { return p.Change == report.Same })
	return h.sayReturned(ctx, t, kept.ID, now, changed)
}

// take puts an edited file's words into the draft, once for a message.
func (k *keptDraft) take(base report.Document, version int, e report.Edited, hand report.Hand) {
	mine := hand
	mine.Version = version
	human, conflicts := k.Human.With(base, e, mine)
	// What was written into it counts from the version that will show it.
	for i := range human.Parts {
		if human.Parts[i].Key == hand.Key {
			human.Parts[i].Version = hand.Version + 1
		}
	}
	k.Human = human
	k.Figures = slices.DeleteFunc(k.Figures, func(f askedFigure) bool { return f.Key == hand.Key && f.Answer == "" })
	k.Conflicts = slices.DeleteFunc(k.Conflicts, func(c openConflict) bool { return c.Key == hand.Key && !c.Settled })
	for _, f := range e.Figures {
		known := slices.ContainsFunc(k.Figures, func(g askedFigure) bool { return g.FigureChange == f })
		if f.Was != "" && f.Now != "" && !known {
			k.Figures = append(k.Figures, askedFigure{FigureChange: f, Heading: headingOf(e, f.Part), Key: hand.Key})
		}
	}
	for _, c := range conflicts {
		k.Conflicts = append(k.Conflicts, openConflict{Conflict: c, Heading: headingOf(e, c.Mine.ID), Key: hand.Key})
	}
}

func headingOf(e report.Edited, id string) string {
	for _, p := range e.Parts {
		if p.ID == id {
			return p.Heading
		}
	}
	return ""
}

// sayReturned says what was taken from an edited file and asks the first thing
// that is open.
func (h *Handlers) sayReturned(ctx context.Context, t *turn, id int64, d keptDraft, changed []report.EditedPart) error {
	if len(changed) == 0 {
		return t.reply(ctx, "returned-same")
	}
	var names []string
	for _, p := range changed[:min(len(changed), maxMoved)] {
		names = append(names, t.partName(p.Heading, p.Lines))
	}
	lines := []string{t.text("returned", "n", itoa(len(changed)), "list", strings.Join(names, t.text("list-mark")))}
	question, buttons := t.openQuestion(id, d)
	if question != "" {
		lines = append(lines, question)
	} else {
		buttons = draftButtons(t, id, d.Stage)
	}
	_, err := t.say(ctx, activity.Reply{Text: strings.Join(lines, "\n"), Buttons: buttons})
	return err
}

// partName is how a part is spoken of: its heading, else how it begins.
func (t *turn) partName(heading string, lines []string) string {
	const enough = 16
	if heading == "" && len(lines) > 0 {
		heading = lines[0]
	}
	if heading == "" {
		return t.text("part-unnamed")
	}
	return clip(heading, enough)
}

// The answers to what is open about a draft.
const (
	answerNew = iota + 1
	answerSlip
)

const (
	keepTheirs = iota + 1
	takeMine
)

// openQuestion is the first thing that is open about a draft: two people's
// words for one part, then a figure a person changed.
func (t *turn) openQuestion(id int64, d keptDraft) (string, [][]activity.Button) {
	button := func(key, what string, i, answer int, pairs ...string) activity.Button {
		return activity.Button{Label: t.text(key, pairs...), Data: data(what, activity.RecordID(id), activity.RecordID(i), activity.RecordID(answer))}
	}
	for i, c := range d.Conflicts {
		if !c.Settled {
			const enough = 200
			return t.text("returned-conflict", "part", t.partName(c.Heading, nil), "name", c.Theirs.By, "theirs", clip(c.Theirs.Words(), enough), "mine", clip(c.Mine.Words(), enough)),
				[][]activity.Button{{button("button-theirs", "clash", i, keepTheirs, "name", c.Theirs.By), button("button-mine", "clash", i, takeMine)}}
		}
	}
	for i, f := range d.Figures {
		if f.Answer == "" {
			return t.text("returned-figure", "part", t.partName(f.Heading, nil), "was", f.Was, "now", f.Now),
				[][]activity.Button{{button("button-new-record", "figure", i, answerNew), button("button-slip", "figure", i, answerSlip)}}
		}
	}
	return "", nil
}

// answerFigure says whether a changed figure is a record not told yet or a slip.
func (h *Handlers) answerFigure(ctx context.Context, t *turn, id, at, answer int64) error {
	var now keptDraft
	var asked askedFigure
	err := h.editDraft(ctx, id, func(k *keptDraft) error {
		if at >= int64(len(k.Figures)) || answer != answerNew && answer != answerSlip {
			return activity.ErrNotFound
		}
		f := &k.Figures[at]
		if answer == answerSlip && f.Answer != "slip" {
			k.Human = k.Human.Slip(f.FigureChange)
		}
		if f.Answer = "new"; answer == answerSlip {
			f.Answer = "slip"
		}
		now, asked = *k, *f
		return nil
	})
	if isNotFound(err) {
		return h.toast(ctx, t, "button-old")
	}
	if err != nil {
		return err
	}
	return h.sayNext(ctx, t, id, now, t.text("figure-"+asked.Answer, "was", asked.Was, "now", asked.Now))
}

// settle takes one of two people's words for a part.
func (h *Handlers) settle(ctx context.Context, t *turn, id, at, answer int64) error {
	var now keptDraft
	err := h.editDraft(ctx, id, func(k *keptDraft) error {
		if at >= int64(len(k.Conflicts)) {
			return activity.ErrNotFound
		}
		c := &k.Conflicts[at]
		if answer == takeMine && !c.Settled {
			c.Mine.Version = k.Version + 1
			k.Human = k.Human.Put(c.Mine)
		}
		c.Settled = true
		now = *k
		return nil
	})
	if isNotFound(err) {
		return h.toast(ctx, t, "button-old")
	}
	if err != nil {
		return err
	}
	return h.sayNext(ctx, t, id, now, t.text("conflict-settled"))
}

// sayNext says what was done in the place of the question, and what is open
// still.
func (h *Handlers) sayNext(ctx context.Context, t *turn, id int64, d keptDraft, done string) error {
	question, buttons := t.openQuestion(id, d)
	text := done
	if question != "" {
		text += "\n" + question
	} else {
		text += "\n" + t.text("returned-redraft")
	}
	_, err := t.say(ctx, activity.Reply{Replace: t.ID, Text: text, Buttons: buttons})
	return err
}
