package handlers

import (
	"context"
	"strings"
	"unicode"

	"dutybook/activity"
	"dutybook/store"
)

// mate is another member's record that tells, or may tell, of the same event.
type mate struct {
	record activity.Record
	name   string
	sure   bool // counted once already; otherwise only offered
}

func (m mate) say(t *turn, r activity.Record) string {
	key := "joint-maybe"
	if m.sure {
		key = "joint-counted"
	}
	return t.text(key, "name", m.name, "id", m.record.ID.String(), "own", r.ID.String())
}

func (m mate) button(t *turn, r activity.Record) activity.Button {
	if m.sure {
		return activity.Button{Label: t.text("button-apart"), Data: data("apart", r.ID)}
	}
	return activity.Button{Label: t.text("button-join"), Data: data("join", r.ID, m.record.ID)}
}

// markJoint looks for the same events among other members' records. Work that
// is surely joint is marked before it is stored, so that no total ever holds it
// twice; the member is told and can take it apart. What only may be joint
// counts by itself and is offered. The map is by index of the new records.
func (h *Handlers) markJoint(ctx context.Context, t *turn, records []activity.Record) (map[int]mate, error) {
	mates := map[int]mate{}
	var names map[activity.MemberID]string
	for i := range records {
		near, err := h.Store.Around(ctx, records[i].Date)
		if err != nil {
			return nil, err
		}
		found, sure := bestMate(t.member.ID, records[i], near)
		if found.ID == 0 {
			continue
		}
		if names == nil {
			if names, _, err = h.names(ctx); err != nil {
				return nil, err
			}
		}
		mates[i] = mate{found, names[found.Member], sure}
		if sure {
			records[i].SameAs = found.Event()
		}
	}
	return mates, nil
}

// bestMate picks the earliest record that surely tells of the same event, else
// the earliest that may.
func bestMate(member activity.MemberID, r activity.Record, near []activity.Record) (found activity.Record, sure bool) {
	for _, other := range near {
		if other.Member == member || other.Category != r.Category || other.Date != r.Date || !alike(r, other) {
			continue
		}
		if agree(r, other) {
			return other, true
		}
		if found.ID == 0 {
			found = other
		}
	}
	return found, false
}

// sharedRunes is how long a stretch of words two reports must share before
// they are taken to tell of one thing; "今天走访" is shorter.
const sharedRunes = 6

// alike reports whether two records of one day and category share something
// particular: the place, the title, or a stretch of words.
func alike(a, b activity.Record) bool {
	switch {
	case a.Place != "" && b.Place != "" && (strings.Contains(a.Place, b.Place) || strings.Contains(b.Place, a.Place)):
		return true
	case a.Title != "" && a.Title == b.Title:
		return true
	}
	return longestShared(letters(a.Summary), letters(b.Summary)) >= sharedRunes
}

// agree reports whether two records that are alike name no figure differently
// and, where both name figures, at least one equally.
func agree(a, b activity.Record) bool {
	equal, compared := 0, 0
	for _, q := range a.Quantities {
		for _, p := range b.Quantities {
			if q.Of != p.Of || q.Unit != p.Unit {
				continue
			}
			compared++
			if q.Value == p.Value {
				equal++
			}
		}
	}
	if len(a.Quantities) == 0 || len(b.Quantities) == 0 {
		return true
	}
	return compared == equal && equal > 0
}

// letters drops what every report has: digits, blanks, punctuation.
func letters(s string) []rune {
	var out []rune
	for _, r := range s {
		if unicode.IsLetter(r) {
			out = append(out, r)
		}
	}
	return out
}

// longestShared is the length of the longest stretch both texts hold.
func longestShared(a, b []rune) int {
	best := 0
	row := make([]int, len(b)+1)
	for i := range a {
		diagonal := 0
		for j := range b {
			above := row[j+1]
			if a[i] == b[j] {
				row[j+1] = diagonal + 1
				best = max(best, row[j+1])
			} else {
				row[j+1] = 0
			}
			diagonal = above
		}
	}
	return best
}

// setApart says that a record counted with another's event was one of its own.
func (h *Handlers) setApart(ctx context.Context, t *turn, id activity.RecordID) error {
	r, err := h.Store.Record(ctx, id)
	if err != nil {
		return err
	}
	if r.SameAs == 0 {
		return h.toast(ctx, t, "joint-apart", "id", id.String())
	}
	lead, err := h.Store.Record(ctx, r.SameAs)
	if err != nil {
		return err
	}
	if !mayJoin(t.member, r, lead) {
		return h.toast(ctx, t, "not-yours")
	}
	_, err = h.Store.Apply(ctx, h.edit(t, id, func(r activity.Record) (activity.Record, error) {
		r.SameAs, r.NotSameAs = 0, lead.ID
		return r, nil
	}))
	if err != nil {
		return err
	}
	return h.toast(ctx, t, "joint-apart", "id", id.String())
}

// setJoined says that a record tells of the same event as another.
func (h *Handlers) setJoined(ctx context.Context, t *turn, id, with activity.RecordID) error {
	records, err := h.Store.Records(ctx, id, with)
	if err != nil {
		return err
	}
	if len(records) != 2 || id == with {
		return activity.ErrNotFound
	}
	if !mayJoin(t.member, records...) {
		return h.toast(ctx, t, "not-yours")
	}
	event := records[1].Event()
	if event != id {
		_, err = h.Store.Apply(ctx, h.edit(t, id, func(r activity.Record) (activity.Record, error) {
			r.SameAs, r.NotSameAs = event, 0
			return r, nil
		}))
	}
	if err != nil {
		return err
	}
	return h.toast(ctx, t, "joint-joined", "id", id.String(), "with", with.String())
}

// edit is the change of one record by the person of this turn.
func (h *Handlers) edit(t *turn, id activity.RecordID, with func(activity.Record) (activity.Record, error)) store.Change {
	return store.Change{Key: t.Key, By: t.member.ID, At: h.Now(), Edits: []store.Edit{{ID: id, With: with}}}
}
