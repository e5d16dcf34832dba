package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
)

// Life is a proposal or an opinion with all that was told of it, as the ledger
// lists it. Nothing said is "".
type Life struct {
	counting.Piece
	Matter, Number, Issue string
	// Kind is "personal", "joint" or "collective".
	Kind   string
	Units  []string
	Class  string
	Manner activity.Stage
	Result activity.Stage
	// Levels adopted or instructed it, the highest first: national, province,
	// city, county.
	Levels []string
}

// The widths of the columns of the sheets of pieces, in characters.
var (
	proposalWidths = []float64{8, 12, 40, 8, 12, 20, 12, 12, 12, 24, 12, 12, 12, 12, 16, 10, 10, 8, 8, 24}
	opinionWidths  = []float64{8, 40, 16, 12, 12, 8, 12, 20, 12, 24}
)

// proposalRows are the proposals of a source with their life cycle.
func (s Source) proposalRows() [][]any {
	w := words().Pieces
	var rows [][]any
	for _, l := range s.Proposals {
		first, others := "", []string(nil)
		for i, m := range l.Signers {
			name := cmp.Or(s.Members[m], string(m))
			if i == 0 {
				first = name
			} else {
				others = append(others, name)
			}
		}
		matter := l.Matter
		if l.N > 1 {
			matter += words().Open + strconv.FormatInt(l.N, 10) + w.Unit + words().Close
		}
		review, on := l.reviewed()
		rows = append(rows, []any{
			l.First.ID.String(), l.Number, matter, w.Kinds[l.Kind], first, strings.Join(others, words().Listed), l.First.Date.String(),
			review, on, strings.Join(l.Units, words().Listed), l.day(activity.Assigned), l.day(activity.Met), l.due(), l.day(activity.Answered), l.Class,
			w.Feedback[l.Manner], w.Feedback[l.Result], l.mark(activity.Supervised), l.mark(activity.Excellent), recordList(l.Records),
		})
	}
	return rows
}

// opinionRows are the opinions of a source with their life cycle.
func (s Source) opinionRows() [][]any {
	w := words().Pieces
	var rows [][]any
	for _, l := range s.Opinions {
		var authors, levels []string
		for _, m := range l.Signers {
			authors = append(authors, cmp.Or(s.Members[m], string(m)))
		}
		for _, level := range l.Levels {
			levels = append(levels, w.Levels[level])
		}
		matter := l.Matter
		if l.N > 1 {
			matter += words().Open + strconv.FormatInt(l.N, 10) + w.OpinionUnit + words().Close
		}
		rows = append(rows, []any{
			l.First.ID.String(), matter, strings.Join(authors, words().Listed), l.First.Date.String(),
			l.day(activity.Compiled), l.Issue, l.day(activity.Adopted), strings.Join(levels, words().Listed), l.day(activity.Instructed), recordList(l.Records),
		})
	}
	return rows
}

// reviewed is what the review of a proposal decided, and when it was told.
func (l Life) reviewed() (decision, day string) {
	for _, s := range []activity.Stage{activity.Filed, activity.MergedInto, activity.TurnedInto, activity.NotFiled} {
		if _, ok := l.Stages[s]; ok {
			return words().Pieces.Review[s], l.day(s)
		}
	}
	return "", ""
}

func (l Life) day(s activity.Stage) string {
	if d, ok := l.Stages[s]; ok {
		return d.String()
	}
	return ""
}

// due is the day by which it is to be answered, "" where it is or nobody has it.
func (l Life) due() string {
	if d, ok := l.Due(); ok {
		return d.String()
	}
	return ""
}

func (l Life) mark(s activity.Stage) string {
	if _, ok := l.Stages[s]; ok {
		return words().Pieces.Yes
	}
	return ""
}

// Reached are the stages a piece has come to, in their order.
func (l Life) Reached() []activity.Stage {
	return slices.DeleteFunc(activity.Stages(), func(s activity.Stage) bool { _, ok := l.Stages[s]; return !ok })
}
