package trial

import (
	"encoding/xml"
	"errors"
	"strings"
)

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
