package earlier_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"dutybook/report/earlier"
)

// sample is a text of testdata with what is to be found in it.
func sample(t *testing.T, name string) (title, text, want string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok1 := strings.Cut(string(raw), "-- title --\n")
	title, rest, ok2 := strings.Cut(rest, "\n-- text --\n")
	text, want, ok3 := strings.Cut(rest, "-- want --\n")
	if !ok1 || !ok2 || !ok3 {
		t.Fatalf("%s has not its three parts", name)
	}
	return title, text, want
}

// told writes headings the way the samples do.
func told(heads []earlier.Heading) string {
	var b strings.Builder
	for _, h := range heads {
		number, lead := h.Number, ""
		if number == "" {
			number = "-"
		}
		if h.Missing {
			number += "!"
		}
		if h.RunIn {
			lead = "> "
		}
		fmt.Fprintf(&b, "%d %s %s%s\n", h.Level, number, lead, h.Title)
	}
	return b.String()
}

func TestRead(t *testing.T) {
	for _, name := range []string{"numbered.txt", "years.txt", "unnumbered.txt", "personal.txt", "broken_column.txt"} {
		t.Run(name, func(t *testing.T) {
			title, text, want := sample(t, name)
			got := earlier.Read(earlier.Plain(text))
			if got.Title != title {
				t.Errorf("title %q, want %q", got.Title, title)
			}
			if diff := cmp.Diff(want, told(got.Headings)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSeveralTextsInOneFile(t *testing.T) {
	_, first, _ := sample(t, "personal.txt")
	_, second, _ := sample(t, "broken_column.txt")
	got := earlier.Read(earlier.Plain(first + "\n" + second))
	if len(got.Documents) != 2 || got.Documents[1].Title != "政协临湖县常委会五年工作报告" {
		t.Fatalf("documents: %+v", got.Documents)
	}
	if own := got.Of(got.Documents[1]); told(own.Headings) != "1 一、 围绕大局抓协商\n1 二、! \n1 三、 面向群众办实事\n" {
		t.Errorf("the second has %s", told(own.Headings))
	}
}

func TestFilesInOtherCodings(t *testing.T) {
	_, text, want := sample(t, "years.txt")
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(strings.ReplaceAll(text, "\n", "\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	var utf16 strings.Builder
	utf16.WriteString("\xff\xfe")
	for _, r := range text {
		utf16.WriteByte(byte(r))
		utf16.WriteByte(byte(r >> 8))
	}
	for name, file := range map[string]string{"GB 18030": gbk, "UTF-16": utf16.String(), "UTF-8 with a mark": "\ufeff" + text} {
		if got := earlier.Read(earlier.Plain(file)); told(got.Headings) != want {
			t.Errorf("%s: %s", name, told(got.Headings))
		}
	}
}

// shift shows a text as a page does that lost one byte before it.
func shift(t *testing.T, s string) string {
	t.Helper()
	raw, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte("　" + s))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("?")
	for i := 1; i+1 < len(raw); i += 2 {
		pair, err := simplifiedchinese.GBK.NewDecoder().Bytes(raw[i : i+2])
		if err == nil && len(pair) < 4 && string(pair) != "\ufffd" {
			b.Write(pair)
		}
	}
	return b.String()
}

func TestAShiftedNumberIsReadBack(t *testing.T) {
	const body = "县政协把学习放在前面，办好委员课堂，县里的学习抓得紧，委员学得进，学习的风气浓了起来。\n"
	for _, number := range []string{"（一）", "（三）", "（五）", "（六）"} {
		text := "政协临湖县工作报告\n" + shift(t, number+"办好委员课堂a") + "，抓紧学习\n" + body
		got := earlier.Read(earlier.Plain(text))
		if len(got.Headings) == 0 || got.Headings[len(got.Headings)-1].Number != number {
			t.Errorf("%s: %s", number, told(got.Headings))
			continue
		}
		if !strings.Contains(fmt.Sprint(got.Doubts), "garbled") {
			t.Errorf("%s: not named as garbled: %v", number, got.Doubts)
		}
	}
}

func TestDoubts(t *testing.T) {
	const own = "我参加了会议。我写了提案，我走访了群众，我报了信息，这些都是一年来我做的事。\n"
	for _, tt := range []struct{ name, text, want string }{
		{"a person under a committee's title", "县政协常委会工作报告\n一、学习\n" + own, "个人的总结"},
		{"one year under five", "县政协五年工作总结\n一、学习\n今年开展了学习，全年办了课堂，委员都来了。\n", "只讲一年"},
		{"another year", "县政协2023年工作总结\n一、学习\n2024年开展了学习，办了课堂，委员都来了。\n", "年份"},
		{"no title", "县政协办了课堂，委员都来了。\n一、学习\n大家都学。\n", "没有标题"},
		{"nothing wrong", "县政协2024年工作总结\n一、学习\n2024年开展了学习，办了课堂，委员都来了。\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			for _, d := range earlier.Read(earlier.Plain(tt.text)).Doubts {
				got += d.Text
			}
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestStylesOfTheFileDecideLevels(t *testing.T) {
	got := earlier.Read([]earlier.Line{
		{Text: "政协云台县委员会\n2025年工作报告", IsTitle: true}, {Text: "各位委员："}, {Text: "一年来做了不少工作。"},
		{Text: "一、工作回顾", Level: 1}, {Text: "深化协商", Level: 2}, {Text: "开了会，提了建议，办成了事。"},
		{Text: "1.选好题目。围绕大家关心的事选题，先听群众怎么说，再看部门怎么办。"},
	})
	if got.Title != "政协云台县委员会2025年工作报告" {
		t.Errorf("title %q", got.Title)
	}
	if want := "1 一、 工作回顾\n2 - 深化协商\n3 1. > 选好题目\n"; told(got.Headings) != want {
		t.Errorf("got %s", told(got.Headings))
	}
}

func TestReadNeverFails(t *testing.T) {
	for _, s := range []string{"", "\n\n", "?。", "?。ㄒ", "（", "第", "一、", "1.", strings.Repeat("一", 5000), "\xff\xfe\x01", "\xb0\xa1\xff"} {
		earlier.Read(earlier.Plain(s))
	}
}
