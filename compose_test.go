package main

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/llm"
	"dutybook/llm/llmtest"
	"dutybook/prompts"
	"dutybook/report"
	"dutybook/store/storetest"
)

// eightSections is an outline of eight sections with a record for each.
func eightSections(t *testing.T) (report.Source, report.Outline) {
	t.Helper()
	outline, err := report.LoadOutline("annual")
	if err != nil {
		t.Fatal(err)
	}
	var records []activity.Record
	for i, sec := range outline.Fed() {
		records = append(records, activity.Record{
			ID: activity.RecordID(i + 1), Category: sec.Categories[0], Date: activity.Date{Year: 2026, Month: 3, Day: i + 1},
			Member: "m1", Text: "开展工作", Quantities: []activity.Quantity{{Value: activity.Whole(2), Unit: "次", Of: "活动"}},
		})
	}
	year := activity.Year(2026)
	if len(records) != 8 {
		t.Fatalf("%d sections", len(records))
	}
	return report.Source{
		Committee: "政协云台县委员会", Period: year, Asof: activity.Date{Year: 2026, Month: 11, Day: 24}, Records: records,
		Tally: counting.TallyOf(counting.Everyone, counting.Of(records)[counting.Everyone], year),
	}, outline
}

func composerAt(t *testing.T, url string) *prompts.Composer {
	t.Helper()
	c, err := prompts.NewComposer(prompts.Builtin(), llm.Open(llm.Config{BaseURL: url, Model: "m", Slots: 12}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const nothingSaid = `{"sentences":[]}`

// TestADraftTakesAsLongAsItsSlowestSection: eight sections whose answers take
// different times are written in hardly more than the longest of them.
func TestADraftTakesAsLongAsItsSlowestSection(t *testing.T) {
	var mu sync.Mutex
	latencies := []time.Duration{40, 300, 120, 900, 200, 500, 80, 700}
	var took []time.Duration
	server := llmtest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		wait := latencies[0] * time.Millisecond
		latencies = latencies[1:]
		mu.Unlock()
		began := time.Now()
		<-time.After(wait)
		llmtest.Says(nothingSaid)(w, r)
		mu.Lock()
		took = append(took, time.Since(began))
		mu.Unlock()
	})
	source, outline := eightSections(t)
	began := time.Now()
	composeWith(t.Context(), composerAt(t, server.URL), nil, source, outline, func() {}, func(heading string, err error) { t.Error(heading, err) })
	wall := time.Since(began)
	if len(took) != 8 {
		t.Fatalf("%d calls", len(took))
	}
	slowest := slices.Max(took)
	ratio := float64(wall) / float64(slowest)
	t.Logf("wall time %v, slowest call %v, ratio %.2f", wall, slowest, ratio)
	if ratio > 1.3 {
		t.Errorf("wall time %v is %.2f times the slowest call, %v", wall, ratio, slowest)
	}
}

// TestADraftGoesOnWhereItWasStopped: sections written before the program was
// stopped are not asked of the model again by the next one.
func TestADraftGoesOnWhereItWasStopped(t *testing.T) {
	committee := storetest.New(t).Committee(theCommittee)
	source, outline := eightSections(t)
	first := llmtest.Serve(t, llmtest.Says(nothingSaid), llmtest.Says(nothingSaid), llmtest.Says(nothingSaid), llmtest.Hangs())
	ctx, stop := context.WithCancel(t.Context())
	var mu sync.Mutex
	done := 0
	composeWith(ctx, composerAt(t, first.URL), committee, source, outline, func() {
		mu.Lock()
		defer mu.Unlock()
		if done++; done == 3 {
			stop()
		}
	}, func(string, error) {})
	second := llmtest.Serve(t, llmtest.Says(nothingSaid))
	for range 2 {
		composeWith(t.Context(), composerAt(t, second.URL), committee, source, outline, func() {}, func(heading string, err error) { t.Error(heading, err) })
	}
	if n := len(second.Asked()); n != 5 {
		t.Errorf("%d sections were asked for again, want 5", n)
	}
}
