package docx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"dutybook/report/docx"
	"dutybook/report/docx/docxtest"
)

// house is a template as a word processor writes them: ids of its own, a header,
// a reference to a footer that is not there, a link to the outside, some text.
func house(t *testing.T) *docx.Template {
	t.Helper()
	data, err := os.ReadFile("../../testdata/papers/house-template.docx")
	if err != nil {
		t.Fatal(err)
	}
	template, err := docx.ReadTemplate(data)
	if err != nil {
		t.Fatal(err)
	}
	return template
}

func inHouse(t *testing.T) []byte {
	t.Helper()
	var file bytes.Buffer
	err := docx.Write(&file, docx.Document{
		Title: "工作报告", Reviewer: "履职簿", Mark: "origin=1.2", Template: house(t),
		Blocks: []docx.Block{
			docx.Plain(docx.LoneTitle, "工作报告"), docx.Plain(docx.Heading1, "一、回顾"), docx.Plain(docx.Heading2, "（一）学习"),
			docx.Paragraph{Style: docx.Body, Runs: []docx.Run{{Text: "走访"}, {Text: "5户", Comment: "记录编号：#1"}, {Text: "。"}}},
			docx.Table{Widths: []int{2000}, Header: []string{"数字"}, Rows: [][]string{{"5户"}}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func partOf(t *testing.T, file []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		return ""
	}
	data, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestATemplateGivesPageHeaderAndStyles(t *testing.T) {
	file := inHouse(t)
	body, links := partOf(t, file, "word/document.xml"), partOf(t, file, "word/_rels/document.xml.rels")
	for _, want := range []string{`w:top="1440"`, `r:id="rId7"`, `<w:pStyle w:val="1"/>`, `<w:pStyle w:val="a3"/>`, `<w:pStyle w:val="DutybookBody"/>`, `<w:numId w:val="0"/>`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not in the body", want)
		}
	}
	for name, text := range map[string]string{"the template's text": body, "a footer that is not there": body, "a link to the outside": links, "an unknown part": partOf(t, file, "[Content_Types].xml")} {
		for _, not := range []string{"样文", "rId8", "example.com", "item1"} {
			if strings.Contains(text, not) {
				t.Errorf("%s came along: %s", name, not)
			}
		}
	}
	if !strings.Contains(partOf(t, file, "word/header1.xml"), "本会内部文稿") {
		t.Error("the header is lost")
	}
	content, err := docx.Read(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range content.Lines {
		got = append(got, l.Style+":"+l.Text)
	}
	if want := "title:工作报告 heading 1:一、回顾 heading 2:（一）学习 body text:走访5户。"; !strings.HasPrefix(strings.Join(got, " "), want) {
		t.Errorf("read back %q", got)
	}
	if content.Mark != "origin=1.2" || len(content.Comments) != 1 || content.Comments[0].Anchor != "5户" {
		t.Errorf("mark %q, comments %+v", content.Mark, content.Comments)
	}
}

func TestLibreOfficeOpensWhatATemplateGave(t *testing.T) {
	got := string(docxtest.Convert(t, inHouse(t), "docx", "txt:Text (encoded):UTF8"))
	if !strings.Contains(got, "一、回顾") || !strings.Contains(got, "走访5户") {
		t.Error(got)
	}
}

func TestWhatIsNoTemplate(t *testing.T) {
	var own bytes.Buffer
	if err := docx.Write(&own, docx.Document{Blocks: []docx.Block{docx.Plain(docx.Body, "正文")}}); err != nil {
		t.Fatal(err)
	}
	if _, err := docx.ReadTemplate(own.Bytes()); err != nil {
		t.Errorf("a draft of ours: %v", err)
	}
	for name, data := range map[string][]byte{"nothing": nil, "a text": []byte("正文"), "half a file": own.Bytes()[:own.Len()/2]} {
		if _, err := docx.ReadTemplate(data); !errors.Is(err, docx.ErrNoTemplate) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
