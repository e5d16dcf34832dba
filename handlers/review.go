package handlers

import (
	"context"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
	"dutybook/handlers/joint"
	"dutybook/store"
)

// card is one question of a review: what is asked and the answers.
type card struct {
	lines   []string
	answers []activity.Button
}

// maxReview is how many records a review looks at; what is answered makes room.
const maxReview = 300

// review shows what somebody should look at, one question a message: messages that
// could not be handled, records in doubt, records that may tell of one event, events told differently. Leaders
// get the questions of their groups, secretaries all.
func (h *Handlers) review(ctx context.Context, t *turn, _ string) error {
	return h.showCard(ctx, t, 0, 0)
}

// showCard shows the question at a place of the list, in place of the message
// whose button was pressed.
func (h *Handlers) showCard(ctx context.Context, t *turn, at int, replace activity.MessageID) error {
	if !may(t.member.Role, toSeeGroup) {
		return h.toastOrReply(ctx, t, "not-yours")
	}
	cards, err := h.cards(ctx, t)
	if err != nil {
		return err
	}
	if len(cards) == 0 {
		_, err := t.say(ctx, activity.Reply{Text: t.text("review-none"), Replace: replace})
		return err
	}
	at = min(at, len(cards)-1)
	c := cards[at]
	lines := append([]string{t.text("review-title", "at", itoa(at+1), "n", itoa(len(cards)))}, c.lines...)
	rows := [][]activity.Button{c.answers}
	if len(cards) > 1 {
		rows = append(rows, []activity.Button{{Label: t.text("button-skip"), Data: "look:" + itoa((at+1)%len(cards))}})
	}
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(lines, "\n"), Buttons: rows, Replace: replace})
	return err
}

// cards lists the open questions a person may answer.
func (h *Handlers) cards(ctx context.Context, t *turn) ([]card, error) {
	doubtful, err := h.Store.Doubtful(ctx, maxReview)
	if err != nil {
		return nil, err
	}
	roster, names, err := h.roster(ctx)
	if err != nil {
		return nil, err
	}
	var cards []card
	for _, r := range doubtful {
		if mayFor(t.member, toSeeGroup, r.Member, r.Group) {
			line, answers := t.question(r)
			cards = append(cards, card{[]string{t.told(r, names), line}, answers})
		}
	}
	listed, err := h.Store.ToReview(ctx, 0, maxReview)
	if err != nil {
		return nil, err
	}
	for _, r := range listed {
		more, err := h.cardsOf(ctx, t, r, roster, names)
		if err != nil {
			return nil, err
		}
		cards = append(cards, more...)
	}
	letters, err := h.letterCards(ctx, t)
	return append(letters, cards...), err
}

func (h *Handlers) cardsOf(ctx context.Context, t *turn, r activity.Record, roster *joint.Roster, names map[activity.MemberID]string) ([]card, error) {
	var cards []card
	others, err := h.Store.Records(ctx, r.MaybeSameAs...)
	if err != nil {
		return nil, err
	}
	asked := map[activity.RecordID]bool{r.Event(): true}
	for _, other := range others {
		if other.Deleted || asked[other.Event()] || !mayReview(t.member, r, other) {
			continue
		}
		asked[other.Event()] = true
		v := joint.Compare(roster.Tell(r), roster.Tell(other))
		cards = append(cards, card{
			[]string{t.told(other, names), t.told(r, names), t.reasons(v)},
			[]activity.Button{
				{Label: t.text("button-merge"), Data: data("merge", r.ID, other.ID)},
				{Label: t.text("button-differ"), Data: data("differ", r.ID, other.ID)},
			},
		})
	}
	event, err := h.Store.EventOf(ctx, r.ID)
	if err != nil || !mayReview(t.member, event...) {
		return cards, err
	}
	for _, d := range counting.Disagreements(event) {
		cards = append(cards, t.disagreement(event, d, names))
	}
	for _, r := range counting.Unlisted(event) {
		cards = append(cards, t.unlisted(r, names))
	}
	return cards, nil
}

// disagreement asks which value of an event's figure is right.
func (t *turn) disagreement(event []activity.Record, d counting.Disagreement, names map[activity.MemberID]string) card {
	c := card{lines: []string{t.text("review-figure", "figure", t.named(d.Counted))}}
	seen := map[string]bool{}
	for _, r := range event {
		i := slices.IndexFunc(r.Quantities, func(q activity.Quantity) bool {
			return q.Of == d.Of && counting.UnitOf(r.Category, q.Of, q.Unit) == d.Unit
		})
		if r.Deleted || i < 0 {
			continue
		}
		c.lines = append(c.lines, t.told(r, names))
		if label := figures.Render(r.Quantities[i]); !seen[label] && len(c.answers) < 3 {
			seen[label] = true
			c.answers = append(c.answers, activity.Button{Label: label, Data: data("hold", r.ID)})
		}
	}
	return c
}

// unlisted asks whether somebody was there who says so and is not on the
// office's list, which counts until the answer.
func (t *turn) unlisted(r activity.Record, names map[activity.MemberID]string) card {
	return card{
		[]string{t.told(r, names), t.text("review-unlisted", "name", names[r.Member])},
		[]activity.Button{
			{Label: t.text("button-there"), Data: data("there", r.ID)},
			{Label: t.text("button-not-there-office"), Data: data("nothere", r.ID)},
		},
	}
}

// listed puts whoever tells of an event on the office's list of it, or says that
// they were not there.
func (h *Handlers) listed(ctx context.Context, r activity.Record, was bool) ([]store.Edit, error) {
	event, err := h.Store.EventOf(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(event, func(o activity.Record) bool { return o.Roll && !o.Deleted })
	if i < 0 {
		return nil, activity.ErrNotFound
	}
	return []store.Edit{{ID: event[i].ID, With: func(roll activity.Record) (activity.Record, error) {
		return officeSays(roll, activity.Member{ID: r.Member, Group: r.Group}, was), nil
	}}}, nil
}

// told is a record on one line with who told it.
func (t *turn) told(r activity.Record, names map[activity.MemberID]string) string {
	return t.text("review-told", "name", names[r.Member], "line", t.line(r))
}

// reasons tells what speaks for one event and what against.
func (t *turn) reasons(v joint.Verdict) string {
	var words []string
	for _, r := range v.Reasons {
		words = append(words, t.text("reason-"+string(r)))
	}
	if len(words) == 0 {
		words = []string{t.text("reason-day")}
	}
	return t.text("review-reasons", "reasons", strings.Join(words, t.text("list-mark")))
}

// mayReview reports whether a person may answer for one of the records.
func mayReview(m activity.Member, records ...activity.Record) bool {
	return slices.ContainsFunc(records, func(r activity.Record) bool { return mayFor(m, toSeeGroup, r.Member, r.Group) })
}

// pressReview carries out an answer and shows the next question.
func (h *Handlers) pressReview(ctx context.Context, t *turn, what string, numbers []int64) error {
	if what == "look" {
		return h.showCard(ctx, t, int(numbers[0]), t.ID)
	}
	var ids []activity.RecordID
	for _, n := range numbers {
		ids = append(ids, activity.RecordID(n))
	}
	records, err := h.Store.Records(ctx, ids...)
	if err != nil {
		return err
	}
	if len(records) != len(ids) || !mayReview(t.member, records...) {
		return h.toast(ctx, t, "not-yours")
	}
	change := store.Change{Key: t.Key, By: t.member.ID, At: h.Now()}
	switch {
	case what == "merge" && len(ids) == 2:
		change.Joins = []store.Join{{ID: ids[0], With: ids[1]}}
	case what == "differ" && len(ids) == 2:
		change.Edits = []store.Edit{{ID: ids[0], With: otherThan(records[1])}}
	case what == "hold" && len(ids) == 1:
		change.Edits = []store.Edit{{ID: ids[0], With: func(r activity.Record) (activity.Record, error) {
			r.Settled = change.At
			return r, nil
		}}}
	case (what == "there" || what == "nothere") && len(ids) == 1:
		if change.Edits, err = h.listed(ctx, records[0], what == "there"); err != nil {
			return err
		}
	default:
		return h.toast(ctx, t, "button-old")
	}
	out, err := h.Store.Apply(ctx, change)
	if err != nil {
		return err
	}
	if err := h.sayMerged(ctx, t, what, ids, out); err != nil {
		return err
	}
	return h.showCard(ctx, t, 0, 0)
}

// otherThan remembers that a record is not the same as another.
func otherThan(other activity.Record) func(activity.Record) (activity.Record, error) {
	return func(r activity.Record) (activity.Record, error) {
		r.ApartFrom = append(r.ApartFrom, other.ID)
		r.MaybeSameAs = slices.DeleteFunc(r.MaybeSameAs, func(id activity.RecordID) bool { return id == other.ID || id == other.Event() })
		return r, nil
	}
}

// sayMerged rewrites the question into its answer, a merge with a way back.
func (h *Handlers) sayMerged(ctx context.Context, t *turn, what string, ids []activity.RecordID, out store.Outcome) error {
	reply := activity.Reply{Replace: t.ID}
	switch what {
	case "merge":
		reply.Text = t.text("joint-joined", "id", ids[0].String(), "with", ids[1].String())
		for _, e := range out.Edited {
			if e.Before.SameAs == 0 && e.After.SameAs != 0 {
				reply.Buttons = [][]activity.Button{{{Label: t.text("button-apart"), Data: data("apart", e.After.ID)}}}
			}
		}
	case "differ":
		reply.Text = t.text("review-differ", "id", ids[0].String(), "with", ids[1].String())
	case "there", "nothere":
		reply.Text = t.text("review-"+what, "id", ids[0].String())
	default:
		reply.Text = t.text("review-held", "id", ids[0].String())
	}
	_, err := t.say(ctx, reply)
	return err
}
