// Package docx writes and reads Word files laid out as Chinese official
// documents are: A4 with the margins of GB/T 9704, fixed line pitch, real
// heading styles, page numbers outside left and right.
//
// The decision behind it: everything that never changes (styles, fonts,
// settings, footers) is a file in parts/, checked by eye against the standard,
// and only the body, the comments and the properties are generated. The
// package knows OOXML and nothing of duty work; equal input gives equal bytes.
package docx

// Style is the look of a paragraph, by the id it has in parts/styles.xml.
type Style string

// The styles of an official document.
const (
	Body       Style = "Body"
	Title      Style = "Title"
	LoneTitle  Style = "LoneTitle" // a title with nothing under it
	Byline     Style = "Byline"    // under the title, more lines to come
	Subtitle   Style = "Subtitle"  // the last line under the title
	Flush      Style = "Flush"     // body text without the first-line indent
	Heading1   Style = "Heading1"
	Heading2   Style = "Heading2"
	Heading3   Style = "Heading3"
	Heading4   Style = "Heading4"
	AnnexTitle Style = "AnnexTitle"
	Signature  Style = "Signature"
	Cell       Style = "Cell"
	CellHead   Style = "CellHead"
)

// RunIn is the look of a run that is a heading inside its paragraph.
const RunIn Style = "RunIn"

// Document is what a file holds.
type Document struct {
	// Title and Creator become core properties; an empty Creator is left out.
	Title, Creator string
	// Mark is a text the file carries unseen, for its maker to read back; it
	// survives other word processors.
	Mark string
	// Reviewer signs the comments.
	Reviewer string
	// CommonFonts names the fonts that come with every Chinese system instead
	// of those of the standard, which offices install.
	CommonFonts bool
	// Template, if set, gives page, headers, footers and styles.
	Template *Template
	Blocks   []Block
}

// Block is a Paragraph or a Table.
type Block interface{ writeTo(*body) }

// Paragraph is one paragraph.
type Paragraph struct {
	Style Style
	// Bookmark, if set, is put round the text: the only mark that survives
	// other word processors. Letters, digits and "_", at most 40.
	Bookmark string
	// NewPage starts the paragraph on a page of its own.
	NewPage bool
	Runs    []Run
}

// Run is a stretch of text of one kind.
type Run struct {
	// Text may hold "\n" for a line break inside the paragraph.
	Text string
	// Style is RunIn or "".
	Style Style
	// Highlight paints it yellow.
	Highlight bool
	// Comment, if set, is attached to exactly this text; its lines become
	// paragraphs.
	Comment string
}

// Plain is a paragraph of one run.
func Plain(s Style, text string) Paragraph {
	return Paragraph{Style: s, Runs: []Run{{Text: text}}}
}

// Table is a grid with a header row repeated on every page.
type Table struct {
	// Widths are the columns' widths in twentieths of a point.
	Widths []int
	Header []string
	Rows   [][]string
}
