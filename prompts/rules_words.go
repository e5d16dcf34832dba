package prompts

import (
	"bytes"
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
	//go:embed rules/hints.json
	ruleHintsJSON []byte
	//go:embed rules/patterns.json
	rulePatternsJSON []byte
)

// ruleIntentFile is rules/intents.json: the words that say what a message
// wants.
type ruleIntentFile struct {
	Never, Correct, CorrectWeak, Refers, Delete, Query, About, NotQuery  []string
	Draft, Piece, Done, Plan, Undone, Did, Add, Wrong                    []string
	Whole, Annual, Personal, Group, Section, Refile, QueryWeak, AskHints []string
	Units                                                                map[string]string

	// RefersDelete are the words for an earlier entry a deletion needs.
	RefersDelete []string
	// Imperative leads an order, Reported follows a piece written already,
	// Lengths are the units of its length and Pieces those one piece counts in.
	Imperative, Reported, Lengths, Pieces []string
	// Finished says a clause is done whatever it plans; PlanHead opens a message
	// that is all plan, PlanColon heads a list of plans.
	Finished, PlanHead, PlanColon []string
	// Third opens hearsay; Familiar and Surnames make names, with Titles behind;
	// Selves put the speaker into it, ThirdVerbs are the deeds.
	Third, Familiar, Surnames, Titles, Selves, ThirdVerbs []string
	// AsksOthers are questions to people, not to the records; Particles end a
	// question.
	AsksOthers, Particles []string
	// Alter puts a right figure straight behind itself: 刚才2篇，改1篇.
	Alter []string
	// Ratings ask how far one has got.
	Ratings []string
	// ChangeHead opens an order to amend, ChangeTo and ChangeRefers belong to it;
	// DeleteHead opens an order to delete.
	ChangeHead, ChangeTo, ChangeRefers, DeleteHead []string
	// Hearsay opens what others did unless something is Mine.
	Hearsay, Mine []string
	// Chat is small talk, Work what was done without a category, Denials deny a
	// figure, and Numerals may begin one.
	Chat, Work, Denials, Numerals []string
	// Than before a day, or ThanBefore, begins a comparison with another time;
	// Changed says which way it goes, MoreThan stands between what there is more of and that time.
	Than, ThanBefore, Changed, MoreThan []string
	// Wrote, Faulty and Into mark the wrong figure of a correction, Missed and
	// Excess what was told too little or too much, Total the sum, Moved how far a
	// date is moved; Reference makes a date a name of the record, Affirm says what
	// is right, Between stands between denial and day, Quotes around either.
	Wrote, Faulty, Into, Missed, Excess, Total, Moved, Reference, Affirm, Between, Quotes []string
	// Ends end verbs of moving (改到), which amend only with a category behind.
	Ends []string
	// AskTimes are times a message asks about that ends with 几户; NumberWords are
	// English numerals.
	AskTimes, NumberWords []string
	// LastTimes with a word of Whens ask for a day: 最近一次献血是哪天.
	LastTimes, Whens []string
	// AskSpans are units of a time asked about: 近三个月.
	AskSpans []string
	// Sorry stands before a right figure.
	Sorry []string
	// Definite opens a message that may say again, with a word of Restating, when
	// an entry happened or, behind one of the Copulas, how many there were.
	Definite, Restating, Copulas []string
	// Late opens a deed told after its time: 漏报一条.
	Late []string
	// PieceWork is what an order at once sums up, though it names no piece: 梳理
	// 一下我的履职情况.
	PieceWork []string
	// Handles are the prepositions that put an object before its verb: 把….
	Handles []string
}

// ruleSplitFile is rules/split.json: where one activity ends and the next
// begins, and where it was.
type ruleSplitFile struct {
	Stops, Commas, Open, Close, Times, Soft, Items, List, Circled, Header []string
	Topics, Preambles, PreambleEnds                                       []string
	// ListNumerals number a list in characters; Attributive words behind a month
	// or a year make it part of a name (上月那条, 今年第一件).
	ListNumerals, And, Attributive []string
	// Deeds are English verbs in the past that do not end in -ed, NotDeeds words
	// that do and are none; behind And such a verb begins the next deed.
	Deeds, NotDeeds []string
	// Negators shortly before a word deny it (没轮到发言); Affirmed only look like
	// them (没少跑).
	Negators, Affirmed []string
	// BareTimes are times of day only at the beginning of a clause. HeadEnds end
	// the head of a summary (三月：…), whose items Enumeration parts.
	BareTimes, HeadEnds, Enumeration []string
	// Owned behind a topic word is no topic: about my proposal.
	Owned []string
	// Along joins things counted: 提案和两条信息.
	Along []string
	// Which behind a day and a deed says which thing is meant: 周一帮扶的那户.
	Which []string
	// NotTopics end like one (sat in on). AboutOf begins the topic of a thing and
	// OfEnds ends it: 关于养老的会.
	NotTopics, AboutOf, OfEnds []string
	// Named behind a month or a year inside a clause does as Attributive does.
	Named                                   []string
	PlaceVerbs, PlaceEnds, PlaceStops, Trim []string
	// Said ends what introduces a list of things said: 提了三条建议.
	Said []string
	// Hours ends the hour of a clock time.
	Hours []string
	// Turns turn to another deed in mid-sentence: 顺道, 一个是; Spans open a
	// message that sums up a time.
	Turns, Spans []string
	// Results open what came of a deed: 其中, 查出.
	Results []string
}

// ruleHintFile is rules/hints.json.
type ruleHintFile struct {
	// Units suggest categories where no word does.
	Units map[string]map[activity.Category]int
	// Standalone are the words that make a clause with a figure of its own an
	// activity of its own, unless its category goes Together with the one before.
	Standalone map[activity.Category][]string
	Together   map[activity.Category][]activity.Category
}

type ruleWeight struct {
	category activity.Category
	weight   int
}

type ruleSet = lexicon.Table[bool]

type ruleWordTables struct {
	keywords lexicon.Table[[]ruleWeight]
	patterns lexicon.Table[[]rulePattern]

	never, correct, correctWeak, refers, delete, query, about, notQuery                  ruleSet
	draft, piece, done, plan, undone, did, add, wrong                                    ruleSet
	whole, annual, personal, group, section, refile, queryWeak, askHints                 ruleSet
	units                                                                                lexicon.Table[string]
	refersDelete, imperative, reported, finished, planHead, planColon                    ruleSet
	third, titles, selves, thirdVerbs, chat, work, denials, asksOthers                   ruleSet
	than, thanBefore, changed, moreThan                                                  ruleSet
	changeHead, changeTo, changeRefers, deleteHead, hearsay, mine                        ruleSet
	alter, wrote, faulty, into, missed, excess, total, moved, reference, affirm, between ruleSet
	quotes                                                                               map[rune]bool
	ratings                                                                              ruleSet
	definite, restating, copulas, sorry, late                                            ruleSet
	askTimes, askSpans, lastTimes, whens, numberWords, pieceWork                         ruleSet
	turns, spans, results, said, hours                                                   ruleSet
	lengths, pieces                                                                      map[string]bool
	familiar, surnames, numerals, particles, handles, ends                               map[rune]bool

	stops, commas, open, close, circled, list map[rune]bool
	times, soft, items, header                ruleSet
	placeVerbs, placeEnds, placeStops         ruleSet
	topics, preambles, preambleEnds           ruleSet
	and, attributive, bareTimes               ruleSet
	deeds, notDeeds                           map[string]bool
	negators, affirmed                        ruleSet
	notTopics, aboutOf, ofEnds, which, along  ruleSet
	named                                     ruleSet
	owned                                     ruleSet
	listNumerals, headEnds, enumeration       map[rune]bool
	unitHints                                 map[string]map[activity.Category]int
	standalone                                lexicon.Table[activity.Category]
	together                                  map[activity.Category][]activity.Category
	trim                                      string
	aliases                                   lexicon.Table[activity.Category]
}

var ruleWords = sync.OnceValue(func() *ruleWordTables {
	var in ruleIntentFile
	var sp ruleSplitFile
	ruleMustRead("intents.json", ruleIntentsJSON, &in)
	ruleMustRead("split.json", ruleSplitJSON, &sp)
	var hints ruleHintFile
	ruleMustRead("hints.json", ruleHintsJSON, &hints)
	set := lexicon.Set
	w := &ruleWordTables{
		keywords: ruleKeywords(), patterns: rulePatterns(), aliases: ruleAliases(),
		never: set(in.Never), correct: set(in.Correct), correctWeak: set(in.CorrectWeak),
		refers: set(in.Refers), delete: set(in.Delete), query: set(in.Query), about: set(in.About),
		notQuery: set(in.NotQuery), draft: set(in.Draft), piece: set(in.Piece), done: set(in.Done),
		plan: set(in.Plan), undone: set(in.Undone), did: set(in.Did),
		add: set(in.Add), wrong: set(in.Wrong), whole: set(in.Whole), annual: set(in.Annual),
		personal: set(in.Personal), group: set(in.Group), section: set(in.Section), refile: set(in.Refile),
		queryWeak: set(in.QueryWeak), askHints: set(in.AskHints),
		units: lexicon.New(in.Units), refersDelete: set(in.RefersDelete),
		imperative: set(in.Imperative), reported: set(in.Reported), lengths: ruleStrings(in.Lengths), pieces: ruleStrings(in.Pieces),
		finished: set(in.Finished), planHead: set(in.PlanHead), planColon: set(in.PlanColon),
		third: set(in.Third), titles: set(in.Titles), selves: set(in.Selves), thirdVerbs: set(in.ThirdVerbs),
		alter: set(in.Alter), wrote: set(in.Wrote), faulty: set(in.Faulty), into: set(in.Into), missed: set(in.Missed), excess: set(in.Excess),
		total: set(in.Total), moved: set(in.Moved), reference: set(in.Reference), affirm: set(in.Affirm),
		between: set(in.Between), quotes: ruleRunes(in.Quotes), ratings: set(in.Ratings), changeHead: set(in.ChangeHead), changeTo: set(in.ChangeTo), changeRefers: set(in.ChangeRefers),
		deleteHead: set(in.DeleteHead), hearsay: set(in.Hearsay), mine: set(in.Mine), particles: ruleRunes(in.Particles), handles: ruleRunes(in.Handles), ends: ruleRunes(in.Ends),
		asksOthers: set(in.AsksOthers), chat: set(in.Chat), work: set(in.Work), denials: set(in.Denials),
		than: set(in.Than), thanBefore: set(in.ThanBefore), changed: set(in.Changed), moreThan: set(in.MoreThan),
		familiar: ruleRunes(in.Familiar), surnames: ruleRunes(in.Surnames), numerals: ruleRunes(in.Numerals),
		stops: ruleRunes(sp.Stops), commas: ruleRunes(sp.Commas), open: ruleRunes(sp.Open),
		close: ruleRunes(sp.Close), circled: ruleRunes(sp.Circled), list: ruleRunes(sp.List),
		times: set(sp.Times), soft: set(sp.Soft), items: set(sp.Items), header: set(sp.Header),
		topics: set(sp.Topics), preambles: set(sp.Preambles), preambleEnds: set(sp.PreambleEnds),
		and: set(sp.And), deeds: ruleStrings(sp.Deeds), notDeeds: ruleStrings(sp.NotDeeds), negators: set(sp.Negators), affirmed: set(sp.Affirmed),
		notTopics: set(sp.NotTopics), aboutOf: set(sp.AboutOf), ofEnds: set(sp.OfEnds), which: set(sp.Which), along: set(sp.Along), attributive: set(sp.Attributive),
		listNumerals: ruleRunes(sp.ListNumerals), unitHints: hints.Units, together: hints.Together,
		named: set(sp.Named), owned: set(sp.Owned), bareTimes: set(sp.BareTimes), headEnds: ruleRunes(sp.HeadEnds), enumeration: ruleRunes(sp.Enumeration),
		standalone: ruleStandalone(hints.Standalone),
		definite:   set(in.Definite), restating: set(in.Restating), copulas: set(in.Copulas), sorry: set(in.Sorry), late: set(in.Late),
		askTimes: set(in.AskTimes), askSpans: set(in.AskSpans), lastTimes: set(in.LastTimes), whens: set(in.Whens),
		numberWords: set(in.NumberWords), pieceWork: set(in.PieceWork),
		turns: set(sp.Turns), spans: set(sp.Spans), results: set(sp.Results), said: set(sp.Said), hours: set(sp.Hours),
		placeVerbs: set(sp.PlaceVerbs), placeEnds: set(sp.PlaceEnds), placeStops: set(sp.PlaceStops),
	}
	for _, s := range sp.Trim {
		w.trim += s
	}
	return w
})

func ruleMustRead(name string, data []byte, into any) {
	d := json.NewDecoder(bytes.NewReader(data))
	// A key no rule reads is a mistake in the file.
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		panic(fmt.Sprintf("prompts: embedded rules/%s: %v", name, err))
	}
}

// ruleNone heads the words in keywords.json that hold a keyword of some category
// and speak for none: 社会 is no 会.
const ruleNone = "none"

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
	for word := range f[ruleNone] {
		words[word] = append(words[word], []ruleWeight{}...)
	}
	return lexicon.New(words)
}

func ruleStandalone(lists map[activity.Category][]string) lexicon.Table[activity.Category] {
	words := make(map[string]activity.Category)
	for category, list := range lists {
		for _, word := range list {
			words[word] = category
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

func ruleStrings(list []string) map[string]bool {
	out := make(map[string]bool, len(list))
	for _, s := range list {
		out[s] = true
	}
	return out
}
