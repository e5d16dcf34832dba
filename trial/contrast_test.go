package trial

import (
	"io/fs"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// colours reads the variables of one block of the style sheet.
func colours(block string) map[string]string {
	found := map[string]string{}
	for _, m := range regexp.MustCompile(`--([\w-]+): (#[0-9a-f]{6});`).FindAllStringSubmatch(block, -1) {
		found[m[1]] = m[2]
	}
	return found
}

// luminance is that of WCAG 2.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(colour)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

// TestContrast holds every pair of colours that text is written in against the
// 4.5 of WCAG AA, by day and by night.
func TestContrast(t *testing.T) {
	raw, err := fs.ReadFile(Page(), "app.css")
	if err != nil {
		t.Fatal(err)
	}
	day, night, ok := strings.Cut(string(raw), "@media (prefers-color-scheme: dark)")
	if !ok {
		t.Fatal("no colours for the night")
	}
	night, _, _ = strings.Cut(night, "\n}\n")
	light := colours(day)
	dark := map[string]string{}
	for name, colour := range light {
		dark[name] = colour
	}
	for name, colour := range colours(night) {
		dark[name] = colour
	}
	pairs := [][2]string{
		{"ink", "ground"}, {"ink", "paper"}, {"ink", "mine"}, {"ink", "soft"}, {"ink", "wall"}, {"ink", "note"},
		{"quiet", "ground"}, {"quiet", "paper"}, {"quiet", "soft"}, {"quiet", "line"},
		{"accent", "paper"}, {"accent", "ground"}, {"accent", "soft"}, {"accent", "mine"}, {"on-accent", "accent"},
		{"brand", "paper"}, {"warn", "warn-ground"}, {"warn", "paper"},
		{"voice-0", "paper"}, {"voice-1", "paper"}, {"voice-2", "paper"}, {"voice-3", "paper"}, {"voice-4", "paper"},
		{"white", "face-0"}, {"white", "face-1"}, {"white", "face-2"}, {"white", "face-3"}, {"white", "face-4"},
		{"white", "w-icon"}, {"white", "x-icon"}, {"white", "toast"},
	}
	for scheme, table := range map[string]map[string]string{"day": light, "night": dark} {
		table["white"] = "#ffffff"
		for _, pair := range pairs {
			if table[pair[0]] == "" || table[pair[1]] == "" {
				t.Errorf("%s: no colour %v", scheme, pair)
				continue
			}
			a, b := luminance(t, table[pair[0]]), luminance(t, table[pair[1]])
			if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < 4.5 {
				t.Errorf("%s: %s on %s is %.2f", scheme, pair[0], pair[1], ratio)
			}
		}
	}
}
