package prompts

import "strings"

// cut gives the text between two places without marks at its ends, at most n
// runes long.
func (m *ruleMessage) cut(from, to, n int) string {
	s := []rune(strings.Trim(string(m.runes[from:to]), ruleWords().trim))
	if len(s) > n {
		s = s[:n]
	}
	return string(s)
}

// title cuts what stands inside the first pair of title marks.
func (m *ruleMessage) title(from, to int) string {
	for i := from; i < to; i++ {
		if m.r[i] != titleOpen {
			continue
		}
		for j := i + 1; j < to && j < i+60; j++ {
			if m.r[j] == titleShut {
				return string(m.runes[i+1 : j])
			}
		}
	}
	return ""
}

// place cuts the first name of a place that follows a verb of going and ends
// like one; a doubtful name is none.
func (m *ruleMessage) place(from, to int) string {
	w := ruleWords()
	for i := from; i < to; i++ {
		_, n := w.placeVerbs.At(m.r, i)
		if n == 0 {
			continue
		}
		if name := m.placeName(w, i+n, to); name != "" {
			return name
		}
	}
	return ""
}

func (m *ruleMessage) placeName(w *ruleWordTables, start, to int) string {
	best := ""
	for i := start; i < to && i < start+10; i++ {
		if _, n := w.placeStops.At(m.r, i); n > 0 || m.r[i] < 0x80 {
			break
		}
		if _, n := w.placeEnds.Before(m.r[:i+1], i+1); n > 0 && i+1-n >= start && i+1-start >= 3 {
			best = string(m.runes[start : i+1])
		}
	}
	return best
}
