package joint

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	"dutybook/activity"
	"dutybook/figures/lexicon"
)

//go:embed words.json
var wordsJSON []byte

// wordFile is words.json; all words are folded and in lower case.
type wordFile struct {
	// Before stand in front of the names of those who went along, After behind
	// them; Not behind them say that they only talked.
	Before, After, Not []string
	// Between may stand between two names or a name and such a word.
	Between []string
	// Titles may follow a surname: 孙委员, 赵组长; Nicks go before one.
	Titles, Nicks []string
	// Leads are endings of titles that leaders of groups have.
	Leads []string
	// Self is how a teller names themselves.
	Self []string
	// Openers may stand before the names of those whose work is recorded on their
	// behalf, Skip between those names and what they did, one of Acts.
	Openers, Skip, Acts []string
	// Asks may open a question about somebody.
	Asks []string
	// Amend may open a correction of who was there, More opens one that adds, Off
	// and On follow the names, Endings may stand behind all.
	Amend, More, Off, On, Endings []string
	// PlaceEnds end the name of a place, PlaceNot are no part of one.
	PlaceEnds, PlaceNot []string
	// Common says nothing about which event it was.
	Common []string
	// Ordinals are what ordinals count that tell occasions apart: 第三次, 五届.
	Ordinals []string
	// Again says that something was done once more.
	Again []string
	// Morning, Afternoon and Evening are times of day.
	Morning, Afternoon, Evening []string
	// Cosigned says that a written piece has several authors.
	Cosigned []string
	// Organised are kinds of work done at one occasion for all, Single kinds
	// everybody does for themselves unless they say otherwise.
	Organised, Single []activity.Category
	// Spans are units that count no thing named before the figure.
	Spans []string
	// Own are things counted that are each person's own.
	Own []string
}

type wordTables struct {
	before, after, not, between, titles, nicks lexicon.Table[bool]
	leads, self, openers, skip, acts           lexicon.Table[bool]
	asks, amend, more, off, on, endings        lexicon.Table[bool]
	placeEnds, placeNot, common, again         lexicon.Table[bool]
	parts                                      [3]lexicon.Table[bool]
	cosigned, ordinals                         lexicon.Table[bool]
	organised, single                          map[activity.Category]bool
	own, spans                                 map[string]bool
}

var words = sync.OnceValue(func() *wordTables {
	var f wordFile
	if err := json.Unmarshal(wordsJSON, &f); err != nil {
		panic(fmt.Sprintf("joint: embedded words.json: %v", err))
	}
	set := lexicon.Set
	return &wordTables{
		before: set(f.Before), after: set(f.After), not: set(f.Not), between: set(f.Between),
		titles: set(f.Titles), nicks: set(f.Nicks),
		leads: set(f.Leads), self: set(f.Self), openers: set(f.Openers), skip: set(f.Skip), acts: set(f.Acts),
		asks: set(f.Asks), amend: set(f.Amend), more: set(f.More), off: set(f.Off), on: set(f.On), endings: set(f.Endings),
		placeEnds: set(f.PlaceEnds), placeNot: set(f.PlaceNot), common: set(f.Common), again: set(f.Again),
		parts:    [3]lexicon.Table[bool]{set(f.Morning), set(f.Afternoon), set(f.Evening)},
		cosigned: set(f.Cosigned), ordinals: set(f.Ordinals), organised: kinds(f.Organised), single: kinds(f.Single), own: kinds(f.Own), spans: kinds(f.Spans),
	}
})

func kinds[K comparable](list []K) map[K]bool {
	m := map[K]bool{}
	for _, k := range list {
		m[k] = true
	}
	return m
}
