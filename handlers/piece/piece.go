// Package piece says how far a written piece (a proposal, an opinion report) has
// come by what a message tells, and which piece the message means.
//
// The decision behind it: a piece is not kept apart from the records. The
// record that first told of it stands for it, later ones point there, and its
// history is theirs. Which piece is meant is told by the words it is about; two
// that fit as well are a question, never a guess. The words are in words.json.
package piece

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"dutybook/activity"
	"dutybook/figures"
	"dutybook/figures/lexicon"
)

//go:embed words.json
var wordsJSON []byte

type wordTables struct {
	stages lexicon.Table[activity.Stage]
	later  map[activity.Stage]bool
	drop   lexicon.Table[bool]
	about  lexicon.Table[bool]
}

var words = sync.OnceValue(func() *wordTables {
	var f struct {
		Stages map[activity.Stage][]string
		// Later are the stages that follow the handing in; Drop says nothing of
		// what a piece is about.
		Later []activity.Stage
		Drop  []string
		// About stand before what a piece is about.
		About []string
	}
	if err := json.Unmarshal(wordsJSON, &f); err != nil {
		panic(fmt.Sprintf("piece: embedded words.json: %v", err))
	}
	stages, later := map[string]activity.Stage{}, map[activity.Stage]bool{}
	for stage, list := range f.Stages {
		for _, w := range list {
			stages[w] = stage
		}
	}
	for _, s := range f.Later {
		later[s] = true
	}
	return &wordTables{lexicon.New(stages), later, lexicon.Set(f.Drop), lexicon.Set(f.About)}
})

// Is reports whether work of a kind is a written piece with a life of its own.
func Is(c activity.Category) bool { return c == activity.Proposal || c == activity.Opinion }

// IsHonoured reports whether an honour was given to a proposal: the honour
// counts as one, and the proposal is known as excellent.
func IsHonoured(r activity.Record) bool {
	if r.Category != activity.Honour {
		return false
	}
	stages := Stages(r)
	return len(stages) == 1 && stages[0] == activity.Excellent
}

// kindOf is which kind of piece a record tells of.
func kindOf(r activity.Record) activity.Category {
	if r.Category == activity.Honour {
		return activity.Proposal
	}
	return r.Category
}

// Stages reads how far the piece of a record has come, in the order of the
// stages; none said means that it was handed in.
func Stages(r activity.Record) []activity.Stage {
	text := fold(r.Summary)
	said := map[activity.Stage]bool{}
	for i := 0; i < len(text); {
		stage, n := words().stages.At(text, i)
		if n > 0 {
			said[stage] = true
		}
		i += max(n, 1)
	}
	onResult(said, figures.Fold(r.Summary))
	var out []activity.Stage
	for _, s := range activity.Stages() {
		if said[s] {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		out = []activity.Stage{activity.Submitted}
	}
	return out
}

// onResult keeps of the feedback said what is said of the result.
func onResult(said map[activity.Stage]bool, text string) {
	w := detailWords()
	result := w.feedback[first(w.result, text)]
	if result == "" && !matches(w.manner, text) {
		return
	}
	for _, s := range []activity.Stage{activity.Satisfied, activity.Mostly, activity.Dissatisfied} {
		delete(said, s)
	}
	if result != "" {
		said[result] = true
	}
}

// FollowsUp reports whether a record tells what became of a piece handed in
// before, and not of one handed in now.
func FollowsUp(r activity.Record) bool {
	return len(r.Stages) > 0 && !slices.ContainsFunc(r.Stages, func(s activity.Stage) bool { return !words().later[s] })
}

func fold(s string) []rune { return []rune(strings.Map(unicode.ToLower, figures.Fold(s))) }

// Which gives the pieces a follow-up may mean, the likeliest alone where one
// fits better than all others. pieces are records that first told of one.
func Which(r activity.Record, pieces []activity.Record) []activity.Record {
	pieces = slices.DeleteFunc(slices.Clone(pieces), func(p activity.Record) bool {
		return p.Category != kindOf(r) || p.Deleted || p.Date.First().Days(r.Date.Last()) > 0
	})
	if named := named(r, pieces); len(named) > 0 {
		return named
	}
	about := matter(r)
	best := 0
	var fit []activity.Record
	for _, p := range pieces {
		n := 0
		of := matter(p)
		for pair := range about {
			if of[pair] {
				n++
			}
		}
		switch {
		case n > best:
			best, fit = n, []activity.Record{p}
		case n == best && (n > 0 || len(about) == 0):
			fit = append(fit, p)
		}
	}
	return fit
}

// named gives the piece a record names by the number of its record (#12).
func named(r activity.Record, pieces []activity.Record) []activity.Record {
	for _, p := range pieces {
		for _, word := range numbers.FindAllString(r.Text, -1) {
			if word == p.ID.String() || word == p.Event().String() {
				return []activity.Record{p}
			}
		}
	}
	return nil
}

var numbers = regexp.MustCompile(`#[0-9]+`)

// Matter is what a piece is about in the words of the record that handed it in:
// its title, else what follows a word like "about", else all of it.
func Matter(r activity.Record) string {
	if r.Title != "" {
		return r.Title
	}
	text, folded := []rune(r.Summary), fold(r.Summary)
	for i := range folded {
		if _, n := words().about.At(folded, i); n > 0 && i+n < len(text) {
			return strings.TrimSpace(string(text[i+n:]))
		}
	}
	return r.Summary
}

// matter is what a record is about, as pairs of neighbouring runes and Latin
// words.
func matter(r activity.Record) map[string]bool {
	said := r.Summary + " " + r.Title
	text := fold(said)
	keep := make([]bool, len(text))
	for i := range keep {
		keep[i] = true
	}
	for i := 0; i < len(text); {
		_, n := words().stages.At(text, i)
		if _, k := words().drop.At(text, i); k > n {
			n = k
		}
		for j := i; j < i+n; j++ {
			keep[j] = false
		}
		i += max(n, 1)
	}
	pairs := map[string]bool{}
	for i := 0; i+1 < len(text); i++ {
		if keep[i] && keep[i+1] && unicode.Is(unicode.Han, text[i]) && unicode.Is(unicode.Han, text[i+1]) {
			pairs[string(text[i:i+2])] = true
		}
	}
	for _, word := range strings.FieldsFunc(string(text), func(r rune) bool { return r > unicode.MaxLatin1 || !unicode.IsLetter(r) }) {
		if _, n := words().drop.At([]rune(word), 0); len(word) > 2 && n < len(word) {
			pairs[word] = true
		}
	}
	return pairs
}
