package scoring_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dutybook/activity"
	"dutybook/scoring"
)

// someYear draws a year of a few members: joint work, pieces with their news,
// lists of the office, doubts, late and deleted records.
func someYear(t *rapid.T) ([]activity.Record, map[activity.RecordID][]scoring.Level) {
	members := []activity.MemberID{"m1", "m2", "m3"}
	words := []string{"参加全会", "走访", "书面发言", "大会发言", "参加培训", "集体提案", "结对帮扶", "省级表彰"}
	levels := map[activity.RecordID][]scoring.Level{}
	var records []activity.Record
	for i := range rapid.IntRange(1, 14).Draw(t, "records") {
		r := activity.Record{
			ID:       activity.RecordID(i + 1),
			Member:   rapid.SampledFrom(members).Draw(t, "teller"),
			Date:     activity.Date{Year: 2026, Month: 3, Day: rapid.IntRange(1, 28).Draw(t, "day")},
			Category: rapid.SampledFrom([]activity.Category{activity.Meeting, activity.Proposal, activity.Opinion, activity.Visit, activity.Honour, activity.Study}).Draw(t, "kind"),
			Summary:  rapid.SampledFrom(words).Draw(t, "words"),
			Deleted:  rapid.IntRange(0, 9).Draw(t, "deleted") == 0,
			Late:     rapid.IntRange(0, 9).Draw(t, "late") == 0,
			Outside:  rapid.IntRange(0, 9).Draw(t, "outside") == 0,
		}
		for _, m := range members {
			if m != r.Member && rapid.IntRange(0, 3).Draw(t, "with") == 0 {
				r.With = append(r.With, activity.Fellow{Member: m})
			}
		}
		if r.Category == activity.Proposal || r.Category == activity.Opinion {
			r.Stages = rapid.SampledFrom([][]activity.Stage{
				nil, {activity.Submitted}, {activity.Submitted, activity.Filed}, {activity.Submitted, activity.Adopted}, {activity.Supervised}, {activity.Excellent},
			}).Draw(t, "stages")
			levels[r.ID] = rapid.SampledFrom([][]scoring.Level{nil, {scoring.City}, {scoring.Province, scoring.City}}).Draw(t, "levels")
			if i > 0 && rapid.IntRange(0, 2).Draw(t, "news") == 0 {
				r.Item = activity.RecordID(rapid.IntRange(1, i).Draw(t, "of"))
			}
		}
		if i > 0 && rapid.IntRange(0, 3).Draw(t, "same") == 0 {
			if before := records[rapid.IntRange(0, i-1).Draw(t, "as")]; before.Category == r.Category && before.SameAs == 0 {
				r.SameAs, r.Date = before.ID, before.Date
			}
		}
		records = append(records, r)
	}
	return records, levels
}

func someScheme(t *rapid.T) *scoring.Scheme {
	schemes, err := scoring.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	return rapid.SampledFrom(schemes).Draw(t, "scheme")
}

func someEntries(t *rapid.T, s *scoring.Scheme) []scoring.Entry {
	var out []scoring.Entry
	for i := range rapid.IntRange(0, 3).Draw(t, "entries") {
		e := scoring.Entry{ID: int64(i + 1), Points: activity.Whole(rapid.Int64Range(-20, 20).Draw(t, "points"))}
		if it := rapid.SampledFrom(s.Items).Draw(t, "item"); it.Counts == scoring.Office {
			e = scoring.Entry{ID: int64(i + 1), Item: it.ID, Times: rapid.Int64Range(1, 5).Draw(t, "times")}
		}
		out = append(out, e)
	}
	return out
}

func statement(s *scoring.Scheme, m activity.MemberID, entries []scoring.Entry, levels map[activity.RecordID][]scoring.Level, records ...activity.Record) scoring.Statement {
	book := scoring.Open(scoring.Source{Period: activity.Year(2026), Records: records, Levels: levels})
	return book.Statement(s, scoring.Person{ID: m, Role: activity.Plain, Groups: []string{"常委"}}, entries)
}

// TestTheOrderOfRecordsIsNothing: a statement is of a set of records.
func TestTheOrderOfRecordsIsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records, levels := someYear(t)
		s := someScheme(t)
		entries := someEntries(t, s)
		one := statement(s, "m1", entries, levels, records...)
		other := statement(s, "m1", rapid.Permutation(entries).Draw(t, "entries"), levels, rapid.Permutation(records).Draw(t, "order")...)
		if !reflect.DeepEqual(one, other) {
			t.Fatalf("one order gives\n%+v\nanother\n%+v", one, other)
		}
	})
}

// TestCapsHold: of items, of sets, of groups and of the scale; the total is what
// the groups come to, and no line is without something to look at.
func TestCapsHold(t *testing.T) {
	within := func(n, most activity.Amount) bool { return most == 0 || n <= most && n >= -most }
	rapid.Check(t, func(t *rapid.T) {
		records, levels := someYear(t)
		s := someScheme(t)
		st := statement(s, "m1", someEntries(t, s), levels, records...)
		var sum activity.Amount
		for _, g := range st.Groups {
			sum += g.Counted
			if !within(g.Counted, g.Group.Cap) || g.Group.Start > 0 && g.Counted < 0 {
				t.Fatalf("group %s gives %s of %s", g.Group.ID, g.Counted, g.Group.Cap)
			}
			for _, set := range g.Sets {
				if !within(set.Counted, set.Set.Cap) {
					t.Fatalf("set %s gives %s of %s", set.Set.ID, set.Counted, set.Set.Cap)
				}
			}
			for _, it := range g.Items {
				var lines activity.Amount
				for _, l := range it.Lines {
					lines += l.Points
					if len(l.Records) == 0 && l.Entry == nil {
						t.Fatalf("item %s gives %s out of nothing", it.Item.ID, l.Points)
					}
				}
				if !within(it.Counted, it.Item.Cap) || lines != it.Sum {
					t.Fatalf("item %s gives %s of %s, its lines %s", it.Item.ID, it.Counted, it.Item.Cap, lines)
				}
			}
		}
		for _, l := range st.Extra {
			sum += l.Points
		}
		if sum = max(0, sum); s.Full > 0 {
			sum = min(sum, s.Full)
		}
		if st.Total != sum {
			t.Fatalf("the total is %s, the groups come to %s", st.Total, sum)
		}
	})
}

// TestWhoSharesGetsNoMore: the parts of one piece never come to more than the
// piece gives, and who leads gets no less than who signs besides.
func TestWhoSharesGetsNoMore(t *testing.T) {
	schemes, err := scoring.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range schemes {
		if s.ID != "tongcheng" {
			continue
		}
		for n := 1; n <= 9; n++ {
			r := activity.Record{ID: 1, Member: "m1", Category: activity.Proposal, Date: activity.Date{Year: 2026, Month: 2, Day: 1}, Summary: "公交提案", Stages: []activity.Stage{activity.Submitted}}
			for i := 2; i <= n; i++ {
				r.With = append(r.With, activity.Fellow{Member: activity.MemberID("m" + string(rune('0'+i)))})
			}
			var all activity.Amount
			lead := statement(s, "m1", nil, nil, r).Groups[1].Counted
			for i := 1; i <= n; i++ {
				part := statement(s, activity.MemberID("m"+string(rune('0'+i))), nil, nil, r).Groups[1].Counted
				if all += part; part > lead {
					t.Errorf("of %d the %dth gets %s, the first %s", n, i, part, lead)
				}
			}
			if all > activity.Whole(10) || all < activity.Whole(10)-activity.One/10 {
				t.Errorf("%d share 10 and get %s", n, all)
			}
		}
	}
}

// TestMergingGivesOnce: two records of one event give each who took part their
// points once when they are merged, whoever told of it and whoever was named;
// merging what is merged changes nothing.
func TestMergingGivesOnce(t *testing.T) {
	schemes, err := scoring.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	day := activity.Date{Year: 2026, Month: 5, Day: 6}
	rapid.Check(t, func(t *rapid.T) {
		named := func(label string, not activity.MemberID) (with []activity.Fellow) {
			for _, m := range []activity.MemberID{"m1", "m2", "m3"} {
				if m != not && rapid.Bool().Draw(t, label) {
					with = append(with, activity.Fellow{Member: m})
				}
			}
			return with
		}
		a := activity.Record{ID: 1, Member: "m1", Category: activity.Visit, Date: day, Summary: "走访", With: named("a", "m1")}
		b := activity.Record{ID: 2, Member: "m2", Category: activity.Visit, Date: day, Summary: "走访", With: named("b", "m2")}
		merged, again := b, b
		merged.SameAs, again.SameAs, again.Via = 1, 1, 1
		for _, s := range schemes {
			if s.ID != "minhang" {
				continue
			}
			for _, m := range []activity.MemberID{"m1", "m2", "m3"} {
				took := a.Took(m) || b.Took(m)
				total := statement(s, m, nil, nil, a, merged).Total
				if want := activity.Whole(5); took && total != want || !took && total != 0 {
					t.Fatalf("%s took part %v and has %s", m, took, total)
				}
				if statement(s, m, nil, nil, again, a).Total != total {
					t.Fatal("merging once more moves points")
				}
			}
		}
	})
}

// TestNonsenseIsRefused: a file with a fault is not taken, and it is said what
// the fault is and where.
func TestNonsenseIsRefused(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("schemes", "common.json"))
	if err != nil {
		t.Fatal(err)
	}
	good := string(raw)
	for _, row := range []struct {
		was, is string
		what    scoring.What
		name    string
	}{
		{`"points": 15`, `"pionts": 15`, scoring.NoSuchField, "pionts"},
		{good, "今年的办法", scoring.NoJSON, ""},
		{good, "", scoring.NoJSON, ""},
		{good, good + "{}", scoring.NoJSON, ""},
		{good, strings.Repeat(" ", 70000), scoring.TooLarge, ""},
		{`"points": 15`, `"points": "fifteen"`, scoring.NoSuchWord, ""},
		{`"points": 15`, `"points": 1000000`, scoring.OutOfRange, "plenary"},
		{`"points": 15`, `"points": 1e300`, scoring.NoJSON, ""},
		{`"points": 15`, `"points": 0`, "", ""},
		{`"points": -2`, `"points": 0`, scoring.GivesNothing, "leave"},
		{`"most": 4`, `"most": -4`, scoring.OutOfRange, "activity"},
		{`"id": "common"`, `"id": ""`, scoring.NoName, ""},
		{`"from": 2015`, `"from": 0`, scoring.OutOfRange, "from"},
		{`"full": 100`, `"full": 50`, scoring.OutOfRange, "优秀"},
		{`"start": 20`, `"start": 30`, scoring.OutOfRange, "attendance"},
		{`"id": "bonus"`, `"id": "base"`, scoring.Twice, "base"},
		{`"id": "late"`, `"id": "leave"`, scoring.Twice, "leave"},
		{`"group": "bonus"`, `"group": "extra"`, scoring.NotThere, "extra"},
		{`"set": "adopted"`, `"set": "gone"`, scoring.NotThere, "gone"},
		{`"best": "piece"`, `"best": "month"`, scoring.NoSuchWord, "adopted"},
		{`"counts": "office"`, `"counts": "model"`, scoring.NoSuchWord, "late"},
		{`"counts": "leave", "when": {`, `"counts": "leave", "when": {"own_words": ["病"], `, scoring.NoFit, "leave"},
		{`"most": 4`, `"most": 4, "figure": [""]`, scoring.NoSuchWord, "activity"},
		{`"own_words": ["大会发言"]`, `"acts": ["slept"]`, scoring.NoSuchWord, "speech"},
		{`"categories": ["meeting"]`, `"categories": ["party"]`, scoring.NoSuchWord, "plenary"},
		{`"categories": ["proposal"]`, `"categories": ["visit"]`, scoring.NoFit, "proposal"},
		{`"stages": ["filed"]`, `"stages": ["done"]`, scoring.NoSuchWord, "proposal"},
		{`"levels": ["city"]`, `"levels": ["town"]`, scoring.NoSuchWord, "adopted-city"},
		{`"lead": 15, "other": 5`, `"lead": 5, "other": 15`, scoring.BadShare, "proposal"},
		{`"lead": 15, "other": 5`, `"lead": 15`, scoring.BadShare, "proposal"},
		{`"lead_percent": 50`, `"lead_percent": 50, "equal": true`, scoring.BadShare, "adopted-national"},
		{`"words": ["全会"`, `"words": ["", "全会"`, scoring.NoSuchWord, "plenary"},
		{`"items": ["plenary"]`, `"items": ["gone"]`, scoring.NotThere, "gone"},
		{`"n": 4`, `"n": 0`, scoring.NoName, "活动"},
		{`"name": "称职", "from": 60`, `"name": "称职", "from": 90`, scoring.OutOfOrder, "称职"},
		{`"item": "absent-plenary"`, `"item": "gone"`, scoring.NotThere, "两次无故缺席全会"},
	} {
		if !strings.Contains(good, row.was) {
			t.Errorf("the scheme has no %s", row.was)
			continue
		}
		_, err := scoring.Parse([]byte(strings.Replace(good, row.was, row.is, 1)))
		var fault *scoring.Fault
		switch {
		case row.what == "" && err == nil:
		case !errors.As(err, &fault) || !errors.Is(err, activity.ErrInvalid):
			t.Errorf("%s: %v", row.is, err)
		case fault.What != row.what || fault.Name != row.name:
			t.Errorf("%.60s: %s %q (%v), want %s %q", row.is, fault.What, fault.Name, err, row.what, row.name)
		}
	}
}

// FuzzParse: whatever a file holds, it is refused or makes statements.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("schemes/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := scoring.Parse(raw)
		if err != nil {
			return
		}
		r := activity.Record{ID: 1, Member: "m1", Category: activity.Proposal, Date: activity.Date{Year: 2026, Month: 3, Day: 4}, Summary: "公交提案", Stages: activity.Stages()}
		if st := statement(s, "m1", nil, nil, r); st.Total < 0 || s.Full > 0 && st.Total > s.Full {
			t.Errorf("a total of %s", st.Total)
		}
	})
}
