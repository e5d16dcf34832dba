package report_test

import (
	"slices"
	"strings"
	"testing"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/report"
)

// A leader's words on the group's work stand behind what is counted of all;
// everybody's words stand in its place. Figures no record backs are marked.
func TestPeoplesWordsStandInTheReport(t *testing.T) {
	src := source(did(1, activity.Research, n(6, "个", "项目")), did(2, activity.Research, n(3, "家", "企业")), did(3, activity.Supervision, n(2, "个", "问题")))
	const said = "一组察看项目6个，又走了20个工地。"
	for _, tt := range []struct {
		name  string
		scope counting.Scope
		want  string
	}{
		{"a group's", counting.OfGroup("g1"), "深入视察调研。今年以来共开展视察调研2次，走访企业3家，实地察看项目6个。\n一组察看项目6个，又走了20个【待核】工地。\n加强民主监督。开展民主监督1次，发现问题2个。"},
		{"everybody's", counting.Everyone, "深入视察调研。一组察看项目6个，又走了20个【待核】工地。\n加强民主监督。开展民主监督1次，发现问题2个。"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src.Words = []report.SectionWords{{Scope: tt.scope, Category: activity.Research, Text: said}}
			d := report.Draft(src, outline(t, "annual"), nil)
			var lines []string
			for _, p := range d.Parts[slices.IndexFunc(d.Parts, func(p report.DocumentPart) bool { return p.ID == "research" })].Paragraphs {
				line := p.Text()
				if p.Heading != "" {
					line = p.Heading + "。" + line
				}
				lines = append(lines, line)
			}
			if got := strings.Join(lines, "\n"); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestMissing(t *testing.T) {
	src := source(
		said("参加市政协义务教育协商会，提了3条建议", did(1, activity.Consultation)),
		said("参加协商1次", did(2, activity.Consultation)))
	got := report.MissingIn(src, report.SectionOf(activity.Consultation))
	if !slices.Equal(got.Quarters, []int{2, 3}) || !slices.Equal(got.Bare, []activity.RecordID{2}) {
		t.Errorf("%+v", got)
	}
}
