package trial

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
)

// packed is a file of parts.
func packed(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(text))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestPreviewOfAReport(t *testing.T) {
	p := previewOf(&file{Name: "报告.DOCX", Data: packed(t, map[string]string{
		"word/document.xml": `<w:document xmlns:w="w"><w:body>
<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>工作报告</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>一、回顾</w:t></w:r></w:p>
<w:p><w:r><w:t>走访</w:t></w:r><w:commentRangeStart w:id="3"/><w:r><w:t>113</w:t></w:r><w:r><w:t>户</w:t></w:r><w:commentRangeEnd w:id="3"/><w:r><w:rPr><w:b/></w:rPr><w:t>。</w:t></w:r></w:p>
<w:p/>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>数</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>出处</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
</w:body></w:document>`,
		"word/comments.xml": `<w:comments xmlns:w="w"><w:comment w:id="3"><w:p><w:r><w:t>#2、#5</w:t></w:r></w:p></w:comment></w:comments>`,
	})})
	var lines []string
	for _, b := range p.Blocks {
		line := b.Style + ":"
		for _, r := range b.Runs {
			line += r.Text + "{" + r.Note + "}"
		}
		lines = append(lines, line)
	}
	want := "title:工作报告{}|heading:一、回顾{}|text:走访{}113户{3}。{}|row:数{}出处{}"
	if got := strings.Join(lines, "|"); p.Kind != "pages" || got != want || strings.TrimSpace(p.Notes["3"]) != "#2、#5" {
		t.Errorf("%s\n%s %q", p.Kind, got, p.Notes)
	}
}

func TestPreviewOfALedger(t *testing.T) {
	p := previewOf(&file{Name: "台账.xlsx", Data: packed(t, map[string]string{
		"xl/workbook.xml":      `<workbook><sheets><sheet name="明细"/><sheet name="合计"/></sheets></workbook>`,
		"xl/sharedStrings.xml": `<sst><si><t>编号</t></si><si><r><t>走</t></r><r><t>访</t></r></si></sst>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>
<row><c r="A2"><v>7</v></c><c r="B2" t="inlineStr"><is><t>户</t></is></c><c r="C2" t="s"><v>99</v></c></row></sheetData></worksheet>`,
		"xl/worksheets/sheet2.xml": `<worksheet><sheetData/></worksheet>`,
	})})
	if p.Kind != "tables" || len(p.Sheets) != 2 || p.Sheets[0].Name != "明细" ||
		strings.Join(p.Sheets[0].Rows[0], "|") != "编号||走访" || strings.Join(p.Sheets[0].Rows[1], "|") != "7|户|" {
		t.Errorf("%+v", p)
	}
}

func TestPreviewOfOthers(t *testing.T) {
	for _, tt := range []struct {
		name string
		data string
		kind string
	}{
		{"a.txt", "\ufeff话", "text"}, {"a.md", "# a", "text"}, {"a.txt", "\xff\xfe", "none"},
		{"a.docx", "no zip", "none"}, {"a.docx", string(packed(t, map[string]string{"x": ""})), "none"},
		{"a.xlsx", string(packed(t, map[string]string{"xl/workbook.xml": "<a"})), "none"}, {"a.exe", "MZ", "none"},
	} {
		if p := previewOf(&file{Name: tt.name, Data: []byte(tt.data)}); p.Kind != tt.kind {
			t.Errorf("%s: %+v", tt.name, p)
		}
	}
	if p := previewOf(&file{Name: "a.txt", Data: []byte(strings.Repeat("话", maxShown))}); !p.Cut || len(p.Text) > maxShown {
		t.Errorf("%d", len(p.Text))
	}
}

// What unpacks to more than a report can be is not read to its end.
func TestPreviewIsBounded(t *testing.T) {
	bomb := packed(t, map[string]string{"word/document.xml": "<d>" + strings.Repeat("<p><r><t>x</t></r></p>", 4*maxBlocks) + "</d>"})
	if p := previewOf(&file{Name: "a.docx", Data: bomb}); p.Kind != "pages" || !p.Cut || len(p.Blocks) != maxBlocks {
		t.Errorf("%s %d", p.Kind, len(p.Blocks))
	}
}
