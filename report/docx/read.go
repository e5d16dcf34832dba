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

const (
	// maxPart bounds what one part of a file may unpack to; the longest report
	// with a comment at every figure takes a tenth of it.
	maxPart = 16 << 20
	// maxLines bounds paragraphs, which cost far more than the bytes they pack
	// into.
	maxLines = 50_000
)

// maxMark bounds what stands in a file as its mark.
const maxMark = 1000

// ErrTooLarge tells a file that unpacks to more than any report holds.
var ErrTooLarge = errors.New("docx: unpacks to more than a report holds")

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
// tracking is left out, inserted text is kept. What it takes in time and memory
// grows with the file alone, whatever the file claims; ErrTooLarge ends it.
func Read(r io.ReaderAt, size int64) (Content, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return Content{}, fmt.Errorf("docx: open: %w", err)
	}
	names := &styleReader{names: map[string]string{}}
	doc := &bodyReader{ranges: map[string]span{}, styles: names.names}
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
	return Content{Lines: doc.lines, Mark: mark.value, Comments: remarks.comments(doc)}, nil
}

// reader takes the tokens of one part.
type reader interface {
	start(xml.StartElement)
	end(local string)
	text(string)
	// full is true when the part holds more than any report.
	full() bool
}

func parse(z *zip.Reader, place string, into reader) error {
	f, err := z.Open(place)
	if err != nil {
		return fmt.Errorf("docx: %s: %w", place, err)
	}
	defer func() { _ = f.Close() }()
	rest := &io.LimitedReader{R: f, N: maxPart}
	d := xml.NewDecoder(rest)
	for {
		token, err := d.Token()
		if rest.N == 0 || into.full() {
			return ErrTooLarge
		}
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
func (s *styleReader) full() bool  { return len(s.names) > maxLines }

// span is a piece of the text, from one offset to another.
type span struct{ from, to int }

type bodyReader struct {
	styles map[string]string
	lines  []Line
	line   Line
	begun  int // where the line's text begins
	depth  int // of tables
	inText bool
	// all is the text so far without paragraph ends; lines and the ranges of
	// comments are pieces of it.
	all    strings.Builder
	ranges map[string]span
}

func (b *bodyReader) start(e xml.StartElement) {
	switch e.Name.Local {
	case "tbl":
		b.depth++
	case "p":
		b.line, b.begun = Line{Cell: b.depth > 0}, b.all.Len()
	case "pStyle":
		b.line.Style = b.styles[attr(e, "val")]
	case "bookmarkStart":
		if b.line.Bookmark == "" {
			b.line.Bookmark = attr(e, "name")
		}
	case "t":
		b.inText = true
	case "br":
		_ = b.all.WriteByte('\n')
	case "tab":
		_ = b.all.WriteByte('\t')
	case "commentRangeStart":
		b.ranges[attr(e, "id")] = span{b.all.Len(), -1}
	case "commentRangeEnd":
		id := attr(e, "id")
		b.ranges[id] = span{b.ranges[id].from, b.all.Len()}
	}
}

func (b *bodyReader) end(local string) {
	switch local {
	case "tbl":
		b.depth--
	case "p":
		b.line.Text = b.all.String()[b.begun:]
		b.lines = append(b.lines, b.line)
	case "t":
		b.inText = false
	}
}

func (b *bodyReader) text(s string) {
	if b.inText {
		_, _ = b.all.WriteString(s)
	}
}

func (b *bodyReader) full() bool { return len(b.lines) > maxLines || len(b.ranges) > maxLines }

// anchor is the text of a comment's range; one that never ends goes to the end.
func (b *bodyReader) anchor(id string) string {
	r, ok := b.ranges[id]
	switch {
	case !ok:
		return ""
	case r.to < 0:
		return b.all.String()[r.from:]
	}
	return b.all.String()[r.from:r.to]
}

// remark is a comment, its text a piece of its reader's.
type remark struct {
	id string
	at span
}

type commentReader struct {
	found  []remark
	all    strings.Builder
	inText bool
}

func (c *commentReader) start(e xml.StartElement) {
	switch e.Name.Local {
	case "comment":
		c.found = append(c.found, remark{attr(e, "id"), span{c.all.Len(), c.all.Len()}})
	case "t":
		c.inText = true
	}
}

func (c *commentReader) end(local string) {
	switch local {
	case "t":
		c.inText = false
	case "p":
		c.add("\n")
	}
}

func (c *commentReader) text(s string) {
	if c.inText {
		c.add(s)
	}
}

func (c *commentReader) add(s string) {
	if len(c.found) == 0 {
		return
	}
	_, _ = c.all.WriteString(s)
	c.found[len(c.found)-1].at.to = c.all.Len()
}

func (c *commentReader) full() bool { return len(c.found) > maxLines }

func (c *commentReader) comments(body *bodyReader) []Comment {
	var out []Comment
	for _, r := range c.found {
		out = append(out, Comment{Text: strings.TrimSpace(c.all.String()[r.at.from:r.at.to]), Anchor: body.anchor(r.id)})
	}
	return out
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
func (m *markReader) full() bool { return len(m.value) > maxMark }
