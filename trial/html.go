package trial

import (
	"cmp"
	"html"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// entity marks a stretch of a text; offset and length count UTF-16 units.
type entity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	URL    string `json:"url,omitempty"`
	Lang   string `json:"language,omitempty"`
}

const (
	maxText    = 4096
	maxCaption = 1024
)

// tagType is what a tag of Telegram's HTML marks, "" for any other tag.
func tagType(tag string) string {
	switch tag {
	case "b", "strong":
		return "bold"
	case "i", "em":
		return "italic"
	case "u", "ins":
		return "underline"
	case "s", "strike", "del":
		return "strikethrough"
	case "code", "pre", "blockquote":
		return tag
	case "a":
		return "text_link"
	case "tg-spoiler", "span":
		return "spoiler"
	}
	return ""
}

// text reads a text or caption with its markup.
func (c *call) text(name, entitiesName string, longest int, tooLong string) (string, []entity, error) {
	text := c.params[name]
	if !utf8.ValidString(text) {
		return "", nil, badRequest("strings must be encoded in UTF-8")
	}
	var marks []entity
	switch mode := strings.ToLower(c.params["parse_mode"]); mode {
	case "":
		if c.params[entitiesName] != "" && !c.decode(entitiesName, &marks) {
			return "", nil, badRequest("can't parse MessageEntity")
		}
		if slices.ContainsFunc(marks, outside(text)) {
			return "", nil, badRequest("ENTITY_BOUNDS_INVALID")
		}
	case "html":
		var err error
		if text, marks, err = readHTML(text); err != nil {
			return "", nil, err
		}
	case "markdownv2":
		var err error
		if text, marks, err = readMarkdown(text); err != nil {
			return "", nil, err
		}
	default:
		return "", nil, badRequest("unsupported parse_mode")
	}
	text, marks = trim(text, marks)
	if units(text) > longest {
		return "", nil, badRequest(tooLong)
	}
	return text, marks, nil
}

func outside(text string) func(entity) bool {
	end := units(text)
	return func(e entity) bool { return e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > end }
}

// trim takes white space off both ends, as Telegram does before it measures.
func trim(text string, marks []entity) (string, []entity) {
	left := strings.TrimLeft(text, " \n\t\r")
	cut := units(text) - units(left)
	text = strings.TrimRight(left, " \n\t\r")
	var kept []entity
	for _, e := range marks {
		end := min(e.Offset+e.Length-cut, units(text))
		e.Offset = max(0, e.Offset-cut)
		if e.Length = end - e.Offset; e.Length > 0 {
			kept = append(kept, e)
		}
	}
	slices.SortStableFunc(kept, func(a, b entity) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length))
	})
	return text, kept
}

// htmlReader goes through a text once; open has the tags not closed yet.
type htmlReader struct {
	in    string
	at    int // byte offset
	out   strings.Builder
	units int
	open  []openTag
	marks []entity
}

type openTag struct {
	name string
	entity
}

// readHTML takes the markup out of a text. Its refusals are Telegram's.
func readHTML(in string) (string, []entity, error) {
	r := &htmlReader{in: in}
	for r.at < len(in) {
		var err error
		switch {
		case strings.HasPrefix(in[r.at:], "</"):
			err = r.closeTag()
		case in[r.at] == '<':
			err = r.openTag()
		default:
			r.plain()
		}
		if err != nil {
			return "", nil, err
		}
	}
	if n := len(r.open); n > 0 {
		return "", nil, badMarkup("Can't find end tag corresponding to start tag %q", r.open[n-1].name)
	}
	return r.out.String(), r.marks, nil
}

// plain copies up to the next tag. Only the four names that Telegram knows and
// numbers are character references.
func (r *htmlReader) plain() {
	end := strings.IndexByte(r.in[r.at:], '<')
	if end < 0 {
		end = len(r.in) - r.at
	}
	text := unescape(r.in[r.at : r.at+end])
	r.out.WriteString(text)
	r.units += units(text)
	r.at += end
}

func unescape(text string) string {
	var out strings.Builder
	for {
		start := strings.IndexByte(text, '&')
		if start < 0 {
			out.WriteString(text)
			return out.String()
		}
		out.WriteString(text[:start])
		text = text[start:]
		reference := "&"
		if end := strings.IndexByte(text, ';'); end > 0 && knownReference(text[1:end]) {
			reference = text[:end+1]
		}
		out.WriteString(html.UnescapeString(reference))
		text = text[len(reference):]
	}
}

func knownReference(name string) bool {
	switch name {
	case "lt", "gt", "amp", "quot":
		return true
	}
	digits, isNumber := strings.CutPrefix(name, "#")
	return isNumber && digits != "" && strings.Trim(digits, "xX0123456789abcdefABCDEF") == ""
}

func (r *htmlReader) openTag() error {
	start := r.at
	end := strings.IndexByte(r.in[start:], '>')
	if end < 0 {
		return badMarkup("Unclosed start tag at byte offset %d", start)
	}
	name, attributes := cutTag(r.in[start+1 : start+end])
	kind := tagType(name)
	if kind == "" {
		return badMarkup("Unsupported start tag %q at byte offset %d", name, start)
	}
	if name == "span" && attribute(attributes, "class") != "tg-spoiler" {
		return badMarkup("Tag \"span\" must have class \"tg-spoiler\" at byte offset %d", start)
	}
	tag := openTag{name, entity{Type: kind, Offset: r.units}}
	switch {
	case name == "a":
		tag.URL = attribute(attributes, "href")
	case name == "blockquote" && strings.TrimSpace(attributes) == "expandable":
		tag.Type = "expandable_blockquote"
	}
	r.open = append(r.open, tag)
	r.at += end + 1
	return nil
}

func cutTag(tag string) (name, attributes string) {
	end := strings.IndexAny(tag, " \n\t")
	if end < 0 {
		return strings.ToLower(tag), ""
	}
	return strings.ToLower(tag[:end]), tag[end+1:]
}

// attribute reads one attribute of a tag, in either kind of quotes or none.
func attribute(attributes, name string) string {
	_, rest, ok := strings.Cut(attributes, name+"=")
	if !ok || rest == "" {
		return ""
	}
	if rest[0] == '"' || rest[0] == '\'' {
		value, _, _ := strings.Cut(rest[1:], rest[:1])
		return unescape(value)
	}
	value, _, _ := strings.Cut(rest, " ")
	return unescape(value)
}

func (r *htmlReader) closeTag() error {
	start := r.at
	end := strings.IndexByte(r.in[start:], '>')
	if end < 0 {
		return badMarkup("Unclosed end tag at byte offset %d", start)
	}
	name := strings.ToLower(strings.TrimSpace(r.in[start+2 : start+end]))
	if len(r.open) == 0 {
		return badMarkup("Unexpected end tag at byte offset %d", start)
	}
	tag := r.open[len(r.open)-1]
	if tag.name != name && name != "" {
		return badMarkup("Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", start, tag.name, name)
	}
	r.open = r.open[:len(r.open)-1]
	tag.Length = r.units - tag.Offset
	// A link that leads nowhere is just its words.
	if tag.Length > 0 && (tag.Type != "text_link" || isLink(tag.URL)) {
		r.marks = append(r.marks, tag.entity)
	}
	r.at += end + 1
	return nil
}

func isLink(address string) bool {
	return strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "tg://")
}

// writeHTML is a text with its markup for the page, everything else escaped.
// An entity that overlaps another without lying in it is cut.
func writeHTML(text string, marks []entity) string {
	var out strings.Builder
	w := htmlWriter{utf16.Encode([]rune(text)), &out}
	w.stretch(0, len(w.units), marks)
	return out.String()
}

type htmlWriter struct {
	units []uint16
	out   *strings.Builder
}

func (w htmlWriter) stretch(from, to int, marks []entity) {
	for i, e := range marks {
		end := min(e.Offset+e.Length, to)
		if e.Offset < from || end <= e.Offset {
			continue
		}
		inside := marks[i+1:]
		w.plain(from, e.Offset)
		opening, closing := tags(e)
		w.out.WriteString(opening)
		w.stretch(e.Offset, end, inside)
		w.out.WriteString(closing)
		from = end
	}
	w.plain(from, to)
}

func (w htmlWriter) plain(from, to int) {
	if from < to {
		w.out.WriteString(html.EscapeString(string(utf16.Decode(w.units[from:to]))))
	}
}

func tags(e entity) (opening, closing string) {
	switch e.Type {
	case "text_link":
		return `<a href="` + html.EscapeString(e.URL) + `">`, "</a>"
	case "expandable_blockquote":
		return "<blockquote>", "</blockquote>"
	case "bold", "italic", "underline":
		return "<" + e.Type[:1] + ">", "</" + e.Type[:1] + ">"
	case "strikethrough":
		return "<s>", "</s>"
	case "code", "pre", "blockquote":
		return "<" + e.Type + ">", "</" + e.Type + ">"
	}
	return "", ""
}
