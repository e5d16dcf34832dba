package docx

import (
	"archive/zip"
	"embed"
	"fmt"
	"io"
	"strings"
	"sync"
)

//go:embed parts
var parts embed.FS

// fixed are the parts that are the same in every file, by their place in it.
var fixed = []struct{ place, file string }{
	{"[Content_Types].xml", "parts/content_types.xml"},
	{packageLinks, "parts/package.rels"},
	{"word/_rels/document.xml.rels", "parts/document.rels"},
	{"word/styles.xml", "parts/styles.xml"},
	{"word/settings.xml", "parts/settings.xml"},
	{"word/fontTable.xml", "parts/fonts.xml"},
	{"word/footer1.xml", "parts/footer_odd.xml"},
	{"word/footer2.xml", "parts/footer_even.xml"},
}

const (
	header = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordNS = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	// section is the page of GB/T 9704: A4, 37/26/35/28 mm, footer 7 mm under
	// the text area.
	section = `<w:sectPr xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
		`<w:footerReference w:type="default" r:id="rFooterOdd"/><w:footerReference w:type="even" r:id="rFooterEven"/>` +
		`<w:pgSz w:w="11906" w:h="16838"/>` +
		`<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1389" w:gutter="0"/>` +
		`</w:sectPr>`
)

// Write writes the document as a .docx file.
func Write(w io.Writer, d Document) error {
	b := &body{reviewer: d.Reviewer, template: d.Template}
	for _, block := range d.Blocks {
		block.writeTo(b)
	}
	z := zip.NewWriter(w)
	root, page := `<w:document `+wordNS+`>`, section
	if d.Template != nil {
		root, page = d.Template.root, d.Template.section
	}
	if err := d.addFixed(z); err != nil {
		return err
	}
	generated := []struct{ place, text string }{
		{"word/document.xml", header + root + `<w:body>` + b.xml.String() + page + `</w:body></w:document>`},
		{"word/comments.xml", header + `<w:comments ` + wordNS + `>` + b.comments.String() + `</w:comments>`},
		{"docProps/core.xml", header + core(d)},
		{"docProps/custom.xml", header + custom(d)},
	}
	for _, p := range generated {
		if err := add(z, p.place, p.text); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("docx: close: %w", err)
	}
	return nil
}

// packageLinks names the parts every file begins with.
const packageLinks = "_rels/.rels"

// addFixed adds the parts that are the same in every file, or the template's.
func (d Document) addFixed(z *zip.Writer) error {
	for _, p := range fixed {
		if d.Template != nil && p.place != packageLinks {
			continue
		}
		data, err := parts.ReadFile(p.file)
		if err != nil {
			return fmt.Errorf("docx: %w", err)
		}
		if err := add(z, p.place, d.fonts(string(data))); err != nil {
			return err
		}
	}
	if d.Template == nil {
		return nil
	}
	for _, place := range d.Template.order {
		if err := add(z, place, d.Template.files[place]); err != nil {
			return err
		}
	}
	return nil
}

// fonts puts the common fonts in the place of the standard's, if they are
// wanted. The title is bold then, as the common font is too light for one.
func (d Document) fonts(part string) string {
	if !d.CommonFonts {
		return part
	}
	return commonFonts().Replace(part)
}

// commonFonts reads parts/common_fonts.txt: old and new in turn, a line each.
var commonFonts = sync.OnceValue(func() *strings.Replacer {
	data, err := parts.ReadFile("parts/common_fonts.txt")
	if err != nil {
		panic(fmt.Sprintf("docx: embedded fonts: %v", err))
	}
	return strings.NewReplacer(strings.Split(strings.TrimSpace(string(data)), "\n")...)
})

// add stores a part without a time, so that equal documents are equal bytes.
func add(z *zip.Writer, place, text string) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: place, Method: zip.Deflate})
	if err != nil {
		return fmt.Errorf("docx: %s: %w", place, err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		return fmt.Errorf("docx: %s: %w", place, err)
	}
	return nil
}

func core(d Document) string {
	creator := ""
	if d.Creator != "" {
		creator = `<dc:creator>` + escape(d.Creator) + `</dc:creator>`
	}
	return `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
		`<dc:title>` + escape(d.Title) + `</dc:title>` + creator + `<dc:language>zh-CN</dc:language></cp:coreProperties>`
}

// markName is the custom property a Mark is kept in.
const markName = "dutybook"

func custom(d Document) string {
	property := ""
	if d.Mark != "" {
		property = `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="` + markName + `"><vt:lpwstr>` + escape(d.Mark) + `</vt:lpwstr></property>`
	}
	return `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">` + property + `</Properties>`
}
