package report_test

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
	"dutybook/report"
)

// labelled is a figure of a real report, as a person read it.
type labelled struct {
	Doc, What, Unit string
	Value           *float64
	Approx          activity.Approx
	Category        activity.Category
	IsQuantity      bool `json:"is_quantity"`
}

// TestTheFiguresOfRealReportsComeOutAgain tells the figures of reports that are
// not part of this repository as records, and finds every one of them in a
// draft of the same kind, under the heading of its kind of work.
func TestTheFiguresOfRealReportsComeOutAgain(t *testing.T) {
	file, err := os.Open("../../shared/seed-figures.dev.jsonl")
	if err != nil {
		t.Skip("the labelled figures are not here")
	}
	defer file.Close()
	records := map[string][]activity.Record{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var l labelled
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		if !l.IsQuantity || l.Value == nil || !l.Category.Valid() || l.Unit == "%" || l.Unit == "" {
			continue
		}
		q := activity.Quantity{Value: activity.Amount(*l.Value * float64(activity.One)), Unit: activity.Unit(l.Unit), Approx: l.Approx, Of: l.What}
		records[l.Doc] = append(records[l.Doc], did(activity.RecordID(len(records[l.Doc])+1), l.Category, q))
	}
	for doc, kind := range map[string]string{"000a": "standing", "000b": "standing", "002": "term", "004": "review"} {
		scope := counting.Everyone
		if kind == "standing" {
			scope = counting.OfMember("m1")
		}
		src := scoped(scope, records[doc]...)
		o := outline(t, kind)
		total, found := 0, 0
		prose := map[activity.Category]string{}
		parts := report.Draft(src, o, nil).Parts
		for _, sec := range o.Fed() {
			for _, part := range parts {
				if part.ID != sec.ID {
					continue
				}
				for _, c := range sec.Categories {
					for _, p := range part.Paragraphs {
						prose[c] += p.Text()
					}
				}
			}
		}
		for _, line := range src.Tally.Lines {
			for _, f := range line.Figures {
				total++
				if strings.Contains(prose[line.Category], figures.Render(f.Quantity())) {
					found++
				} else {
					t.Logf("%s: %s %s of %s is not in %s", doc, figures.Render(f.Quantity()), f.Of, line.Category, prose[line.Category])
				}
			}
		}
		t.Logf("%s: %d of %d figures in their sections", doc, found, total)
		if found < total || total == 0 {
			t.Errorf("%s: %d of %d figures in their sections", doc, found, total)
		}
	}
}
