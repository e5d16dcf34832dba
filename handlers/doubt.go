package handlers

import (
	"context"

	"dutybook/activity"
	"dutybook/prompts"
)

// A doubtful record is asked about once, with the answers as buttons: "doubt",
// the record's number and the answer's. Whoever does not answer loses nothing;
// the record waits under /review and outside the totals.
const (
	doubtNo    = 0 // not that figure: no figure, or the right one is asked for
	doubtFirst = 1 // the first of the readings, or yes
)

// question is what is asked about a doubtful record, and the answers.
func (t *turn) question(r activity.Record) (line string, answers []activity.Button) {
	answer := func(label string, n activity.RecordID) {
		answers = append(answers, activity.Button{Label: label, Data: data("doubt", r.ID, n)})
	}
	if r.Doubt == activity.DoubtSize {
		answer(t.text("doubt-yes"), doubtFirst)
		answer(t.text("doubt-other"), doubtNo)
		return t.text("doubt-size", "id", r.ID.String()), answers
	}
	for i, q := range prompts.Readings(r) {
		answer(t.named(activity.Quantity{Value: q.Value, Unit: q.Unit}), doubtFirst+activity.RecordID(i))
	}
	answer(t.text("doubt-none"), doubtNo)
	return t.text("doubt-figure", "id", r.ID.String()), answers
}

// asRead is a figure said in answer to a doubt, counting what the reading of
// its unit counts.
func asRead(r activity.Record, said activity.Quantity) activity.Quantity {
	for _, q := range prompts.Readings(r) {
		if said.Of == "" && q.Unit == said.Unit {
			said.Of = q.Of
		}
	}
	return said
}

// firstDoubt is the record of a message that is asked about: one question a
// message is enough.
func firstDoubt(records []activity.Record) (activity.Record, bool) {
	for _, r := range records {
		if r.Doubtful() {
			return r, true
		}
	}
	return activity.Record{}, false
}

// answerDoubt carries out the answer to a question about an own record.
func (h *Handlers) answerDoubt(ctx context.Context, t *turn, id activity.RecordID, answer int) error {
	if done, err := h.repeatedAnswer(ctx, t); done || err != nil {
		return err
	}
	r, err := h.Store.Record(ctx, id)
	if err != nil {
		return err
	}
	readings := prompts.Readings(r)
	switch {
	case !mayChange(t.member, r) && !mayReview(t.member, r):
		return h.toast(ctx, t, "not-yours")
	case !r.Doubtful() || answer > max(doubtFirst, len(readings)):
		return h.toast(ctx, t, "button-old")
	case r.Doubt == activity.DoubtSize && answer == doubtNo:
		return h.askFix(ctx, t, []activity.RecordID{id})
	}
	out, err := h.Store.Apply(ctx, h.edit(t, id, func(now activity.Record) (activity.Record, error) {
		if now.Doubt != r.Doubt {
			return now, activity.ErrConflict
		}
		now.Doubt = ""
		if answer >= doubtFirst && len(readings) > 0 {
			now.Quantities = append(now.Quantities, readings[answer-doubtFirst])
		}
		return now, nil
	}))
	if err != nil {
		return err
	}
	return h.sayAnswered(ctx, t, out.Edited[0].After)
}

// repeatedAnswer says an answer's outcome again when its press is delivered a
// second time.
func (h *Handlers) repeatedAnswer(ctx context.Context, t *turn) (done bool, err error) {
	out, ok, err := h.Store.Applied(ctx, t.Key)
	if err != nil || !ok || len(out.Edited) == 0 {
		return false, err
	}
	return true, h.sayAnswered(ctx, t, out.Edited[0].After)
}

// sayAnswered rewrites the question into what stands now.
func (h *Handlers) sayAnswered(ctx context.Context, t *turn, r activity.Record) error {
	reply := h.loggedReply(t, []activity.Record{r}, nil)
	reply.Replace, reply.Toast = t.ID, t.text("toast-counted")
	return h.sayAbout(ctx, t, reply, []activity.Record{r})
}
