package docx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dutybook/report/docx"
	"dutybook/report/docx/docxtest"
)

func sample() docx.Document {
	heading := docx.Plain(docx.Heading1, "一、强化理论学习")
	heading.Bookmark = "s_study"
	return docx.Document{
		Title: "工作报告", Creator: "政协云台县委员会", Reviewer: "履职簿",
		Blocks: []docx.Block{
			docx.Plain(docx.Title, "政协云台县委员会\n工作报告"),
			heading,
			docx.Paragraph{Style: docx.Body, Runs: []docx.Run{
				{Text: "全年共走访"}, {Text: "30余户", Comment: "走访群众\n记录编号：#1"}, {Text: "。"},
				{Text: "【待补：体会】", Highlight: true},
			}},
			docx.Table{Widths: []int{2000, 6000}, Header: []string{"数字", "口径"}, Rows: [][]string{{"30余户", "走访 <&>"}}},
			docx.Plain(docx.Body, "完"),
		},
	}
}

func write(t *testing.T, d docx.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := docx.Write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readBack(t *testing.T, file []byte) docx.Content {
	t.Helper()
	content, err := docx.Read(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func part(t *testing.T, file []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	want := docx.Content{
		Lines: []docx.Line{
			{Style: "title", Text: "政协云台县委员会\n工作报告"},
			{Style: "heading 1", Text: "一、强化理论学习", Bookmark: "s_study"},
			{Style: "body text", Text: "全年共走访30余户。【待补：体会】"},
			{Style: "table head", Text: "数字", Cell: true},
			{Style: "table head", Text: "口径", Cell: true},
			{Style: "table cell", Text: "30余户", Cell: true},
			{Style: "table cell", Text: "走访 <&>", Cell: true},
			{Style: "body text", Text: "完"},
		},
		Comments: []docx.Comment{{Text: "走访群众\n记录编号：#1", Anchor: "30余户"}},
	}
	if diff := cmp.Diff(want, readBack(t, write(t, sample()))); diff != "" {
		t.Error(diff)
	}
}

func TestEqualDocumentsAreEqualBytes(t *testing.T) {
	if !bytes.Equal(write(t, sample()), write(t, sample())) {
		t.Error("two writings differ")
	}
}

func TestEveryPartIsWellFormedAndReferencedPartsExist(t *testing.T) {
	file := write(t, sample())
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		d := xml.NewDecoder(strings.NewReader(part(t, file, f.Name)))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
	}
	for _, m := range regexp.MustCompile(`PartName="/([^"]+)"`).FindAllStringSubmatch(part(t, file, "[Content_Types].xml"), -1) {
		part(t, file, m[1])
	}
}

// Word refuses or drops properties that stand in another order than the schema's.
func TestPropertiesStandInSchemaOrder(t *testing.T) {
	orders := map[string][]string{
		"pPr":    {"pStyle", "keepNext", "pageBreakBefore", "widowControl", "spacing", "ind", "jc", "outlineLvl"},
		"rPr":    {"rStyle", "rFonts", "b", "bCs", "sz", "szCs", "highlight", "lang"},
		"tblPr":  {"tblStyle", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar"},
		"trPr":   {"cantSplit", "tblHeader"},
		"sectPr": {"footerReference", "pgSz", "pgMar"},
		"style":  {"name", "basedOn", "next", "qFormat", "pPr", "rPr", "tblPr"},
	}
	file := write(t, sample())
	for _, name := range []string{"word/document.xml", "word/styles.xml", "word/footer1.xml", "word/comments.xml"} {
		for parent, children := range childrenOf(t, part(t, file, name)) {
			order, known := orders[parent]
			if !known {
				continue
			}
			for _, list := range children {
				assertOrder(t, name+" "+parent, list, order)
			}
		}
	}
}

func childrenOf(t *testing.T, text string) map[string][][]string {
	t.Helper()
	type open struct {
		name     string
		children []string
	}
	found := map[string][][]string{}
	var stack []open
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if n := len(stack); n > 0 {
				stack[n-1].children = append(stack[n-1].children, e.Name.Local)
			}
			stack = append(stack, open{name: e.Name.Local})
		case xml.EndElement:
			last := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			found[last.name] = append(found[last.name], last.children)
		}
	}
}

func assertOrder(t *testing.T, where string, got, order []string) {
	t.Helper()
	at := -1
	for _, name := range got {
		i := -1
		for j, o := range order {
			if o == name {
				i = j
			}
		}
		if i < 0 {
			t.Errorf("%s: %s is not in the test's order; look it up and add it", where, name)
		}
		if i < at {
			t.Errorf("%s: %v is out of order", where, got)
		}
		at = i
	}
}

func TestTheFormatIsThatOfOfficialDocuments(t *testing.T) {
	file := write(t, sample())
	for _, tt := range []struct{ name, part, want string }{
		{"A4", "word/document.xml", `<w:pgSz w:w="11906" w:h="16838"/>`},
		{"margins 37, 26, 35, 28 mm", "word/document.xml", `w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"`},
		{"body in 16 pt", "word/styles.xml", `<w:sz w:val="32"/>`},
		{"28 pt lines", "word/styles.xml", `w:line="560" w:lineRule="exact"`},
		{"two characters' indent", "word/styles.xml", `w:firstLineChars="200"`},
		{"title in 22 pt", "word/styles.xml", `<w:sz w:val="44"/>`},
		{"body typeface", "word/styles.xml", `w:eastAsia="仿宋_GB2312"`},
		{"fallback typefaces", "word/fontTable.xml", `<w:altName w:val="仿宋"/>`},
		{"odd and even pages", "word/settings.xml", `<w:evenAndOddHeaders/>`},
		{"page field", "word/footer2.xml", `PAGE`},
		{"language", "word/styles.xml", `w:eastAsia="zh-CN"`},
		{"repeated header row", "word/document.xml", `<w:tblHeader/>`},
		{"yellow gaps", "word/document.xml", `<w:highlight w:val="yellow"/>`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(part(t, file, tt.part), tt.want) {
				t.Errorf("%s lacks %s", tt.part, tt.want)
			}
		})
	}
}

func TestHostileTextStaysText(t *testing.T) {
	hostile := "a\x00b\x1b[31m\xff<w:p>&amp;\ufffe\u202e\u200b好"
	d := docx.Document{Title: hostile, Reviewer: hostile, Blocks: []docx.Block{
		docx.Paragraph{Style: docx.Body, Runs: []docx.Run{{Text: hostile, Comment: hostile}}},
	}}
	content := readBack(t, write(t, d))
	const want = "ab[31m<w:p>&amp;好"
	if got := content.Lines[0].Text; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
	if got := content.Comments[0].Text; got != want {
		t.Errorf("comment %q, want %q", got, want)
	}
}

func TestReadRefusesWhatIsNoDocument(t *testing.T) {
	for name, data := range map[string][]byte{"empty": nil, "text": []byte("hello"), "other zip": otherZip(t)} {
		t.Run(name, func(t *testing.T) {
			if _, err := docx.Text(bytes.NewReader(data), int64(len(data))); err == nil {
				t.Error("no error")
			}
		})
	}
}

func otherZip(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if _, err := z.Create("hello.txt"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Another program must see the same document.
func TestLibreOfficeReadsAndKeepsTheDocument(t *testing.T) {
	file := docxtest.Convert(t, write(t, sample()), "docx", "docx")
	want, got := readBack(t, write(t, sample())), readBack(t, file)
	for i := range want.Lines {
		if got.Lines[i].Text != want.Lines[i].Text || got.Lines[i].Cell != want.Lines[i].Cell {
			t.Errorf("line %d is %+v, want %+v", i, got.Lines[i], want.Lines[i])
		}
	}
	if got.Lines[1].Style != "heading 1" || got.Lines[1].Bookmark != "s_study" {
		t.Errorf("heading came back as %+v", got.Lines[1])
	}
	if diff := cmp.Diff(want.Comments, got.Comments); diff != "" {
		t.Error(diff)
	}
}

// packed is a .docx whose document is what is given, as an attacker would make
// it: small outside, large inside.
func packed(t testing.TB, document string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("word/document.xml")
	if err == nil {
		_, err = io.WriteString(w, document)
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestBombs(t *testing.T) {
	body := func(s string) string { return `<w:document xmlns:w="w"><w:body>` + s + `</w:body></w:document>` }
	for name, row := range map[string]struct {
		document string
		want     error
	}{
		"zeros":             {body("<w:p><w:r><w:t>" + strings.Repeat("0", 17<<20) + "</w:t></w:r></w:p>"), docx.ErrTooLarge},
		"empty paragraphs":  {body(strings.Repeat("<w:p/>", 1<<17)), docx.ErrTooLarge},
		"breaks in one":     {body("<w:p>" + strings.Repeat("<w:br/>", 1<<18) + "</w:p>"), nil},
		"ranges never shut": {body("<w:p>" + strings.Repeat(`<w:commentRangeStart w:id="1"/><w:t>a</w:t>`, 1<<15) + "</w:p>"), nil},
		"deep":              {body(strings.Repeat("<w:p>", 1<<16) + strings.Repeat("</w:p>", 1<<16)), docx.ErrTooLarge},
	} {
		file := packed(t, row.document)
		if len(file) > 200<<10 {
			t.Fatalf("%s: %d bytes are no bomb", name, len(file))
		}
		if _, err := docx.Read(bytes.NewReader(file), int64(len(file))); !errors.Is(err, row.want) {
			t.Errorf("%s: %v, want %v", name, err, row.want)
		}
	}
	laughs := `<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>` + body("<w:p><w:t>&b;</w:t></w:p>")
	if c, err := docx.Read(bytes.NewReader(packed(t, laughs)), int64(len(packed(t, laughs)))); err == nil {
		t.Errorf("entities of the file's own are read as %+v", c.Lines)
	}
}

// FuzzRead: whatever stands in a document part, what is read of it is text of
// the file.
func FuzzRead(f *testing.F) {
	f.Add(`<w:document xmlns:w="w"><w:body><w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>a</w:t><w:br/></w:r></w:p></w:body></w:document>`)
	f.Add(`<d><commentRangeEnd id="1"/><t>x</t><p/></d>`)
	f.Add(`<d><tbl><p><t>x`)
	f.Fuzz(func(t *testing.T, document string) {
		file := packed(t, document)
		content, err := docx.Read(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			return
		}
		for _, l := range content.Lines {
			if len(l.Text) > len(document) {
				t.Errorf("%q grew to %q", document, l.Text)
			}
		}
	})
}
