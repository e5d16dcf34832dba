package docx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// Template is a house's own Word file, whose page, headers, footers and styles
// a document takes instead of those of the standard. Only what a page looks
// like is taken over: no text, macro, comment or link to other files.
type Template struct {
	// order are the parts carried over, as they stand in the file; files their
	// bytes.
	order []string
	files map[string]string
	// ids are our styles by the ids they have there.
	ids map[Style]string
	// root is the start of the document element, section the last page's layout.
	root, section string
}

// ErrNoTemplate tells a file that is no Word file or has no styles.
var ErrNoTemplate = errors.New("docx: not a template")

// maxTemplateParts bounds the parts of a template.
const maxTemplateParts = 200

var (
	// carried are the parts that make a page look as it does.
	carried   = regexp.MustCompile(`^word/(?:styles|settings|fontTable|numbering|webSettings|theme/[^/]+|header\d*|footer\d*|footnotes|endnotes|media/[^/]+|_rels/(?:header|footer)\d*)\.(?:xml|xml\.rels|png|jpe?g|gif|emf|wmf)$`)
	styleRE   = regexp.MustCompile(`(?s)<w:style\b[^>]*>.*?</w:style>`)
	styleIDRE = regexp.MustCompile(`w:styleId="([^"]*)"`)
	nameRE    = regexp.MustCompile(`<w:name w:val="([^"]*)"`)
	defaultRE = regexp.MustCompile(` w:default="1"`)
	linkRE    = regexp.MustCompile(`(<w:(?:basedOn|next|link) w:val=")([^"]*)(")`)
	rootRE    = regexp.MustCompile(`(?s)<w:document\b[^>]*>`)
	sectionRE = regexp.MustCompile(`(?s)<w:sectPr\b[^>]*>.*?</w:sectPr>`)
	relRE     = regexp.MustCompile(`(?s)<Relationship\b[^>]*?/>`)
	targetRE  = regexp.MustCompile(`Target="([^"]*)"`)
	partRE    = regexp.MustCompile(`(?s)<Override\b[^>]*?PartName="/([^"]*)"[^>]*?/>`)
	reviseRE  = regexp.MustCompile(`(?s)<w:attachedTemplate\b[^>]*/>|<w:trackRevisions\b[^>]*/>|<w:documentProtection\b[^>]*/>`)
)

// ReadTemplate reads a Word file as a template; ErrNoTemplate is returned for
// what cannot be one, ErrTooLarge for more than any page needs.
func ReadTemplate(data []byte) (*Template, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoTemplate, err)
	}
	t := &Template{files: map[string]string{}, ids: map[Style]string{}}
	all := map[string]string{}
	total := int64(0)
	for _, f := range z.File {
		wanted := f.Name == "[Content_Types].xml" || f.Name == "word/document.xml" || f.Name == "word/_rels/document.xml.rels"
		if !wanted && !carried.MatchString(f.Name) {
			continue
		}
		text, err := unpacked(f, maxPart-total)
		if err != nil {
			return nil, err
		}
		total += int64(len(text))
		all[f.Name] = text
		if !wanted {
			t.order, t.files[f.Name] = append(t.order, f.Name), text
		}
		if len(all) > maxTemplateParts {
			return nil, ErrTooLarge
		}
	}
	t.root = rootRE.FindString(all["word/document.xml"])
	sections := sectionRE.FindAllString(all["word/document.xml"], -1)
	if t.root == "" || len(sections) == 0 || !styleRE.MatchString(t.files["word/styles.xml"]) || all["[Content_Types].xml"] == "" {
		return nil, ErrNoTemplate
	}
	t.section = sections[len(sections)-1]
	if settings := t.files["word/settings.xml"]; settings != "" {
		t.files["word/settings.xml"] = reviseRE.ReplaceAllString(settings, "")
	}
	if err := t.takeStyles(); err != nil {
		return nil, err
	}
	t.takeLinks(all)
	return t, nil
}

func unpacked(f *zip.File, room int64) (string, error) {
	r, err := f.Open()
	if err != nil {
		return "", fmt.Errorf("%w: %s: %w", ErrNoTemplate, f.Name, err)
	}
	defer func() { _ = r.Close() }()
	data, err := io.ReadAll(io.LimitReader(r, room+1))
	if err != nil {
		return "", fmt.Errorf("%w: %s: %w", ErrNoTemplate, f.Name, err)
	}
	if int64(len(data)) > room {
		return "", ErrTooLarge
	}
	return string(data), nil
}

// standIn are our styles that are another of ours with other spacing; a house
// that has that one wants it as it is.
var standIn = map[Style]Style{LoneTitle: Title, Byline: Subtitle}

// takeStyles finds our styles among the template's by their names, and adds
// those it lacks.
func (t *Template) takeStyles() error {
	ours, err := parts.ReadFile("parts/styles.xml")
	if err != nil {
		return fmt.Errorf("docx: %w", err)
	}
	sheet := t.files["word/styles.xml"]
	byName, taken := map[string]string{}, map[string]bool{}
	for _, style := range styleRE.FindAllString(sheet, -1) {
		id := first(styleIDRE, style)
		byName[strings.ToLower(first(nameRE, style))], taken[id] = id, true
	}
	var missing []string
	for _, style := range styleRE.FindAllString(string(ours), -1) {
		id := Style(first(styleIDRE, style))
		if theirs, ok := byName[strings.ToLower(first(nameRE, style))]; ok {
			t.ids[id] = theirs
			continue
		}
		if as, ok := t.ids[standIn[id]]; ok && as != "" {
			t.ids[id] = as
			continue
		}
		own := string(id)
		if taken[own] {
			own = "Dutybook" + own
		}
		t.ids[id] = own
		missing = append(missing, style)
	}
	added := ""
	for _, style := range missing {
		id := first(styleIDRE, style)
		style = strings.Replace(style, `w:styleId="`+id+`"`, `w:styleId="`+t.ids[Style(id)]+`"`, 1)
		style = defaultRE.ReplaceAllString(style, "")
		added += linkRE.ReplaceAllStringFunc(style, func(link string) string {
			m := linkRE.FindStringSubmatch(link)
			return m[1] + t.id(Style(m[2])) + m[3]
		})
	}
	t.files["word/styles.xml"] = strings.Replace(sheet, "</w:styles>", added+"</w:styles>", 1)
	return nil
}

func first(re *regexp.Regexp, text string) string {
	if m := re.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// id is a style's id in the template.
func (t *Template) id(s Style) string {
	if t == nil || t.ids[s] == "" {
		return string(s)
	}
	return t.ids[s]
}

const (
	commentsType  = `<Override PartName="/word/comments.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"/>`
	documentType  = `<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>`
	propertyTypes = `<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
		`<Override PartName="/docProps/custom.xml" ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/>`
	commentsLink = `<Relationship Id="rDutybookComments" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="comments.xml"/>`
)

// takeLinks keeps of the lists of parts what is carried over, and adds what a
// draft has of its own.
func (t *Template) takeLinks(all map[string]string) {
	types := partRE.ReplaceAllStringFunc(all["[Content_Types].xml"], func(override string) string {
		if t.files[first(partRE, override)] == "" {
			return ""
		}
		return override
	})
	types = strings.Replace(types, "</Types>", documentType+commentsType+propertyTypes+"</Types>", 1)
	links := relRE.ReplaceAllStringFunc(all["word/_rels/document.xml.rels"], func(link string) string {
		if t.files["word/"+strings.TrimPrefix(first(targetRE, link), "/word/")] == "" || strings.Contains(link, `TargetMode="External"`) {
			return ""
		}
		return link
	})
	links = strings.Replace(links, "</Relationships>", commentsLink+"</Relationships>", 1)
	for name, text := range t.files {
		if strings.HasPrefix(name, "word/_rels/") {
			t.files[name] = relRE.ReplaceAllStringFunc(text, func(link string) string {
				if strings.Contains(link, `TargetMode="External"`) {
					return ""
				}
				return link
			})
		}
	}
	t.files["[Content_Types].xml"], t.files["word/_rels/document.xml.rels"] = types, links
	t.order = append([]string{"[Content_Types].xml", "word/_rels/document.xml.rels"}, t.order...)
	t.section = t.linked(t.section, links)
}

var referenceRE = regexp.MustCompile(`<w:(?:header|footer)Reference\b[^>]*?r:id="([^"]*)"[^>]*?/>`)

// linked drops references to headers and footers that did not come along.
func (t *Template) linked(section, links string) string {
	return referenceRE.ReplaceAllStringFunc(section, func(reference string) string {
		if !strings.Contains(links, `Id="`+first(referenceRE, reference)+`"`) {
			return ""
		}
		return reference
	})
}

// numbered are the styles a template may number by itself; our headings carry
// their numbers in the text.
var numbered = []Style{Heading1, Heading2, Heading3, Heading4}

// unnumbered takes a list number a template's style would add off a heading.
func (t *Template) unnumbered(s Style) string {
	if t == nil || !slices.Contains(numbered, s) {
		return ""
	}
	return `<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>`
}
