package scoring_test

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"dutybook/activity"
	"dutybook/scoring"
)

var jsonBlock = regexp.MustCompile("(?s)```json\n(.*?)```")

// TestTheDocumentation: the scheme of docs/scoring.md is one, gives what the page
// says, and the page names every field there is.
func TestTheDocumentation(t *testing.T) {
	raw, err := os.ReadFile("../docs/scoring.md")
	if err != nil {
		t.Fatal(err)
	}
	block := jsonBlock.FindSubmatch(raw)
	if block == nil {
		t.Fatal("no scheme in the page")
	}
	s, err := scoring.Parse(block[1])
	if err != nil {
		t.Fatal(err)
	}
	e := readExample(t, `@ 王芳
@ 李四
1 王芳+李四+赵六 02-01 proposal submitted,filed 公交提案
2 王芳 02-02 opinion submitted 反映问题
3 王芳 ^2 03-02 opinion adopted 市里采用 {level city}
4 王芳 ^2 04-02 opinion adopted 省里采用 {level province}
5 王芳+李四 05-01 research - 调研
6 李四 =5 05-01 research - 调研
! 王芳 leave 1 因病`)
	want := `王芳 55.5 不称职
  会议 28
    leave -2 = -2（因病）
  提案 7.5
    filed 7.5 = 7.5#1
  社情民意 15
    opinion 5 = 5#2
    province 10 = 10#4
  活动 5
    activity 5 = 5#5
  还缺 活动 1/2
  未登记 absent
  未计 lower #3 city
李四 38.75 不称职
  会议 30
  提案 3.75
    filed 3.75 = 3.75#1
  社情民意 0
  活动 5
    activity 5 = 5#6
  还缺 活动 1/2
  未登记 leave absent
`
	if got := e.print(s); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, name := range fields(reflect.TypeFor[scoring.Scheme]()) {
		if !strings.Contains(string(raw), "`"+name+"`") {
			t.Errorf("docs/scoring.md does not name %q", name)
		}
	}
}

// fields are the names of the fields of a type and of those it is made of.
func fields(of reflect.Type) []string {
	switch of.Kind() {
	case reflect.Slice, reflect.Pointer:
		return fields(of.Elem())
	case reflect.Struct:
	default:
		return nil
	}
	var names []string
	for i := range of.NumField() {
		f := of.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Type != reflect.TypeFor[activity.Amount]() {
			names = append(names, fields(f.Type)...)
		}
		names = append(names, name)
	}
	return names
}
