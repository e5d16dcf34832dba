package prompts

import (
	_ "embed"
	"encoding/binary"
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
	// counts holds one row for each sign while examples are learned, a column for
	// each label.
	counts map[uint64][]float32
	// rows and weights take its place afterwards: where the row of a sign begins
	// among the weights. Most signs stand in one example or two, so many have the
	// same row, kept once; and nothing in them is a pointer to be followed when
	// garbage is collected.
	rows    map[uint64]uint32
	weights []float32
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
	e := &ruleExperience[L]{labels: labels, column: make(map[L]int), prior: make([]float64, len(labels)), counts: make(map[uint64][]float32)}
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
		row := e.counts[sign]
		if row == nil {
			row = make([]float32, len(e.labels))
			e.counts[sign] = row
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
	e.rows = make(map[uint64]uint32, len(e.counts))
	known := map[string]uint32{}
	var alike []byte
	for sign, counts := range e.counts {
		alike = alike[:0]
		for _, n := range counts {
			alike = binary.LittleEndian.AppendUint32(alike, math.Float32bits(n))
		}
		row, ok := known[string(alike)]
		if !ok {
			row = uint32(len(e.weights))
			known[string(alike)] = row
			e.weights = append(e.weights, e.weighed(counts, all)...)
		}
		e.rows[sign] = row
	}
	e.counts, e.weights = nil, slices.Clip(e.weights)
	for i, n := range e.prior {
		e.prior[i] = math.Log((n + 1) / all)
	}
}

// weighed is how much a sign of these counts speaks for each label.
func (e *ruleExperience[L]) weighed(counts []float32, all float64) []float32 {
	var seen float64
	for _, n := range counts {
		seen += float64(n)
	}
	row := make([]float32, len(counts))
	for i, n := range counts {
		chance := e.prior[i] * seen / all
		row[i] = float32(experienceWeight * math.Log((float64(n)+unseen)/(chance+unseen)))
	}
	return row
}

// learned is what a text speaks for each label.
type learned[L ~string] struct {
	from *ruleExperience[L]
	sums []float64
	most float64
}

// at is 0 for the likeliest label, less for the others.
func (l learned[L]) at(label L) float64 {
	return max(l.sums[l.from.column[label]]-l.most, experienceFloor)
}

// best is the likeliest label.
func (l learned[L]) best() L { return l.from.labels[slices.Index(l.sums, l.most)] }

// of gives what a text speaks for each label.
func (e *ruleExperience[L]) of(signs []uint64) learned[L] {
	sum := slices.Clone(e.prior)
	for _, sign := range signs {
		row, ok := e.rows[sign]
		if !ok {
			continue
		}
		for i, weight := range e.weights[row : int(row)+len(sum)] {
			sum[i] += float64(weight)
		}
	}
	return learned[L]{e, sum, slices.Max(sum)}
}
