package report

import (
	"fmt"
	"maps"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
)

// Check is the last word on a text before it is printed: it fails unless the
// figures read in every paragraph are exactly those of the facts it prints,
// with whatever stands inside words quoted from records. Who wrote the text
// does not matter.
func Check(p Prose) error {
	facts := map[string]Fact{}
	for _, f := range p.Facts {
		facts[f.ID] = f
	}
	for i, paragraph := range p.Paragraphs {
		if err := checkParagraph(paragraph, facts); err != nil {
			return fmt.Errorf("report: paragraph %d: %w", i+1, err)
		}
	}
	return nil
}

// reading is a figure as read in a text.
type reading struct {
	value  activity.Amount
	unit   activity.Unit
	approx activity.Approx
}

func read(text string) map[reading]int {
	found := map[reading]int{}
	for _, f := range figures.Scan(text) {
		found[reading{f.Value, f.Unit, f.Approx}]++
	}
	return found
}

func checkParagraph(p Paragraph, facts map[string]Fact) error {
	want := map[reading]int{}
	for _, s := range p.Spans {
		allowed, err := checkSpan(s, facts)
		if err != nil {
			return err
		}
		for r, n := range allowed {
			want[r] += n
		}
	}
	if got := read(p.Text()); !maps.Equal(got, want) {
		return fmt.Errorf("reads %d figures where the facts have %d: %w", count(got), count(want), activity.ErrInvalid)
	}
	return nil
}

// checkSpan gives the figures a span may show.
func checkSpan(s Span, facts map[string]Fact) (map[reading]int, error) {
	found := read(s.Text)
	switch {
	case s.Fact != "":
		f, known := facts[s.Fact]
		if !known || s.Text != f.Rendered {
			return nil, fmt.Errorf("fact %q is not what is printed: %w", s.Fact, activity.ErrInvalid)
		}
	case s.Record != 0, s.Note:
	case count(found) != 0:
		return nil, fmt.Errorf("a figure stands in plain words: %w", activity.ErrInvalid)
	}
	return found, nil
}

func count(found map[reading]int) int {
	n := 0
	for _, k := range found {
		n += k
	}
	return n
}

// factList is what text that fails the check is replaced by: the bare facts,
// each behind its name.
func factList(facts []Fact) Paragraph {
	w := words()
	var items [][]Span
	for _, f := range facts {
		items = append(items, []Span{plain(f.label() + w.Colon), f.span()})
	}
	return Paragraph{Spans: joined(items, w.Semicolon, w.Stop)}
}

// label names a fact without any figure in the name.
func (f Fact) label() string {
	w := words()
	name, of := f.Category.Name(activity.Hans), f.Of
	switch f.What {
	case counting.Sessions:
		of = string(w.Sessions)
	case counting.Held:
		of = w.Ledger.Held
	case counting.Attended:
		of = w.Ledger.Attended
	case counting.Open:
		of = w.Ledger.Open
	case counting.Attendances:
		of = string(w.Attendances)
	}
	if of == "" || len(figures.Scan(of)) > 0 {
		return name
	}
	return name + w.Open + of + w.Close
}
