package report_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"dutybook/activity"
	"dutybook/report"
	"dutybook/report/docx/docxtest"
)

// editing is a draft and what ReadEdited says after somebody changed it.
func editing(t *testing.T, edit func(*report.Document)) (draft report.Document, e report.Edited) {
	t.Helper()
	draft = report.Draft(committee(), outline(t, "annual"), nil)
	changed := report.Draft(committee(), outline(t, "annual"), nil)
	edit(&changed)
	e, err := report.ReadEdited(draft, marked(t, docxBytes(t, changed), docxBytes(t, draft)))
	if err != nil {
		t.Fatal(err)
	}
	return draft, e
}

// marked is a file with the custom properties of another: a person's word
// processor changes the text and leaves them alone.
func marked(t *testing.T, file, properties []byte) []byte {
	t.Helper()
	open := func(raw []byte) *zip.Reader {
		z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			t.Fatal(err)
		}
		return z
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range open(file).File {
		from := f
		if f.Name == "docProps/custom.xml" {
			for _, g := range open(properties).File {
				if g.Name == f.Name {
					from = g
				}
			}
		}
		if err := w.Copy(from); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func part(d *report.Document, id string) *report.DocumentPart {
	for i := range d.Parts {
		if d.Parts[i].ID == id {
			return &d.Parts[i]
		}
	}
	return nil
}

func changeOf(e report.Edited, id string) report.Change {
	for _, p := range e.Parts {
		if p.ID == id {
			return p.Change
		}
	}
	return ""
}

func TestAnUntouchedDraftComesBackTheSame(t *testing.T) {
	_, e := editing(t, func(*report.Document) {})
	for _, p := range e.Parts {
		if p.Change != report.Same {
			t.Errorf("%s is %s: %q", p.ID, p.Change, p.Lines)
		}
	}
	if len(e.Figures) != 0 || len(e.Parts) < 12 {
		t.Errorf("%d parts, figures %+v", len(e.Parts), e.Figures)
	}
}

func TestWhatAPersonWroteIsFoundAndStays(t *testing.T) {
	const own = "委员走村入户，走访群众19户，写了民情日记。"
	draft, e := editing(t, func(d *report.Document) {
		part(d, "people").Paragraphs[0] = report.Paragraph{Spans: []report.Span{{Text: own}}}
		part(d, "study").Heading = "（一）把学习抓在手上"
		d.Parts = append(d.Parts[:len(d.Parts)-1], report.DocumentPart{ID: "x", Level: 1, Heading: "三、致谢", Paragraphs: []report.Paragraph{{Spans: []report.Span{{Text: "谢谢大家。"}}}}})
	})
	if changeOf(e, "people") != report.Changed || changeOf(e, "study") != report.Changed || changeOf(e, "call") != report.Removed || changeOf(e, "research") != report.Same {
		t.Errorf("parts: %+v", e.Parts)
	}
	want := report.FigureChange{Part: "people", Was: "9户", Now: "19户", Fact: "visit/走访/户"}
	found := false
	for _, f := range e.Figures {
		found = found || f == want
	}
	if !found {
		t.Errorf("figures: %+v", e.Figures)
	}
	src := committee()
	src.Records = append(src.Records, did(9, activity.Research, n(3, "家", "企业")))
	again := report.Keep(report.Draft(scoped("all", src.Records...), outline(t, "annual"), nil), e)
	text := report.Text(again)
	for _, want := range []string{own, "（一）把学习抓在手上", "走访企业15家", "三、致谢\n谢谢大家。"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if strings.Contains(text, "结束语和号召") || strings.Contains(report.Text(draft), own) {
		t.Error("a removed part is back, or the draft was changed")
	}
}

// A draft is made anew from later records; what nobody touched follows them.
func TestAnUntouchedPartFollowsTheRecords(t *testing.T) {
	file := docxBytes(t, report.Draft(committee(), outline(t, "annual"), nil))
	src := scoped("all", append(committee().Records, did(9, activity.Visit, n(100, "户", "走访")))...)
	fresh := report.Draft(src, outline(t, "annual"), nil)
	e, err := report.ReadEdited(fresh, file)
	if err != nil {
		t.Fatal(err)
	}
	if got := report.Text(report.Keep(fresh, e)); !strings.Contains(got, "走访群众109户") || changeOf(e, "people") != report.Same {
		t.Errorf("people is %s in\n%s", changeOf(e, "people"), got)
	}
}

func TestDraftsComeBackFromLibreOffice(t *testing.T) {
	draft := report.Draft(committee(), outline(t, "annual"), nil)
	back := docxtest.RoundTrip(t, docxBytes(t, draft))
	e, err := report.ReadEdited(draft, back)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range e.Parts {
		if p.Change != report.Same {
			t.Errorf("%s is %s: %q", p.ID, p.Change, p.Lines)
		}
	}
	if tree, err := report.ReadEarlier(back); err != nil || len(tree.Headings) < 10 {
		t.Errorf("%v: headings %+v", err, tree.Headings)
	}
}
