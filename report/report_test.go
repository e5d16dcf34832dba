package report_test

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/figures"
	"dutybook/report"
	"dutybook/report/docx"
)

var (
	year = activity.Year(2026)
	asof = activity.Date{Year: 2026, Month: 11, Day: 24}
)

// did is a record of one activity in March 2026.
func did(id activity.RecordID, c activity.Category, quantities ...activity.Quantity) activity.Record {
	return activity.Record{
		ID: id, Category: c, Date: activity.Date{Year: 2026, Month: 3, Day: 12},
		Quantities: quantities, Member: "m1", Group: "g1",
	}
}

func n(value int64, unit activity.Unit, of string) activity.Quantity {
	return activity.Quantity{Value: activity.Whole(value), Unit: unit, Of: of}
}

func over(value int64, unit activity.Unit, of string) activity.Quantity {
	q := n(value, unit, of)
	q.Approx = activity.Over
	return q
}

func kind(k activity.Kind, q activity.Quantity) activity.Quantity {
	q.Kind = k
	return q
}

func at(place string, r activity.Record) activity.Record {
	r.Place = place
	return r
}

func about(topic string, r activity.Record) activity.Record {
	r.Topic = topic
	return r
}

func titled(title string, r activity.Record) activity.Record {
	r.Title, r.Text = title, "写了《"+title+"》"
	return r
}

// joint makes r a report of the event of the record first.
func joint(first activity.RecordID, by activity.MemberID, r activity.Record) activity.Record {
	r.SameAs, r.Member = first, by
	return r
}

func source(records ...activity.Record) report.Source {
	return scoped(counting.Everyone, records...)
}

func scoped(scope counting.Scope, records ...activity.Record) report.Source {
	return report.Source{
		Committee: "政协云台县委员会", Period: year, Asof: asof, Records: records,
		Tally:   counting.TallyOf(scope, counting.Of(records)[scope], year),
		Members: map[activity.MemberID]string{"m1": "陈建国", "m2": "李秀英"},
		Groups:  map[activity.GroupID]string{"g1": "经济组", "g2": "文史组"},
	}
}

func outline(t testing.TB, name string) report.Outline {
	t.Helper()
	o, err := report.LoadOutline(name)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// text is a section as read, paragraphs joined.
func text(p report.Prose) string {
	var b strings.Builder
	for _, paragraph := range p.Paragraphs {
		b.WriteString(paragraph.Text())
	}
	return b.String()
}

// fataler is what testing and rapid have in common.
type fataler interface {
	Errorf(string, ...any)
	Fatalf(string, ...any)
}

func docxBytes(t fataler, d report.Document) []byte {
	var b bytes.Buffer
	if err := report.WriteDocx(&b, d); err != nil {
		t.Fatalf("%v", err)
	}
	return b.Bytes()
}

func docxOf(t fataler, d report.Document) docx.Content {
	file := docxBytes(t, d)
	content, err := docx.Read(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatalf("%v", err)
	}
	return content
}

// reading is a figure as a reader sees it.
type reading struct {
	value  activity.Amount
	unit   activity.Unit
	approx activity.Approx
}

func readings(text string) map[reading]int {
	found := map[reading]int{}
	for _, f := range figures.Scan(text) {
		found[reading{f.Value, f.Unit, f.Approx}]++
	}
	return found
}

// recordsOf draws records of any category, alone and joint, exact and not.
func recordsOf(t *rapid.T) []activity.Record {
	var codes []activity.Category
	for _, row := range activity.Categories() {
		codes = append(codes, row.Code)
	}
	quantity := rapid.Custom(func(t *rapid.T) activity.Quantity {
		thing := rapid.SampledFrom([]activity.Quantity{
			n(0, "户", "走访"), n(0, "条", "意见建议"), n(0, "件", "提案"), n(0, "场", "座谈会"),
			n(0, "座", "泵站"), n(0, "元", "捐款"), n(0, "人", ""), n(0, "小时", "志愿服务"),
		}).Draw(t, "thing")
		thing.Value = activity.Whole(rapid.Int64Range(1, 900).Draw(t, "value"))
		if rapid.Bool().Draw(t, "approximate") {
			thing.Approx = rapid.SampledFrom([]activity.Approx{activity.Over, activity.Near, activity.About}).Draw(t, "approx")
			thing.Value *= 10
		}
		if rapid.IntRange(0, 9).Draw(t, "apart") == 0 {
			thing.Kind = activity.Part
		}
		return thing
	})
	count := rapid.IntRange(0, 25).Draw(t, "records")
	var records []activity.Record
	for i := range count {
		r := did(activity.RecordID(i+1), rapid.SampledFrom(codes).Draw(t, "category"),
			rapid.SliceOfN(quantity, 0, 4).Draw(t, "quantities")...)
		r.Member = rapid.SampledFrom([]activity.MemberID{"m1", "m2", "m3"}).Draw(t, "member")
		r.Place = rapid.SampledFrom([]string{"", "柳河屯", "五里镇", "云台乡"}).Draw(t, "place")
		r.Deleted = rapid.IntRange(0, 9).Draw(t, "deleted") == 0
		if i > 0 && rapid.IntRange(0, 3).Draw(t, "joint") == 0 {
			r.SameAs = records[rapid.IntRange(0, i-1).Draw(t, "first")].Event()
		}
		records = append(records, r)
	}
	return records
}
