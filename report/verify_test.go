package report_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"dutybook/activity"
	"dutybook/report"
)

// checked writes findings of one kind as "12户=supported#1,#2".
func checked(findings []report.Finding, kind report.Kind) string {
	var out []string
	for _, f := range findings {
		if f.Kind == kind {
			var ids []string
			for _, id := range f.Records {
				ids = append(ids, id.String())
			}
			out = append(out, fmt.Sprintf("%s=%s%s", f.Text, f.Status, strings.Join(ids, ",")))
		}
	}
	return strings.Join(out, " ")
}

func committee() report.Source {
	return source(
		did(1, activity.Study, n(3, "小时", "学习培训")),
		at("柳河屯", did(2, activity.Visit, n(5, "户", "走访"), n(7, "条", "意见建议"))),
		joint(2, "m2", did(3, activity.Visit, n(5, "户", "走访"))),
		titled("关于改造老旧小区的建议", did(4, activity.Proposal, n(8, "件", "提案"), n(6, "件", "提案·立案"))),
		did(5, activity.Visit, n(4, "户", "走访")),
		did(6, activity.Research, n(12, "家", "企业"), over(30, "份", "问卷")),
	)
}

func TestVerifyFigures(t *testing.T) {
	for text, want := range map[string]string{
		"全年走访群众9户。":           "9户=supported#2,#3,#5",
		"全年走访群众19户。":          "19户=contradicted#2,#3,#5",
		"3月到柳河屯走访群众5户。":       "5户=supported#2,#3",
		"捐款2000元。":            "2000元=unsupported",
		"走访企业12家，发放问卷30余份。":   "12家=supported#6 30余份=supported#6",
		"发放问卷30份。":            "30份=contradicted#6",
		"开展视察调研1次。":           "1次=supported#6",
		"提交提案8件，立案6件，立案率75%。": "8件=supported#4 6件=supported#4 75%=supported#4",
		"提交提案8件，立案6件，立案率85%。": "8件=supported#4 6件=supported#4 85%=contradicted#4",
		"参加学习三十余":             "三十余=unsupported",
	} {
		if got := checked(report.Verify(committee(), text), report.FigureKind); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", text, got, want)
		}
	}
}

func TestVerifyWords(t *testing.T) {
	const text = "陈建国到柳河屯走访，提出《关于改造老旧小区的建议》和《关于修路的建议》，市长王大山作出批示，落实“有事好商量”和“一线工作法”，工作位居前列。"
	src := committee()
	src.Official = []report.Official{{Text: "有事好商量"}}
	got := report.Verify(src, text)
	for kind, want := range map[report.Kind]string{
		report.TitleKind:   "关于改造老旧小区的建议=supported#4 关于修路的建议=unsupported",
		report.NameKind:    "陈建国=supported 柳河屯=supported#2 王大山=unsupported",
		report.FormulaKind: "有事好商量=supported 一线工作法=unsupported",
		report.ClaimKind:   "批示=unsupported 位居前列=unsupported",
	} {
		if g := checked(got, kind); g != want {
			t.Errorf("%s\ngot  %s\nwant %s", kind, g, want)
		}
	}
	for _, f := range got {
		if string([]rune(text)[f.Offset:f.Offset+len([]rune(f.Text))]) != f.Text {
			t.Errorf("%s does not stand at %d", f.Text, f.Offset)
		}
	}
}

// What this package writes, it also finds supported; and not when a figure is
// changed.
func TestOwnDraftsAreSupported(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := source(recordsOf(t)...)
		o, err := report.LoadOutline(rapid.SampledFrom([]string{"annual", "review", "abridged"}).Draw(t, "outline"))
		if err != nil {
			t.Fatalf("%v", err)
		}
		doc := report.Draft(src, o, nil)
		text := report.Text(doc)
		for _, f := range report.Verify(src, text) {
			if f.Kind == report.FigureKind && f.Status != report.Supported {
				t.Errorf("%s is %s (%s) in\n%s", f.Text, f.Status, f.Note, text)
			}
		}
		if len(doc.Facts) == 0 {
			return
		}
		changed := rapid.SampledFrom(doc.Facts).Draw(t, "changed")
		wrong := strings.ReplaceAll(text, changed.Rendered, "70777"+string(changed.Unit))
		for _, f := range report.Verify(src, wrong) {
			if strings.HasPrefix(f.Text, "70777") && f.Status == report.Supported {
				t.Errorf("%s in the place of %s is supported", f.Text, changed.Rendered)
			}
		}
	})
}

// FuzzVerify: every finding lies in the text where it says, in order.
func FuzzVerify(f *testing.F) {
	for _, s := range []string{"全年走访5户，协调5万元。", "\xff走访五户", "《》“”、、", "1.2.3．４%", "一、二、（三）第1次", strings.Repeat("十", 300)} {
		f.Add(s)
	}
	src := source(did(1, activity.Visit, n(5, "户", "走访")))
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return // PlainText lets none through
		}
		runes, last := []rune(text), 0
		for _, found := range report.Verify(src, text) {
			end := found.Offset + utf8.RuneCountInString(found.Text)
			if found.Offset < last || end > len(runes) || string(runes[found.Offset:end]) != found.Text {
				t.Fatalf("%+v does not lie in %q", found, text)
			}
			last = found.Offset
		}
	})
}

// FuzzReadEarlier: an outline read of any file can be drafted after, and its
// headings are words of the file.
func FuzzReadEarlier(f *testing.F) {
	for _, s := range []string{"一、走访\n（一）下乡\n走访5户。", "\xb5\xda\xd2\xbb", "PK\x03\x04", "# a\n## b", strings.Repeat("一、", 99), "1.1.1.1 a\n\n\n1.2"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		found, err := report.ReadEarlier(data)
		if err != nil {
			return
		}
		for _, h := range found.Headings {
			if strings.ContainsAny(h.Title, "\n\r") || !utf8.ValidString(h.Title) {
				t.Errorf("a heading of two lines or no text: %q", h.Title)
			}
		}
		if _, err := report.PlainText(data); err != nil {
			t.Errorf("an outline but no text: %v", err)
		}
	})
}

// TestVerifyKnowsTheOffice: a figure the office states is supported, another
// value of it is contradicted.
func TestVerifyKnowsTheOffice(t *testing.T) {
	src := committee()
	src.Office = []activity.OfficeFact{{ID: 1, Name: "会客厅", Value: activity.Whole(110), Unit: "个", Asof: activity.Date{Year: 2026, Month: 11}}}
	for text, want := range map[string]string{
		"建成会客厅110个。": "110个=supported",
		"建成会客厅120个。": "120个=contradicted",
	} {
		if got := checked(report.Verify(src, text), report.FigureKind); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}
