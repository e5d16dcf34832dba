package report_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/report"
)

func officeFact(id activity.FactID, name string, n int64, asof string) activity.OfficeFact {
	day, err := activity.ParseDate(asof)
	if err != nil {
		panic(err)
	}
	return activity.OfficeFact{ID: id, Name: name, Value: activity.Whole(n), Unit: "个", Asof: day, Source: "办公室台账", By: "m9", At: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)}
}

func TestTheLatestOfficeFactHolds(t *testing.T) {
	all := []activity.OfficeFact{
		officeFact(1, "会客厅", 62, "2025"), officeFact(2, "会客厅", 110, "2026-11"),
		officeFact(3, "會客廳", 100, "2026-06"), officeFact(4, "会客厅", 130, "2027-02"),
		officeFact(5, "协商平台", 36, "2026-11"), officeFact(6, "会客厅", 999, "2026-11"),
	}
	all[5].Deleted = true
	for until, want := range map[string]string{"2025-12-31": "62", "2026-09-30": "100", "2026-12-31": "110 36", "2027-12-31": "130 36"} {
		day, _ := activity.ParseDate(until)
		var got []string
		for _, f := range report.CurrentFacts(all, day) {
			got = append(got, f.Value.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("until %s: %v, want %s", until, got, want)
		}
	}
}

// TestOfficeFactsArePrintedWithTheirSource, in the section on building and in a
// table of their own, and change no other figure.
func TestOfficeFactsArePrintedWithTheirSource(t *testing.T) {
	src := report.Source{
		Committee: "政协清河市委员会", Period: activity.Year(2026), Asof: activity.Date{Year: 2026, Month: 12, Day: 31},
		Members: map[activity.MemberID]string{"m9": "周敏"},
		Office:  []activity.OfficeFact{officeFact(1, "会客厅", 110, "2026-11"), officeFact(2, "协商平台", 36, "2026-11")},
	}
	doc := report.Draft(src, outline(t, "annual"), nil)
	text := report.Markdown(doc)
	for _, want := range []string{
		"截至2026年11月，会客厅110个、协商平台36个。",
		"| 110个 | 会客厅，截至2026年11月的情况数字，由办公室提供，不与其他数字相加。 | 来源：办公室台账；周敏于2026年11月24日登记 |",
		"## 情况数字", "| 会客厅 | 110个 | 2026年11月 | 来源：办公室台账；周敏于2026年11月24日登记 |",
	} {
		if strings.Count(text, want) != 1 {
			t.Errorf("%q stands %d times", want, strings.Count(text, want))
		}
	}
	var file bytes.Buffer
	if err := report.WriteDocx(&file, doc); err != nil {
		t.Fatal(err)
	}
	if page := report.Markdown(report.Draft(src, outline(t, "page"), nil)); strings.Contains(page, "会客厅110个") {
		t.Error("a page has no room for them")
	}
}
