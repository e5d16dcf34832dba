package guard_test

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"dutybook/figures/guard"
)

func found(hits []guard.Hit) string {
	var texts []string
	for _, h := range hits {
		texts = append(texts, h.Text)
	}
	return strings.Join(texts, "|")
}

func TestFind(t *testing.T) {
	for text, want := range map[string]string{
		"走访群众12户，捐款近两千万元":      "12户|近两千万元",
		"一个集体两名个人获得表彰":         "一个集体|两名",
		"全年达到三十余":              "三十余",
		"贯彻十九届五中全会精神，迎接建党75周年": "",
		"落实“三个当好”要求和“12339”战略": "",
		"2026年3月12日召开第三次会议":    "",
		"（二）坚守主责主业":            "",
		"作为一名委员，我一直坚持":         "",
	} {
		if got := found(guard.Find(text)); got != want {
			t.Errorf("%s: found %q, want %q", text, got, want)
		}
	}
}

func TestStrict(t *testing.T) {
	for text, want := range map[string]string{
		"走访群众３户":      "３户",
		"第三次会议":       "第三",
		"2026年3月开展活动": "2026年3月",
		"组织①批":        "①",
		"多次获得表彰，首次入选": "多次|首次",
		"委员们深入一线，一同商量，进一步做好工作": "",
		"围绕乡村教育协商建言":           "",
		"学习十九届五中全会精神":          "十九届|五中全会",
	} {
		if got := found(guard.Strict(text)); got != want {
			t.Errorf("%s: found %q, want %q", text, got, want)
		}
	}
	if got := found(guard.Strict("出席市政协六届五次全会", "六届五次全会")); got != "" {
		t.Errorf("a known name is flagged: %q", got)
	}
}

// TestRealFigures measures the guard on labelled sentences, which are not part
// of this repository: no figure may be missed, few others may be flagged.
func TestRealFigures(t *testing.T) {
	file, err := os.Open("../../../shared/seed-figures.dev.jsonl")
	if err != nil {
		t.Skip("the labelled sentences are not here")
	}
	defer file.Close()
	caught, quantities, flagged, others := 0, 0, 0, 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var row struct {
			Sentence, Surface string
			IsQuantity        bool `json:"is_quantity"`
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		hit := touches(row.Sentence, row.Surface)
		switch {
		case row.IsQuantity && hit:
			caught, quantities = caught+1, quantities+1
		case row.IsQuantity:
			quantities++
			t.Logf("missed %s", row.Surface)
		case hit:
			flagged, others = flagged+1, others+1
			t.Logf("flagged %s", row.Surface)
		default:
			others++
		}
	}
	t.Logf("%d of %d figures caught, %d of %d others flagged", caught, quantities, flagged, others)
	if caught < quantities || flagged*20 > others {
		t.Errorf("%d of %d figures caught, %d of %d others flagged", caught, quantities, flagged, others)
	}
}

func touches(sentence, surface string) bool {
	at := strings.Index(sentence, surface)
	for _, h := range guard.Find(sentence) {
		if h.Start < at+len(surface) && h.End > at {
			return true
		}
	}
	return false
}
