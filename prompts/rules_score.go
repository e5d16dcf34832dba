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
		for _, row := range rows {
			s.add(row.category, row.weight)
		}
		i += max(n, 1)
	}
	for i := from; i < to; i++ {
		m.countPatterns(s, i, to)
	}
}
