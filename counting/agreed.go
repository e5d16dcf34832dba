package counting

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"sync"

	"dutybook/activity"
)

// thing is what figures of one event are compared under.
type thing struct {
	of   string
	unit activity.Unit
}

// claim is what one record says of a thing; a record may name it twice.
type claim struct {
	record     *activity.Record
	quantities []activity.Quantity
}

// Agreed gives the figures an event counts for, in the order they were told;
// records is every record of the event, in any order.
func Agreed(records []activity.Record) []activity.Quantity {
	live := liveInOrder(records)
	if len(live) == 0 {
		return nil
	}
	return agreed(live)
}

// agreed gives the figures an event counts for. records are its live ones in
// order of number.
func agreed(records []activity.Record) []activity.Quantity {
	var out []activity.Quantity
	claims, order := claimsOf(records)
	for _, t := range order {
		if isOwn(records[0].Category, t) {
			for _, c := range eachMember(claims[t]) {
				out = append(out, c.quantities...)
			}
			continue
		}
		out = append(out, choose(claims[t]).quantities...)
	}
	return out
}

// beyond gives the figures an event's late records add to what it counts for
// already: things nobody told before, and of what is everybody's own those of
// further members. records are all of its live ones in order of number.
func beyond(timely, records []activity.Record) []activity.Quantity {
	var out []activity.Quantity
	told, _ := claimsOf(timely)
	claims, order := claimsOf(records)
	for _, t := range order {
		known := told[t]
		switch {
		case isOwn(records[0].Category, t):
			for _, c := range eachMember(claims[t]) {
				if !slices.ContainsFunc(known, func(k claim) bool { return k.record.Member == c.record.Member }) {
					out = append(out, c.quantities...)
				}
			}
		case len(known) == 0:
			out = append(out, choose(claims[t]).quantities...)
		}
	}
	return out
}

func claimsOf(records []activity.Record) (claims map[thing][]claim, order []thing) {
	claims = map[thing][]claim{}
	for i := range records {
		r := &records[i]
		for _, q := range r.Quantities {
			if q.Kind != activity.Additive {
				continue
			}
			t := thing{q.Of, UnitOf(r.Category, q.Of, q.Unit)}
			n := len(claims[t])
			switch {
			case n == 0:
				order = append(order, t)
				fallthrough
			case claims[t][n-1].record.ID != r.ID:
				claims[t] = append(claims[t], claim{r, []activity.Quantity{q}})
			default:
				claims[t][n-1].quantities = append(claims[t][n-1].quantities, q)
			}
		}
	}
	return claims, order
}

// choose picks the value an event counts for: the one settled last, else the
// one put right last, else the one most members tell, else the one told first.
func choose(claims []claim) claim {
	best, bestVotes := claims[0], votes(claims[0], claims)
	for _, c := range claims[1:] {
		n := votes(c, claims)
		later := cmp.Or(c.record.Settled.Compare(best.record.Settled), c.record.Amended.Compare(best.record.Amended), cmp.Compare(n, bestVotes))
		if later > 0 {
			best, bestVotes = c, n
		}
	}
	return best
}

func votes(c claim, claims []claim) int {
	members := map[activity.MemberID]bool{}
	for _, other := range claims {
		if sameSum(c, other) {
			members[other.record.Member] = true
		}
	}
	return len(members)
}

func sameSum(a, b claim) bool {
	return slices.EqualFunc(a.quantities, b.quantities, func(p, q activity.Quantity) bool {
		return p.Value == q.Value && p.Approx == q.Approx
	})
}

// eachMember keeps the first claim of each member.
func eachMember(claims []claim) []claim {
	seen := map[activity.MemberID]bool{}
	var out []claim
	for _, c := range claims {
		if !seen[c.record.Member] {
			seen[c.record.Member] = true
			out = append(out, c)
		}
	}
	return out
}

// Disagreement is a thing of one event that its records give differently.
type Disagreement struct {
	Of   string
	Unit activity.Unit
	// Counted is the value that counts; By are the records that say otherwise.
	Counted activity.Quantity
	By      []activity.RecordID
}

// settled reports whether somebody chose a claim after all others were last put
// right.
func settled(chosen claim, claims []claim) bool {
	at := chosen.record.Settled
	return !at.IsZero() && !slices.ContainsFunc(claims, func(c claim) bool { return c.record.Amended.After(at) })
}

// Disagreements lists what the live records of one event give differently,
// until that is settled.
func Disagreements(records []activity.Record) []Disagreement {
	live := liveInOrder(records)
	if len(live) < 2 {
		return nil
	}
	var out []Disagreement
	claims, order := claimsOf(live)
	for _, t := range order {
		if isOwn(live[0].Category, t) {
			continue
		}
		chosen := choose(claims[t])
		if settled(chosen, claims[t]) {
			continue
		}
		d := Disagreement{Of: t.of, Unit: t.unit, Counted: chosen.quantities[0]}
		for _, c := range claims[t] {
			if !sameSum(c, chosen) {
				d.By = append(d.By, c.record.ID)
			}
		}
		if len(d.By) > 0 {
			out = append(out, d)
		}
	}
	return out
}

// liveInOrder are the records that count, by number. What it gives is only to be
// read.
func liveInOrder(records []activity.Record) []activity.Record {
	if len(records) == 1 && records[0].Counts() {
		return records
	}
	live := slices.DeleteFunc(slices.Clone(records), func(r activity.Record) bool { return !r.Counts() })
	slices.SortFunc(live, func(a, b activity.Record) int { return cmp.Compare(a.ID, b.ID) })
	return live
}

//go:embed own.txt
var ownText string

// ownThings holds "category/of" and, for all categories, "/of".
var ownThings = sync.OnceValue(func() map[string]bool {
	own := map[string]bool{}
	for row := range strings.Lines(ownText) {
		if row = strings.TrimSpace(row); row != "" {
			own[row] = true
		}
	}
	return own
})

// isOwn reports whether everybody at an event has their own of a thing.
func isOwn(c activity.Category, t thing) bool {
	return ownThings()["/"+t.of] || ownThings()[string(c)+"/"+t.of]
}
