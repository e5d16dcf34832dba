package docx

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

// maxPart bounds what one part of a file may unpack to.
const maxPart = 64 << 20

// Line is a paragraph as read back.
type Line struct {
	// Style is the style's name in lower case, e.g. "heading 1": names survive
	// other word processors, ids do not.
	Style string
	Text  string
	// Cell is true inside a table.
	Cell bool
	// Bookmark is the first bookmark that starts in the paragraph.
	Bookmark string
}

// Comment is a remark and the text it is attached to.
type Comment struct{ Text, Anchor string }

// Content is what Read finds.
type Content struct {
	Lines    []Line
	Comments []Comment
	// Mark is what Document.Mark was, "" in files made by others.
	Mark string
}

// Text gives a file's paragraphs in order.
func Text(r io.ReaderAt, size int64) ([]Line, error) {
	content, err := Read(r, size)
	return content.Lines, err
}

// Read gives a file's paragraphs and comments; text deleted under change
// tracking is left out, inserted text is kept.
func Read(r io.ReaderAt, size int64) (Content, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return Content{}, fmt.Errorf("docx: open: %w", err)
	}
	names := &styleReader{names: map[string]string{}}
	doc := &bodyReader{anchors: map[string]string{}, open: map[string]bool{}, styles: names.names}
	remarks := &commentReader{}
	if err := parse(z, "word/styles.xml", names); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Content{}, err
	}
	if err := parse(z, "word/document.xml", doc); err != nil {
		return Content{}, err
	}
	if err := parse(z, "word/comments.xml", remarks); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Content{}, err
	}
	mark := &markReader{}
	if err := parse(z, "docProps/custom.xml", mark); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Content{}, err
	}
	content := Content{Lines: doc.lines, Mark: mark.value}
	for _, c := range remarks.found {
		content.Comments = append(content.Comments, Comment{Text: strings.TrimSpace(c.text), Anchor: doc.anchors[c.id]})
	}
	return content, nil
}

// reader takes the tokens of one part.
type reader interface {
	start(xml.StartElement)
	end(local string)
	text(string)
}

func parse(z *zip.Reader, place string, into reader) error {
	f, err := z.Open(place)
	if err != nil {
		return fmt.Errorf("docx: %s: %w", place, err)
	}
	defer func() { _ = f.Close() }()
	d := xml.NewDecoder(io.LimitReader(f, maxPart))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("docx: %s: %w", place, err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			into.start(t)
		case xml.EndElement:
			into.end(t.Name.Local)
		case xml.CharData:
			into.text(string(t))
		}
	}
}

func attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

type styleReader struct {
	names map[string]string
	id    string
}

func (s *styleReader) start(e xml.StartElement) {
	switch e.Name.Local {
	case "style":
		s.id = attr(e, "styleId")
	case "name":
		s.names[s.id] = strings.ToLower(attr(e, "val"))
	}
}
func (s *styleReader) end(string)  {}
func (s *styleReader) text(string) {}

type bodyReader struct {
	styles map[string]string
	lines  []Line
	line   Line
	depth  int // of tables
	inText bool
	open   map[string]bool // comment ranges being read
	// anchors are the texts of comment ranges by id.
	anchors map[string]string
}

func (b *bodyReader) start(e xml.StartElement) {
	switch e.Name.Local {
	case "tbl":
		b.depth++
	case "p":
		b.line = Line{Cell: b.depth > 0}
	case "pStyle":
		b.line.Style = b.styles[attr(e, "val")]
	case "bookmarkStart":
		if b.line.Bookmark == "" {
			b.line.Bookmark = attr(e, "name")
		}
	case "t":
		b.inText = true
	case "br":
		b.add("\n")
	case "tab":
		b.add("\t")
	case "commentRangeStart":
		b.open[attr(e, "id")] = true
	case "commentRangeEnd":
		delete(b.open, attr(e, "id"))
	}
}

func (b *bodyReader) end(local string) {
	switch local {
	case "tbl":
		b.depth--
	case "p":
		b.lines = append(b.lines, b.line)
	case "t":
		b.inText = false
	}
}

func (b *bodyReader) text(s string) {
	if b.inText {
		b.add(s)
	}
}

func (b *bodyReader) add(s string) {
	b.line.Text += s
	for id := range b.open {
		b.anchors[id] += s
	}
}

type remark struct{ id, text string }

type commentReader struct {
	found  []remark
	inText bool
}

func (c *commentReader) start(e xml.StartElement) {
	switch e.Name.Local {
	case "comment":
		c.found = append(c.found, remark{id: attr(e, "id")})
	case "t":
		c.inText = true
	}
}

func (c *commentReader) end(local string) {
	switch local {
	case "t":
		c.inText = false
	case "p":
		c.text("\n")
	}
}

func (c *commentReader) text(s string) {
	if len(c.found) == 0 || (!c.inText && s != "\n") {
		return
	}
	c.found[len(c.found)-1].text += s
}

// markReader finds the property of a Mark.
type markReader struct {
	value  string
	inside bool
}

func (m *markReader) start(e xml.StartElement) {
	if e.Name.Local == "property" {
		m.inside = attr(e, "name") == markName
	}
}
func (m *markReader) end(string) {}
func (m *markReader) text(s string) {
	if m.inside {
		m.value += strings.TrimSpace(s)
	}
}
