package report_test

import (
	"strings"
	"testing"

	"dutybook/activity"
	"dutybook/report"
)

// later is the draft with one more record of visits.
func later(t *testing.T) report.Document {
	t.Helper()
	src := scoped("all", append(committee().Records, did(9, activity.Visit, n(100, "户", "走访")))...)
	return report.Draft(src, outline(t, "annual"), nil)
}

func TestALockedPartDoesNotMove(t *testing.T) {
	first := report.Draft(committee(), outline(t, "annual"), nil)
	locked := report.Human{}.Put(report.Lock(first, "people", report.Hand{By: "周敏", Version: 1}))
	doc := locked.Over(later(t))
	if text := report.Text(doc); !strings.Contains(text, "走访群众9户") || strings.Contains(text, "走访群众109户") {
		t.Errorf("the locked part moved:\n%s", text)
	}
	found := false
	for _, f := range doc.Facts {
		found = found || f.ID == "kept/visit/走访/户" && f.Rendered == "9户" && len(f.Records) > 0
	}
	if !found {
		t.Error("the figure of the locked part lost its records")
	}
	if text := report.Text(locked.Without("people").Over(later(t))); !strings.Contains(text, "走访群众109户") {
		t.Errorf("the freed part stays:\n%s", text)
	}
}

func TestWhatMovedSinceTheVersionBefore(t *testing.T) {
	first := report.Draft(committee(), outline(t, "annual"), nil)
	diff := report.Since(first, later(t))
	moved := ""
	for _, m := range diff.Figures {
		if m.Fact == "visit/走访/户" {
			moved = m.Was + "→" + m.Now
			if len(m.Late) != 1 || m.Late[0] != 9 || len(m.Gone) != 0 {
				t.Errorf("late %v, gone %v", m.Late, m.Gone)
			}
		}
	}
	if moved != "9户→109户" {
		t.Errorf("moved %q", moved)
	}
	for _, p := range diff.Parts {
		if strings.Contains(p, "民生") {
			t.Errorf("figures alone make %q another text", p)
		}
	}
	if same := report.Since(first, first); len(same.Figures)+len(same.Parts) != 0 {
		t.Errorf("differs from itself: %+v", same)
	}
}

// The figures a person left in words of their own go on following the records;
// the one they changed is theirs.
func TestFiguresInAPersonsWords(t *testing.T) {
	draft := report.Draft(committee(), outline(t, "annual"), nil)
	own := report.Written(draft, "people", []string{"大家走访群众9户，谈心30次。"}, report.Hand{By: "周敏", Version: 1})
	doc := report.Human{}.Put(own).Over(later(t))
	if text := report.Text(doc); !strings.Contains(text, "大家走访群众109户，谈心30次。") {
		t.Errorf("got\n%s", text)
	}
}
