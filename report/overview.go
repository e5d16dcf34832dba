package report

import (
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
)

// overall adds up what the opening says: the sessions and attendances of every
// kind of work that takes place, whichever of them the outline tells, so that
// the long text and the short ones open with the same figures. Papers handed in
// are told beside them.
func (e *evidence) overall(name string) (sessions, attendances Fact) {
	d, w, v := words().Definitions, words(), voices()[name]
	sessions = Fact{ID: "all/sessions", What: counting.Sessions, Unit: w.OverviewUnit, Definition: d.AllSessions}
	attendances = Fact{ID: "all/attendances", What: counting.Attendances, Unit: w.Attendances, Definition: d.AllAttendances}
	var records []activity.RecordID
	for _, row := range activity.Categories() {
		if v.Categories[row.Code].Fallback || slices.Contains(v.NotOverall, row.Code) {
			continue
		}
		line, _ := e.src.Tally.Line(row.Code)
		sessions.Value += activity.Whole(line.Sessions)
		attendances.Value += activity.Whole(line.Attendances)
		records = append(records, e.traces[thing{category: row.Code, what: counting.Sessions}].records...)
	}
	slices.Sort(records)
	sessions.Records, attendances.Records = records, records
	sessions.Rendered = figures.Render(sessions.Quantity())
	attendances.Rendered = figures.Render(attendances.Quantity())
	return sessions, attendances
}

// overview is the figures of the opening: activities, those who took part, and
// the papers handed in.
func (e *evidence) overview(name string) Prose {
	v := voiceOf(Section{Voice: name})
	sessions, attendances := e.overall(name)
	if sessions.Value == 0 {
		return Prose{}
	}
	facts := []Fact{sessions, attendances}
	var extra [][]Span
	if v.OverviewAttendances != "" && attendances.Value > sessions.Value {
		extra = append(extra, expand(v.OverviewAttendances, "n", attendances.span()))
	}
	for _, paper := range v.Papers {
		for _, f := range e.facts(Section{Categories: []activity.Category{paper.Category}, Voice: name}) {
			if f.What == counting.Figure && f.Of == paper.Of && slices.Contains(paper.Units, f.Unit) {
				facts, extra = append(facts, f), append(extra, expand(paper.Say, "n", f.span()))
			}
		}
	}
	w := words()
	spans := expand(fill(v.Overview, "until", v.until(e.src)), "sessions", sessions.span())
	if held, attended := e.overallActs(name); held.Value > 0 && attended.Value > 0 {
		facts = append(facts, held, attended)
		before, after, _ := strings.Cut(v.OverviewActs, "{attended}")
		spans = append(append(spans, expand(before, "held", held.span())...), attended.span(), plain(after))
	}
	for _, clause := range extra {
		spans = append(append(spans, plain(w.Comma)), clause...)
	}
	return Prose{Paragraphs: []Paragraph{{Spans: append(spans, plain(w.Stop))}}, Facts: facts}
}

// overallActs are how many of the overall sessions were held and how many
// attended.
func (e *evidence) overallActs(name string) (held, attended Fact) {
	d, w, v := words().Definitions, words(), voices()[name]
	held = Fact{ID: "all/held", What: counting.Held, Unit: w.OverviewUnit, Definition: d.AllHeld}
	attended = Fact{ID: "all/attended", What: counting.Attended, Unit: w.OverviewUnit, Definition: d.AllAttended}
	for _, row := range activity.Categories() {
		if v.Categories[row.Code].Fallback || slices.Contains(v.NotOverall, row.Code) {
			continue
		}
		line, _ := e.src.Tally.Line(row.Code)
		held.Value += activity.Whole(line.Held)
		attended.Value += activity.Whole(line.Attended)
		held.Records = append(held.Records, e.traces[thing{category: row.Code, what: counting.Held}].records...)
		attended.Records = append(attended.Records, e.traces[thing{category: row.Code, what: counting.Attended}].records...)
	}
	for _, f := range []*Fact{&held, &attended} {
		slices.Sort(f.Records)
		f.Rendered = figures.Render(f.Quantity())
	}
	return held, attended
}

// until says which time the opening speaks of: up to the last day taken in of a
// period that runs on, else all of it.
func (v voice) until(s Source) string {
	switch _, whole := s.Period.WholeYear(); {
	case s.Asof.Before(activity.Date{Year: s.Period.To.Year, Month: s.Period.To.Month}.Last()):
		return fill(v.Until.Running, "asof", dateWords(s.Asof))
	case whole:
		return v.Until.Done
	case yearsWords(s.Period) != "" && s.Period.From.Year != s.Period.To.Year:
		return fill(v.Until.Many, "years", yearsWords(s.Period))
	}
	return fill(v.Until.Part, "period", periodWords(s.Period))
}

// opening fills the outline's opening; {overview} is the document's only
// figures outside the sections.
func (e *evidence) opening(o Outline) Prose {
	overview := e.overview(o.Voice)
	prose := Prose{Facts: overview.Facts}
	official := e.official(Opening)
	if len(official) > 0 {
		prose.Paragraphs = append(prose.Paragraphs, Paragraph{Spans: official})
	}
	for _, text := range o.Opening {
		before, after, found := strings.Cut(e.fill(text), "{overview}")
		spans := gapSpans(before)
		if len(official) > 0 && !found && onlyGaps(spans) {
			continue
		}
		if found && len(overview.Paragraphs) > 0 {
			spans = append(spans, overview.Paragraphs[0].Spans...)
		}
		if spans = append(spans, gapSpans(after)...); len(spans) > 0 {
			prose.Paragraphs = append(prose.Paragraphs, Paragraph{Spans: spans})
		}
	}
	return prose
}
