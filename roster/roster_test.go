package roster_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"dutybook/activity"
	"dutybook/roster"
)

// three is the same list in every test of the forms a file may have.
var three = []roster.Row{
	{Line: 2, Name: "张三", Group: "经济组", Role: activity.Plain},
	{Line: 3, Name: "李四", Group: "文史组", Role: activity.Leader},
	{Line: 4, Name: "周敏", Role: activity.Secretary},
}

const plain = "姓名,组别,身份\n张三,经济组,委员\n李四,文史组,组长\n周敏,,秘书\n"

func TestFormsOfAList(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(plain)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(plain, ",", "\t"))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"utf-8.csv":         plain,
		"with a mark.csv":   "\ufeff" + plain,
		"gbk.csv":           gbk,
		"utf-16 tabs.txt":   wide,
		"windows.csv":       strings.ReplaceAll(plain, "\n", "\r\n"),
		"old mac.csv":       strings.ReplaceAll(plain, "\n", "\r"),
		"semicolons.csv":    strings.ReplaceAll(plain, ",", ";"),
		"quoted.csv":        strings.ReplaceAll(plain, "张三", `"张三"`),
		"stretched.csv":     strings.ReplaceAll(plain, "张三", "张\u3000三 "),
		"other columns.csv": "序号,身份,界别,姓名\n1,委员,经济组,张三\n2,组长,文史组,李四\n3,秘书,,周敏\n",
		"book.xlsx":         book(t),
	} {
		list, err := roster.Read(name, []byte(data))
		if err != nil || len(list.Bad) > 0 {
			t.Errorf("%s: %v %v", name, list.Bad, err)
			continue
		}
		if diff := cmp.Diff(three, list.Rows); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func book(t *testing.T) string {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range [][]any{{"姓名", "组别", "身份"}, {"张三", "经济组", "委员"}, {"李四", "文史组", "组长"}, {"周敏", "", "秘书"}} {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestAListWithoutHeader has name, group, role in this order; a role left out is
// a member's.
func TestAListWithoutHeader(t *testing.T) {
	list, err := roster.Read("a.csv", []byte("张三,经济组\n欧阳修,文史组,组长\nJohn  Smith,经济组,member\n买买提·艾山,民族组\n"))
	if err != nil || len(list.Bad) > 0 {
		t.Fatal(list.Bad, err)
	}
	want := []roster.Row{
		{Line: 1, Name: "张三", Group: "经济组", Role: activity.Plain},
		{Line: 2, Name: "欧阳修", Group: "文史组", Role: activity.Leader},
		{Line: 3, Name: "John Smith", Group: "经济组", Role: activity.Plain},
		{Line: 4, Name: "买买提·艾山", Group: "民族组", Role: activity.Plain},
	}
	if diff := cmp.Diff(want, list.Rows); diff != "" {
		t.Error(diff)
	}
}

// TestBadRowsDoNotStopTheOthers and come back with line and reason.
func TestBadRowsDoNotStopTheOthers(t *testing.T) {
	list, err := roster.Read("a.csv", []byte(`姓名,组别,身份
张三,经济组,委员
,经济组,委员
13800138000,经济组,委员
李四,,委员
王五,经济组,主任科员
张三,经济组,组长

张三,文史组,委员
赵六,`+strings.Repeat("长", 41)+`,委员
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []roster.Bad{
		{Line: 3, Reason: roster.NoName},
		{Line: 4, Reason: roster.OddName, Text: "13800138000"},
		{Line: 5, Reason: roster.NoGroup, Text: "李四"},
		{Line: 6, Reason: roster.UnknownRole, Text: "主任科员"},
		{Line: 7, Reason: roster.Twice, Text: "2"},
		{Line: 10, Reason: roster.LongGroup, Text: "赵六"},
	}
	if diff := cmp.Diff(want, list.Bad); diff != "" {
		t.Error(diff)
	}
	if len(list.Rows) != 2 || list.Rows[1].Line != 9 {
		t.Errorf("good rows: %+v", list.Rows)
	}
}

func TestWhatIsNoList(t *testing.T) {
	for name, data := range map[string]string{
		"broken.xlsx": "PK\x03\x04 not a workbook",
		"long.csv":    strings.Repeat("张三,经济组\n", roster.MaxRows+2),
	} {
		if _, err := roster.Read(name, []byte(data)); !errors.Is(err, activity.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(plain))
	f.Add([]byte{0xff, 0xfe, 0x41})
	f.Add([]byte("\"张三"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := roster.Read("a.csv", data)
		if err != nil {
			return
		}
		for _, r := range list.Rows {
			if r.Name == "" || r.Line < 1 {
				t.Errorf("a row of nobody: %+v", r)
			}
		}
	})
}
