package scoring_test

import (
	"fmt"
	"testing"

	"dutybook/activity"
	"dutybook/scoring"
)

// TestConditions: what each condition lets through. An item gives 1 for each of
// the records; a row says how many of m1's it is about.
func TestConditions(t *testing.T) {
	day := activity.Date{Year: 2026, Month: 4, Day: 1}
	visit := func(id activity.RecordID, m activity.MemberID, words string) activity.Record {
		return activity.Record{ID: id, Member: m, Category: activity.Visit, Date: day, Summary: words}
	}
	held, attended := visit(1, "m1", "办了一场座谈"), visit(2, "m1", "参加座谈")
	held.Act, attended.Act = activity.Held, activity.Attended
	other := visit(4, "m2", "书面发言")
	other.SameAs = 3
	roll := activity.Record{ID: 6, Member: "m9", Category: activity.Meeting, Date: day, Summary: "座谈会", Roll: true, Behalf: true, Outside: true, With: []activity.Fellow{{Member: "m1"}}}
	outside := visit(7, "m1", "替别人记的")
	outside.Outside = true
	proposal := visit(8, "m1", "公交提案")
	proposal.Category, proposal.Stages = activity.Proposal, []activity.Stage{activity.Submitted}
	came := roll
	came.ID, came.Act = 11, activity.Held
	along := visit(12, "m2", "办了一场座谈")
	along.Act, along.With = activity.Held, []activity.Fellow{{Member: "m1"}}
	invited := roll
	invited.ID, invited.With = 9, []activity.Fellow{{Member: "m2"}}
	others := invited
	others.ID = 13
	asked := invited
	asked.ID = 14
	running := invited
	running.ID = 10
	for _, row := range []struct {
		item    string
		records []activity.Record
		want    int64
	}{
		{`"counts": "event", "when": {"acts": ["held"]}`, []activity.Record{held, attended}, 1},
		{`"counts": "event", "when": {"acts": ["held", "attended"]}`, []activity.Record{held, attended}, 2},
		{`"counts": "event", "when": {"acts": ["held"]}`, []activity.Record{came, along}, 0},
		{`"counts": "event", "when": {"acts": ["attended"]}`, []activity.Record{came, along}, 2},
		{`"counts": "event", "when": {"categories": ["meeting"]}`, []activity.Record{held, attended}, 0},
		{`"counts": "event", "when": {"words": ["书面"]}`, []activity.Record{visit(3, "m1", "座谈"), other}, 1},
		{`"counts": "event", "when": {"own_words": ["书面"]}`, []activity.Record{visit(3, "m1", "座谈"), other}, 0},
		{`"counts": "event", "when": {"not_words": ["书面"]}`, []activity.Record{visit(3, "m1", "座谈"), other}, 0},
		{`"counts": "event", "when": {"tags": ["会客厅"]}`, []activity.Record{held, attended}, 1},
		{`"counts": "event", "when": {"not_tags": ["本职"]}`, []activity.Record{held, attended}, 1},
		{`"counts": "piece", "when": {"categories": ["proposal"], "tags": ["会客厅"]}`, []activity.Record{proposal}, 0},
		{`"counts": "event", "when": {"listed": true}`, []activity.Record{held, roll}, 1},
		{`"counts": "event", "evidence": true`, []activity.Record{held, attended}, 1},
		{`"counts": "event", "when": {"roles": ["leader"]}`, []activity.Record{held}, 0},
		{`"counts": "event", "when": {"roles": ["member"]}`, []activity.Record{held}, 1},
		{`"counts": "event", "when": {"groups": ["经济组"]}`, []activity.Record{held}, 0},
		{`"counts": "event", "when": {"not_groups": ["常委"]}`, []activity.Record{held}, 0},
		{`"counts": "event", "when": {"groups": ["常委"]}`, []activity.Record{held}, 1},
		{`"counts": "event"`, []activity.Record{outside}, 0},
		{`"counts": "piece", "when": {"categories": ["opinion"]}`, []activity.Record{proposal}, 0},
		{`"counts": "piece", "when": {"categories": ["proposal"], "without": ["submitted"]}`, []activity.Record{proposal}, 0},
		{`"counts": "piece", "when": {"categories": ["proposal"], "places": ["alone"]}`, []activity.Record{proposal}, 1},
		{`"counts": "absent"`, []activity.Record{invited}, 1},
		{`"counts": "leave"`, []activity.Record{invited}, 0},
		{`"counts": "leave"`, []activity.Record{others}, 0},
		{`"counts": "leave"`, []activity.Record{asked}, 1},
		{`"counts": "absent", "when": {"words": ["全会"]}`, []activity.Record{invited}, 0},
		{`"counts": "absent"`, []activity.Record{roll}, 0},
		{`"counts": "absent"`, []activity.Record{running}, 0},
		{`"counts": "office"`, []activity.Record{invited}, 0},
	} {
		s, err := scoring.Parse(fmt.Appendf(nil, `{"id": "t", "version": "1", "name": "t", "from": 2020, "groups": [{"id": "g", "name": "g"}],
			"items": [{"id": "i", "name": "i", "group": "g", "points": 1, %s}]}`, row.item))
		if err != nil {
			t.Errorf("%s: %v", row.item, err)
			continue
		}
		book := scoring.Open(scoring.Source{
			Period: activity.Year(2026), Records: row.records,
			Tags:     map[activity.RecordID][]string{1: {"会客厅"}, 2: {"本职"}},
			Evidence: map[activity.RecordID]int{2: 1},
			Lists: map[activity.RecordID]scoring.List{
				9: {Invited: []activity.MemberID{"m1", "m2"}}, 10: {Invited: []activity.MemberID{"m1"}, Running: true},
				13: {Invited: []activity.MemberID{"m2"}, Leave: []activity.MemberID{"m1"}}, 14: {Leave: []activity.MemberID{"m1"}},
			},
		})
		st := book.Statement(s, scoring.Person{ID: "m1", Role: activity.Plain, Groups: []string{"常委"}}, nil)
		if st.Total != activity.Whole(row.want) {
			t.Errorf("%s gives %s, want %d", row.item, st.Total, row.want)
		}
	}
}

// TestAnEntryThatGivesNothingIsListed: of an item the scheme has not, one found in
// the records, and one that is not for who has it.
func TestAnEntryThatGivesNothingIsListed(t *testing.T) {
	s, err := scoring.Parse([]byte(`{"id": "t", "version": "1", "name": "t", "from": 2020, "groups": [{"id": "g", "name": "g"}], "items": [
		{"id": "ours", "name": "内部", "group": "g", "points": 1, "counts": "office"},
		{"id": "theirs", "name": "常委会", "group": "g", "points": 1, "counts": "office", "when": {"groups": ["常委"]}},
		{"id": "found", "name": "走访", "group": "g", "points": 1, "counts": "event"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	var entries []scoring.Entry
	for i, item := range []string{"ours", "theirs", "found", "gone"} {
		entries = append(entries, scoring.Entry{ID: int64(i), Item: item, Times: 1, Reason: item})
	}
	st := scoring.Open(scoring.Source{Period: activity.Year(2026)}).Statement(s, scoring.Person{ID: "m1"}, entries)
	var strange []string
	for _, e := range st.Strange {
		strange = append(strange, e.Reason)
	}
	if st.Total != activity.Whole(1) || fmt.Sprint(strange) != "[theirs found gone]" {
		t.Errorf("%s points, %v listed", st.Total, strange)
	}
}
