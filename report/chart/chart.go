// Package chart draws figures by month as bars, and lists of figures as tables,
// for a chat where columns would be hard to read.
//
// The decision behind it: a picture says the same numbers as the text beside
// it, nothing else. Every bar carries its number, nothing is ranked, and no
// axis is cut off, so that a small difference never looks like a large one.
// The bars are drawn here; only the letters need a library, and the font comes
// with the program, because servers have none that knows Chinese names.
package chart

import (
	"bytes"
	_ "embed"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Bars is what is drawn.
type Bars struct {
	// Title stands above, Note small below it.
	Title, Note string
	Rows        []Row
}

// Row is one bar; Label stands below it.
type Row struct {
	Label string
	Value int64
}

// The picture's size in pixels: what a phone shows across without zooming.
const (
	width, height = 1080, 720
	margin        = 64
	headRoom      = 190 // title and note
	footRoom      = 84  // labels
	titleSize     = 44
	textSize      = 30
)

var (
	ground = color.RGBA{0xff, 0xff, 0xff, 0xff}
	ink    = color.RGBA{0x1b, 0x21, 0x1e, 0xff}
	quiet  = color.RGBA{0x50, 0x5a, 0x55, 0xff}
	line   = color.RGBA{0xd5, 0xda, 0xd6, 0xff}
	bar    = color.RGBA{0x0c, 0x6a, 0x50, 0xff}
)

//go:embed font/NotoSansSC-subset.otf
var fontFile []byte

// parsed reads the font once; it is built in, so its error is a fault of who
// built the program.
var parsed = sync.OnceValues(func() (*opentype.Font, error) { return opentype.Parse(fontFile) })

// Shows reports whether the font has a picture for every letter of a text.
func Shows(text string) bool {
	f, err := parsed()
	if err != nil {
		return false
	}
	for _, r := range text {
		if i, err := f.GlyphIndex(nil, r); err != nil || i == 0 {
			return false
		}
	}
	return true
}

// PNG draws the bars.
func (b Bars) PNG() ([]byte, error) {
	p, text, err := headed(b.Title, b.Note, height)
	if err != nil {
		return nil, err
	}
	b.bars(p, text)
	return p.png()
}

func (b Bars) bars(p paper, text font.Face) {
	base := height - footRoom
	p.fill(image.Rect(margin, base, width-margin, base+2), line)
	if len(b.Rows) == 0 {
		return
	}
	highest := int64(1)
	for _, row := range b.Rows {
		highest = max(highest, row.Value)
	}
	step := (width - 2*margin) / len(b.Rows)
	for i, row := range b.Rows {
		middle := margin + i*step + step/2
		tall := int(row.Value * int64(base-headRoom-textSize) / highest)
		p.fill(image.Rect(middle-step*3/10, base-tall, middle+step*3/10, base), bar)
		p.centre(text, quiet, row.Label, middle, base+44)
		if row.Value > 0 {
			p.centre(text, ink, fmt.Sprint(row.Value), middle, base-tall-12)
		}
	}
}

func face(size float64) (font.Face, error) {
	f, err := parsed()
	if err != nil {
		return nil, fmt.Errorf("chart: font: %w", err)
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, fmt.Errorf("chart: font: %w", err)
	}
	return face, nil
}

// paper is what is drawn on.
type paper struct{ *image.RGBA }

// headed is paper with a title and a note, and what to write on it with.
func headed(title, note string, tall int) (paper, font.Face, error) {
	large, err := face(titleSize)
	if err != nil {
		return paper{}, nil, err
	}
	text, err := face(textSize)
	if err != nil {
		return paper{}, nil, err
	}
	p := paper{image.NewRGBA(image.Rect(0, 0, width, tall))}
	p.fill(p.Bounds(), ground)
	p.write(large, ink, title, margin, 92)
	p.write(text, quiet, note, margin, 144)
	return p, text, nil
}

func (p paper) png() ([]byte, error) {
	var out bytes.Buffer
	if err := png.Encode(&out, p); err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	return out.Bytes(), nil
}

func (p paper) fill(r image.Rectangle, c color.Color) {
	draw.Draw(p, r, image.NewUniform(c), image.Point{}, draw.Src)
}

func (p paper) write(f font.Face, c color.Color, text string, x, y int) {
	d := font.Drawer{Dst: p, Src: image.NewUniform(c), Face: f, Dot: fixed.P(x, y)}
	d.DrawString(text)
}

func (p paper) centre(f font.Face, c color.Color, text string, x, y int) {
	p.write(f, c, text, x-font.MeasureString(f, text).Round()/2, y)
}
