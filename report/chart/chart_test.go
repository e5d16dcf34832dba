package chart

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
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
