package handlers

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/counting"
)

// behind reads the records an answer is about, those it leaves out included, in
// the order of their dates.
func (h *Handlers) behind(ctx context.Context, scope counting.Scope, p activity.Period, about []activity.Category) ([]activity.Record, error) {
	records, err := h.Store.During(ctx, p, maxListed)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(records, func(r activity.Record) bool {
		return !counting.Holds(scope, r) || len(about) > 0 && !slices.Contains(about, r.Category)
	}), nil
}

// leftOut says which of the records a number does not hold, and why; "" when it
// holds them all.
func (t *turn) leftOut(records []activity.Record, p activity.Period) string {
	var doubtful, wide, joint, odd []activity.RecordID
	here := map[activity.RecordID]bool{}
	for _, r := range records {
		here[r.Event()] = here[r.Event()] || r.SameAs == 0
	}
	for _, r := range records {
		switch {
		case r.Late: // told apart, with its figures
		case r.Doubtful():
			doubtful = append(doubtful, r.ID)
		case !p.Contains(r.Date):
			wide = append(wide, r.ID)
		case r.SameAs != 0 && here[r.SameAs]:
			joint = append(joint, r.ID)
		case slices.ContainsFunc(r.Quantities, func(q activity.Quantity) bool { return q.Kind != activity.Additive }):
			odd = append(odd, r.ID)
		}
	}
	var parts []string
	for _, left := range []struct {
		key string
		ids []activity.RecordID
	}{{"left-doubt", doubtful}, {"left-date", wide}, {"left-joint", joint}, {"left-kind", odd}} {
		if len(left.ids) > 0 {
			parts = append(parts, t.text(left.key, "n", itoa(len(left.ids)), "ids", t.idList(left.ids)))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return t.text("left-out", "list", strings.Join(parts, t.text("list-mark")))
}

// idList names a few records by number.
func (t *turn) idList(ids []activity.RecordID) string {
	const few = 5
	var names []string
	for _, id := range ids[:min(few, len(ids))] {
		names = append(names, id.String())
	}
	list := strings.Join(names, t.text("list-mark"))
	if len(ids) > few {
		return t.text("ids-more", "ids", list)
	}
	return list
}

// listing is which records a 明细 button lists: whose, when and of which kinds.
type listing struct {
	group bool
	// of is the one group meant, "" for all a person may see.
	of         activity.GroupID
	member     activity.MemberID // "" for the asker, or their group
	period     activity.Period
	categories []activity.Category
}

// data is the button of a page: the kinds are a bit each, in the order of the
// vocabulary.
func (l listing) data(offset int) string {
	whose, kinds := activity.RecordID(0), activity.RecordID(0)
	switch {
	case l.of != "":
		n, _ := strconv.ParseInt(strings.TrimPrefix(string(l.of), groupLetter), 10, 64)
		whose = activity.RecordID(n) + aGroup
	case l.group:
		whose = 1
	case l.member != "":
		n, _ := strconv.ParseInt(memberNumber(l.member), 10, 64)
		whose = activity.RecordID(n) + aMember
	}
	for i, row := range activity.Categories() {
		if slices.Contains(l.categories, row.Code) {
			kinds |= 1 << i
		}
	}
	month := func(m activity.Month) activity.RecordID { return activity.RecordID(m.Year*100 + int(m.Month)) }
	return data("list", whose, month(l.period.From), month(l.period.To), kinds, activity.RecordID(offset))
}

// aMember is added to a member's number where 0 is one's own and 1 the group's,
// aGroup to that of one group, above all members'.
const (
	aMember     = 1
	aGroup      = 1_000_000
	groupLetter = "g"
)

// parseListing reads what data wrote; any five numbers are some listing.
func parseListing(numbers []int64) (l listing, offset int) {
	month := func(n int64) activity.Month {
		return activity.Month{Year: int(n / 100 % 10000), Month: time.Month(min(max(n%100, 1), 12))}
	}
	l = listing{group: numbers[0] == 1, period: activity.Period{From: month(numbers[1]), To: month(numbers[2])}}
	switch {
	case numbers[0] > aGroup:
		l.of = activity.GroupID(groupLetter + strconv.FormatInt(numbers[0]-aGroup, 10))
	case numbers[0] > aMember:
		l.member = memberNumbered(numbers[0] - aMember)
	}
	for i, row := range activity.Categories() {
		if numbers[3]&(1<<i) != 0 {
			l.categories = append(l.categories, row.Code)
		}
	}
	return l, int(min(numbers[4], maxListed))
}
