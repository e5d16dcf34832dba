package report

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
	"dutybook/figures/guard"
)

// Status is what the records say of a stretch of text.
type Status string

// The statuses. Contradicted means that records speak of the same thing and
// say otherwise; Unsupported that none speaks of it.
const (
	Supported    Status = "supported"
	Contradicted Status = "contradicted"
	Unsupported  Status = "unsupported"
)

// Kind is what a Finding is about.
type Kind string

// The kinds. A claim is a word of praise, effect or rank, which needs a source
// as a figure does; a formula is fixed official wording; reused is a sentence of
// last year's report.
const (
	FigureKind  Kind = "figure"
	NameKind    Kind = "name"
	TitleKind   Kind = "title"
	FormulaKind Kind = "formula"
	ClaimKind   Kind = "claim"
	ReusedKind  Kind = "reused"
)

// Finding is one figure, name, title, formula or claim of a text.
type Finding struct {
	Text string `json:"text"`
	// Offset counts characters from the beginning of the text.
	Offset int    `json:"offset"`
	Kind   Kind   `json:"kind"`
	Status Status `json:"status"`
	// Records speak of it, in order; never nil.
	Records []activity.RecordID `json:"records"`
	// Note says what the records say instead, or how the figure was worked out.
	Note string `json:"note,omitempty"`
}

// Verify compares a text somebody wrote or edited with the records: every
// figure, name, title, formula and claim of it, in order. Formulas are held
// against the source's official wording; without any, none is supported.
func Verify(src Source, text string) []Finding {
	v := newVerifier(src)
	formulas := v.formulas(text)
	findings := outside(append(v.figures(text), v.words(text)...), formulas)
	findings = append(append(findings, formulas...), v.reused(text)...)
	slices.SortStableFunc(findings, func(a, b Finding) int { return cmp.Compare(a.Offset, b.Offset) })
	return findings
}

// verifier knows everything the records say in numbers.
type verifier struct {
	src   Source
	facts []known
}

// known is a figure the records support: a total, or what one of them says.
type known struct {
	Fact
	// words are those a text speaks of the figure with; total is false for the
	// figure of a single record.
	words []string
	total bool
}

func newVerifier(src Source) *verifier {
	e := newEvidence(src)
	v := &verifier{src: src}
	var all Section
	for _, row := range activity.Categories() {
		all.Categories = append(all.Categories, row.Code)
	}
	for _, name := range []string{committeeVoice, personalVoice} {
		all.Voice = name
		for _, f := range e.facts(all) {
			v.facts = append(v.facts, known{f, wordsOf(f, voiceOf(all)), true})
		}
		sessions, attendances := e.overall(name)
		v.facts = append(v.facts, known{sessions, []string{words().Activities}, true}, known{attendances, []string{words().Activities}, true})
	}
	for _, f := range src.Office {
		v.facts = append(v.facts, known{e.office(f), []string{f.Name}, true})
	}
	v.addSingle(e)
	return v
}

// addSingle adds what single events say, whatever its kind.
func (v *verifier) addSingle(e *evidence) {
	for _, event := range e.events {
		from := len(v.facts)
		for _, r := range event {
			for _, q := range r.Quantities {
				v.addSaid(from, r, q)
			}
		}
	}
}

// addSaid adds one figure of a record, or the record to those of its event that
// say the same.
func (v *verifier) addSaid(from int, r activity.Record, q activity.Quantity) {
	q.Kind, q.Quote = "", ""
	for i := from; i < len(v.facts); i++ {
		if k := &v.facts[i]; k.Quantity() == q {
			k.Records = append(k.Records, r.ID)
			return
		}
	}
	f := Fact{
		Category: r.Category, Of: q.Of, Unit: q.Unit, Value: q.Value, Approx: q.Approx,
		Rendered: figures.Render(q), Records: []activity.RecordID{r.ID},
	}
	v.facts = append(v.facts, known{f, wordsOf(f, voiceOf(Section{})), false})
}

// wordsOf are the words the reports of this package tell a figure with, and
// those of its category.
func wordsOf(f Fact, v voice) []string {
	w := []string{f.Category.Name(activity.Hans)}
	p := v.Categories[f.Category]
	switch f.What {
	case counting.Sessions:
		w = append(w, cut(p.Lead))
	case counting.Held:
		w = append(w, cut(fill(v.Held, "category", w[0])))
	case counting.Attended:
		w = append(w, cut(v.Attended))
	case counting.Attendances:
		w = append(w, cut(p.Attendances))
	}
	for _, m := range measures() {
		if m.fits(f) && f.What == counting.Figure {
			w = append(w, cut(m.Say))
			break
		}
	}
	for part := range strings.SplitSeq(f.Of, "\u00b7") {
		w = append(w, part)
	}
	return slices.DeleteFunc(w, func(s string) bool { return utf8.RuneCountInString(s) < 2 })
}

// cut is a pattern's words before its figure.
func cut(pattern string) string {
	before, _, _ := strings.Cut(pattern, "{n}")
	if _, after, found := strings.Cut(before, "}"); found {
		before = after
	}
	return before
}

// claimed is a figure of the text with the words around it.
type claimed struct {
	figures.Figure
	clause, sentence string
}

// figures checks all that the guard finds; what cannot be read as a figure is
// unsupported.
func (v *verifier) figures(text string) []Finding {
	read := figures.Scan(text)
	var out []Finding
	for _, h := range guard.Find(text) {
		f := Finding{Text: h.Text, Offset: utf8.RuneCountInString(text[:h.Start]), Kind: FigureKind, Status: Unsupported, Records: []activity.RecordID{}}
		i := slices.IndexFunc(read, func(r figures.Figure) bool { return r.Start < h.End && h.Start < r.End })
		if i >= 0 {
			c := claimed{read[i], between(text, h.Start, h.End, words().ClauseEnds), between(text, h.Start, h.End, words().SentenceEnds)}
			v.judge(&f, c, text)
		}
		out = append(out, f)
	}
	return out
}

// between is the stretch round a place up to the next of the ends.
func between(text string, start, end int, ends string) string {
	from, to := 0, len(text)
	if i := strings.LastIndexAny(text[:start], ends); i >= 0 {
		_, size := utf8.DecodeRuneInString(text[i:])
		from = i + size
	}
	if i := strings.IndexAny(text[end:], ends); i >= 0 {
		to = end + i
	}
	return text[from:to]
}

// judge looks for a fact that says the same, then for one that speaks of the
// same thing, then works the figure out from its neighbours.
func (v *verifier) judge(f *Finding, c claimed, text string) {
	var same, other []known
	for _, k := range v.facts {
		speaks := k.speaksOf(c)
		switch {
		case speaks == 0:
		case k.Value == c.Value && k.Approx == c.Approx && alike(k, c.Unit):
			same = append(same, k)
		case speaks > 1 && k.total && alike(k, c.Unit):
			other = append(other, k)
		}
	}
	switch {
	case len(same) > 0:
		// A total says more than a record that happens to say the same.
		slices.SortStableFunc(same, func(a, b known) int { return -compareBool(a.total, b.total) })
		f.Status, f.Records = Supported, nonNil(same[0].Records)
	case v.workedOut(f, c, text):
	case len(other) > 0:
		f.Status, f.Records, f.Note = Contradicted, nonNil(other[0].Records), fill(words().RecordsSay, "figure", other[0].Rendered)
	}
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func nonNil(ids []activity.RecordID) []activity.RecordID {
	if ids == nil {
		return []activity.RecordID{}
	}
	return ids
}

// speaksOf says how sure it is that a fact is what the text speaks of: 2 when
// the clause has its words or counts the same thing, 1 when the sentence has
// them or nobody named the thing, 0 when they count different things.
func (k known) speaksOf(c claimed) int {
	switch {
	case c.Of != "" && c.Of == k.Of:
		return 2
	case slices.ContainsFunc(k.words, func(w string) bool { return strings.Contains(c.clause, w) }):
		return 2
	case slices.ContainsFunc(k.words, func(w string) bool { return strings.Contains(c.sentence, w) }):
		return 1
	case k.Of == "" && k.What == counting.Figure:
		return 1
	}
	return 0
}

// alike reports whether a unit of the text counts what the fact counts;
// sessions are counted in several words, and people too.
func alike(k known, u activity.Unit) bool {
	if counting.SameUnit(k.Category, k.Of, k.Unit, u) {
		return true
	}
	for _, group := range words().SameUnits {
		if slices.Contains(group, k.Unit) && slices.Contains(group, u) {
			return slices.Contains([]counting.What{counting.Sessions, counting.Held, counting.Attended, counting.Open}, k.What) || !slices.Contains(words().SessionUnits, u)
		}
	}
	return false
}
