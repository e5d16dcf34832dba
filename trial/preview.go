package trial

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"
)

// preview is a file as the page shows it. Its readers are small and bounded:
// what they do not understand they leave out, and a file that is larger
// unpacked than a report can be is not shown.
type preview struct {
	// Kind is "pages", "tables", "picture", "sound", "text" or "none".
	Kind   string            `json:"kind"`
	Blocks []block           `json:"blocks,omitempty"`
	Notes  map[string]string `json:"notes,omitempty"` // comments by id
	Sheets []sheet           `json:"sheets,omitempty"`
	Text   string            `json:"text,omitempty"`
	// Cut is set when there is more than is shown.
	Cut bool `json:"cut,omitempty"`
}

// block is a paragraph or a row of a table.
type block struct {
	// Style is "title", "heading", "text" or "row".
	Style string `json:"style"`
	// Runs are stretches of text; of a row, one per cell.
	Runs []piece `json:"runs"`
}

// piece is a stretch of text; Note is the id of the comment on it.
type piece struct {
	Text string `json:"text"`
	Note string `json:"note,omitempty"`
	Bold bool   `json:"bold,omitempty"`
}

type sheet struct {
	Name string     `json:"name"`
	Rows [][]string `json:"rows"`
}

const (
	maxBlocks   = 3000
	maxRows     = 300
	maxColumns  = 30
	maxUnpacked = 32 << 20
	maxShown    = 64 << 10
)

func (s *Server) servePreview(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f := s.state.Files[r.PathValue("id")]
	s.mu.Unlock()
	if f == nil {
		http.NotFound(w, r)
		return
	}
	writeJSON(w, previewOf(f))
}

func previewOf(f *file) preview {
	switch ending := strings.ToLower(filepath.Ext(f.Name)); {
	case f.Width > 0:
		return preview{Kind: "picture"}
	case strings.HasPrefix(f.Type, "audio/"):
		return preview{Kind: "sound"}
	case ending == ".docx":
		return orNone(previewDocx(f.Data))
	case ending == ".xlsx":
		return orNone(previewXlsx(f.Data))
	case ending == ".txt", ending == ".md", ending == ".jsonl", ending == ".csv":
		return previewText(f.Data)
	}
	return preview{Kind: "none"}
}

func orNone(p preview, err error) preview {
	if err != nil {
		return preview{Kind: "none"}
	}
	return p
}

func previewText(data []byte) preview {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	p := preview{Kind: "text", Cut: len(data) > maxShown}
	data = data[:min(len(data), maxShown)]
	for len(data) > 0 && !utf8.Valid(data) {
		if !p.Cut {
			return preview{Kind: "none"}
		}
		data = data[:len(data)-1]
		if r, _ := utf8.DecodeLastRune(data); r != utf8.RuneError {
			break
		}
	}
	p.Text = strings.ToValidUTF8(string(data), "")
	return p
}

var errNoPart = errors.New("trial: the file lacks a part")

// parts are the parts of a .docx or .xlsx.
type parts struct{ zip *zip.Reader }

func openParts(data []byte) (parts, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	return parts{z}, err
}

// each calls element for every element of a part, until it says stop.
func (p parts) each(name string, element func(*xml.Decoder, xml.Token) (goOn bool)) error {
	part, err := p.zip.Open(name)
	if err != nil {
		return errNoPart
	}
	defer func() { _ = part.Close() }()
	d := xml.NewDecoder(io.LimitReader(part, maxUnpacked))
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case !element(d, token):
			return nil
		}
	}
}

func attributeOf(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// docxReader goes through a document's body once.
type docxReader struct {
	p     preview
	now   block
	cell  bool // inside a table
	note  string
	bold  bool
	inRun bool
	text  bool // inside w:t
}

func previewDocx(data []byte) (preview, error) {
	z, err := openParts(data)
	if err != nil {
		return preview{}, err
	}
	r := docxReader{p: preview{Kind: "pages", Notes: map[string]string{}}}
	if err := z.each("word/document.xml", func(_ *xml.Decoder, t xml.Token) bool { return r.take(t) }); err != nil {
		return preview{}, err
	}
	var id string
	err = z.each("word/comments.xml", func(_ *xml.Decoder, t xml.Token) bool {
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local == "comment" {
				id = attributeOf(t, "id")
			}
		case xml.EndElement:
			if t.Name.Local == "p" && r.p.Notes[id] != "" {
				r.p.Notes[id] += "\n"
			}
		case xml.CharData:
			r.p.Notes[id] += string(t)
		}
		return true
	})
	if err != nil && !errors.Is(err, errNoPart) {
		return preview{}, err
	}
	return r.p, nil
}

func (r *docxReader) take(t xml.Token) bool {
	switch t := t.(type) {
	case xml.StartElement:
		r.start(t)
	case xml.EndElement:
		r.end(t.Name.Local)
	case xml.CharData:
		if r.text {
			r.add(string(t))
		}
	}
	r.p.Cut = len(r.p.Blocks) >= maxBlocks
	return !r.p.Cut
}

func (r *docxReader) start(e xml.StartElement) {
	switch e.Name.Local {
	case "tr":
		r.now = block{Style: "row"}
	case "tc":
		r.cell = true
		r.now.Runs = append(r.now.Runs, piece{})
	case "p":
		if !r.cell {
			r.now = block{Style: "text"}
		}
	case "pStyle":
		if !r.cell {
			r.now.Style = styleOf(attributeOf(e, "val"))
		}
	case "r":
		r.inRun, r.bold = true, false
	case "b":
		r.bold = r.inRun
	case "commentRangeStart":
		r.note = attributeOf(e, "id")
	case "commentRangeEnd":
		r.note = ""
	case "t":
		r.text = true
	case "tab", "br":
		r.add(" ")
	}
}

func styleOf(name string) string {
	name = strings.ToLower(name)
	switch {
	case strings.Contains(name, "sub"), strings.Contains(name, "title"):
		return "title"
	case strings.Contains(name, "head"):
		return "heading"
	}
	return "text"
}

func (r *docxReader) end(local string) {
	switch local {
	case "t":
		r.text = false
	case "r":
		r.inRun = false
	case "tc":
		r.cell = false
	case "tr":
		r.put()
	case "p":
		if !r.cell {
			r.put()
		}
	}
}

func (r *docxReader) put() {
	for _, run := range r.now.Runs {
		if run.Text != "" {
			r.p.Blocks = append(r.p.Blocks, r.now)
			break
		}
	}
	r.now = block{Style: "text"}
}

// add puts text on the last stretch when nothing sets it apart.
func (r *docxReader) add(text string) {
	n := len(r.now.Runs)
	last := piece{Note: r.note, Bold: r.bold}
	if n > 0 && (r.cell || r.now.Runs[n-1].Note == last.Note && r.now.Runs[n-1].Bold == last.Bold) {
		r.now.Runs[n-1].Text += text
		return
	}
	last.Text = text
	r.now.Runs = append(r.now.Runs, last)
}

func previewXlsx(data []byte) (preview, error) {
	z, err := openParts(data)
	if err != nil {
		return preview{}, err
	}
	shared, err := z.sharedStrings()
	if err != nil {
		return preview{}, err
	}
	p := preview{Kind: "tables"}
	var names []string
	err = z.each("xl/workbook.xml", func(_ *xml.Decoder, t xml.Token) bool {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "sheet" {
			names = append(names, attributeOf(e, "name"))
		}
		return true
	})
	if err != nil {
		return preview{}, err
	}
	for i, name := range names {
		rows, cut, err := z.rows("xl/worksheets/sheet"+strconv.Itoa(i+1)+".xml", shared)
		if err != nil {
			continue // numbered otherwise: shown without it
		}
		p.Sheets, p.Cut = append(p.Sheets, sheet{name, rows}), p.Cut || cut
	}
	if len(p.Sheets) == 0 {
		return preview{}, errNoPart
	}
	return p, nil
}

// sharedStrings are the texts the cells point to; a book may have none.
func (p parts) sharedStrings() ([]string, error) {
	var texts []string
	reading := false
	err := p.each("xl/sharedStrings.xml", func(_ *xml.Decoder, t xml.Token) bool {
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local == "si" {
				texts = append(texts, "")
			}
			reading = t.Name.Local == "t"
		case xml.EndElement:
			reading = false
		case xml.CharData:
			if reading && len(texts) > 0 {
				texts[len(texts)-1] += string(t)
			}
		}
		return true
	})
	if errors.Is(err, errNoPart) {
		return nil, nil
	}
	return texts, err
}

func (p parts) rows(name string, shared []string) (rows [][]string, cut bool, err error) {
	var at, kind string
	var value strings.Builder
	reading := false
	err = p.each(name, func(_ *xml.Decoder, t xml.Token) bool {
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "row":
				if len(rows) >= maxRows {
					cut = true
					return false
				}
				rows = append(rows, nil)
			case "c":
				at, kind = attributeOf(t, "r"), attributeOf(t, "t")
				value.Reset()
			}
			reading = t.Name.Local == "v" || t.Name.Local == "t"
		case xml.CharData:
			if reading {
				value.Write(t)
			}
		case xml.EndElement:
			reading = false
			if t.Name.Local == "c" && len(rows) > 0 {
				setCell(&rows[len(rows)-1], column(at), cellText(value.String(), kind, shared))
			}
		}
		return true
	})
	return rows, cut, err
}

func cellText(value, kind string, shared []string) string {
	if kind != "s" {
		return value
	}
	if n, err := strconv.Atoi(value); err == nil && n >= 0 && n < len(shared) {
		return shared[n]
	}
	return ""
}

// column is the number of a cell's column: of "C7" it is 2.
func column(at string) int {
	n := 0
	for _, r := range at {
		if r < 'A' || r > 'Z' {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	return n - 1
}

func setCell(row *[]string, at int, text string) {
	if at < 0 {
		at = len(*row)
	}
	if at >= maxColumns {
		return
	}
	for len(*row) <= at {
		*row = append(*row, "")
	}
	(*row)[at] = text
}
