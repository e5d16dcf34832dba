package report

import (
	"slices"
	"strings"
	"unicode/utf8"

	"dutybook/activity"
)

// Official is a piece of fixed wording as a secretary keeps it. A draft prints
// only those in force, word for word; where a text says something else, Verify
// tells.
type Official struct {
	// Text is exact, figures in it are none.
	Text string `json:"text"`
	// Slot is the Section.Part it opens, "opening" for the document's; "" is
	// known and not printed by itself.
	Slot string `json:"slot,omitempty"`
	// Must is true for wording every report has to have, in the order kept.
	Must bool `json:"must,omitempty"`
	// From and Until are the days it is in force, zero for no bound.
	From  activity.Date `json:"from,omitzero"`
	Until activity.Date `json:"until,omitzero"`
}

// Opening is the Slot of the document's first paragraph.
const Opening = "opening"

// InForce reports whether the wording may be used on a day.
func (o Official) InForce(on activity.Date) bool {
	return (o.From == (activity.Date{}) || !on.Before(o.From)) && (o.Until == (activity.Date{}) || !o.Until.Last().Before(on))
}

// day is the day wording is judged by: that on which the draft is drawn up.
func (s Source) day() activity.Date {
	if s.Asof != (activity.Date{}) {
		return s.Asof
	}
	return activity.Date{Year: s.Period.To.Year, Month: s.Period.To.Month}.Last()
}

// official is the sentence of a slot: its wording in force, in the order kept.
func (e *evidence) official(slot string) []Span {
	w := words()
	var spans []Span
	for _, o := range e.src.Official {
		if o.Slot != slot || !o.InForce(e.src.day()) {
			continue
		}
		if len(spans) > 0 {
			spans = append(spans, plain(w.Comma))
		}
		spans = append(spans, plain(strings.TrimRight(o.Text, w.Stop+w.Comma+w.Semicolon)))
	}
	if len(spans) == 0 {
		return nil
	}
	return append(spans, plain(w.Stop))
}

// formulas finds fixed wording: what is kept, wherever it stands, and what only
// resembles it.
func (v *verifier) formulas(text string) []Finding {
	w := words()
	var out []Finding
	for _, o := range v.src.Official {
		for _, at := range places(text, o.Text) {
			f := Finding{Text: o.Text, Offset: utf8.RuneCountInString(text[:at]), Kind: FormulaKind, Status: Supported, Records: []activity.RecordID{}}
			switch day := v.src.day(); {
			case o.InForce(day):
			case o.Until != (activity.Date{}) && o.Until.Last().Before(day):
				f.Status, f.Note = Contradicted, fill(w.Expired, "day", dateWords(o.Until.Last()))
			default:
				f.Status, f.Note = Contradicted, fill(w.NotYet, "day", dateWords(o.From.First()))
			}
			out = append(out, f)
		}
		for _, at := range altered(text, o.Text) {
			out = append(out, Finding{
				Text: at.text, Offset: utf8.RuneCountInString(text[:at.start]), Kind: FormulaKind, Status: Contradicted,
				Records: []activity.RecordID{}, Note: fill(w.Altered, "text", o.Text),
			})
		}
	}
	return append(dropInner(out), v.mandatory(text)...)
}

// wholeText is from how many characters a text is a report, which has to have
// all mandatory wording.
const wholeText = 500

// mandatory finds wording a report has to have and has not, or not in the order
// it is kept in.
func (v *verifier) mandatory(text string) []Finding {
	size := utf8.RuneCountInString(text)
	if size < wholeText {
		return nil
	}
	w := words()
	var out []Finding
	last, before := -1, ""
	for _, o := range v.src.Official {
		if !o.Must || !o.InForce(v.src.day()) {
			continue
		}
		f := Finding{Text: o.Text, Offset: size, Kind: FormulaKind, Status: Contradicted, Records: []activity.RecordID{}, Note: w.Must}
		at := strings.Index(text, o.Text)
		if at >= 0 {
			f.Offset, f.Note = utf8.RuneCountInString(text[:at]), fill(w.Before, "text", before)
		}
		if at < 0 || at < last {
			out = append(out, f)
		}
		if at >= 0 {
			last, before = max(at, last), o.Text
		}
	}
	return out
}

// dropInner leaves out what stands inside longer wording.
func dropInner(found []Finding) []Finding {
	end := func(f Finding) int { return f.Offset + utf8.RuneCountInString(f.Text) }
	return slices.DeleteFunc(slices.Clone(found), func(f Finding) bool {
		return slices.ContainsFunc(found, func(g Finding) bool {
			return g.Offset <= f.Offset && end(f) <= end(g) && end(g)-g.Offset > end(f)-f.Offset
		})
	})
}

type stretch struct {
	text  string
	start int
}

const (
	// minFormula is the shortest wording an altered form of which is looked for.
	minFormula = 6
	// maxAltered is by how many characters it may differ.
	maxAltered = 2
)

// altered finds stretches that begin or end as the wording does and differ from
// it by one or two characters.
func altered(text, wording string) []stretch {
	want := []rune(wording)
	if len(want) < minFormula || strings.Contains(text, wording) {
		return nil
	}
	limit := min(maxAltered, len(want)/minFormula)
	head, tail := string(want[:len(want)/2]), string(want[len(want)/2:])
	var out []stretch
	for _, at := range places(text, head) {
		out = addNear(out, text, at, want, limit)
	}
	for _, at := range places(text, tail) {
		begin := at
		for range len(want) / 2 {
			_, size := utf8.DecodeLastRuneInString(text[:begin])
			begin -= size
		}
		out = addNear(out, text, begin, want, limit)
	}
	return out
}

// addNear adds the stretch from a place that comes nearest to the wording.
func addNear(out []stretch, text string, at int, want []rune, limit int) []stretch {
	rest := []rune(text[at:])
	best, length := limit+1, 0
	for n := max(1, len(want)-limit); n <= min(len(rest), len(want)+limit); n++ {
		if d := distance(rest[:n], want); d > 0 && d < best {
			best, length = d, n
		}
	}
	if length == 0 || slices.ContainsFunc(out, func(s stretch) bool { return s.start == at }) {
		return out
	}
	return append(out, stretch{string(rest[:length]), at})
}

// distance counts the characters to change, add or leave out.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		left := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := left
			if x != y {
				cost = 1 + min(left, row[j], row[j+1])
			}
			left, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}

// outside leaves out what stands inside fixed wording, whose names and figures
// are its own.
func outside(found, formulas []Finding) []Finding {
	return slices.DeleteFunc(found, func(f Finding) bool {
		return slices.ContainsFunc(formulas, func(g Finding) bool {
			return g.Offset <= f.Offset && f.Offset < g.Offset+utf8.RuneCountInString(g.Text)
		})
	})
}
