package handlers

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/handlers/piece"
	"dutybook/report"
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

// addPieces adds to an answer which piece was moved, or asks which is meant.
func (t *turn) addPieces(reply *activity.Reply, added []activity.Record, asked map[int][]activity.Record) {
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
	if err := h.tellMoved(ctx, t, out.Edited[0].After); err != nil {
		return err
	}
	return h.sayPiece(ctx, t, out)
}

func (h *Handlers) sayPiece(ctx context.Context, t *turn, out store.Outcome) error {
	r := out.Edited[0].After
	reply := h.loggedReply(t, []activity.Record{r}, nil)
	t.addPieces(&reply, []activity.Record{r}, nil)
	reply.Replace = t.ID
	return h.sayAbout(ctx, t, reply, []activity.Record{r})
}

// lives puts together the pieces of a kind that were handed in in a period by
// whoever is in a scope, with all that was told of them to this day.
func (h *Handlers) lives(ctx context.Context, scope counting.Scope, c activity.Category, p activity.Period) ([]report.Life, error) {
	since := p
	if today := h.today(); since.To.Year < today.Year {
		since.To = activity.Year(today.Year).To
	}
	records, err := h.Store.During(ctx, since, maxSource)
	if err != nil {
		return nil, err
	}
	byID := map[activity.RecordID]activity.Record{}
	for _, r := range records {
		byID[r.ID] = r
	}
	var lives []report.Life
	for _, whole := range counting.PiecesOf(c, records) {
		var told []activity.Record
		for _, id := range whole.Records {
			told = append(told, byID[id])
		}
		if p.Contains(whole.First.Date) && !whole.First.Late && slices.ContainsFunc(told, func(r activity.Record) bool { return inScope(scope, whole, r) }) {
			lives = append(lives, lifeOf(whole, told))
		}
	}
	return lives, nil
}

func inScope(scope counting.Scope, p counting.Piece, r activity.Record) bool {
	return scope == counting.Everyone || r.Item == 0 && scope == counting.OfGroup(r.Group) ||
		slices.ContainsFunc(p.Signers, func(m activity.MemberID) bool { return scope == counting.OfMember(m) })
}

func lifeOf(p counting.Piece, told []activity.Record) report.Life {
	d := piece.DetailsOf(told...)
	kind := "personal"
	switch {
	case d.Collective:
		kind = "collective"
	case d.Joint, len(p.Signers) > 1:
		kind = "joint"
	}
	return report.Life{
		Piece: p, Matter: piece.Matter(p.First), Number: d.Number, Issue: d.Issue, Kind: kind, Units: d.Units,
		Class: d.Class, Manner: d.Manner, Result: d.Result, Levels: d.Levels,
	}
}

// proposals lists proposals with how far they have come, and the rates with
// what they are reckoned from: members their own, leaders those of their group,
// secretaries all.
func (h *Handlers) proposals(ctx context.Context, t *turn, args string) error {
	return h.sayPieces(ctx, t, activity.Proposal, args)
}

// opinions does the same for opinion reports, from handed in to instructed.
func (h *Handlers) opinions(ctx context.Context, t *turn, args string) error {
	return h.sayPieces(ctx, t, activity.Opinion, args)
}

func (h *Handlers) sayPieces(ctx context.Context, t *turn, c activity.Category, args string) error {
	period, ok := h.periodOf(t, args)
	if !ok {
		return t.reply(ctx, "period-unclear")
	}
	lives, err := h.lives(ctx, scopeOf(t.member), c, period)
	if err != nil {
		return err
	}
	key := map[activity.Category]string{activity.Proposal: "pieces", activity.Opinion: "opinions"}[c]
	if len(lives) == 0 {
		return t.reply(ctx, key+"-none", "period", t.period(period))
	}
	names, _, err := h.names(ctx)
	if err != nil {
		return err
	}
	n, signatures := int64(0), 0
	var pieces []counting.Piece
	for _, l := range lives {
		n += l.N
		signatures += len(l.Signers)
		pieces = append(pieces, l.Piece)
	}
	lines := []string{t.text(key+"-title", "period", t.period(period), "n", strconv.FormatInt(n, 10), "signatures", itoa(signatures))}
	const enough = 20
	for _, l := range lives[max(0, len(lives)-enough):] {
		lines = append(lines, t.pieceLine(l, names)+t.dueWords(l, h.today()))
	}
	if len(lives) > enough {
		lines = append(lines, t.text("pieces-more", "n", itoa(len(lives)-enough)))
	}
	lines = append(lines, t.overdue(lives, h.today())...)
	for _, r := range counting.RatesOf(pieces) {
		lines = append(lines, t.rate(r))
	}
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(lines, "\n")})
	return err
}

// pieceLine is a piece on one line: number, matter, who, how far, what else.
func (t *turn) pieceLine(l report.Life, names map[activity.MemberID]string) string {
	var signers []string
	for _, m := range l.Signers {
		signers = append(signers, names[m])
	}
	line := t.text("piece-line", "id", l.First.ID.String(), "matter", clip(piece.Matter(l.First), 24),
		"names", strings.Join(signers, t.text("list-mark")), "stages", t.stages(l.Reached()))
	var more []string
	for _, d := range [][2]string{{"piece-number", l.Number}, {"piece-units", strings.Join(l.Units, t.text("list-mark"))}, {"piece-class", l.Class}, {"piece-issue", l.Issue}} {
		if d[1] != "" {
			more = append(more, t.text(d[0], "said", plain(d[1])))
		}
	}
	for _, level := range l.Levels {
		more = append(more, t.text("level-"+level))
	}
	if len(more) > 0 {
		line += t.text("piece-more", "list", strings.Join(more, t.text("list-mark")))
	}
	return line
}

// percentOf prints tenths of a percent.
func percentOf(tenths int64) string {
	return strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10) + "%"
}

// rate is a rate with its formula: 立案率 75.0%（3÷4）.
func (t *turn) rate(r counting.Rate) string {
	tenths, _ := counting.Percent(activity.Whole(r.Part), activity.Whole(r.Whole))
	return t.text("rate-"+r.Name, "percent", percentOf(tenths), "part", strconv.FormatInt(r.Part, 10), "whole", strconv.FormatInt(r.Whole, 10))
}
