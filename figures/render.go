package figures

import (
	_ "embed"
	"strings"
	"sync"

	"dutybook/activity"
)

//go:embed data/render.json
var renderJSON []byte

// renderFile is data/render.json: how figures are printed.
type renderFile struct {
	Before, After map[activity.Approx]string
	// FromWan are the units written in 万 from ten thousand on.
	FromWan        []string `json:"from_wan"`
	Wan, Yi, Whole string
}

var rendering = sync.OnceValue(func() renderFile {
	var f renderFile
	mustRead("render.json", renderJSON, &f)
	return f
})

// Render prints a quantity as an official report does: 30余户, 近2000万元,
// 约120人, 2.5小时, 1.2万元. What it prints scans back to the same value, unit
// and bound.
func Render(q activity.Quantity) string {
	f := rendering()
	number, scale := scaledNumber(q)
	after := f.After[q.Approx]
	if string(q.Unit) == "%" || strings.Contains(number, ".") && after != "" {
		return overBefore(f, q.Approx) + number + scale + string(q.Unit)
	}
	return f.Before[q.Approx] + number + after + scale + string(q.Unit)
}

// overBefore is the bound as a word in front, where none can stand inside.
func overBefore(f renderFile, a activity.Approx) string {
	if a == activity.Over {
		return f.Whole
	}
	return f.Before[a]
}

// scaledNumber writes the value with 万 or 亿 where that keeps it exact in two
// decimals: money and the length of texts from ten thousand on, everything else
// from a hundred thousand.
func scaledNumber(q activity.Quantity) (number, scale string) {
	f := rendering()
	smallest := activity.Whole(100_000)
	for _, unit := range f.FromWan {
		if string(q.Unit) == unit {
			smallest = activity.Whole(10_000)
		}
	}
	const wan, yi = 10_000, 100_000_000
	switch {
	case q.Value >= yi*activity.One && q.Value%(yi*activity.One/100) == 0:
		return (q.Value / yi).String(), f.Yi
	case q.Value >= smallest && q.Value%(wan*activity.One/100) == 0:
		return (q.Value / wan).String(), f.Wan
	}
	return q.Value.String(), ""
}
