package chart

import (
	"image"

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
	p, text, err := headed(t.Title, t.Note, headRoom+len(t.Rows)*rowHeight+margin)
	if err != nil {
		return nil, err
	}
	for i, row := range t.Rows {
		y := headRoom + i*rowHeight
		p.fill(image.Rect(margin, y, width-margin, y+2), line)
		p.write(text, quiet, row[0], margin, y+50)
		p.write(text, ink, row[1], width-margin-font.MeasureString(text, row[1]).Ceil(), y+50)
	}
	return p.png()
}
