package report_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/report"
)

func TestCompose(t *testing.T) {
	for _, tt := range []struct {
		name    string
		records []activity.Record
		want    string
	}{
		{"figures by theme, then places", []activity.Record{
			at("石板沟村", at("云台乡", did(1, activity.Research, n(6, "座", "泵站"), n(2, "场", "座谈会"), n(23, "条", "意见建议"), n(1, "篇", "调研报告")))),
			at("云台乡", did(2, activity.Research)),
		}, "今年以来共开展视察调研2次，实地察看泵站6座；召开座谈会2场；提出意见建议23条，形成调研报告1篇。先后到石板沟村、云台乡实地调研。"},
		{"attendances only when more than sessions", []activity.Record{
			did(1, activity.Visit, n(3, "户", "走访")), joint(1, "m2", did(2, activity.Visit)),
		}, "今年以来共开展联系群众活动1次，委员参与2人次，走访群众3户。"},
		{"what proposals ask for goes on with their figure", []activity.Record{
			titled("关于改造老旧小区的建议", did(1, activity.Proposal, n(1, "件", "提案·立案"))),
			withTitle("学区调整", did(2, activity.Proposal, n(1, "件", "提案·立案"))),
		}, "今年以来共提案立案2件，就改造老旧小区、学区调整等提出建议。"},
		{"a long list is left open", []activity.Record{
			at("甲村", did(1, activity.Visit)), at("乙村", did(2, activity.Visit)), at("丙村", did(3, activity.Visit)),
			at("丁村", did(4, activity.Visit)), at("戊村", did(5, activity.Visit)), at("己村", did(6, activity.Visit)),
		}, "今年以来共开展联系群众活动6次。先后到甲村、乙村、丙村、丁村、戊村等地走访。"},
		{"homes, phone numbers and whole clauses are not printed", []activity.Record{
			at("王奶奶家", did(1, activity.Visit)), about("电话13800138000", did(2, activity.Visit)),
			about("说了半天，最后还是同意了", did(3, activity.Visit)),
		}, "今年以来共开展联系群众活动3次。"},
		{"a figure nobody named is marked", []activity.Record{did(1, activity.Study, n(20, "页", ""))},
			"今年以来共组织学习培训1场次。还有20页【待核：原文未写明名目】。"},
		{"nothing to tell", nil, "【待核：本年度暂无该项工作记录，请补充或删去本节】"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := activity.Visit
			if len(tt.records) > 0 {
				c = tt.records[0].Category
			}
			prose := report.Compose(source(tt.records...), report.SectionOf(c))
			if got := text(prose); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if err := report.Check(prose); err != nil {
				t.Error(err)
			}
		})
	}
}

func withTitle(title string, r activity.Record) activity.Record {
	r.Title, r.Text = title, "提案讲的是"+title
	return r
}

func TestTheTimeSpokenOf(t *testing.T) {
	src := source(did(1, activity.Study))
	for _, tt := range []struct {
		name   string
		period activity.Period
		asof   activity.Date
		want   string
	}{
		{"a running year", year, asof, "今年以来共组织"},
		{"a year that is over", year, activity.Date{Year: 2027, Month: 1, Day: 5}, "全年共组织"},
		{"a quarter", activity.Quarter(2026, 1), asof, "2026年第一季度共组织"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src.Period, src.Asof = tt.period, tt.asof
			if got := text(report.Compose(src, report.SectionOf(activity.Study))); !strings.HasPrefix(got, tt.want) {
				t.Errorf("got %s", got)
			}
		})
	}
}

// Every category must have words in both voices, or a paragraph would open
// with nothing.
func TestEveryCategoryHasWordsInBothVoices(t *testing.T) {
	for _, row := range activity.Categories() {
		for _, voice := range []string{"committee", "personal"} {
			t.Run(voice+" "+string(row.Code), func(t *testing.T) {
				sec := report.SectionOf(row.Code, activity.Category("none"))
				sec.Voice = voice
				got := text(report.Compose(source(did(1, row.Code)), sec))
				if !strings.Contains(got, "1次") && !strings.Contains(got, "1场次") || strings.Contains(got, "{") {
					t.Errorf("got %q", got)
				}
			})
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	src := source(did(1, activity.Visit, n(3, "户", "走访")))
	good := report.Compose(src, report.SectionOf(activity.Visit))
	spans := func(s ...report.Span) report.Prose {
		return report.Prose{Facts: good.Facts, Paragraphs: []report.Paragraph{{Spans: s}}}
	}
	fact := report.Span{Text: "3户", Fact: "visit/走访/户"}
	for _, tt := range []struct {
		name string
		p    report.Prose
		ok   bool
	}{
		{"nothing wrong", spans(report.Span{Text: "走访"}, fact), true},
		{"words quoted from a record", spans(fact, report.Span{Text: "到3个村", Record: 1}), true},
		{"a figure in plain words", spans(report.Span{Text: "走访5户"}), false},
		{"a figure beside the facts", spans(fact, report.Span{Text: "、收集意见7条"}), false},
		{"a fact printed otherwise", spans(report.Span{Text: "4户", Fact: "visit/走访/户"}), false},
		{"a fact that does not exist", spans(report.Span{Text: "3户", Fact: "visit/走访/人"}), false},
		{"a figure made of two spans", spans(report.Span{Text: "走访1"}, fact), false},
		{"a bound put before a fact", spans(report.Span{Text: "走访近"}, fact), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := report.Check(tt.p); (err == nil) != tt.ok {
				t.Errorf("got error %v", err)
			}
		})
	}
}

func TestComposedProseAlwaysPassesItsCheck(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := source(recordsOf(t)...)
		for _, line := range src.Tally.Lines {
			prose := report.Compose(src, report.SectionOf(line.Category))
			if err := report.Check(prose); err != nil {
				t.Errorf("%v: %s", err, text(prose))
			}
			if strings.Contains(text(prose), "：1次；") {
				t.Errorf("fell back to a list: %s", text(prose))
			}
		}
	})
}

func TestBriefFitsAPhoneAndListsEveryFigure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := source(recordsOf(t)...)
		sec := report.SectionOf(activity.Visit, activity.Research, activity.Proposal)
		brief := report.Brief(src, sec)
		if size := utf8.RuneCountInString(brief.Text); size > 400 {
			t.Errorf("%d characters", size)
		}
		if got, want := len(brief.Figures), len(report.Facts(src, sec)); got != want {
			t.Errorf("%d figures, want %d", got, want)
		}
	})
}

func TestBriefReadsLikeASpeech(t *testing.T) {
	src := scoped(counting.OfGroup("g1"),
		at("云台乡", did(1, activity.Research, n(6, "座", "泵站"), n(23, "条", "意见建议"))), did(2, activity.Supervision, n(5, "个", "问题")))
	brief := report.Brief(src, report.SectionOf(activity.Research, activity.Supervision))
	const want = "截至2026年11月24日，今年共开展视察调研1次，实地察看泵站6座，提出意见建议23条。到云台乡实地调研。开展民主监督1次，发现问题5个。"
	if brief.Text != want {
		t.Errorf("got  %s\nwant %s", brief.Text, want)
	}
	if brief.Figures[0] != "视察调研（场次）：1次（#1）" {
		t.Errorf("first figure %s", brief.Figures[0])
	}
}
