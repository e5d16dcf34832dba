package handlers

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/handlers/piece"
	"dutybook/store"
)

// maxPieces is how many of a member's latest records are looked through for the
// piece a message means.
const maxPieces = 1000

// markPieces reads how far the pieces of new records have come, and which piece
// a follow-up means. The map holds, by index of the records, the pieces it may
// be where several fit.
func (h *Handlers) markPieces(ctx context.Context, t *turn, records []activity.Record) (map[int][]activity.Record, error) {
	asked := map[int][]activity.Record{}
	var pieces []activity.Record
	for i := range records {
		r := &records[i]
		if piece.Is(r.Category) || piece.IsHonoured(*r) {
			r.Stages = piece.Stages(*r)
		}
		if !piece.FollowsUp(*r) || len(r.Quantities) > 0 {
			continue
		}
		if pieces == nil {
			var err error
			if pieces, err = h.piecesFor(ctx, t); err != nil {
				return nil, err
			}
		}
		switch fit := piece.Which(*r, pieces); {
		case len(fit) == 1:
			r.Item = fit[0].Event()
		case len(fit) > 1 && r.Category == activity.Proposal:
			asked[i] = fit
		}
	}
	return asked, nil
}

// piecesFor are the records by which pieces were handed in that a person may
// tell news of, the latest first: a member's own, for the office everybody's.
func (h *Handlers) piecesFor(ctx context.Context, t *turn) ([]activity.Record, error) {
	latest, err := h.Store.Latest(ctx, t.member.ID, 0, maxPieces)
	if err == nil && may(t.member.Role, toState) {
		const years = 3
		since := activity.Period{From: activity.Month{Year: t.SentAt.Year() - years + 1, Month: 1}, To: activity.Year(t.SentAt.Year()).To}
		latest, err = h.Store.During(ctx, since, maxSource)
		slices.Reverse(latest)
	}
	events := map[activity.RecordID]bool{}
	return slices.DeleteFunc(latest, func(r activity.Record) bool {
		if r.Deleted || !piece.Is(r.Category) || r.Item != 0 || !slices.Contains(r.Stages, activity.Submitted) || events[r.Event()] {
			return true
		}
		events[r.Event()] = true
		return false
	}), err
}

// sayPieces adds to an answer which piece was moved, or asks which is meant.
func (t *turn) sayPieces(reply *activity.Reply, added []activity.Record, asked map[int][]activity.Record) {
	const mostButtons = 3
	for i, r := range added {
		if r.Item != 0 {
			reply.Text += "\n" + t.text("piece-moved", "id", r.Item.String(), "stages", t.stages(r.Stages))
		}
		fit := asked[i]
		if len(fit) == 0 {
			continue
		}
		reply.Text += "\n" + t.text("piece-which", "id", r.ID.String())
		var rows [][]activity.Button
		for _, p := range fit[:min(len(fit), mostButtons)] {
			rows = append(rows, []activity.Button{{Label: clip(piece.Matter(p), 20), Data: data("piece", r.ID, p.ID)}})
		}
		reply.Buttons = append(rows, reply.Buttons...)
	}
}

func (t *turn) stages(stages []activity.Stage) string {
	var names []string
	for _, s := range stages {
		names = append(names, t.text("stage-"+string(s)))
	}
	return strings.Join(names, t.text("list-mark"))
}

// pressPiece says which piece an own record means.
func (h *Handlers) pressPiece(ctx context.Context, t *turn, id, of activity.RecordID) error {
	records, err := h.Store.Records(ctx, id, of)
	if err != nil {
		return err
	}
	if len(records) != 2 || !mayChange(t.member, records[0]) || !mayChange(t.member, records[1]) && !may(t.member.Role, toState) || !piece.Is(records[1].Category) {
		return h.toast(ctx, t, "not-yours")
	}
	out, err := h.Store.Apply(ctx, h.edit(t, id, func(r activity.Record) (activity.Record, error) {
		r.Item = of
		return r, nil
	}))
	if err != nil {
		return err
	}
	return h.sayPiece(ctx, t, out)
}

func (h *Handlers) sayPiece(ctx context.Context, t *turn, out store.Outcome) error {
	r := out.Edited[0].After
	reply := h.loggedReply(t, []activity.Record{r}, nil)
	t.sayPieces(&reply, []activity.Record{r}, nil)
	reply.Replace = t.ID
	return h.sayAbout(ctx, t, reply, []activity.Record{r})
}

// proposals lists proposals with how far they have come, and the rates with
// what they are reckoned from: members their own, leaders those of their group,
// secretaries all.
func (h *Handlers) proposals(ctx context.Context, t *turn, args string) error {
	period, ok := h.periodOf(t, args)
	if !ok {
		return t.reply(ctx, "period-unclear")
	}
	source, err := h.source(ctx, scopeOf(t.member), period)
	if err != nil {
		return err
	}
	pieces := counting.PiecesOf(activity.Proposal, source.Records)
	if len(pieces) == 0 {
		return t.reply(ctx, "pieces-none", "period", t.period(period))
	}
	n, signatures := int64(0), 0
	for _, p := range pieces {
		n += p.N
		signatures += len(p.Signers)
	}
	lines := []string{t.text("pieces-title", "period", t.period(period), "n", strconv.FormatInt(n, 10), "signatures", itoa(signatures))}
	const enough = 20
	for _, p := range pieces[max(0, len(pieces)-enough):] {
		lines = append(lines, t.pieceLine(p, source.Members))
	}
	for _, r := range counting.RatesOf(pieces) {
		lines = append(lines, t.rate(r))
	}
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(lines, "\n")})
	return err
}

func (t *turn) pieceLine(p counting.Piece, names map[activity.MemberID]string) string {
	var signers []string
	for _, m := range p.Signers {
		signers = append(signers, names[m])
	}
	var reached []activity.Stage
	for _, s := range activity.Stages() {
		if _, ok := p.Stages[s]; ok {
			reached = append(reached, s)
		}
	}
	return t.text("piece-line", "id", p.First.ID.String(), "matter", clip(piece.Matter(p.First), 24), "names", strings.Join(signers, t.text("list-mark")), "stages", t.stages(reached))
}

// rate is a rate with its formula: 立案率 75.0%（3÷4）.
func (t *turn) rate(r counting.Rate) string {
	tenths, _ := counting.Percent(activity.Whole(r.Part), activity.Whole(r.Whole))
	percent := strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10) + "%"
	return t.text("rate-"+r.Name, "percent", percent, "part", strconv.FormatInt(r.Part, 10), "whole", strconv.FormatInt(r.Whole, 10))
}
