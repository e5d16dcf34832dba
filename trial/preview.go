package trial

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"path/filepath"
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
