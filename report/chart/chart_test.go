package chart

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func year() Bars {
	b := Bars{Title: "2026年每月履职活动（全会）", Note: "共236场次；数字与统计一致"}
	for i, n := range []int64{30, 22, 25, 23, 18, 21, 20, 14, 16, 17, 12, 0} {
		b.Rows = append(b.Rows, Row{Label: []string{"1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"}[i], Value: n})
	}
	return b
}

// The bars are as high as their numbers, from zero on.
func TestBarsAreTrue(t *testing.T) {
	raw, err := year().PNG()
	if err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("DUTYBOOK_PICTURES"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "chart.png"), raw, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	picture, err := png.Decode(bytes.NewReader(raw))
	if err != nil || picture.Bounds() != image.Rect(0, 0, width, height) || len(raw) > 60_000 {
		t.Fatal(picture.Bounds(), len(raw), err)
	}
	step := (width - 2*margin) / 12
	tall := func(i int) int {
		n := 0
		for y := range height {
			if picture.At(margin+i*step+step/2, y) == bar {
				n++
			}
		}
		return n
	}
	// 15 of 30 is half as high, and nothing is no bar at all.
	if a, b := tall(0), tall(3); b < a*23/30-1 || b > a*23/30+1 || a == 0 {
		t.Errorf("30 is %d high, 23 is %d", a, b)
	}
	if n := tall(11); n != 0 {
		t.Errorf("0 is %d high", n)
	}
}

// Names that common fonts leave blank are shown.
func TestNamesAreShown(t *testing.T) {
	for _, name := range []string{"王喆", "李堃", "陈珺", "吴国樑", "钱镕", "张赟", "经济组 Economy 2026%"} {
		if !Shows(name) {
			t.Errorf("%s is not shown", name)
		}
	}
	if Shows("𠮷") {
		t.Error("a letter the font lacks counts as shown")
	}
}

func TestNothingToDraw(t *testing.T) {
	if _, err := (Bars{}).PNG(); err != nil {
		t.Error(err)
	}
}

func TestTable(t *testing.T) {
	table := Table{Title: "视察调研", Note: "经济组 2026年", Rows: [][2]string{
		{"调研场次", "16次"}, {"调研人次", "30人次"}, {"收集意见建议", "64条"}, {"走访企业", "34家"}, {"发放问卷", "约210份"},
	}}
	if !table.Shows() {
		t.Fatal("a plain table is not shown")
	}
	raw, err := table.PNG()
	if err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("DUTYBOOK_PICTURES"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "table.png"), raw, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	picture, err := png.Decode(bytes.NewReader(raw))
	if err != nil || picture.Bounds().Dy() != headRoom+5*rowHeight+margin {
		t.Fatal(picture.Bounds(), err)
	}
	// Each row has ink at its right end, where the figure stands.
	for i := range table.Rows {
		inked := 0
		for x := width - margin - 90; x < width-margin; x++ {
			for y := headRoom + i*rowHeight + 10; y < headRoom+(i+1)*rowHeight; y++ {
				if picture.At(x, y) == ink {
					inked++
				}
			}
		}
		if inked == 0 {
			t.Errorf("row %d has no figure", i)
		}
	}
	for _, odd := range []Table{{Rows: [][2]string{{"𠮷", "1"}}}, {Rows: [][2]string{{strings.Repeat("调研", 30), "1条"}}}} {
		if odd.Shows() {
			t.Errorf("%v counts as shown", odd.Rows)
		}
	}
}
