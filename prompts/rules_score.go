package prompts

import "dutybook/activity"

// ruleScores are points for each category.
type ruleScores map[activity.Category]rulePoints

// rulePoints are those of the strongest word for a category and of all others
// together.
type rulePoints struct{ strongest, others int }

// maxOthers bounds what many weaker words add, so that they do not outweigh a
// strong one: 非遗调研，看了泥塑、皮影、剪纸 is research.
const maxOthers = 7

func (p rulePoints) total() int { return p.strongest + p.others }

func (s ruleScores) of(c activity.Category) int { return s[c].total() }

// add adds a word's points.
func (s ruleScores) add(c activity.Category, weight int) {
	p := s[c]
	if p.strongest < weight {
		p.strongest, weight = weight, p.strongest
	}
	p.others = min(p.others+min(weight, 3), maxOthers)
	s[c] = p
}

// raise makes the strongest word of a category count more.
func (s ruleScores) raise(c activity.Category, points int) {
	p := s[c]
	p.strongest += points
	s[c] = p
}

// merge adds the points of another clause.
func (s ruleScores) merge(of ruleScores) {
	for c, p := range of {
		s.add(c, p.strongest)
		t := s[c]
		t.others = min(t.others+p.others, maxOthers)
		s[c] = t
	}
}

// best gives the category with most points; ties go to the product over the
// occasion, the order of rulePrecedence.
func (s ruleScores) best() (activity.Category, int) {
	category, points := activity.OtherWork, 0
	for _, c := range rulePrecedence {
		if s.of(c) > points {
			category, points = c, s.of(c)
		}
	}
	return category, points
}

// rulePrecedence is the decision order of the vocabulary's tie-breakers.
var rulePrecedence = []activity.Category{
	activity.Honour, activity.Proposal, activity.Opinion, activity.Building, activity.Emergency,
	activity.Supervision, activity.Research, activity.Consultation, activity.Study, activity.Welfare,
	activity.Outreach, activity.Visit, activity.Development, activity.Post, activity.Culture, activity.Meeting,
}

// rulePieces are categories of written pieces, which are records of their own
// even where they came out of another activity.
var rulePieces = map[activity.Category]bool{activity.Proposal: true, activity.Opinion: true}

// score counts the keywords between two places, the longest at each. What a
// title says counts only where nothing else tells the category, and only its
// end: 《…的提案》.
func (m *ruleMessage) score(from, to int) ruleScores {
	s := make(ruleScores)
	title := 0
	start := from
	for i := from; i < to; i++ {
		if end := m.aboutEnd(i, to); end > i {
			m.count(s, start, i)
			start, i = end, end-1
			continue
		}
		if m.r[i] != titleOpen {
			continue
		}
		end := m.titleEnd(i, to)
		m.count(s, start, i+1)
		title, start, i = end, end, end
	}
	m.count(s, min(start, to), to)
	if _, points := s.best(); points < 4 && title > 0 {
		m.count(s, max(from, title-titleTail), min(title, to))
	}
	return s
}

// titleEnd is where the title that opens at i is shut, to when it is not.
func (m *ruleMessage) titleEnd(i, to int) int {
	for i < to && m.r[i] != titleShut {
		i++
	}
	return i
}

// aboutEnd is where the topic of a thing ends that begins at a place (关于养老的
// in 一个关于养老的会), 0 when none does: the thing tells the category.
func (m *ruleMessage) aboutEnd(i, to int) int {
	w := ruleWords()
	_, n := w.aboutOf.At(m.r[:to], i)
	if n == 0 {
		return 0
	}
	end := 0
	for at := i + n; at < to && !w.commas[m.r[at]] && !w.stops[m.r[at]] && m.r[at] != titleOpen; at++ {
		if _, k := w.ofEnds.At(m.r[:to], at); k > 0 && at+k < to {
			end = at + k
		}
	}
	return end
}

const (
	titleOpen, titleShut = '\u300a', '\u300b'
	// titleTail is how much of a title's end says what it is.
	titleTail = 4
)

// count adds the points of the keywords and patterns between two places.
func (m *ruleMessage) count(s ruleScores, from, to int) {
	w := ruleWords()
	for i := from; i < to; {
		rows, n := w.keywords.At(m.r[:to], i)
		if n > 0 && m.denied(w, from, i) {
			rows = nil
		}
		for _, row := range rows {
			s.add(row.category, row.weight)
		}
		i += max(n, 1)
	}
	for i := from; i < to; i++ {
		if _, n := w.patterns.At(m.r[:to], i); n > 0 && !m.denied(w, from, i) {
			m.countPatterns(s, i, to)
		}
		// No pattern begins inside a word that speaks for nothing.
		if rows, n := w.keywords.At(m.r[:to], i); n > 1 && len(rows) == 0 {
			i += n - 1
		}
	}
}

// deniedReach is how far behind a word of denial its verb may stand.
const deniedReach = 2

// denied reports whether the word at a place is said not to have been done:
// 没轮到发言.
func (m *ruleMessage) denied(w *ruleWordTables, from, i int) bool {
	for end := i; end > from && end >= i-deniedReach; end-- {
		if w.commas[m.r[end-1]] || w.stops[m.r[end-1]] {
			return false
		}
		_, n := w.negators.Before(m.r, end)
		if n == 0 {
			continue
		}
		for at := max(from, end-n-1); at < end; at++ {
			if _, k := w.affirmed.At(m.r, at); k > 0 && at+k >= end {
				return false
			}
		}
		return true
	}
	return false
}
