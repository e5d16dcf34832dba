package scoring_test

import (
	"fmt"
	"testing"

	"dutybook/activity"
	"dutybook/scoring"
)

// BenchmarkEverybody is a year of 31,000 records of 200 members: put together, and
// everybody's statement.
func BenchmarkEverybody(b *testing.B) {
	schemes, err := scoring.BuiltIn()
	if err != nil {
		b.Fatal(err)
	}
	kinds := []activity.Category{activity.Visit, activity.Meeting, activity.Proposal, activity.Research, activity.Opinion}
	var records []activity.Record
	for i := range 31_000 {
		r := activity.Record{
			ID: activity.RecordID(i + 1), Member: activity.MemberID(fmt.Sprint("m", i%200)), Category: kinds[i%len(kinds)],
			Date: activity.Date{Year: 2026, Month: 3, Day: 1 + i%28}, Summary: "在柳河村走访",
		}
		if i%7 == 0 {
			r.With = []activity.Fellow{{Member: activity.MemberID(fmt.Sprint("m", (i+3)%200))}}
		}
		records = append(records, r)
	}
	for b.Loop() {
		book := scoring.Open(scoring.Source{Period: activity.Year(2026), Records: records})
		for i := range 200 {
			book.Statement(schemes[1], scoring.Person{ID: activity.MemberID(fmt.Sprint("m", i))}, nil)
		}
	}
}
