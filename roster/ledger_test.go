package roster_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"

	"dutybook/roster"
)

// TestReadLedger: heads under a title, days as text and as numbers of the
// spreadsheet, several members in a cell; a list of members is no ledger.
func TestReadLedger(t *testing.T) {
	csv := "经济组履职台账,,,\n时间,委员姓名,活动内容,地点\n2025年3月12日,王芳、李明,走访5户,柳河村\n,,,\n2025.4.1,王芳,参加座谈会,\n"
	l, ok := roster.ReadLedger("台账.csv", []byte(csv))
	if got := fmt.Sprint(ok, l.Heads, l.Rows); got != "true map[date:时间 member:委员姓名 place:地点 text:活动内容] "+
		"[{3 map[date:2025年3月12日 member:王芳、李明 place:柳河村 text:走访5户] [王芳 李明]} {5 map[date:2025.4.1 member:王芳 text:参加座谈会] [王芳]}]" {
		t.Errorf("got %s", got)
	}
	if _, ok := roster.ReadLedger("名单.csv", []byte("姓名,组别,身份\n王芳,经济组,委员\n")); ok {
		t.Error("a list of members is taken for a ledger")
	}
	book := excelize.NewFile()
	for at, v := range map[string]any{"A1": "日期", "B1": "摘要", "C1": "来源原文", "A2": 45728, "B2": "走访", "C2": "走访5户"} {
		if err := book.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := book.Write(&file); err != nil {
		t.Fatal(err)
	}
	l, ok = roster.ReadLedger("旧台账.xlsx", file.Bytes())
	if got := fmt.Sprint(ok, l.Rows); got != "true [{2 map[date:2025-03-12 text:走访5户] []}]" {
		t.Errorf("got %s", got)
	}
}
