package roster

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"dutybook/activity"
)

// table reads the rows of a file, with their numbers.
func table(name string, data []byte) ([]line, error) {
	if strings.EqualFold(filepath.Ext(name), ".xlsx") {
		return sheet(data, false)
	}
	text, err := decoded(data)
	if err != nil {
		return nil, fmt.Errorf("roster: encoding: %w", activity.ErrInvalid)
	}
	return separated(text)
}

// decoded is the text of a file in whatever encoding a Chinese office saves it.
func decoded(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
		return string(out), err
	case utf8.Valid(data):
		return strings.TrimPrefix(string(data), "\ufeff"), nil
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	return string(out), err
}

// separated reads rows whose cells are parted by commas, tabs or semicolons,
// whichever the first row has.
func separated(text string) ([]line, error) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", "\n")
	first, _, _ := strings.Cut(text, "\n")
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	for _, mark := range []rune{'\t', ';', '\uff0c', ','} {
		if strings.ContainsRune(first, mark) {
			r.Comma = mark
			break
		}
	}
	var lines []line
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return nil, fmt.Errorf("roster: %w: %w", activity.ErrInvalid, err)
		}
		number, _ := r.FieldPos(0)
		lines = append(lines, line{number, cells})
	}
}

// maxSheet bounds what a small file may swell to.
const maxSheet = 64 << 20

// sheet reads the first sheet of a workbook; raw gives days as the numbers they
// are kept as, because their looks differ from computer to computer.
func sheet(data []byte, raw bool) ([]line, error) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxSheet, UnzipXMLSizeLimit: maxSheet, RawCellValue: raw})
	if err != nil {
		return nil, fmt.Errorf("roster: workbook: %w", activity.ErrInvalid)
	}
	defer func() { _ = book.Close() }()
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil {
		return nil, fmt.Errorf("roster: workbook: %w", activity.ErrInvalid)
	}
	lines := make([]line, len(rows))
	for i, cells := range rows {
		lines[i] = line{i + 1, cells}
	}
	return lines, nil
}
