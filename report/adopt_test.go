package report_test

import (
	"os"
	"strings"
	"testing"

	"dutybook/activity"
	"dutybook/report"
)

func adopted(t *testing.T, name string) (report.Outline, []string) {
	t.Helper()
	raw, err := os.ReadFile("earlier/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(raw), "-- text --\n")
	text, _, _ = strings.Cut(text, "-- want --\n")
	tree, err := report.ReadEarlier([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return report.Adopt(tree)
}

func fedBy(o report.Outline) map[activity.Category]string {
	fed := map[activity.Category]string{}
	for _, s := range o.Sections {
		for _, c := range s.Categories {
			fed[c] += s.Heading()
		}
	}
	return fed
}

func TestAdoptKeepsHeadingsAndMovesTheYears(t *testing.T) {
	o, unfed := adopted(t, "years.txt")
	got := report.Text(report.Draft(march(), o, nil))
	for _, want := range []string{
		"2026年工作回顾\n", "一、同心聚力，服务发展\n", "深入企业解难题。", "2027年工作意见\n", "一、加强学习，提高本领\n【待补：本节由秘书处填写",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	for _, heading := range unfed {
		if strings.Contains(heading, "提高本领") {
			t.Error("a plan is asked of the records")
		}
	}
}

func TestAdoptGivesEveryKindOfWorkOnePlace(t *testing.T) {
	for name, want := range map[string]map[activity.Category]string{
		"numbered.txt":   {activity.Study: "1．完善学习制度", activity.Consultation: "1．开展专题协商", activity.Research: "2．组织委员视察"},
		"unnumbered.txt": {activity.Study: "抓好集中学习", activity.Research: "调研不走过场", activity.Supervision: "监督不怕碰硬"},
		"personal.txt":   {activity.Study: "（1）政治学习"},
	} {
		o, _ := adopted(t, name)
		fed := fedBy(o)
		for c, heading := range want {
			if fed[c] != heading {
				t.Errorf("%s: %s stands under %q, want %q", name, c, fed[c], heading)
			}
		}
	}
}

func TestAdoptOfAPersonalReportSpeaksInTheFirstPerson(t *testing.T) {
	if o, _ := adopted(t, "personal.txt"); o.Voice != "personal" {
		t.Errorf("voice %s", o.Voice)
	}
}

func TestAdoptAsksForALostHeading(t *testing.T) {
	o, _ := adopted(t, "numbered.txt")
	if h := o.Sections[0].Heading(); h != "一、【待补：原报告此处标题缺失】" {
		t.Errorf("got %s", h)
	}
}

// What a draft is made into can serve as the outline of the next one.
func TestOwnDraftsAreReadBack(t *testing.T) {
	for _, name := range report.OutlineNames() {
		if name == "speech" {
			continue // has no headings
		}
		d := report.Draft(march(), outline(t, name), nil)
		tree, err := report.ReadEarlier(docxBytes(t, d))
		if err != nil {
			t.Fatal(err)
		}
		var want, got []string
		for _, part := range d.Parts {
			if part.Heading != "" && !part.RunIn {
				want = append(want, part.Heading)
			}
		}
		for _, h := range tree.Headings {
			if h.Number != "1." && h.Number != "2." && !h.RunIn {
				got = append(got, h.Number+h.Title)
			}
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s: read back\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}
