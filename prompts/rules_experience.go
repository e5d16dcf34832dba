package prompts

import (
	_ "embed"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"sync"

	"dutybook/activity"
	"dutybook/figures"
)

// What the rules know of words no list holds comes from examples: a new line
// under its head teaches them.
var (
	// ruleExamples are deeds as members tell them, under the code of their category
	// in brackets; further codes behind it are those that could be defended.
	//
	//go:embed rules/examples.txt
	ruleExamples string
	// ruleOtherExamples are messages that report no work, under their intent.
	//
	//go:embed rules/other_examples.txt
	ruleOtherExamples string
)

// ruleExperience is how much each character, pair of characters and English word
// speaks for each label, by how much oftener than by chance it stands in its
// examples.
type ruleExperience[L ~string] struct {
	labels []L
	column map[L]int
	prior  []float64
	// weights holds one row for each sign, a column for each label.
	weights map[uint64][]float32
}

const (
	// experienceWeight brings what was learned to the scale of the words' points.
	experienceWeight = 0.45
	// defensible is what an example counts for a label that could be defended.
	defensible = 0.3
	// unseen stands for the examples a sign might have had by chance.
	unseen = 0.1
	// experienceFloor bounds how much may speak against a label.
	experienceFloor = -12
)

// ruleFiled is what the examples tell of categories.
var ruleFiled = sync.OnceValue(func() *ruleExperience[activity.Category] {
	var codes []activity.Category
	for _, row := range activity.Categories() {
		codes = append(codes, row.Code)
	}
	e := newExperience(codes)
	for line, shares := range e.examples("examples.txt", ruleExamples) {
		e.learn(signs(folded(line)), shares)
	}
	e.weigh()
	return e
})

// ruleMeant is what the examples tell of intents; every deed reports work.
var ruleMeant = sync.OnceValue(func() *ruleExperience[activity.Intent] {
	e := newExperience([]activity.Intent{
		activity.Log, activity.Other, activity.Correct, activity.Delete, activity.Query, activity.Compose,
	})
	for line := range ruleFiled().examples("examples.txt", ruleExamples) {
		e.learn(edged(folded(line)), e.shares([]string{string(activity.Log)}))
	}
	for line, shares := range e.examples("other_examples.txt", ruleOtherExamples) {
		e.learn(edged(folded(line)), shares)
	}
	e.weigh()
	return e
})

func newExperience[L ~string](labels []L) *ruleExperience[L] {
	e := &ruleExperience[L]{labels: labels, column: make(map[L]int), prior: make([]float64, len(labels)), weights: make(map[uint64][]float32)}
	for i, label := range labels {
		e.column[label] = i
	}
	return e
}

func folded(text string) []rune { return []rune(strings.ToLower(figures.Fold(text))) }

// examples gives each example of a file with what it counts for each label.
func (e *ruleExperience[L]) examples(name, file string) iter.Seq2[string, []float32] {
	return func(yield func(string, []float32) bool) {
		shares := make([]float32, len(e.labels))
		for line := range strings.Lines(file) {
			line = strings.TrimSpace(line)
			switch {
			case line == "" || line[0] == '#':
			case line[0] == '[':
				if shares = e.shares(strings.Fields(strings.Trim(line, "[]"))); shares == nil {
					panic(fmt.Sprintf("prompts: embedded rules/%s: no label in %s", name, line))
				}
			case !yield(line, shares):
				return
			}
		}
	}
}

// shares is what an example counts for each label: 1 for the first named, less
// for the others; nil when one is unknown.
func (e *ruleExperience[L]) shares(labels []string) []float32 {
	shares := make([]float32, len(e.labels))
	for i, label := range labels {
		at, ok := e.column[L(label)]
		if !ok {
			return nil
		}
		shares[at] = defensible
		if i == 0 {
			shares[at] = 1
		}
	}
	return shares
}

// learn counts the signs of an example.
func (e *ruleExperience[L]) learn(signs []uint64, shares []float32) {
	for i, share := range shares {
		e.prior[i] += float64(share)
	}
	for _, sign := range signs {
		row := e.weights[sign]
		if row == nil {
			row = make([]float32, len(e.labels))
			e.weights[sign] = row
		}
		for i, share := range shares {
			row[i] += share
		}
	}
}

// weigh turns counts into weights.
func (e *ruleExperience[L]) weigh() {
	var all float64
	for _, n := range e.prior {
		all += n
	}
	for _, row := range e.weights {
		var seen float64
		for _, n := range row {
			seen += float64(n)
		}
		for i, n := range row {
			chance := e.prior[i] * seen / all
			row[i] = float32(experienceWeight * math.Log((float64(n)+unseen)/(chance+unseen)))
		}
	}
	for i, n := range e.prior {
		e.prior[i] = math.Log((n + 1) / all)
	}
}

// of gives for each label what the text speaks for it: 0 for the likeliest,
// less for the others.
func (e *ruleExperience[L]) of(signs []uint64) map[L]float64 {
	sum := slices.Clone(e.prior)
	for _, sign := range signs {
		for i, weight := range e.weights[sign] {
			sum[i] += float64(weight)
		}
	}
	most := math.Inf(-1)
	for _, s := range sum {
		most = max(most, s)
	}
	out := make(map[L]float64, len(sum))
	for i, s := range sum {
		out[e.labels[i]] = max(s-most, experienceFloor)
	}
	return out
}
