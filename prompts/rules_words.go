package prompts

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	"dutybook/activity"
	"dutybook/figures/lexicon"
)

var (
	//go:embed rules/keywords.json
	ruleKeywordsJSON []byte
	//go:embed rules/intents.json
	ruleIntentsJSON []byte
	//go:embed rules/split.json
	ruleSplitJSON []byte
)

// ruleIntentFile is rules/intents.json: the words that say what a message
// wants.
type ruleIntentFile struct {
	Never, Correct, CorrectWeak, Refers, Delete, Query, About, NotQuery  []string
	Draft, Piece, Done, Plan, Undone, Greet, Did, Add, Wrong             []string
	Whole, Annual, Personal, Group, Section, Refile, QueryWeak, AskHints []string
	Units                                                                map[string]string
}

// ruleSplitFile is rules/split.json: where one activity ends and the next
// begins, and where it was.
type ruleSplitFile struct {
	Stops, Commas, Open, Close, Times, Soft, Items, List, Circled, Header []string
	Topics, Preambles, PreambleEnds                                       []string
	PlaceVerbs, PlaceEnds, PlaceStops, Trim                               []string
}

type ruleWeight struct {
	category activity.Category
	weight   int
}

type ruleSet = lexicon.Table[bool]

type ruleWordTables struct {
	keywords lexicon.Table[[]ruleWeight]

	never, correct, correctWeak, refers, delete, query, about, notQuery  ruleSet
	draft, piece, done, plan, undone, greet, did, add, wrong             ruleSet
	whole, annual, personal, group, section, refile, queryWeak, askHints ruleSet
	units                                                                lexicon.Table[string]

	stops, commas, open, close, circled, list map[rune]bool
	times, soft, items, header                ruleSet
	placeVerbs, placeEnds, placeStops         ruleSet
	topics, preambles, preambleEnds           ruleSet
	trim                                      string
	aliases                                   lexicon.Table[activity.Category]
}

var ruleWords = sync.OnceValue(func() *ruleWordTables {
	var in ruleIntentFile
	var sp ruleSplitFile
	ruleMustRead("intents.json", ruleIntentsJSON, &in)
	ruleMustRead("split.json", ruleSplitJSON, &sp)
	set := lexicon.Set
	w := &ruleWordTables{
		keywords: ruleKeywords(), aliases: ruleAliases(),
		never: set(in.Never), correct: set(in.Correct), correctWeak: set(in.CorrectWeak),
		refers: set(in.Refers), delete: set(in.Delete), query: set(in.Query), about: set(in.About),
		notQuery: set(in.NotQuery), draft: set(in.Draft), piece: set(in.Piece), done: set(in.Done),
		plan: set(in.Plan), undone: set(in.Undone), greet: set(in.Greet), did: set(in.Did),
		add: set(in.Add), wrong: set(in.Wrong), whole: set(in.Whole), annual: set(in.Annual),
		personal: set(in.Personal), group: set(in.Group), section: set(in.Section), refile: set(in.Refile),
		queryWeak: set(in.QueryWeak), askHints: set(in.AskHints),
		units: lexicon.New(in.Units),
		stops: ruleRunes(sp.Stops), commas: ruleRunes(sp.Commas), open: ruleRunes(sp.Open),
		close: ruleRunes(sp.Close), circled: ruleRunes(sp.Circled), list: ruleRunes(sp.List),
		times: set(sp.Times), soft: set(sp.Soft), items: set(sp.Items), header: set(sp.Header),
		topics: set(sp.Topics), preambles: set(sp.Preambles), preambleEnds: set(sp.PreambleEnds),
		placeVerbs: set(sp.PlaceVerbs), placeEnds: set(sp.PlaceEnds), placeStops: set(sp.PlaceStops),
	}
	for _, s := range sp.Trim {
		w.trim += s
	}
	return w
})

func ruleMustRead(name string, data []byte, into any) {
	if err := json.Unmarshal(data, into); err != nil {
		panic(fmt.Sprintf("prompts: embedded rules/%s: %v", name, err))
	}
}

// ruleKeywords turns keywords.json around: for each word the categories it
// speaks for.
func ruleKeywords() lexicon.Table[[]ruleWeight] {
	var f map[activity.Category]map[string]int
	ruleMustRead("keywords.json", ruleKeywordsJSON, &f)
	words := make(map[string][]ruleWeight)
	for _, row := range activity.Categories() {
		for word, weight := range f[row.Code] {
			words[word] = append(words[word], ruleWeight{row.Code, weight})
		}
	}
	return lexicon.New(words)
}

func ruleAliases() lexicon.Table[activity.Category] {
	words := make(map[string]activity.Category)
	for _, row := range activity.Categories() {
		words[row.Names[activity.Hans]] = row.Code
		for _, alias := range row.Aliases {
			words[alias] = row.Code
		}
	}
	return lexicon.New(words)
}

func ruleRunes(list []string) map[rune]bool {
	out := make(map[rune]bool, len(list))
	for _, s := range list {
		for _, r := range s {
			out[r] = true
		}
	}
	return out
}
