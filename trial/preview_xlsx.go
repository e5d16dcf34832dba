package trial

import (
	"encoding/xml"
	"errors"
	"strconv"
	"strings"
)

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
