package report_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"dutybook/activity"
	"dutybook/report"
)

// said is a record with the words its member used.
func said(text string, r activity.Record) activity.Record {
	r.Text, r.Summary = text, text
	return r
}

// Every row of the matters shows what it finds, and finds it.
func TestEveryMatterIsFoundInItsExample(t *testing.T) {
	raw, err := os.ReadFile("phrases/matters.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct {
		Category activity.Category
		Say      string
		Example  [2]string
	}
	if err := json.Unmarshal(raw, &rows); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		t.Run(row.Example[0], func(t *testing.T) {
			got := text(report.Compose(source(said(row.Example[0], did(1, row.Category))), report.SectionOf(row.Category)))
			verb := regexp.MustCompile(`\{list\}.*`).ReplaceAllString(row.Say, "")
			if !strings.Contains(got, verb) || !strings.Contains(got, row.Example[1]) {
				t.Errorf("%s is not told in %s", row.Example[1], got)
			}
		})
	}
}

func TestMattersAreTold(t *testing.T) {
	for _, tt := range []struct {
		name    string
		records []activity.Record
		want    string
	}{
		{"with their places, those of one place together", []activity.Record{
			at("白鹭镇", said("去白鹭镇调研秸秆利用，开座谈会1场", did(1, activity.Research, n(1, "场", "座谈会"), n(4, "条", "意见建议"), n(2, "篇", "调研报告")))),
			at("柳湾村", said("到柳湾村调研春耕备耕", did(2, activity.Research))),
			at("白鹭镇调研乡村学校", said("去白鹭镇调研乡村学校", did(3, activity.Research))),
		}, "今年以来共开展视察调研3次，召开座谈会1场；提出意见建议4条，形成调研报告2篇。到白鹭镇调研秸秆利用、乡村学校，到柳湾村调研春耕备耕。"},
		{"between few figures", []activity.Record{
			said("参加市政协义务教育协商会，提了3条建议", did(1, activity.Consultation, n(3, "条", "意见建议"))),
		}, "今年以来共开展协商议政1场次，围绕义务教育开展协商，提出意见建议3条。"},
		{"behind the figure they belong to", []activity.Record{
			said("修订小组考勤制度1项", did(1, activity.Building, n(1, "项", "制度"))),
			said("建立委员联系制度2项", did(2, activity.Building, n(2, "项", "制度"))),
		}, "今年以来共开展自身建设活动2场次，建立完善制度3项，包括小组考勤制度、委员联系制度等。"},
		{"each once, an open list where there are more", []activity.Record{
			said("报送社情民意信息1条，反映甲处堵车", did(1, activity.Opinion)), said("反映乙处积水", did(2, activity.Opinion)),
			said("反映乙处积水问题", did(3, activity.Opinion)), said("反映丙处停电", did(4, activity.Opinion)), said("反映丁处噪声", did(5, activity.Opinion)),
			said("反映戊处油烟", did(6, activity.Opinion)), said("反映己处断水", did(7, activity.Opinion)), said("反映庚处塌方", did(8, activity.Opinion)),
		}, "今年以来共反映社情民意8次，反映甲处堵车、乙处积水、丙处停电、丁处噪声、戊处油烟、己处断水等问题。"},
		{"no resident, no figure", []activity.Record{
			said("反映王某家漏水", did(1, activity.Opinion)), said("反映张建国家漏水", did(4, activity.Opinion)), said("反映三十户断水", did(2, activity.Opinion)), said("今天慰问李奶奶等老人", did(3, activity.Opinion)),
		}, "今年以来共反映社情民意4次。"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			prose := report.Compose(source(tt.records...), report.SectionOf(tt.records[0].Category))
			if got := text(prose); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if err := report.Check(prose); err != nil {
				t.Error(err)
			}
		})
	}
}

// The long text and the short ones open with the same figures.
func TestEveryLengthOpensWithTheSameFigures(t *testing.T) {
	src := march()
	want := ""
	for _, name := range []string{"annual", "term", "review", "page", "speech"} {
		opening := ""
		for _, p := range report.Draft(src, outline(t, name), nil).Parts[0].Paragraphs {
			opening += p.Text()
		}
		got := regexp.MustCompile(`共开展各类履职活动[^。]*。`).FindString(opening)
		if want == "" {
			want = got
		}
		if got == "" || got != want {
			t.Errorf("%s opens with %q, others with %q", name, got, want)
		}
	}
}

// How far proposals have come is counted by what members told, and marked.
func TestStepsOfProposalsAreMarked(t *testing.T) {
	first := did(1, activity.Proposal, n(1, "件", "提案"))
	first.Stages = []activity.Stage{activity.Submitted}
	second := did(2, activity.Proposal, n(2, "件", "提案"))
	second.Stages = []activity.Stage{activity.Submitted}
	filed, answered := did(3, activity.Proposal), did(4, activity.Proposal)
	filed.Stages, filed.Item = []activity.Stage{activity.Filed}, 1
	answered.Stages, answered.Item = []activity.Stage{activity.Answered}, 2
	d := report.Draft(source(first, second, filed, answered), outline(t, "annual"), nil)
	if got := report.Markdown(d); !strings.Contains(got, "提交提案3件，立案3件【待核】，收到答复2件【待核】") || !strings.Contains(got, "#1至#4") {
		t.Error(got)
	}
}
