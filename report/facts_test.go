package report_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/report"
)

func TestFacts(t *testing.T) {
	for _, tt := range []struct {
		name    string
		records []activity.Record
		want    []string
	}{
		{"sessions and figures", []activity.Record{
			did(1, activity.Visit, n(3, "户", "走访")), did(2, activity.Visit, n(5, "户", "走访")),
		}, []string{"2次 [#1 #2]", "8户 [#1 #2]"}},
		{"joint work counts once and names everybody who told", []activity.Record{
			did(1, activity.Visit, n(12, "户", "走访")), joint(1, "m2", did(2, activity.Visit, n(12, "户", "走访"))),
		}, []string{"1次 [#1 #2]", "2人次 [#1 #2]", "12户 [#1 #2]"}},
		{"approximate figures stay approximate", []activity.Record{
			did(1, activity.Visit, over(30, "户", "走访")), did(2, activity.Visit, over(50, "户", "走访")),
		}, []string{"2次 [#1 #2]", "80余户 [#1 #2]"}},
		{"what never adds is no fact", []activity.Record{
			did(1, activity.Visit, n(12, "户", "走访"), kind(activity.Part, n(5, "户", "走访")), kind(activity.Rate, n(60, "%", ""))),
		}, []string{"1次 [#1]", "12户 [#1]"}},
		{"things counted are not mixed", []activity.Record{
			did(1, activity.Visit, n(3, "件", "诉求")), did(2, activity.Visit, n(2, "件", "纠纷")),
		}, []string{"2次 [#1 #2]", "2件 [#2]", "3件 [#1]"}},
		{"other categories stay out", []activity.Record{did(1, activity.Study)}, nil},
		{"deleted records stay out", []activity.Record{gone(did(1, activity.Visit, n(3, "户", "走访")))}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, f := range report.Facts(source(tt.records...), report.SectionOf(activity.Visit)) {
				got = append(got, f.Rendered+" "+ids(f.Records))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func gone(r activity.Record) activity.Record {
	r.Deleted = true
	return r
}

func ids(records []activity.RecordID) string {
	s := "["
	for i, id := range records {
		if i > 0 {
			s += " "
		}
		s += id.String()
	}
	return s + "]"
}

func TestFactsOfAGroupNameNobodyElsesRecords(t *testing.T) {
	other := did(2, activity.Visit, n(5, "户", "走访"))
	other.Group, other.Member = "g2", "m2"
	src := scoped(counting.OfGroup("g1"), did(1, activity.Visit, n(3, "户", "走访")), other)
	for _, f := range report.Facts(src, report.SectionOf(activity.Visit)) {
		if ids(f.Records) != "[#1]" {
			t.Errorf("%s cites %s", f.Rendered, ids(f.Records))
		}
	}
}

func TestFormulaAddsUp(t *testing.T) {
	src := source(did(1, activity.Visit, n(3, "户", "走访")), did(2, activity.Visit, n(5, "户", "走访")))
	want := map[string]string{"visit/sessions": "", "visit/走访/户": "3户（#1）＋5户（#2）＝8户"}
	for _, f := range report.Facts(src, report.SectionOf(activity.Visit)) {
		if f.Formula != want[f.ID] {
			t.Errorf("%s: formula %q, want %q", f.ID, f.Formula, want[f.ID])
		}
	}
	src.Records = src.Records[:1]
	for _, f := range report.Facts(src, report.SectionOf(activity.Visit)) {
		if f.Formula != "" {
			t.Errorf("%s: formula %q though a record is missing", f.ID, f.Formula)
		}
	}
}

// Facts must be the tally, whatever the records.
func TestFactsAreTheTally(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := source(recordsOf(t)...)
		for _, line := range src.Tally.Lines {
			want := map[string]activity.Amount{string(line.Category) + "/sessions": activity.Whole(line.Sessions)}
			if line.Attendances > line.Sessions {
				want[string(line.Category)+"/attendances"] = activity.Whole(line.Attendances)
			}
			for _, total := range line.Figures {
				want[string(line.Category)+"/"+total.Of+"/"+string(total.Unit)] = total.Value
			}
			got := map[string]activity.Amount{}
			for _, f := range report.Facts(src, report.SectionOf(line.Category)) {
				got[f.ID] = f.Value
				if len(f.Records) == 0 {
					t.Errorf("%s has no record", f.ID)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
	})
}
