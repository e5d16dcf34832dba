package report_test

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/report"
	"dutybook/report/docx"
)

func TestAnnualOutlineHasEightEvenSections(t *testing.T) {
	o := outline(t, "annual")
	if len(o.Sections) != 8 {
		t.Errorf("%d sections", len(o.Sections))
	}
	seen := map[activity.Category]bool{}
	for i, sec := range o.Sections {
		if got, want := utf8.RuneCountInString(sec.Heading), utf8.RuneCountInString(o.Sections[0].Heading); got != want {
			t.Errorf("%s is %d characters long, the first heading %d", sec.Heading, got, want)
		}
		if number := string([]rune("一二三四五六七八")[i]) + "、"; !strings.HasPrefix(sec.Heading, number) {
			t.Errorf("%s does not begin with %s", sec.Heading, number)
		}
		for _, c := range sec.Categories {
			if seen[c] || !c.Valid() {
				t.Errorf("category %s is unknown or stands twice", c)
			}
			seen[c] = true
		}
	}
}

func TestPersonalOutlineHoldsEveryCategory(t *testing.T) {
	seen := map[activity.Category]int{}
	for _, sec := range outline(t, "personal").Sections {
		for _, c := range sec.Categories {
			seen[c]++
		}
	}
	for _, row := range activity.Categories() {
		if seen[row.Code] != 1 {
			t.Errorf("%s stands %d times", row.Code, seen[row.Code])
		}
	}
}

func TestUnknownOutline(t *testing.T) {
	for _, name := range []string{"", "nothing", "../report", "annual.json"} {
		if _, err := report.LoadOutline(name); err == nil {
			t.Errorf("outline %q was found", name)
		}
	}
}

// march is a small committee's month.
func march() report.Source {
	return source(
		did(1, activity.Study, n(3, "小时", "")),
		at("柳河屯", did(2, activity.Visit, n(5, "户", "走访"), n(7, "条", "意见建议"))),
		joint(2, "m2", did(3, activity.Visit, n(5, "户", "走访"))),
		titled("关于改造老旧小区的建议", did(4, activity.Proposal, n(1, "件", "提案·提交"))),
		did(5, activity.Post, n(6, "台", "手术")),
	)
}

func TestDraft(t *testing.T) {
	var progress []int
	d := report.Draft(march(), outline(t, "annual"), func(done, total int) { progress = append(progress, done*100+total) })
	if diff := cmp.Diff([]int{108, 208, 308, 408, 508, 608, 708, 808}, progress); diff != "" {
		t.Errorf("progress: %s", diff)
	}
	content := docxOf(t, d)
	var headings, yellow []string
	body := ""
	for _, line := range content.Lines {
		if line.Style == "heading 1" {
			headings = append(headings, line.Text)
		}
		yellow = append(yellow, regexp.MustCompile(`【待补[^】]*】`).FindAllString(line.Text, -1)...)
		body += line.Text + "\n"
	}
	if len(headings) != 11 || len(yellow) != 4 {
		t.Errorf("%d headings, %d gaps: %q", len(headings), len(yellow), headings)
	}
	for _, want := range []string{
		"政协云台县委员会\n2026年工作报告", "履职记录截至2026年11月24日", "共开展各类履职活动3次，参与委员4人次",
		"本年度暂无该项工作记录。", "提交《关于改造老旧小区的建议》提案。", "以下记录未列入正文，请核定：#5。",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is missing", want)
		}
	}
	wantComment := docx.Comment{Text: "走访群众中记录的“走访”，以“户”计。\n记录编号：#2 #3", Anchor: "5户"}
	found := false
	for _, c := range content.Comments {
		found = found || c == wantComment
	}
	if !found {
		t.Errorf("no comment %+v in %+v", wantComment, content.Comments)
	}
}

func TestPersonalDraftSpeaksInTheFirstPerson(t *testing.T) {
	src := march()
	src.Tally = counting.TallyOf(counting.OfMember("m1"), counting.Of(src.Records)[counting.OfMember("m1")], year)
	got := report.Markdown(report.Draft(src, outline(t, "personal"), nil))
	for _, want := range []string{"陈建国", "今年以来，本人参加学习培训1次", "本人共参加各类履职活动4次", "走访群众5户"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if strings.Contains(got, "#3") || strings.Contains(got, "李秀英") {
		t.Error("somebody else's record is named")
	}
}

func TestAssembleReplacesASectionThatLies(t *testing.T) {
	src, o := march(), outline(t, "annual")
	sections := make([]report.Prose, len(o.Sections))
	for i, sec := range o.Sections {
		sections[i] = report.Compose(src, sec)
	}
	sections[5].Paragraphs = append(sections[5].Paragraphs, report.Paragraph{Spans: []report.Span{{Text: "走访群众500户"}}})
	got := report.Markdown(report.Assemble(src, o, sections))
	if strings.Contains(got, "500户") || !strings.Contains(got, "走访群众（走访）：5户") {
		t.Errorf("the lie stands, or the facts do not:\n%s", got)
	}
}

func TestAssembleDoesNotTrustFactsThatCameWithTheText(t *testing.T) {
	src, o := march(), outline(t, "annual")
	forged := report.Fact{ID: "study/x", Value: activity.Whole(99), Unit: "次", Rendered: "99次"}
	sections := []report.Prose{{
		Facts:      []report.Fact{forged},
		Paragraphs: []report.Paragraph{{Spans: []report.Span{{Text: "学习"}, {Text: "99次", Fact: "study/x"}}}},
	}}
	if got := report.Markdown(report.Assemble(src, o, sections)); strings.Contains(got, "99次") {
		t.Error("a fact the records do not hold was printed")
	}
}

func TestEqualSourcesGiveEqualBytes(t *testing.T) {
	write := func() []byte {
		var b bytes.Buffer
		if err := report.WriteDocx(&b, report.Draft(march(), outline(t, "annual"), nil)); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	if !bytes.Equal(write(), write()) {
		t.Error("two drafts differ")
	}
}

func TestMarkupInMembersWordsIsHarmless(t *testing.T) {
	src := source(titled("关于<script>的*建议*|", did(1, activity.Proposal)))
	got := report.Markdown(report.Draft(src, outline(t, "annual"), nil))
	if strings.Contains(got, "<script>") || strings.Contains(got, "*建议*|") {
		t.Error("markup went through")
	}
}

// The figures a reader finds in the Word file are those of the facts, no more
// and no fewer; and the ledger written beside it has the same totals.
func TestFiguresInTheFilesAreTheFacts(t *testing.T) {
	o := outline(t, "annual")
	rapid.Check(t, func(t *rapid.T) {
		src := source(recordsOf(t)...)
		d := report.Draft(src, o, nil)
		content := docxOf(t, d)
		got, want := map[reading]int{}, map[reading]int{}
		for _, line := range content.Lines {
			if !line.Cell && line.Style == "body text" {
				addAll(got, readings(line.Text))
			}
		}
		for _, part := range d.Parts {
			for _, p := range part.Paragraphs {
				for _, s := range p.Spans {
					if s.Fact != "" {
						addAll(want, readings(s.Text))
					}
				}
			}
		}
		if !maps.Equal(got, want) {
			t.Errorf("read %v, want %v", got, want)
		}
		for _, sec := range o.Sections {
			for _, f := range report.Facts(src, sec) {
				if got[reading{f.Value, f.Unit, f.Approx}] == 0 && f.What == counting.Figure {
					t.Errorf("%s is not in the file", f.Rendered)
				}
			}
		}
		assertLedgerHas(t, src)
	})
}

func addAll(to, from map[reading]int) {
	for r, n := range from {
		to[r] += n
	}
}

func TestLibreOfficeOpensTheDraft(t *testing.T) {
	soffice, err := exec.LookPath("soffice")
	if err != nil || testing.Short() {
		t.Skip("soffice is not installed")
	}
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "report.docx"))
	if err != nil {
		t.Fatal(err)
	}
	if err := report.WriteDocx(f, report.Draft(march(), outline(t, "annual"), nil)); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), soffice, "--headless", "-env:UserInstallation=file://"+dir+"/profile",
		"--convert-to", "txt:Text (encoded):UTF8", "--outdir", dir, f.Name())
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	got, err := os.ReadFile(filepath.Join(dir, "report.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"一、强化理论学习，夯实思想基础", "走访群众5户", "数据出处表"} {
		if !strings.Contains(string(got), want) {
			t.Errorf("%q is missing", want)
		}
	}
}
