package scoring

import (
	"cmp"
	"slices"

	"dutybook/activity"
)

// hundredth is the finest part points are shared in.
const hundredth = activity.One / 100

// share is what one time gives who stands at a place among so many signers.
func (it Item) share(place, signers int) activity.Amount {
	j := it.Joint
	if j == nil || signers < 2 {
		return it.Points
	}
	if j.Most > 0 && place >= j.Most {
		return 0
	}
	if j.Most > 0 {
		signers = min(signers, j.Most)
	}
	switch {
	case j.Lead != nil && place == 0:
		return *j.Lead
	case j.Lead != nil:
		return *j.Other
	case j.Equal:
		return part(it.Points, int64(signers))
	case signers == 1:
		return it.Points
	}
	lead := part(it.Points*activity.Amount(j.Percent), 100)
	if place == 0 {
		return lead
	}
	return part(it.Points-lead, int64(signers-1))
}

// part is an equal part, rounded down to hundredths.
func part(points activity.Amount, n int64) activity.Amount {
	return points / activity.Amount(n) / hundredth * hundredth
}

func times(points activity.Amount, n int64) activity.Amount {
	return points * activity.Amount(n)
}

// capped is points within a cap to either side; zero is no cap.
func capped(points, most activity.Amount) activity.Amount {
	if most == 0 {
		return points
	}
	return min(max(points, -most), most)
}

// keepBest takes out of the sets that keep only the highest what is lower.
func (w *working) keepBest() {
	for _, set := range w.out.Scheme.Sets {
		if set.Best == "" {
			continue
		}
		best := map[activity.RecordID]string{} // by piece, the item that gives most
		for _, it := range w.out.Scheme.Items {
			if it.Set != set.ID {
				continue
			}
			for _, l := range w.items[it.ID].Lines {
				if had, ok := best[l.Number]; !ok || l.each() > w.line(had, l.Number).each() {
					best[l.Number] = it.ID
				}
			}
		}
		if set.Best == EachYear {
			best = w.bestOfAll(best)
		}
		w.drop(set, best)
	}
}

// each is what one time of a line gives.
func (l Line) each() activity.Amount {
	if l.Times == 0 {
		return 0
	}
	return l.Points / activity.Amount(l.Times)
}

func (w *working) line(item string, number activity.RecordID) Line {
	lines := w.items[item].Lines
	return lines[slices.IndexFunc(lines, func(l Line) bool { return l.Number == number })]
}

// bestOfAll keeps of the best of every piece the one that gives most, the
// earliest where several do.
func (w *working) bestOfAll(best map[activity.RecordID]string) map[activity.RecordID]string {
	var top activity.RecordID
	for number, item := range best {
		if top == 0 {
			top = number
			continue
		}
		a, b := w.line(item, number), w.line(best[top], top)
		if cmp.Or(cmp.Compare(b.each(), a.each()), cmp.Compare(a.Date.Number(), b.Date.Number()), cmp.Compare(number, top)) < 0 {
			top = number
		}
	}
	if top == 0 {
		return nil
	}
	return map[activity.RecordID]string{top: best[top]}
}

func (w *working) drop(set Set, best map[activity.RecordID]string) {
	for _, it := range w.out.Scheme.Items {
		sum := w.items[it.ID]
		if it.Set != set.ID {
			continue
		}
		var kept []Line
		for _, l := range sum.Lines {
			if best[l.Number] != it.ID {
				w.leave(Lower, it.ID, l.Records)
				sum.Times += l.Times // it came up, though it gives nothing
				continue
			}
			if set.Best == EachYear {
				sum.Times += l.Times - 1
				l.Points, l.Times = l.each(), 1
			}
			kept = append(kept, l)
		}
		sum.Lines = kept
	}
}

// settle keeps the times that count and adds up.
func (s *ItemSum) settle() {
	for _, l := range s.Lines {
		s.Times += l.Times
	}
	s.Lines = skip(s.Lines, s.Item.Since-1)
	s.Lines = most(s.Lines, s.Item.Most)
	for _, l := range s.Lines {
		s.Sum += l.Points
	}
	s.Counted = capped(s.Sum, s.Item.Cap)
}

// skip leaves out the first times.
func skip(lines []Line, n int64) []Line {
	var out []Line
	for _, l := range lines {
		gone := min(max(n, 0), l.Times)
		n -= gone
		if l.Times > gone {
			each := l.each()
			l.Times -= gone
			l.Points = times(each, l.Times)
			out = append(out, l)
		}
	}
	return out
}

// most keeps the times that give most, in their order.
func most(lines []Line, n int64) []Line {
	if n == 0 {
		return lines
	}
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(lines[b].each(), lines[a].each()) })
	keep := make([]int64, len(lines))
	for _, i := range order {
		keep[i] = min(n, lines[i].Times)
		n -= keep[i]
	}
	var out []Line
	for i, l := range lines {
		if keep[i] > 0 {
			each := l.each()
			l.Times, l.Points = keep[i], times(each, keep[i])
			out = append(out, l)
		}
	}
	return out
}
