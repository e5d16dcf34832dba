package scoring

import (
	"slices"

	"dutybook/activity"
)

// The bounds of what a scheme may say: enough for any rules there are, and far
// from where a sum could overflow.
const (
	maxBytes  = 64 << 10
	maxPoints = 10_000 * activity.One
	maxTimes  = 1000
	maxItems  = 100
)

// check finds what makes no sense, the first of it.
func (s *Scheme) check() error {
	switch {
	case s.ID == "" || s.Version == "" || s.Name == "":
		return fault(NoName, "", "a scheme needs id, version and name")
	case s.From < 1949 || s.To != 0 && s.To < s.From:
		return fault(OutOfRange, "from", "the years from %d to %d are none", s.From, s.To)
	case s.Full < 0 || s.Full > maxPoints:
		return fault(OutOfRange, "full", "full marks of %s", s.Full)
	case len(s.Groups) == 0 || len(s.Items) == 0:
		return fault(NoName, "items", "a scheme needs groups and items")
	case len(s.Items) > maxItems || len(s.Groups) > maxItems:
		return fault(TooLarge, "", "more than %d items or groups", maxItems)
	}
	for _, check := range []func() error{s.checkGroups, s.checkItems, s.checkNeeds, s.checkGrades} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (s *Scheme) checkGroups() error {
	seen := map[string]bool{}
	for _, g := range s.Groups {
		switch {
		case g.ID == "" || g.Name == "":
			return fault(NoName, g.ID, "a group needs id and name")
		case seen[g.ID]:
			return fault(Twice, g.ID, "two groups are called %q", g.ID)
		case g.Cap < 0 || g.Cap > maxPoints || g.Start < 0 || g.Start > maxPoints:
			return fault(OutOfRange, g.ID, "group %q: cap and start are from 0 to %s", g.ID, maxPoints)
		case g.Cap > 0 && g.Start > g.Cap:
			return fault(OutOfRange, g.ID, "group %q starts above its cap", g.ID)
		case g.Start == 0 && len(g.Needs) > 0:
			return fault(NoFit, g.ID, "group %q needs something for a start of nothing", g.ID)
		}
		seen[g.ID] = true
		for _, need := range g.Needs {
			if !slices.ContainsFunc(s.Minimum, func(n Need) bool { return n.Name == need }) {
				return fault(NotThere, need, "group %q needs %q, which is no minimum", g.ID, need)
			}
		}
	}
	return s.checkSets()
}

func (s *Scheme) checkSets() error {
	seen := map[string]bool{}
	for _, set := range s.Sets {
		var groups []string
		for _, it := range s.Items {
			if it.Set == set.ID && !slices.Contains(groups, it.Group) {
				groups = append(groups, it.Group)
			}
		}
		switch {
		case set.ID == "" || set.Name == "" || seen[set.ID]:
			return fault(NoName, set.ID, "set %q: a set needs an id of its own and a name", set.ID)
		case set.Best != "" && set.Best != EachPiece && set.Best != EachYear:
			return fault(NoSuchWord, set.ID, "set %q: best is piece or year", set.ID)
		case set.Cap < 0 || set.Cap > maxPoints || set.Best == "" && set.Cap == 0:
			return fault(GivesNothing, set.ID, "set %q has neither best nor cap", set.ID)
		case len(groups) != 1:
			return fault(NoFit, set.ID, "set %q is of %d groups, not of one", set.ID, len(groups))
		}
		seen[set.ID] = true
	}
	return nil
}

func (s *Scheme) checkItems() error {
	seen := map[string]bool{}
	for _, it := range s.Items {
		switch {
		case it.ID == "" || it.Name == "":
			return fault(NoName, it.ID, "an item needs id and name")
		case seen[it.ID] || seen[it.Name]:
			return fault(Twice, it.ID, "two items are called %q", it.ID)
		case !slices.ContainsFunc(s.Groups, func(g Group) bool { return g.ID == it.Group }):
			return fault(NotThere, it.Group, "item %q is of group %q, which there is none of", it.ID, it.Group)
		case it.Set != "" && !slices.ContainsFunc(s.Sets, func(set Set) bool { return set.ID == it.Set }):
			return fault(NotThere, it.Set, "item %q is of set %q, which there is none of", it.ID, it.Set)
		case it.Points == 0 && it.Joint == nil && !s.needed(it.ID):
			return fault(GivesNothing, it.ID, "item %q gives nothing and no minimum asks for it", it.ID)
		}
		seen[it.ID], seen[it.Name] = true, true
		if err := it.check(); err != nil {
			return err
		}
	}
	for _, g := range s.Groups {
		if g.Start == 0 && !slices.ContainsFunc(s.Items, func(it Item) bool { return it.Group == g.ID }) {
			return fault(GivesNothing, g.ID, "group %q is empty", g.ID)
		}
	}
	return nil
}

func (s *Scheme) needed(item string) bool {
	return slices.ContainsFunc(s.Minimum, func(n Need) bool { return slices.Contains(n.Items, item) })
}

func (it Item) check() error {
	switch {
	case !slices.Contains([]Counts{Events, Pieces, Leaves, Absences, Office}, it.Counts):
		return fault(NoSuchWord, it.ID, "item %q counts event, piece, leave, absent or office, not %q", it.ID, it.Counts)
	case it.Points > maxPoints || it.Points < -maxPoints || it.Cap < 0 || it.Cap > maxPoints:
		return fault(OutOfRange, it.ID, "item %q: points and cap are at most %s", it.ID, maxPoints)
	case it.Since < 0 || it.Most < 0 || it.Since > maxTimes || it.Most > maxTimes:
		return fault(OutOfRange, it.ID, "item %q: since and most are from 0 to %d", it.ID, maxTimes)
	case it.Joint != nil && it.Counts != Pieces:
		return fault(NoFit, it.ID, "item %q: only the signers of a piece share", it.ID)
	case it.Entered() && (it.Evidence || len(it.Figure) > 0 || it.When.ofParts()):
		return fault(NoFit, it.ID, "item %q is told by the office: only who, which kind and which words can be asked for", it.ID)
	case it.Counts == Office && it.When.ofEvents():
		return fault(NoFit, it.ID, "item %q is of no event: only who can be asked for", it.ID)
	case it.Entered() && it.Set != "":
		return fault(NoFit, it.ID, "item %q is told by the office and stands in no set", it.ID)
	}
	if err := it.checkWhen(); err != nil {
		return err
	}
	return it.checkJoint()
}

// Entered reports whether the office can enter an item.
func (it Item) Entered() bool {
	return it.Counts == Office || it.Counts == Leaves || it.Counts == Absences
}

// ofParts reports whether a condition is one of who took part.
func (w When) ofParts() bool {
	return len(w.Stages)+len(w.Without)+len(w.Places)+len(w.Levels)+len(w.OwnWords)+len(w.Acts)+len(w.Tags)+len(w.NotTags) > 0 || w.Listed
}

// ofEvents reports whether a condition is one of what took place.
func (w When) ofEvents() bool { return len(w.Categories)+len(w.Words)+len(w.NotWords) > 0 }

func (it Item) checkWhen() error {
	w := it.When
	for _, c := range w.Categories {
		if !c.Valid() {
			return fault(NoSuchWord, it.ID, "item %q: there is no kind of work %q", it.ID, c)
		}
		if it.Counts == Pieces && c != activity.Proposal && c != activity.Opinion {
			return fault(NoFit, it.ID, "item %q: %q is no piece", it.ID, c)
		}
	}
	for _, st := range slices.Concat(w.Stages, w.Without) {
		if !slices.Contains(activity.Stages(), st) {
			return fault(NoSuchWord, it.ID, "item %q: there is no stage %q", it.ID, st)
		}
	}
	for _, a := range w.Acts {
		if a != activity.Held && a != activity.Attended {
			return fault(NoSuchWord, it.ID, "item %q: an act is held or attended, not %q", it.ID, a)
		}
	}
	for _, p := range w.Places {
		if p != Alone && p != Lead && p != Other {
			return fault(NoSuchWord, it.ID, "item %q: a place is alone, lead or other, not %q", it.ID, p)
		}
	}
	for _, l := range w.Levels {
		if l != National && l != Province && l != City && l != County {
			return fault(NoSuchWord, it.ID, "item %q: there is no level %q", it.ID, l)
		}
	}
	for _, r := range w.Roles {
		if _, ok := activity.ParseRole(string(r)); !ok {
			return fault(NoSuchWord, it.ID, "item %q: there is no role %q", it.ID, r)
		}
	}
	if slices.Contains(slices.Concat(w.Words, w.OwnWords, w.NotWords, w.Groups, w.NotGroups, w.Tags, w.NotTags, it.Figure), "") {
		return fault(NoSuchWord, it.ID, "item %q looks for an empty word", it.ID)
	}
	switch {
	case it.Counts == Pieces && len(w.Categories) != 1:
		return fault(NoFit, it.ID, "item %q: a piece is a proposal or an opinion, say which", it.ID)
	case it.Counts == Pieces && (w.Listed || len(w.Acts) > 0):
		return fault(NoFit, it.ID, "item %q: nobody is at a piece", it.ID)
	case it.Counts == Events && (len(w.Stages)+len(w.Without)+len(w.Places)+len(w.Levels) > 0):
		return fault(NoFit, it.ID, "item %q: stages, places and levels are those of pieces", it.ID)
	case len(w.Levels) > 0 && len(w.Stages) == 0:
		return fault(NoFit, it.ID, "item %q: levels are those of a stage, say of which", it.ID)
	}
	return nil
}

func (it Item) checkJoint() error {
	j := it.Joint
	if j == nil {
		return nil
	}
	ways := 0
	for _, said := range []bool{j.Lead != nil || j.Other != nil, j.Percent != 0, j.Equal} {
		if said {
			ways++
		}
	}
	switch {
	case ways != 1:
		return fault(BadShare, it.ID, "item %q: signers share by lead and other, or by lead_percent, or equal", it.ID)
	case (j.Lead == nil) != (j.Other == nil):
		return fault(BadShare, it.ID, "item %q: lead and other go together", it.ID)
	case j.Lead != nil && (*j.Lead < 0 || *j.Other < 0 || *j.Lead > maxPoints || *j.Other > *j.Lead):
		return fault(BadShare, it.ID, "item %q: co-signing gives no more than leading", it.ID)
	case j.Percent < 0 || j.Percent > 100:
		return fault(BadShare, it.ID, "item %q: lead_percent is from 1 to 100", it.ID)
	case j.Most < 0:
		return fault(BadShare, it.ID, "item %q: most of the signers is below zero", it.ID)
	}
	return nil
}

func (s *Scheme) checkNeeds() error {
	seen := map[string]bool{}
	for _, n := range s.Minimum {
		if n.Name == "" || seen[n.Name] || n.N < 1 || n.N > maxTimes || len(n.Items) == 0 {
			return fault(NoName, n.Name, "minimum %q: a minimum needs a name of its own, items and a number", n.Name)
		}
		seen[n.Name] = true
		for _, id := range n.Items {
			if !s.hasItem(id) {
				return fault(NotThere, id, "minimum %q asks for item %q, which there is none of", n.Name, id)
			}
		}
	}
	for _, v := range s.Vetoes {
		if v.Name == "" || v.Times < 1 || v.Times > maxTimes || v.Grade == "" || !s.hasItem(v.Item) {
			return fault(NotThere, v.Name, "veto %q: a veto needs a name, an item there is, a number and a grade", v.Name)
		}
	}
	return nil
}

func (s *Scheme) hasItem(id string) bool {
	return slices.ContainsFunc(s.Items, func(it Item) bool { return it.ID == id })
}

func (s *Scheme) checkGrades() error {
	for i, g := range s.Grades {
		switch {
		case g.Name == "" || g.From < 0 || g.From > maxPoints:
			return fault(NoName, g.Name, "grade %q: a grade needs a name and points", g.Name)
		case i > 0 && g.From >= s.Grades[i-1].From:
			return fault(OutOfOrder, g.Name, "grade %q does not come after %q", g.Name, s.Grades[i-1].Name)
		case s.Full > 0 && g.From > s.Full:
			return fault(OutOfRange, g.Name, "grade %q is out of reach", g.Name)
		}
	}
	return nil
}
