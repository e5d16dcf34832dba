package handlers

import (
	"encoding/json"
	"os"
	"testing"

	"dutybook/activity"
)

// TestFiguresReadInEveryLanguage.
func TestFiguresReadInEveryLanguage(t *testing.T) {
	all, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	figure := func(n string, unit activity.Unit, of string, approx activity.Approx) activity.Quantity {
		v, err := activity.ParseAmount(n)
		if err != nil {
			t.Fatal(err)
		}
		return activity.Quantity{Value: v, Unit: unit, Of: of, Approx: approx}
	}
	for _, row := range []struct {
		q              activity.Quantity
		hans, hant, en string
	}{
		{figure("6", "户", "走访", ""), "走访6户", "走訪6戶", "6 households visited"},
		{figure("1", "户", "走访", ""), "走访1户", "走訪1戶", "1 household visited"},
		{figure("7", "条", "意见建议", ""), "意见建议7条", "意見建議7條", "7 suggestions"},
		{figure("1", "件", "提案·立案", ""), "提案立案1件", "提案立案1件", "1 proposal accepted"},
		{figure("30", "户", "", activity.Over), "30余户", "30餘戶", "over 30 households"},
		{figure("20000", "元", "捐款", activity.About), "捐款约2万元", "捐款約2萬元", "about 20,000 yuan donated"},
		{figure("2.5", "小时", "志愿服务", ""), "志愿服务2.5小时", "志願服務2.5小時", "2.5 hours of voluntary work"},
		{figure("8", "座", "泵站", ""), "泵站8座", "泵站8座", "8 buildings (泵站)"},
		{figure("95", "%", "", ""), "95%", "95%", "95%"},
		{figure("3", "", "", ""), "3", "3", "3"},
	} {
		for lang, want := range map[activity.Lang]string{activity.Hans: row.hans, activity.Hant: row.hant, activity.English: row.en} {
			if got := all.figure(lang, row.q); got != want {
				t.Errorf("%s: %q, want %q", lang, got, want)
			}
		}
	}
}

// TestEveryMeasureHasItsWords: what the rules count and count in reads in
// English too.
func TestEveryMeasureHasItsWords(t *testing.T) {
	all, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	var measures struct {
		Rows []struct{ Of string }
	}
	var units struct{ Units []string }
	for name, into := range map[string]any{"measures": &measures, "units": &units} {
		raw, err := os.ReadFile("../figures/data/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, into); err != nil {
			t.Fatal(err)
		}
	}
	en := all.figures.English
	for _, m := range measures.Rows {
		_, thing := en.Things[m.Of]
		if _, deed := en.Deeds[m.Of]; !thing && !deed {
			t.Errorf("%q has no English", m.Of)
		}
	}
	for _, u := range units.Units {
		if _, ok := en.Units[u]; !ok {
			t.Errorf("the unit %q has no English", u)
		}
	}
	if len(measures.Rows) < 50 || len(units.Units) < 100 {
		t.Error("the tables of figures were not read")
	}
}
