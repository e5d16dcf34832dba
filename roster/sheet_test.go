package roster_test

import (
	"fmt"
	"testing"

	"dutybook/roster"
)

// Where the heads name one of days and texts, the other is the column that looks
// like it; where they name neither, or nothing looks like it, it is no ledger.
func TestColumnsKnownByWhatStandsInThem(t *testing.T) {
	for csv, want := range map[string]string{
		"日期,谁,备注,干了什么\n2025-03-12,王芳,已核,走访困难户5户\n2025/4/1,李明,未核,参加专题协商会\n": "true map[date:日期 text:干了什么]",
		"哪天,委员,内容\n3月12日,王芳,走访5户\n2025.4.1,李明,参加会议\n":                      "true map[date:哪天 member:委员 text:内容]",
		"日期,委员\n2025-03-12,王芳\n":             "false map[]",
		"哪天,谁,干了什么\n2025-03-12,王芳,走访困难户5户\n": "false map[]",
		"姓名,组别,单位\n王芳,经济组,清河市第一中学校\n":        "false map[]",
	} {
		l, ok := roster.ReadLedger("x.csv", []byte(csv))
		if got := fmt.Sprint(ok, l.Heads); got != want {
			t.Errorf("%q: %s, want %s", csv, got, want)
		}
	}
}

// A column is one field, and a field one column or none.
func TestColumnsPutRight(t *testing.T) {
	l, _ := roster.ReadLedger("x.csv", []byte("日期,内容,工作纪实,委员\n2025-03-12,走访,走访困难户5户,王芳\n"))
	s := l.Sheet.With(roster.Text, 2).With(roster.Place, 1)
	if got := fmt.Sprint(s.Ledger().Rows); got != "[{2 map[date:2025-03-12 member:王芳 place:走访 text:走访困难户5户] [王芳]}]" {
		t.Error(got)
	}
	if got := fmt.Sprint(s.With(roster.Place, -1).With(roster.Who, 2).Ledger().Heads); got != "map[date:日期 member:工作纪实]" {
		t.Error(got)
	}
	if got := fmt.Sprint(l.Heads); got != "map[date:日期 member:委员 text:内容]" {
		t.Errorf("the sheet itself changed: %s", got)
	}
}
