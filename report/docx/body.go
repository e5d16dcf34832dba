package docx

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// body collects document.xml and, as runs with comments pass, comments.xml.
type body struct {
	xml       bytes.Buffer
	comments  bytes.Buffer
	reviewer  string
	template  *Template
	comment   int
	bookmarks int
}

func (b *body) printf(format string, args ...any) { fmt.Fprintf(&b.xml, format, args...) }

func (p Paragraph) writeTo(b *body) {
	b.printf(`<w:p><w:pPr><w:pStyle w:val="%s"/>`, escape(b.template.id(p.Style)))
	if p.NewPage {
		b.printf(`<w:pageBreakBefore/>`)
	}
	b.printf(`%s</w:pPr>`, b.template.unnumbered(p.Style))
	if p.Bookmark != "" {
		b.bookmarks++
		b.printf(`<w:bookmarkStart w:id="%d" w:name="%s"/>`, b.bookmarks, escape(p.Bookmark))
	}
	for _, r := range p.Runs {
		b.run(r)
	}
	if p.Bookmark != "" {
		b.printf(`<w:bookmarkEnd w:id="%d"/>`, b.bookmarks)
	}
	b.printf(`</w:p>`)
}

func (b *body) run(r Run) {
	if r.Text == "" {
		return
	}
	if r.Comment == "" {
		b.text(r)
		return
	}
	id := b.comment
	b.comment++
	b.printf(`<w:commentRangeStart w:id="%d"/>`, id)
	b.text(r)
	b.printf(`<w:commentRangeEnd w:id="%d"/><w:r><w:rPr><w:rStyle w:val="%s"/></w:rPr><w:commentReference w:id="%d"/></w:r>`, id, escape(b.template.id("CommentReference")), id)
	b.addComment(id, r.Comment)
}

func (b *body) text(r Run) {
	b.printf(`<w:r>%s`, r.properties(b.template))
	for i, line := range strings.Split(r.Text, "\n") {
		if i > 0 {
			b.printf(`<w:br/>`)
		}
		b.printf(`<w:t xml:space="preserve">%s</w:t>`, escape(line))
	}
	b.printf(`</w:r>`)
}

// properties are in the order the schema wants them.
func (r Run) properties(t *Template) string {
	look := ""
	if r.Style != "" {
		look += `<w:rStyle w:val="` + escape(t.id(r.Style)) + `"/>`
	}
	if r.Highlight {
		look += `<w:highlight w:val="yellow"/>`
	}
	if look == "" {
		return ""
	}
	return `<w:rPr>` + look + `</w:rPr>`
}

func (b *body) addComment(id int, text string) {
	fmt.Fprintf(&b.comments, `<w:comment w:id="%d" w:author="%s">`, id, escape(b.reviewer))
	for line := range strings.SplitSeq(text, "\n") {
		fmt.Fprintf(&b.comments, `<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr><w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p>`, escape(b.template.id("CommentText")), escape(line))
	}
	b.comments.WriteString(`</w:comment>`)
}

func (t Table) writeTo(b *body) {
	b.printf(`<w:tbl><w:tblPr><w:tblStyle w:val="%s"/><w:tblW w:w="0" w:type="auto"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`, escape(b.template.id("Grid")))
	for _, w := range t.Widths {
		b.printf(`<w:gridCol w:w="%d"/>`, w)
	}
	b.printf(`</w:tblGrid>`)
	t.row(b, `<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`, CellHead, t.Header)
	for _, cells := range t.Rows {
		t.row(b, `<w:trPr><w:cantSplit/></w:trPr>`, Cell, cells)
	}
	b.printf(`</w:tbl>`)
}

func (t Table) row(b *body, properties string, style Style, cells []string) {
	b.printf(`<w:tr>%s`, properties)
	for i, w := range t.Widths {
		text := ""
		if i < len(cells) {
			text = cells[i]
		}
		b.printf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, w)
		Plain(style, text).writeTo(b)
		b.printf(`</w:tc>`)
	}
	b.printf(`</w:tr>`)
}

// Clean drops what no XML file may hold: control characters other than tab and
// newline, non-characters and invalid UTF-8; and invisible format characters,
// which could make a line read other than it is stored.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n':
			return r
		case unicode.In(r, unicode.Cc, unicode.Cf), r == utf8.RuneError, r&0xFFFE == 0xFFFE:
			return -1
		}
		return r
	}, s)
}

func escape(s string) string {
	var out strings.Builder
	// A strings.Builder does not fail.
	_ = xml.EscapeText(&out, []byte(Clean(s)))
	return out.String()
}
