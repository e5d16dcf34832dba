package report_test

import (
	"strings"
	"testing"

	"dutybook/report"
)

func TestNotesStandInThePlaceOfGaps(t *testing.T) {
	src := committee()
	src.Notes = map[string][]string{
		"problems": {"调研还不够深。", "跟踪问效还不够；"},
		"next":     {"办好12场协商会，" + strings.Repeat("把题目选准，", 12) + "务求实效。", "做好换届工作。"},
	}
	d := report.Draft(src, outline(t, "annual"), nil)
	got := report.Text(d)
	for _, want := range []string{"一是调研还不够深；二是跟踪问效还不够。\n", "办好12场协商会，", "务求实效。\n做好换届工作。\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	if strings.Contains(got, "待补：存在的问题") || strings.Contains(got, "待补：2027年工作安排") {
		t.Error("a gap stands beside the notes")
	}
}

func TestACleanCopyHasNoMarks(t *testing.T) {
	d := report.Draft(committee(), outline(t, "annual"), nil)
	gaps := d.Gaps()
	d.Look = report.Look{Clean: true, Common: true}
	content := docxOf(t, d)
	text := ""
	for _, l := range content.Lines {
		text += l.Text + "\n"
	}
	if gaps == 0 || len(content.Comments) > 0 || strings.Contains(text, "【") || strings.Contains(text, "数据出处表") {
		t.Errorf("%d gaps before, %d comments after:\n%s", gaps, len(content.Comments), text)
	}
	if !strings.Contains(text, "走访群众9户") || strings.Contains(text, "2027年工作安排") || !strings.Contains(text, "（六）密切联系群众") {
		t.Errorf("a filled part is gone, or an empty heading stayed:\n%s", text)
	}
}

// Every length prints the same figures where it prints them, and says which it
// leaves out.
func TestLengthsTellTheSameFigures(t *testing.T) {
	full := report.Draft(committee(), outline(t, "annual"), nil)
	for _, name := range []string{"abridged", "page", "speech"} {
		d := report.Draft(committee(), outline(t, name), nil)
		for _, f := range d.Facts {
			for _, g := range full.Facts {
				if f.ID == g.ID && f.ID != "all/sessions" && f.ID != "all/attendances" && f.Rendered != g.Rendered {
					t.Errorf("%s prints %s, the whole report %s", name, f.Rendered, g.Rendered)
				}
			}
		}
		if name == "abridged" && len(d.Cut) > len(full.Cut) {
			t.Errorf("the abridged report leaves out %+v", d.Cut)
		}
		if name == "speech" && len(d.Cut) == 0 {
			t.Error("the speech leaves out nothing")
		}
	}
}
