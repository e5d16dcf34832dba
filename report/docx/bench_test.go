package docx_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"dutybook/report/docx"
)

// long is a report longer than any seen: 40,000 characters, 2,000 figures with
// a comment each.
func long() docx.Document {
	d := docx.Document{Title: "工作报告", Creator: "政协云台县委员会", Reviewer: "履职簿"}
	for i := range 200 {
		if i%20 == 0 {
			d.Blocks = append(d.Blocks, docx.Plain(docx.Heading1, fmt.Sprintf("第%d部分", i/20+1)))
		}
		p := docx.Paragraph{Style: docx.Body}
		for j := range 10 {
			p.Runs = append(p.Runs, docx.Run{Text: strings.Repeat("调研", 8)},
				docx.Run{Text: fmt.Sprintf("%d户", i*10+j), Comment: "走访群众：全年合计\n记录编号：#1、#2、#3"})
		}
		d.Blocks = append(d.Blocks, p)
	}
	return d
}

func BenchmarkWrite(b *testing.B) {
	d := long()
	b.ReportAllocs()
	for b.Loop() {
		if err := docx.Write(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
}
