package report_test

import (
	"bytes"
	"maps"
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
	"dutybook/report/docx/docxtest"
)

func TestHeadingsOfAnOutlineAreParallel(t *testing.T) {
	for _, name := range report.OutlineNames() {
		t.Run(name, func(t *testing.T) {
			fed := outline(t, name).Fed()
			for _, sec := range fed {
				got, want := utf8.RuneCountInString(sec.Title), utf8.RuneCountInString(fed[0].Title)
				if got != want || strings.Count(sec.Title, "，") != strings.Count(fed[0].Title, "，") {
					t.Errorf("%s does not match %s", sec.Title, fed[0].Title)
				}
			}
		})
	}
}

func TestNoOutlineTellsACategoryTwice(t *testing.T) {
	for _, name := range report.OutlineNames() {
		seen := map[activity.Category]bool{}
		for _, sec := range outline(t, name).Fed() {
			for _, c := range sec.Categories {
				if seen[c] || !c.Valid() {
					t.Errorf("%s: category %s is unknown or stands twice", name, c)
				}
				seen[c] = true
			}
		}
		for _, row := range activity.Categories() {
			if personal := name == "personal" || name == "standing"; personal && !seen[row.Code] {
				t.Errorf("%s leaves out %s", name, row.Code)
			}
		}
	}
}

func TestNumbering(t *testing.T) {
	for name, want := range map[string]string{
		"annual":   "一、2026年工作回顾|（一）强化理论学习|（八）注重固本强基|二、2027年工作安排",
		"term":     "一、一年的工作回顾|（一）坚持党的领导|（七）夯实履职基础|二、一年的工作体会|三、今后工作建议",
		"abridged": "2026年工作回顾|一、强化理论学习|八、注重固本强基|2027年工作意见",
		"review":   "坚持思想引领",
		"personal": "一、坚持学习在先|二、认真参会议政|四、主动服务发展",
	} {
		got := ""
		for _, part := range report.Draft(march(), outline(t, name), nil).Parts {
			got += part.Heading + "|"
		}
		for piece := range strings.SplitSeq(want, "|") {
			if at := strings.Index(got, piece); at < 0 {
				t.Errorf("%s: %s is missing in %s", name, piece, got)
			} else {
				got = got[at+len(piece):]
			}
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
	styles := map[string]int{}
	var yellow []string
	body := ""
	for _, line := range content.Lines {
		styles[line.Style]++
		yellow = append(yellow, regexp.MustCompile(`【待[^】]*】`).FindAllString(line.Text, -1)...)
		body += line.Text + "\n"
	}
	// Two gaps under the title, five parts for people, six sections without
	// records.
	if styles["heading 1"] != 2 || styles["heading 2"] != 8 || len(yellow) != 12 {
		t.Errorf("styles %v, %d gaps: %q", styles, len(yellow), yellow)
	}
	for _, want := range []string{
		"政协云台县委员会常务委员会\n2026年工作报告", "截至2026年11月24日，共开展各类履职活动2次，委员参与3人次。",
		"【待核：本年度暂无该项工作记录，请补充或删去本节】", "提交提案1件，就改造老旧小区提出建议。", "以下记录未列入正文，请核定：#5。",
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
	for _, want := range []string{"陈建国", "今年以来，我参加学习培训1次", "本人共参加各类履职活动2次", "走访群众5户"} {
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
	var sections []report.Prose
	for _, sec := range o.Fed() {
		sections = append(sections, report.Compose(src, sec))
	}
	sections[5].Paragraphs = append(sections[5].Paragraphs, report.Paragraph{Spans: []report.Span{{Text: "走访群众500户"}}})
	got := report.Markdown(report.Assemble(src, o, sections))
	if strings.Contains(got, "500户") || !strings.Contains(got, "走访群众5户") {
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
		for _, sec := range o.Fed() {
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
	file := docxBytes(t, report.Draft(march(), outline(t, "annual"), nil))
	got := docxtest.Convert(t, file, "docx", "txt:Text (encoded):UTF8")
	for _, want := range []string{"（一）强化理论学习，夯实思想基础", "走访群众5户", "数据出处表"} {
		if !strings.Contains(string(got), want) {
			t.Errorf("%q is missing", want)
		}
	}
}
