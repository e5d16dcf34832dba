package chart

import (
	"bytes"
	"fmt"
	"image"
	"image/png"

	"golang.org/x/image/font"
)

// Table is a list of figures as a picture: what each counts on the left, the
// figure on the right, as tall as it needs to be.
type Table struct {
	// Title stands above, Note small below it.
	Title, Note string
	// Rows are label and figure, in the order of the text beside the picture.
	Rows [][2]string
}

const (
	rowHeight = 76
	// between is kept free between a label and its figure.
	between = 40
)

// Shows reports whether the font has a picture for every letter, and every row
// fits across.
func (t Table) Shows() bool {
	text, err := face(textSize)
	if err != nil {
		return false
	}
	for _, row := range t.Rows {
		wide := font.MeasureString(text, row[0]+row[1]).Ceil()
		if !Shows(row[0]+row[1]) || wide > width-2*margin-between {
			return false
		}
	}
	return Shows(t.Title + t.Note)
}

// PNG draws the table.
func (t Table) PNG() ([]byte, error) {
	title, err := face(titleSize)
	if err != nil {
		return nil, err
	}
	text, err := face(textSize)
	if err != nil {
		return nil, err
	}
	top := headRoom
	p := paper{image.NewRGBA(image.Rect(0, 0, width, top+len(t.Rows)*rowHeight+margin))}
	p.fill(p.Bounds(), ground)
	p.write(title, ink, t.Title, margin, 92)
	p.write(text, quiet, t.Note, margin, 144)
	for i, row := range t.Rows {
		y := top + i*rowHeight
		p.fill(image.Rect(margin, y, width-margin, y+2), line)
		p.write(text, quiet, row[0], margin, y+50)
		p.write(text, ink, row[1], width-margin-font.MeasureString(text, row[1]).Ceil(), y+50)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, p); err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	return out.Bytes(), nil
}
