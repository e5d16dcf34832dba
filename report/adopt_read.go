package report

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"dutybook/report/docx"
	"dutybook/report/earlier"
)

// ReadEarlier reads the outline of a report somebody wrote before, from the
// bytes of a .docx or a text file.
func ReadEarlier(data []byte) (earlier.Outline, error) {
	if !bytes.HasPrefix(data, []byte("PK")) {
		return earlier.Read(earlier.Plain(string(data))), nil
	}
	lines, err := docx.Text(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return earlier.Outline{}, fmt.Errorf("report: earlier report: %w", err)
	}
	return earlier.Read(earlierLines(lines)), nil
}

// earlierLines are the lines above the annex, tables left out.
func earlierLines(lines []docx.Line) []earlier.Line {
	var out []earlier.Line
	for _, l := range lines {
		switch {
		case l.Cell:
			continue
		case l.Style == "annex title":
			return out
		}
		level, _ := strconv.Atoi(strings.TrimPrefix(l.Style, "heading "))
		out = append(out, earlier.Line{Text: l.Text, Level: level, IsTitle: strings.HasPrefix(l.Style, "title")})
	}
	return out
}

// PlainText gives the text of a .docx or a text file as it is checked: one
// paragraph a line, without the annex and tables of a draft of ours.
func PlainText(data []byte) (string, error) {
	if !bytes.HasPrefix(data, []byte("PK")) {
		var lines []string
		for _, l := range earlier.Plain(string(data)) {
			if strings.TrimLeft(l.Text, "# ") == words().Annex.Title {
				break
			}
			lines = append(lines, l.Text)
		}
		return strings.Join(lines, "\n"), nil
	}
	lines, err := docx.Text(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", fmt.Errorf("report: %w", err)
	}
	var out []string
	for _, l := range earlierLines(lines) {
		out = append(out, l.Text)
	}
	return strings.Join(out, "\n"), nil
}
