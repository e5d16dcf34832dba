package handlers

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
	"dutybook/handlers/piece"
	"dutybook/report"
	"dutybook/store"
)

// A proposal given to units is to be answered in time (counting.Piece.Due). When
// the day is past its member is asked once, and secretaries get one list; what the
// office tells of somebody's proposal they hear once.

// dueWords say by when a proposal is to be answered, or since when it is late.
func (t *turn) dueWords(l report.Life, today activity.Date) string {
	day, ok := l.Due()
	switch {
	case !ok:
		return ""
	case l.Overdue(today):
		return t.text("piece-late", "day", t.day(day))
	}
	return t.text("piece-due", "day", t.day(day))
}

// overdue lists the proposals that were to be answered by now, one line or none.
func (t *turn) overdue(lives []report.Life, today activity.Date) []string {
	var ids []activity.RecordID
	for _, l := range lives {
		if l.Overdue(today) {
			ids = append(ids, l.First.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return []string{t.text("pieces-late", "n", itoa(len(ids)), "ids", t.idList(ids))}
}

// watchAnswers asks, once a day, for the answers that are late since yesterday,
// or since a day on which nobody looked.
func (h *Handlers) watchAnswers(ctx context.Context, now time.Time) error {
	now = now.In(h.Zone)
	today := activity.DateOf(now)
	if h.Notify == nil || now.Hour() < quietUntil || now.Hour() >= quietFrom || h.watched.Load() == int64(today.Number()) {
		return nil
	}
	lives, err := h.running(ctx, today)
	if err != nil {
		return err
	}
	members, err := h.Store.Members(ctx)
	if err != nil {
		return err
	}
	for _, l := range lives {
		day, _ := l.Due()
		if late := today.Days(day); late < 1 || late > catchUp || len(l.Signers) == 0 {
			continue
		}
		for _, m := range members {
			what, about := noteOverdue, day.String()
			switch {
			case m.Removed || m.User == 0 || m.Quiet:
				continue
			case m.ID == l.Signers[0]:
				what, about = noteAnswer, l.First.ID.String()[1:]
			case m.Role != activity.Secretary:
				continue
			}
			payload := string(what) + ":" + about
			key := fmt.Sprintf("%s:%s:%s:%s", h.Store.ID(), m.ID, payload, day)
			if err := h.Notify(ctx, activity.ChatID(m.User), key, h.mark()+payload); err != nil {
				return err
			}
		}
	}
	h.watched.Store(int64(today.Number()))
	return nil
}

// running are the proposals of this year and the one before.
func (h *Handlers) running(ctx context.Context, today activity.Date) ([]report.Life, error) {
	period := activity.Year(today.Year)
	period.From.Year--
	return h.lives(ctx, counting.Everyone, activity.Proposal, period)
}

// sayOverdue tells a secretary which proposals are late.
func (h *Handlers) sayOverdue(ctx context.Context, t *turn) error {
	if !may(t.member.Role, toState) {
		return nil
	}
	lives, err := h.running(ctx, h.today())
	if err != nil {
		return err
	}
	lives = slices.DeleteFunc(lives, func(l report.Life) bool { return !l.Overdue(h.today()) })
	if len(lives) == 0 {
		return nil
	}
	names, _, err := h.names(ctx)
	if err != nil {
		return err
	}
	lines := []string{t.text("overdue", "n", itoa(len(lives)))}
	const enough = 10
	for _, l := range lives[:min(enough, len(lives))] {
		lines = append(lines, t.pieceLine(l, names)+t.dueWords(l, h.today()))
	}
	if len(lives) > enough {
		lines = append(lines, t.text("pieces-more", "n", itoa(len(lives)-enough)))
	}
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(lines, "\n")})
	return err
}

// answerChoices are what a member says with a tap of a proposal that is late, by the
// number in the button; the last says that there is no answer yet.
var answerChoices = [][]activity.Stage{
	{activity.Answered, activity.Satisfied}, {activity.Answered, activity.Mostly}, {activity.Answered, activity.Dissatisfied}, nil,
}

// lifeNumbered is the proposal a notice is about; ok is false where it is gone.
func (h *Handlers) lifeNumbered(ctx context.Context, id activity.RecordID) (l report.Life, ok bool, err error) {
	lives, err := h.running(ctx, h.today())
	i := slices.IndexFunc(lives, func(l report.Life) bool { return slices.Contains(l.Records, id) })
	if err != nil || i < 0 {
		return l, false, err
	}
	return lives[i], true, nil
}

// askAnswer asks a member whether their proposal was answered, unless it was
// meanwhile.
func (h *Handlers) askAnswer(ctx context.Context, t *turn, args string) error {
	numbers, err := parseNumbers(args)
	if err != nil || len(numbers) != 1 {
		return nil //nolint:nilerr // a notice of another program's making says nothing
	}
	l, ok, err := h.lifeNumbered(ctx, activity.RecordID(numbers[0]))
	if err != nil || !ok || !l.Overdue(h.today()) || l.Signers[0] != t.member.ID {
		return err
	}
	day, _ := l.Due()
	var rows [][]activity.Button
	for i, stages := range answerChoices {
		key := "button-no-answer"
		if len(stages) > 0 {
			key = "button-answer-" + string(stages[1])
		}
		rows = append(rows, []activity.Button{{Label: t.text(key), Data: data("answered", l.First.ID, activity.RecordID(i))}})
	}
	_, err = t.say(ctx, activity.Reply{Quiet: true, Text: t.text("answer-ask", "matter", clip(piece.Matter(l.First), 24), "day", t.day(day)), Buttons: rows})
	return err
}

// pressAnswer records what a member says of a proposal that is late.
func (h *Handlers) pressAnswer(ctx context.Context, t *turn, id activity.RecordID, which int) error {
	l, ok, err := h.lifeNumbered(ctx, id)
	if err != nil {
		return err
	}
	switch {
	case !ok || which >= len(answerChoices):
		return h.toast(ctx, t, "button-old")
	case !slices.Contains(l.Signers, t.member.ID):
		return h.toast(ctx, t, "not-yours")
	case answerChoices[which] == nil:
		return h.toast(ctx, t, "answer-none")
	}
	said := t.text("button-answer-" + string(answerChoices[which][1]))
	now := h.Now()
	// The question has one answer, however often a thumb comes down on it.
	key := fmt.Sprintf("answer:%s:%s", l.First.ID, t.member.ID)
	out, err := h.Store.Apply(ctx, store.Change{Key: key, By: t.member.ID, At: now, Add: []activity.Record{{
		Category: activity.Proposal, Date: h.today(), Quantities: []activity.Quantity{}, Summary: said, Text: said, Member: t.member.ID,
		Group: t.member.Group, SentAt: now, Source: activity.FromRules, Stages: answerChoices[which], Item: l.First.Event(),
	}}})
	if err != nil {
		return err
	}
	reply := h.loggedReply(t, out.Added, nil)
	t.addPieces(&reply, out.Added, nil)
	reply.Replace = t.ID
	return h.sayAbout(ctx, t, reply, out.Added)
}

// numberedNews reads news told of a piece by its number alone (#12 交办市交通局),
// which says nothing of proposals and so is no work to a reader.
func (h *Handlers) numberedNews(ctx context.Context, t *turn, text string, u activity.Understanding) (activity.Understanding, error) {
	found := newsWords.FindStringSubmatch(text)
	if u.Intent != activity.Other || found == nil {
		return u, nil
	}
	n, err := strconv.ParseInt(found[1], 10, 64)
	if err != nil {
		return u, nil //nolint:nilerr // no number of a record
	}
	of, err := h.Store.Record(ctx, activity.RecordID(n))
	if errors.Is(err, activity.ErrNotFound) || err == nil && (of.Deleted || !piece.Is(of.Category)) {
		return u, nil
	}
	r := activity.Record{
		Category: of.Category, Date: activity.DateOf(t.SentAt), Quantities: []activity.Quantity{}, Summary: clip(text, 59), Text: text,
		SentAt: t.SentAt, Source: activity.FromRules,
	}
	if days := figures.Dates(text, t.SentAt); len(days) == 1 && days[0].Day > 0 {
		r.Date = days[0].Date
	}
	if r.Stages = piece.Stages(r); err != nil || !piece.FollowsUp(r) {
		return u, err
	}
	return activity.Understanding{Intent: activity.Log, Records: []activity.Record{r}, Source: activity.FromRules}, nil
}

var newsWords = regexp.MustCompile(`^\s*[#\x{FF03}]\s*([0-9]{1,12})\s*[^0-9\s]`)

// tellMoved tells those whose proposals somebody else's records moved.
func (h *Handlers) tellMoved(ctx context.Context, t *turn, records ...activity.Record) error {
	for _, r := range records {
		if r.Item == 0 || r.Category == activity.Opinion || len(r.Stages) == 0 || h.Notify == nil {
			continue
		}
		l, ok, err := h.lifeNumbered(ctx, r.Item)
		if err != nil {
			return err
		}
		if !ok || slices.Contains(l.Signers, t.member.ID) {
			continue
		}
		for _, id := range l.Signers {
			m, err := h.Store.Member(ctx, id)
			if err != nil {
				return err
			}
			if err := h.tellQuietly(ctx, t, m, noteMoved, r.ID.String()[1:]); err != nil {
				return err
			}
		}
	}
	return nil
}

// sayMoved tells a member what became of their proposal, unless that was taken
// back.
func (h *Handlers) sayMoved(ctx context.Context, t *turn, args string) error {
	numbers, err := parseNumbers(args)
	if err != nil || len(numbers) != 1 {
		return nil //nolint:nilerr // a notice of another program's making says nothing
	}
	r, err := h.Store.Record(ctx, activity.RecordID(numbers[0]))
	if err != nil || r.Deleted || r.Item == 0 {
		return err
	}
	l, ok, err := h.lifeNumbered(ctx, r.Item)
	if err != nil || !ok || !slices.Contains(l.Signers, t.member.ID) {
		return err
	}
	text := t.text("moved", "matter", clip(piece.Matter(l.First), 24), "stages", t.stages(r.Stages))
	switch {
	case len(l.Units) > 0 && slices.Contains(r.Stages, activity.Assigned):
		text += t.text("piece-more", "list", plain(strings.Join(l.Units, t.text("list-mark"))))
	case l.Class != "" && slices.Contains(r.Stages, activity.Answered):
		text += t.text("piece-more", "list", plain(l.Class))
	}
	_, err = t.say(ctx, activity.Reply{Quiet: true, Text: text})
	return err
}
