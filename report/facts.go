package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
)

// Fact is one computed figure with where it comes from.
type Fact struct {
	// ID is stable for equal Category, What, Of and Unit, e.g.
	// "visit/sessions" or "research/泵站/座".
	ID       string            `json:"id"`
	Category activity.Category `json:"category,omitempty"`
	What     counting.What     `json:"what,omitempty"`
	Of       string            `json:"of,omitempty"`
	Unit     activity.Unit     `json:"unit"`
	Value    activity.Amount   `json:"value"`
	Approx   activity.Approx   `json:"approx,omitempty"`
	// Rendered is the figure as printed, classifier included: 30余户.
	Rendered string `json:"rendered"`
	// Records are all that speak of the figure, in order of number.
	Records []activity.RecordID `json:"records"`
	// Doubt is why a person should look at the figure before it goes out, "" for
	// no reason.
	Doubt string `json:"doubt,omitempty"`
	// Source says where a figure comes from that no record speaks of.
	Source string `json:"source,omitempty"`
	// Definition says what is counted and how; Formula how the records add up,
	// "" for sessions, for too many terms to read and where the records at hand
	// are not the whole of it.
	Definition string `json:"definition"`
	Formula    string `json:"formula,omitempty"`
}

// Quantity is the fact as a quantity.
func (f Fact) Quantity() activity.Quantity {
	return activity.Quantity{Value: f.Value, Unit: f.Unit, Approx: f.Approx, Of: f.Of}
}

// Facts computes a section's figures: for each of its categories sessions,
// attendances where more people than sessions took part, and every total.
func Facts(src Source, sec Section) []Fact {
	return newEvidence(src).facts(sec)
}

// thing identifies a figure within a source.
type thing struct {
	category activity.Category
	what     counting.What
	of       string
	unit     activity.Unit
}

// trace is what the records say of a thing: what each event adds, and who says
// so.
type trace struct {
	parts   []part
	records []activity.RecordID
}

type part struct {
	counting.Part
	by activity.RecordID
}

// evidence knows which records stand behind which figure of a source. It asks
// counting what each event contributes, so that it cannot disagree with it.
type evidence struct {
	src    Source
	events [][]activity.Record
	traces map[thing]trace
}

func newEvidence(src Source) *evidence {
	e := &evidence{src: src, events: src.events(), traces: map[thing]trace{}}
	for _, event := range e.events {
		e.add(event)
	}
	return e
}

func (e *evidence) add(event []activity.Record) {
	scope := cmp.Or(e.src.Tally.Scope, counting.Everyone)
	cells := counting.Contribution(event)[scope]
	for _, cell := range slices.SortedFunc(maps.Keys(cells), byField) {
		n := cells[cell]
		key := thing{cell.Category, cell.What, cell.Of, counting.UnitOf(cell.Category, cell.Of, cell.Unit)}
		t := e.traces[key]
		t.parts = append(t.parts, part{counting.Part{Value: n, Approx: cell.Approx, Grain: cell.Grain}, event[0].ID})
		for _, r := range event {
			if cell.What != counting.Figure || names(r, cell.Of, cell.Unit) {
				t.records = append(t.records, r.ID)
			}
		}
		e.traces[key] = t
	}
}

func byField(a, b counting.Cell) int { return cmp.Compare(a.Field(), b.Field()) }

// names reports whether a record itself gives a figure of the thing.
func names(r activity.Record, of string, unit activity.Unit) bool {
	return slices.ContainsFunc(r.Quantities, func(q activity.Quantity) bool {
		return q.Kind == activity.Additive && q.Of == of && counting.SameUnit(r.Category, of, q.Unit, unit)
	})
}

func (e *evidence) facts(sec Section) []Fact {
	var facts []Fact
	for _, c := range sec.Categories {
		line, ok := e.src.Tally.Line(c)
		if !ok {
			continue
		}
		facts = append(facts, e.allSessions(line, voiceOf(sec).Categories[c].Unit)...)
		if line.Attendances > line.Sessions {
			facts = append(facts, e.attendances(line))
		}
		for _, total := range summable(line.Figures) {
			facts = append(facts, e.figure(c, total))
		}
		facts = append(facts, e.reached(c, facts)...)
	}
	return facts
}

// percent is the one unit whose figures never add, whatever kind they carry.
const percent = "%"

func summable(totals []counting.Total) []counting.Total {
	return slices.DeleteFunc(slices.Clone(totals), func(t counting.Total) bool { return t.Unit == percent })
}

// allSessions are the sessions of a line, held and attended told apart where both
// are known: they are two counts.
func (e *evidence) allSessions(line counting.Line, unit activity.Unit) []Fact {
	whole := e.sessions(line, unit)
	held, attended, open, apart := line.Acts()
	if !apart {
		return []Fact{whole}
	}
	var facts []Fact
	name, w := line.Category.Name(activity.Hans), words()
	for _, part := range []struct {
		what       counting.What
		n          int64
		definition string
	}{{counting.Held, held, w.Definitions.Held}, {counting.Attended, attended, w.Definitions.Attended}, {counting.Open, open, w.Definitions.Open}} {
		f := Fact{
			ID: string(line.Category) + "/" + string(part.what), Category: line.Category, What: part.what, Unit: whole.Unit,
			Value: activity.Whole(part.n), Definition: fill(part.definition, "category", name),
		}
		if part.what == counting.Open {
			e.leaveOpen(line.Category)
		}
		if part.n > 0 {
			facts = append(facts, e.traced(f, thing{category: line.Category, what: part.what}))
		}
	}
	return facts
}

// leaveOpen traces the sessions of a kind of work that are neither known as held
// nor as attended.
func (e *evidence) leaveOpen(c activity.Category) {
	told := slices.Concat(e.traces[thing{category: c, what: counting.Held}].records, e.traces[thing{category: c, what: counting.Attended}].records)
	rest := slices.DeleteFunc(slices.Clone(e.traces[thing{category: c, what: counting.Sessions}].records), func(id activity.RecordID) bool {
		return slices.Contains(told, id)
	})
	e.traces[thing{category: c, what: counting.Open}] = trace{records: rest}
}

func (e *evidence) sessions(line counting.Line, unit activity.Unit) Fact {
	f := Fact{
		ID: string(line.Category) + "/sessions", Category: line.Category, What: counting.Sessions,
		Unit: cmp.Or(unit, words().Sessions), Value: activity.Whole(line.Sessions),
		Definition: fill(words().Definitions.Sessions, "category", line.Category.Name(activity.Hans)),
	}
	return e.traced(f, thing{category: line.Category, what: counting.Sessions})
}

func (e *evidence) attendances(line counting.Line) Fact {
	f := Fact{
		ID: string(line.Category) + "/attendances", Category: line.Category, What: counting.Attendances,
		Unit: words().Attendances, Value: activity.Whole(line.Attendances),
		Definition: fill(words().Definitions.Attendances, "category", line.Category.Name(activity.Hans)),
	}
	return e.traced(f, thing{category: line.Category, what: counting.Attendances})
}

func (e *evidence) figure(c activity.Category, t counting.Total) Fact {
	d := words().Definitions
	pattern := d.Figure
	if t.Of == "" {
		pattern = d.Bare
	}
	f := Fact{
		ID: string(c) + "/" + t.Of + "/" + string(t.Unit), Category: c,
		Of: t.Of, Unit: t.Unit, Value: t.Value, Approx: t.Approx,
		Definition: fill(pattern, "category", c.Name(activity.Hans), "of", t.Of, "unit", string(t.Unit)),
	}
	if t.Approx != activity.Exact {
		f.Definition += d.Approx
	}
	return e.traced(f, thing{category: c, of: t.Of, unit: counting.UnitOf(c, t.Of, t.Unit)})
}

// traced completes a fact with its print form, records and formula.
func (e *evidence) traced(f Fact, key thing) Fact {
	t := e.traces[key]
	f.Rendered = figures.Render(f.Quantity())
	f.Records = slices.Clone(t.records)
	slices.Sort(f.Records)
	f.Records = slices.Compact(f.Records)
	f.Formula = t.formula(f)
	return f
}

// maxTerms is how many terms a reader can still add up.
const maxTerms = 8

func (t trace) formula(f Fact) string {
	if f.What != counting.Figure || len(t.parts) < 2 || len(t.parts) > maxTerms {
		return ""
	}
	sums := make([]counting.Part, len(t.parts))
	terms := make([]string, len(t.parts))
	w := words()
	for i, p := range t.parts {
		sums[i] = p.Part
		q := activity.Quantity{Value: p.Value, Unit: f.Unit, Approx: p.Approx}
		terms[i] = figures.Render(q) + w.Open + p.by.String() + w.Close
	}
	if n, approx := counting.Sum(sums); n != f.Value || approx != f.Approx {
		return ""
	}
	return strings.Join(terms, w.Plus) + w.Equals + f.Rendered
}
