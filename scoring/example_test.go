package scoring_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dutybook/activity"
	"dutybook/scoring"
)

// TestWorkedExamples plays testdata/*.txt, one for each scheme that comes along:
// what a year's records say, and below what each member has for it, line by line.
//
//	scheme tongcheng                   of 2026
//	@ 王芳 常委                         a member and the groups they belong to
//	3 王芳+李四 03-05 proposal submitted,filed 公交提案
//	                                   record 3, told by 王芳, who names 李四: a day, a
//	                                   kind of work, stages or "-", words
//	4 李四 =3 03-06 …                  tells of the same as 3; ^3 is news of the piece 3,
//	                                   2025-… a year of its own
//	  {late} {doubt} {deleted} {photo} {roll} {excused 王芳} {invited 王芳} {held} {tag 本职} {2件 提案·立案} {level city}   behind the words
//	! 王芳 leave 1 感冒                 the office tells that: item, times, reason
//	! 王芳 +2 编写文史                   points of its own
//	王芳 72.5 合格                      the total
//	  提案 22.5                         a group
//	    filed 12.5 = 7.5#3 5#7          an item: every line and where it comes from
func TestWorkedExamples(t *testing.T) {
	schemes, err := scoring.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range schemes {
		t.Run(s.ID, func(t *testing.T) {
			raw, err := os.ReadFile(filepath.Join("testdata", s.ID+".txt"))
			if err != nil {
				t.Fatal(err)
			}
			given, want, ok := strings.Cut(string(raw), "\n\n")
			if !ok {
				t.Fatal("nothing is expected")
			}
			e := readExample(t, given)
			if got := e.print(s); strings.TrimSpace(got) != strings.TrimSpace(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// example is a year told in a file.
type example struct {
	source  scoring.Source
	people  []scoring.Person
	entries map[activity.MemberID][]scoring.Entry
}

func readExample(t *testing.T, text string) example {
	t.Helper()
	e := example{
		source:  scoring.Source{Period: activity.Year(2026), Levels: map[activity.RecordID][]scoring.Level{}, Evidence: map[activity.RecordID]int{}, Lists: map[activity.RecordID]scoring.List{}, Tags: map[activity.RecordID][]string{}},
		entries: map[activity.MemberID][]scoring.Entry{},
	}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || words[0] == "#":
		case words[0] == "@":
			e.people = append(e.people, scoring.Person{ID: activity.MemberID(words[1]), Role: activity.Plain, Groups: words[2:]})
		case words[0] == "!":
			e.entry(t, words[1:])
		default:
			e.record(t, words)
		}
	}
	return e
}

func (e *example) entry(t *testing.T, words []string) {
	who, entry := activity.MemberID(words[0]), scoring.Entry{Reason: words[len(words)-1]}
	entry.ID = int64(len(e.entries[who]) + 1)
	points, err := activity.ParseAmount(strings.TrimPrefix(words[1], "+"))
	if err == nil {
		entry.Points = points
	} else {
		entry.Item, entry.Times = words[1], number(t, words[2])
	}
	e.entries[who] = append(e.entries[who], entry)
}

func (e *example) record(t *testing.T, words []string) {
	t.Helper()
	text, marks, _ := strings.Cut(strings.Join(words, " "), " {")
	words = strings.Fields(text)
	names := strings.Split(words[1], "+")
	r := activity.Record{ID: activity.RecordID(number(t, words[0])), Member: activity.MemberID(names[0])}
	for _, n := range names[1:] {
		r.With = append(r.With, activity.Fellow{Member: activity.MemberID(n)})
	}
	words = words[2:]
	switch {
	case strings.HasPrefix(words[0], "="):
		r.SameAs, words = activity.RecordID(number(t, words[0][1:])), words[1:]
	case strings.HasPrefix(words[0], "^"):
		r.Item, words = activity.RecordID(number(t, words[0][1:])), words[1:]
	}
	day := words[0]
	if len(day) == len("03-05") {
		day = "2026-" + day
	}
	date, err := activity.ParseDate(day)
	if err != nil || !activity.Category(words[1]).Valid() {
		t.Fatal(words, err)
	}
	r.Date, r.Category = date, activity.Category(words[1])
	if words[2] != "-" {
		for _, s := range strings.Split(words[2], ",") {
			r.Stages = append(r.Stages, activity.Stage(s))
		}
	}
	r.Summary = strings.Join(words[3:], " ")
	for _, m := range strings.Split(strings.TrimSuffix(marks, "}"), "} {") {
		e.mark(t, &r, strings.Fields(m))
	}
	e.source.Records = append(e.source.Records, r)
}

func (e *example) mark(t *testing.T, r *activity.Record, mark []string) {
	t.Helper()
	if len(mark) == 0 {
		return
	}
	switch mark[0] {
	case "late":
		r.Late = true
	case "doubt":
		r.Doubt = "unit"
	case "deleted":
		r.Deleted = true
	case "photo":
		e.source.Evidence[r.ID] = 1
	case "roll":
		r.Roll, r.Behalf, r.Outside = true, true, true
	case "excused":
		for _, m := range mark[1:] {
			list := e.source.Lists[r.ID]
			list.Leave = append(list.Leave, activity.MemberID(m))
			e.source.Lists[r.ID] = list
		}
	case "invited":
		for _, m := range mark[1:] {
			list := e.source.Lists[r.ID]
			list.Invited = append(list.Invited, activity.MemberID(m))
			e.source.Lists[r.ID] = list
		}
	case "tag":
		e.source.Tags[r.ID] = mark[1:]
	case "held":
		r.Act = activity.Held
	case "level":
		e.source.Levels[r.ID] = []scoring.Level{scoring.Level(mark[1])}
	default:
		n := strings.TrimRight(mark[0], "件篇次人余")
		q := activity.Quantity{Value: activity.Whole(number(t, n)), Unit: activity.Unit([]rune(mark[0])[len([]rune(mark[0]))-1:]), Of: mark[1]}
		if strings.Contains(mark[0], "余") {
			q.Approx = activity.Over
		}
		r.Quantities = append(r.Quantities, q)
	}
}

func number(t *testing.T, s string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (e example) print(s *scoring.Scheme) string {
	var b strings.Builder
	book := scoring.Open(e.source)
	for _, p := range e.people {
		print(&b, book.Statement(s, p, e.entries[p.ID]))
	}
	return b.String()
}

func print(b *strings.Builder, st scoring.Statement) {
	fmt.Fprintln(b, strings.TrimSpace(fmt.Sprint(st.Person.ID, " ", st.Total, " ", st.Grade, " ", strings.Join(st.Vetoed, " "))))
	for _, g := range st.Groups {
		fmt.Fprintf(b, "  %s %s\n", g.Group.Name, sum(g.Sum, g.Counted))
		for _, it := range g.Items {
			if len(it.Lines) == 0 {
				continue
			}
			fmt.Fprintf(b, "    %s %s =", it.Item.ID, sum(it.Sum, it.Counted))
			for _, l := range it.Lines {
				fmt.Fprintf(b, " %s%s", l.Points, from(l))
			}
			fmt.Fprintln(b)
		}
		for _, set := range g.Sets {
			fmt.Fprintf(b, "    %s %s\n", set.Set.Name, sum(set.Sum, set.Counted))
		}
	}
	for _, l := range st.Extra {
		fmt.Fprintf(b, "  另 %s%s\n", l.Points, from(l))
	}
	for _, e := range st.Strange {
		fmt.Fprintf(b, "  没有这一项 %s（%s）\n", e.Item, e.Reason)
	}
	for _, m := range st.Missing {
		fmt.Fprintf(b, "  还缺 %s %d/%d\n", m.Name, m.Have, m.N)
	}
	var open []string
	for _, it := range st.Open {
		open = append(open, it.ID)
	}
	if len(open) > 0 {
		fmt.Fprintf(b, "  未登记 %s\n", strings.Join(open, " "))
	}
	for _, l := range st.Left {
		fmt.Fprintln(b, strings.TrimRight(fmt.Sprintf("  未计 %s %v %s", l.Why, l.Records[0], l.Item), " "))
	}
	if len(st.Beyond) > 0 {
		fmt.Fprintf(b, "  不在方案里 %v\n", st.Beyond)
	}
}

// sum is what counts, with what it would be without a cap.
func sum(sum, counted activity.Amount) string {
	if sum == counted {
		return counted.String()
	}
	return counted.String() + "/" + sum.String()
}

func from(l scoring.Line) string {
	if l.Entry != nil {
		return "（" + l.Entry.Reason + "）"
	}
	s := l.Records[0].String()
	if l.Times > 1 {
		s = "×" + strconv.FormatInt(l.Times, 10) + s
	}
	return s
}

// TestEveryExampleBelongsToAScheme, so that none rots unread.
func TestEveryExampleBelongsToAScheme(t *testing.T) {
	schemes, err := scoring.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) != len(schemes) {
		t.Errorf("%d examples for %d schemes, %v", len(files), len(schemes), err)
	}
	if !slices.IsSortedFunc(schemes, func(a, b *scoring.Scheme) int { return strings.Compare(a.ID, b.ID) }) {
		t.Error("the schemes are not in order")
	}
}
