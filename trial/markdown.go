package trial

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// readMarkdown reads a text with MarkdownV2. Its errors are Telegram's, with
// Telegram's byte offsets: one sign too few escaped and the message is refused.
func readMarkdown(in string) (string, []entity, error) {
	r := markdownReader{in: in}
	for r.at < len(r.in) {
		if err := r.step(); err != nil {
			return "", nil, err
		}
	}
	r.endQuote()
	if n := len(r.open); n > 0 {
		last := r.open[n-1]
		return "", nil, badMarkup("Can't find end of %s entity at byte offset %d", last.name, last.at)
	}
	return r.out.String(), r.marks, nil
}

// markdownReader goes through a text once; open has the marks not closed yet.
type markdownReader struct {
	in    string
	at    int // byte offset
	out   strings.Builder
	units int
	open  []openMark
	marks []entity
}

// openMark is a mark whose end is still to come: sign ends it, name is what
// Telegram's errors call it.
type openMark struct {
	entity
	sign, name string
	at         int
}

const reservedInMarkdown = "_*[]()~`>#+-=|{}.!"

// marksOf are the signs that begin and end a mark, the longer before those
// they begin with.
var marksOf = [...]struct{ sign, kind, name string }{
	{"```", "pre", "Pre"}, {"__", "underline", "Underline"}, {"||", "spoiler", "Spoiler"},
	{"`", "code", "Code"}, {"_", "italic", "Italic"}, {"*", "bold", "Bold"}, {"~", "strikethrough", "Strikethrough"},
}

func (r *markdownReader) step() error {
	rest := r.in[r.at:]
	switch {
	case rest[0] == '\\' && len(rest) > 1 && rest[1] <= 126:
		r.copy(r.at+1, 1)
		return nil
	case rest[0] == '\n' && !strings.HasPrefix(rest, "\n>"):
		r.endQuote()
		r.copy(r.at, 1)
		return nil
	}
	if n := len(r.open); n > 0 {
		last := r.open[n-1]
		if last.sign != "\n" && strings.HasPrefix(rest, last.sign) {
			r.at += len(last.sign)
			return r.end(last)
		}
		if last.Type == "code" || last.Type == "pre" {
			r.copyRune()
			return nil
		}
	}
	return r.begin(rest)
}

func (r *markdownReader) begin(rest string) error {
	for _, m := range marksOf {
		if strings.HasPrefix(rest, m.sign) {
			r.push(m.kind, m.sign, m.name, len(m.sign))
			if m.kind == "pre" {
				r.language()
			}
			return nil
		}
	}
	switch {
	case rest[0] == '[':
		r.push("text_link", "]", "TextUrl", 1)
	case rest[0] == '>' && (r.at == 0 || r.in[r.at-1] == '\n'):
		if !r.quoting() {
			r.push("blockquote", "\n", "BlockQuote", 1)
		} else {
			r.at++
		}
	case strings.IndexByte(reservedInMarkdown, rest[0]) >= 0:
		return badMarkup("Character '%c' is reserved and must be escaped with the preceding '\\'", rest[0])
	default:
		r.copyRune()
	}
	return nil
}

func (r *markdownReader) push(kind, sign, name string, length int) {
	r.open = append(r.open, openMark{entity{Type: kind, Offset: r.units}, sign, name, r.at})
	r.at += length
}

// language takes the word after ``` that ends its line.
func (r *markdownReader) language() {
	line, _, ok := strings.Cut(r.in[r.at:], "\n")
	if ok && !strings.ContainsAny(line, " \t`") {
		r.open[len(r.open)-1].Lang = line
		r.at += len(line) + 1
	}
}

func (r *markdownReader) quoting() bool {
	for _, m := range r.open {
		if m.Type == "blockquote" {
			return true
		}
	}
	return false
}

// endQuote ends a quotation at the end of its last line.
func (r *markdownReader) endQuote() {
	if n := len(r.open); n > 0 && r.open[n-1].Type == "blockquote" {
		_ = r.end(r.open[n-1])
	}
}

func (r *markdownReader) end(last openMark) error {
	r.open = r.open[:len(r.open)-1]
	last.Length = r.units - last.Offset
	if last.Type == "text_link" {
		if err := r.address(&last.entity); err != nil {
			return err
		}
	}
	if last.Length > 0 && (last.Type != "text_link" || isLink(last.URL)) {
		r.marks = append(r.marks, last.entity)
	}
	return nil
}

// address reads the (…) after a link's words.
func (r *markdownReader) address(link *entity) error {
	if !strings.HasPrefix(r.in[r.at:], "(") {
		return nil
	}
	start := r.at
	var url strings.Builder
	for r.at++; r.at < len(r.in) && r.in[r.at] != ')'; r.at++ {
		if r.in[r.at] == '\\' && r.at+1 < len(r.in) {
			r.at++
		}
		url.WriteByte(r.in[r.at])
	}
	if r.at >= len(r.in) {
		return badMarkup("Can't find end of a URL at byte offset %d", start+1)
	}
	r.at++
	link.URL = url.String()
	return nil
}

func (r *markdownReader) copyRune() {
	_, size := utf8.DecodeRuneInString(r.in[r.at:])
	r.copy(r.at, size)
}

// copy takes size bytes from an offset over as they are.
func (r *markdownReader) copy(from, size int) {
	text := r.in[from : from+size]
	r.out.WriteString(text)
	r.units += units(text)
	r.at = from + size
}

func badMarkup(format string, values ...any) error {
	return badRequest("can't parse entities: " + fmt.Sprintf(format, values...))
}
