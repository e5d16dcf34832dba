package report

import (
	"slices"

	"dutybook/activity"
	"dutybook/figures"
)

// percentUnit is the unit of rates.
const percentUnit = activity.Unit(percent)

// workedOut checks a figure the records do not hold themselves: a rate of two
// figures of its sentence or of two facts, a sum of the figures that follow it
// in its sentence or of facts counted in one unit.
func (v *verifier) workedOut(f *Finding, c claimed, _ string) bool {
	near := v.backed(c)
	if c.Unit == percentUnit {
		return v.rate(f, c, near)
	}
	return v.sum(f, c, near)
}

// backed are the facts behind the other figures of a sentence.
func (v *verifier) backed(c claimed) []known {
	var out []known
	for _, other := range figures.Scan(c.sentence) {
		if other.Quote == c.Quote && other.Value == c.Value {
			continue
		}
		oc := claimed{other, between(c.sentence, other.Start, other.End, words().ClauseEnds), c.sentence}
		i := slices.IndexFunc(v.facts, func(k known) bool {
			return k.speaksOf(oc) > 0 && k.Value == other.Value && alike(k, other.Unit)
		})
		if i >= 0 {
			out = append(out, v.facts[i])
		}
	}
	return out
}

// rate accepts a percentage that is the quotient of two figures, rounded to the
// places it is written with.
func (v *verifier) rate(f *Finding, c claimed, near []known) bool {
	for _, part := range near {
		for _, whole := range near {
			if part.Value >= whole.Value && c.Value != 100*activity.One || whole.Value == 0 || part.ID == whole.ID {
				continue
			}
			if isQuotient(c.Value, part.Value, whole.Value) {
				f.Status, f.Records = Supported, records(part.Fact, whole.Fact)
				f.Note = part.Rendered + words().Over + whole.Rendered
				return true
			}
		}
	}
	if len(near) > 1 {
		f.Status, f.Records, f.Note = Contradicted, records(near[0].Fact, near[1].Fact), words().NotTheRate
		return true
	}
	return false
}

// isQuotient compares with one decimal, or none where none is written.
func isQuotient(rate, part, whole activity.Amount) bool {
	exact := part * 100 * activity.One / whole
	for _, step := range []activity.Amount{activity.One / 10, activity.One} {
		if rate%step == 0 && max(rate-exact, exact-rate) <= step/2 {
			return true
		}
	}
	return false
}

// sum accepts a figure that is the sum of the others of its unit in the
// sentence, all of them backed.
func (v *verifier) sum(f *Finding, c claimed, near []known) bool {
	var total activity.Amount
	var parts []Fact
	for _, k := range near {
		if alike(k, c.Unit) && !slices.ContainsFunc(parts, func(p Fact) bool { return p.ID == k.ID && p.Value == k.Value }) {
			total += k.Value
			parts = append(parts, k.Fact)
		}
	}
	if len(parts) < 2 || total != c.Value {
		return false
	}
	f.Status, f.Records, f.Note = Supported, records(parts...), words().SumOf
	return true
}

// records joins the records of facts.
func records(facts ...Fact) []activity.RecordID {
	out := []activity.RecordID{}
	for _, f := range facts {
		out = append(out, f.Records...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
