package report

import (
	"cmp"
	"slices"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
)

// step is a row of wording.json: how far a proposal has come and the noun of
// the figure that tells it.
type step struct {
	Of     string
	Stages []activity.Stage
}

// reached counts the proposals that have come to a step by what members told of
// them. Members tell of their own and may forget to, so that such a figure is
// at least what it says and a person is asked to compare it. Where the records
// give the figure themselves, that one stands.
func (e *evidence) reached(c activity.Category, said []Fact) []Fact {
	if c != activity.Proposal {
		return nil
	}
	var live []activity.Record
	for _, event := range e.events {
		live = append(live, event...)
	}
	pieces := counting.PiecesOf(c, live)
	var facts []Fact
	for _, s := range words().Steps {
		if !slices.ContainsFunc(said, func(f Fact) bool { return f.Of == s.Of }) {
			if f := s.fact(c, pieces); f.Value > 0 {
				facts = append(facts, f)
			}
		}
	}
	return facts
}

func (s step) fact(c activity.Category, pieces []counting.Piece) Fact {
	w := words()
	f := Fact{ID: string(c) + "/" + s.Of + "/" + string(w.StepUnit), Category: c, Of: s.Of, Unit: w.StepUnit, What: counting.Figure, Doubt: w.Definitions.StepDoubt}
	for _, p := range pieces {
		if slices.ContainsFunc(s.Stages, func(stage activity.Stage) bool { _, ok := p.Stages[stage]; return ok }) {
			f.Value += activity.Whole(p.N)
			f.Records = append(f.Records, p.Records...)
		}
	}
	slices.SortFunc(f.Records, cmp.Compare)
	f.Definition = fill(w.Definitions.Step, "of", s.Of) + f.Doubt
	f.Rendered = figures.Render(f.Quantity())
	return f
}
