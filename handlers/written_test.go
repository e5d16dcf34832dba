package handlers

import (
	"context"
	"strings"
	"sync"
	"testing"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/prompts"
	"dutybook/report"
)

// Sections come from the model where there is one; those it leaves empty are
// written by code, and progress is told once for each.
func TestADraftByAModel(t *testing.T) {
	records := []activity.Record{{
		ID: 1, Category: activity.Visit, Date: activity.Date{Year: 2026, Month: 3, Day: 12}, Member: "m1", Text: "走访5户",
		Quantities: []activity.Quantity{{Value: activity.Whole(5), Unit: "户", Of: "走访"}},
	}}
	year := activity.Year(2026)
	source := report.Source{
		Committee: "政协云台县委员会", Period: year, Asof: activity.Date{Year: 2026, Month: 11, Day: 24}, Records: records,
		Tally: counting.TallyOf(counting.Everyone, counting.Of(records)[counting.Everyone], year),
	}
	outline, err := report.LoadOutline("annual")
	if err != nil {
		t.Fatal(err)
	}
	h := &Handlers{Config: Config{Prose: func(_ context.Context, _ prompts.Memory, src report.Source, o report.Outline, done func()) []report.Prose {
		out := make([]report.Prose, len(o.Fed()))
		var wg sync.WaitGroup
		for i, sec := range o.Fed() {
			wg.Go(func() {
				defer done()
				if sec.ID == "people" {
					out[i] = report.Tell(src, sec, []report.Sentence{{Spans: []report.Span{{Text: "委员走村入户，走访群众"}, {Fact: "visit/走访/户"}, {Text: "。"}}}})
				}
			})
		}
		wg.Wait()
		return out
	}}}
	last, calls := 0, 0
	doc := h.written(t.Context(), source, outline, func(done, total int) {
		last, calls = done*100+total, calls+1
	})
	if text := report.Text(doc); !strings.Contains(text, "委员走村入户，走访群众5户。") || !strings.Contains(text, "（一）强化理论学习") {
		t.Errorf("got\n%s", text)
	}
	if last != 808 || calls != 8 {
		t.Errorf("progress ended with %d after %d calls", last, calls)
	}
}
