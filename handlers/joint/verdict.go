package joint

// cosignDays is how far apart the signers of one piece may tell of it.
const cosignDays = 45

// verdict weighs two members' tellings.
func (e *evidence) verdict() Verdict {
	v := Verdict{Score: e.score(), Differ: e.differs > 0}
	switch {
	case e.sure():
		v.Strength = Sure
	case e.likely():
		v.Strength = Likely
	case e.possible():
		v.Strength = Possible
	default:
		return Verdict{}
	}
	return v
}

// name reports whether one names the other at all.
func (e *evidence) name() bool { return e.named > 0 || e.hinted }

// contrary is what forbids to be sure by likeness alone.
func (e *evidence) contrary() bool {
	return e.places || e.apart || e.a.part > 0 && e.b.part > 0 && e.a.part != e.b.part
}

// matter reports whether both tell of the same particular thing.
func (e *evidence) matter() bool { return e.title || e.words >= 0.6 && e.shared >= 2 }

// close reports whether hardly a particular word of the shorter telling is
// missing in the other.
func (e *evidence) close() bool { return e.title || e.words >= 0.75 && e.shared >= 3 }

func (e *evidence) single() bool { return e.a.single || e.b.single }

func (e *evidence) organised() bool { return e.a.organised && e.kin }

func (e *evidence) sure() bool {
	switch {
	case e.single():
		return e.kin && e.days <= cosignDays && (e.name() || e.a.cosigned && e.b.cosigned) &&
			(e.title || e.words >= 0.6 && e.shared >= 3 || e.name() && !e.apart && e.a.cosigned && e.b.cosigned && (e.days == 0 || e.words >= 0.6))
	case e.days > 1:
		return false
	case e.days == 1:
		return e.sureNextDay()
	case !e.kin:
		return e.name() && !e.contrary() && (e.equal >= 1 && e.differs == 0 || e.place > 0 && e.matter()) ||
			e.equals >= 2 && e.equal >= 2 && e.differs == 0 && !e.contrary() && (e.place > 0 || e.matter())
	case e.name():
		return e.sureByName()
	case e.contrary(), e.differs > 0:
		return false
	}
	return e.sureByLikeness()
}

// sureNextDay is for what one tells a day late without saying so, and for
// occasions of several days.
func (e *evidence) sureNextDay() bool {
	if !e.kin || e.differs > 0 || e.contrary() {
		return false
	}
	if e.name() {
		return e.equal >= 1 && (e.place > 0 || e.matter()) || e.equals >= 2 && e.equal >= 2
	}
	return e.organised() && e.group && e.close() && e.shared >= 4 && e.equals >= 2 && e.equal >= 2
}

func (e *evidence) sureByName() bool {
	alike := e.place > 0 || e.matter() || e.equal >= 0.7
	switch {
	case e.place < 0 || e.a.part > 0 && e.b.part > 0 && e.a.part != e.b.part:
		return false
	case e.places:
		return e.named == 2 && e.equal >= 1 && e.differs == 0 && !e.apart
	case e.differs > e.equals:
		return !e.apart && (e.place > 0 || e.close())
	case e.apart:
		return (e.place > 0 || e.named == 2) && e.equal >= 1
	case e.named == 2:
		return true
	}
	return alike
}

func (e *evidence) sureByLikeness() bool {
	switch {
	case e.place > 0 && e.organised():
		return e.group || e.shared > 0 || e.equal >= 0.7
	case e.place > 0:
		return e.equal >= 1 || e.group && e.equal >= 0.7 || e.matter() && e.group
	case e.title:
		return true
	case e.close() && e.organised():
		return e.group || e.equal >= 0.7 || e.shared >= 4
	case e.close():
		return e.equal >= 1.5 || e.group && e.equal >= 0.7
	}
	return e.matter() && e.equals >= 2 && e.equal >= 2 || e.group && e.equals >= 3 && e.equal >= 3 || e.group && e.equals >= 2 && e.equal >= 2.5
}

// likely is worth a question at once: it looks like one event but could be two.
func (e *evidence) likely() bool {
	if e.days > 1 {
		return e.single() && e.kin && e.days <= cosignDays && (e.title || e.words >= 0.8 && e.shared >= 4)
	}
	if e.place < 0 && e.named < 2 {
		return false
	}
	switch {
	case e.single():
		return e.kin && (e.title || e.words >= 0.8 && e.shared >= 3 || e.named > 0 && !e.apart)
	case e.name():
		return e.kin || e.place > 0 || e.matter() || e.equal >= 0.7
	case !e.kin:
		return e.place > 0 && e.equal >= 1 && e.differs == 0 || e.matter() && e.shared >= 4
	case e.days == 1:
		return e.differs == 0 && !e.apart && (e.place > 0 && e.equal >= 1 || e.matter() && e.equal >= 1)
	}
	return e.place > 0 && !e.apart || e.matter() || e.equals >= 2 && e.equal >= 2 && !e.apart
}

// possible is worth a line when somebody looks for duplicates.
func (e *evidence) possible() bool {
	switch {
	case e.days > 1:
		return false
	case e.single():
		return e.kin && e.days == 0 && e.words >= 0.5 && e.shared >= 2
	case e.place < 0:
		return false
	case !e.kin:
		return e.name() || e.place > 0 && e.equal > 0
	case e.days == 1:
		return e.place > 0 && e.shared > 0 || e.equals >= 2
	}
	return e.place > 0 || e.shared >= 2 || e.words >= 0.5 || e.equal >= 1 && e.group && !e.apart
}

// retold weighs what one member tells twice: only the same words with the same
// figures on the same day are surely the same.
func (e *evidence) retold() Verdict {
	a, b := e.a, e.b
	if said(a, b) || e.days > 0 || !e.kin || e.place < 0 || a.again || b.again ||
		a.part > 0 && b.part > 0 && a.part != b.part || e.differs > 0 || len(a.figures) != len(b.figures) {
		return Verdict{}
	}
	v := Verdict{Score: e.score()}
	particular := e.place > 0 || e.matter() && e.shared >= 3 || e.equals >= 2 && e.equal >= 1.5
	switch {
	case a.plain == b.plain && particular && !e.single() && e.equals == len(a.figures) && e.equals > 0:
		v.Strength = Sure
	case a.plain == b.plain || particular && e.equal >= 1:
		v.Strength = Likely
	default:
		return Verdict{}
	}
	return v
}

func (e *evidence) score() float64 {
	s := 3*float64(e.named) + e.equal + 2*e.words - 2*float64(e.differs) - float64(e.days)
	if e.hinted {
		s++
	}
	if e.kin {
		s += 2
	}
	if e.title {
		s += 3
	}
	if e.group {
		s++
	}
	return s + 2*float64(e.place)
}

func (e *evidence) reasons() []Reason {
	var out []Reason
	for _, r := range []struct {
		is   bool
		code Reason
	}{
		{e.name(), SameFellows}, {e.title, SameTitle}, {e.place > 0, SamePlace}, {e.matter(), SameWords},
		{e.equal >= 0.7, SameFigures}, {e.differs > 0, OtherFigure}, {e.days == 1, OtherDay}, {!e.kin, OtherKind},
	} {
		if r.is {
			out = append(out, r.code)
		}
	}
	return out
}
