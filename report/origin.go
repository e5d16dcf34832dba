package report

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"dutybook/report/docx"
)

// originMark opens the item of a file's mark that says which draft it is.
const originMark = "origin="

// Origin is the draft and version a Word file was made as; ok is false for a
// file that is no draft of ours.
func Origin(data []byte) (draft int64, version int, ok bool) {
	if !bytes.HasPrefix(data, []byte("PK")) {
		return 0, 0, false
	}
	content, err := docx.Read(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return 0, 0, false
	}
	for item := range strings.FieldsSeq(content.Mark) {
		if rest, is := strings.CutPrefix(item, originMark); is {
			d, v, _ := strings.Cut(rest, ".")
			draft, err1 := strconv.ParseInt(d, 10, 64)
			version, err2 := strconv.Atoi(v)
			return draft, version, err1 == nil && err2 == nil
		}
	}
	return 0, 0, false
}

// OriginOf is the Document.Origin of a version of a draft.
func OriginOf(draft int64, version int) string { return fmt.Sprintf("%d.%d", draft, version) }
