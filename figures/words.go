package figures

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"dutybook/activity"
	"dutybook/figures/lexicon"
)

var (
	//go:embed data/lexicon.json
	lexiconJSON []byte
	//go:embed data/units.json
	unitsJSON []byte
	//go:embed data/phrases.txt
	phrasesText string
)

// lexiconFile is data/lexicon.json: the words around numerals.
type lexiconFile struct {
	Digits, Pairs, Scales, Myriads, Tens        map[string]int64
	Point, Half, One, Measure, Ordinal, Percent string
	English, EnglishScales                      map[string]int64
	Before, After, AfterUnit                    map[string]activity.Approx
	NotApprox, Heads, Vague, Currency, Money    []string
	Titles                                      [][2]string
	Kinds                                       map[string]activity.Kind
	// Anew are words after which a running total runs no further.
	Anew                                          []string
	Name                                          struct{ Units, Ends, Far, FarUnits, Verbs, After []string }
	Sessions, Bound, Clause, Points, Solid        []string
	NotPeople, OneVerbs, OneNot, OneFollow, Times []string
	HalfUnits                                     map[string]string
	NotHalf, Labels, OneBefore                    []string
	// Formal digits are also names and syllables (大陆); they count only before
	// a scale.
	Formal string
	// HeadBefore are bounds only a bare scale can follow: 上千, 破万.
	HeadBefore map[string]activity.Approx
	// AcrossVerb are bounds that may have a verb of one character between them and
	// their figure, when it ends in a mark of VerbDone: 大概花了八百块.
	AcrossVerb map[string]activity.Approx
	VerbDone   []string
	// MoneyVerbs stand right before an amount whose 元 is left out.
	MoneyVerbs []string
	// Cases are what 一起 counts, Lists what a colon after a count introduces.
	Cases, Lists []string
	// CaseVerbs before 一起 and CaseEnds somewhat behind it make it a count too.
	CaseVerbs, CaseEnds []string
	// ListStarts begin the list a count has announced.
	ListStarts []string
	// PointVerbs stand before 三点, Clocks and ClockWords before a clock time.
	PointVerbs, Clocks, ClockWords []string
	// Ranks stand before a place in a ranking, counted in RankUnits: 前三名.
	Ranks, RankUnits []string
	// NotRank before 前 makes another word of it: 目前三家.
	NotRank []string
	// AfterMeasure are bounds between 个 and a time: 一个来小时.
	AfterMeasure map[string]activity.Approx
	// NounStops end the words in which an English figure looks for its unit.
	NounStops []string
	// Sittings follow the number of a sitting, counted in Sitting, in the name of
	// a session of one of the Bodies: 十四届全国人大四次会议.
	Sitting          string
	Sittings, Bodies []string
	// Anaphora stands behind a figure of the things counted before: 4 of them;
	// Groups of before one that counts people: a delegation of 11.
	Anaphora, Groups []string
	// Intervals before a length of time make it how often: 隔一小时.
	Intervals []string
	// Rooms end an address: 3栋2单元.
	Rooms []string
	// Sizes may stand before Vessels: 三大袋.
	Sizes, Vessels []string
	// OfOwn stands between a number and its noun: two of my proposals.
	OfOwn []string
	// Promises with Inside beside a length of time make it a time set: 答应三天内
	// 答复.
	Promises, Inside []string
	// Parts divides, as in 三分之二.
	Parts string
	// Measures are units of time, money and size, which no longer noun follows.
	Measures []string
	// Counts are followed by a number without a unit: 播放量1.3万. NotUnits begin
	// like a unit and are none: 二单元.
	Counts, NotUnits []string
	// Agents end nouns of people, except NotAgents.
	Agents, NotAgents []string
	// AndHalf adds a half to an English numeral.
	AndHalf []string
	// Spelled are amounts written as words: half an hour, twice.
	Spelled map[string]struct {
		Value activity.Amount
		Unit  activity.Unit
	}
}

// unitsFile is data/units.json: units as written, and those written otherwise.
type unitsFile struct {
	Units   []string
	Fold    map[string]string
	English map[string]string
	One     []string
}

// words is everything the scanner looks up.
type words struct {
	digits, scales, myriads, tens map[rune]int64
	// numerals are all characters of Chinese numerals.
	numerals                              map[rune]bool
	pairs                                 map[rune]int64
	point, half, one, measure, ordinal    rune
	coin                                  rune
	percent                               lexicon.Table[bool]
	english, englishScales                lexicon.Table[int64]
	before, after, afterUnit              lexicon.Table[activity.Approx]
	notApprox, vague, currency, money     lexicon.Table[bool]
	heads, sessions, bound, clause        map[rune]bool
	closers                               map[rune]rune
	kinds                                 lexicon.Table[activity.Kind]
	nameUnits                             map[string]bool
	nameEnds                              map[rune]bool
	points, times, oneVerbs               lexicon.Table[bool]
	solid, notPeople, oneNot, oneAfter    map[rune]bool
	notHalf, oneBefore                    map[rune]bool
	halfUnits, units                      lexicon.Table[string]
	countable                             map[string]bool
	labels                                lexicon.Table[bool]
	formal                                map[rune]bool
	headBefore, acrossVerb                lexicon.Table[activity.Approx]
	verbDone                              lexicon.Table[bool]
	moneyVerbs, cases, lists, anew        lexicon.Table[bool]
	listStarts, counts, notUnits          lexicon.Table[bool]
	pointVerbs, clocks, clockWords        lexicon.Table[bool]
	nounStops                             map[string]bool
	spelled                               lexicon.Table[activity.Quantity]
	nameFar, nameAfter                    map[rune]bool
	nameVerbs, ranks                      lexicon.Table[bool]
	nameFarUnits, rankUnits               map[string]bool
	andHalf, parts                        lexicon.Table[bool]
	agents                                []string
	notRank                               map[rune]bool
	measures                              map[string]bool
	notAgents                             map[string]bool
	sitting                               rune
	sittings, bodies, anaphora, groups    lexicon.Table[bool]
	ofOwn, vessels, intervals, rooms      lexicon.Table[bool]
	sizes                                 map[rune]bool
	caseVerbs, caseEnds, promises, inside lexicon.Table[bool]
	afterMeasure                          lexicon.Table[activity.Approx]
	phrases                               lexicon.Table[bool]
	yuan, piece, percentUnit, people      string
}

var lexiconOf = sync.OnceValue(func() *words {
	var f lexiconFile
	mustRead("lexicon.json", lexiconJSON, &f)
	var u unitsFile
	mustRead("units.json", unitsJSON, &u)
	w := &words{
		digits: runeValues(f.Digits), scales: runeValues(f.Scales),
		myriads: runeValues(f.Myriads), tens: runeValues(f.Tens), pairs: runeValues(f.Pairs),
		point: first(f.Point), half: first(f.Half), one: first(f.One),
		measure: first(f.Measure), ordinal: first(f.Ordinal),
		percent: lexicon.Set([]string{f.Percent}),
		english: lexicon.New(f.English), englishScales: lexicon.New(f.EnglishScales),
		before: lexicon.New(f.Before), after: lexicon.New(f.After), afterUnit: lexicon.New(f.AfterUnit),
		notApprox: lexicon.Set(f.NotApprox), vague: lexicon.Set(f.Vague),
		currency: lexicon.Set(f.Currency), money: lexicon.Set(f.Money),
		heads: runeSet(f.Heads), sessions: runeSet(f.Sessions),
		bound: runeSet(f.Bound), clause: runeSet(f.Clause),
		kinds: lexicon.New(f.Kinds), anew: lexicon.Set(f.Anew), nameUnits: stringSet(f.Name.Units), nameEnds: runeSet(f.Name.Ends),
		points: lexicon.Set(f.Points), times: lexicon.Set(f.Times), oneVerbs: lexicon.Set(f.OneVerbs),
		solid: runeSet(f.Solid), notPeople: runeSet(f.NotPeople),
		oneNot: runeSet(f.OneNot), oneAfter: runeSet(f.OneFollow), notHalf: runeSet(f.NotHalf), oneBefore: runeSet(f.OneBefore),
		halfUnits: lexicon.New(f.HalfUnits), labels: lexicon.Set(f.Labels),
		countable: stringSet(u.One),
		phrases:   lexicon.Set(phraseLines()),
		formal:    make(map[rune]bool), headBefore: lexicon.New(f.HeadBefore),
		acrossVerb: lexicon.New(f.AcrossVerb), verbDone: lexicon.Set(f.VerbDone),
		moneyVerbs: lexicon.Set(f.MoneyVerbs), cases: lexicon.Set(f.Cases), lists: lexicon.Set(f.Lists), listStarts: lexicon.Set(f.ListStarts), counts: lexicon.Set(f.Counts), notUnits: lexicon.Set(f.NotUnits),
		pointVerbs: lexicon.Set(f.PointVerbs), clocks: lexicon.Set(f.Clocks), clockWords: lexicon.Set(f.ClockWords),
		nounStops: stringSet(f.NounStops), nameFar: runeSet(f.Name.Far), nameAfter: runeSet(f.Name.After),
		nameVerbs: lexicon.Set(f.Name.Verbs), nameFarUnits: stringSet(f.Name.FarUnits),
		notRank: runeSet(f.NotRank), measures: stringSet(f.Measures), agents: f.Agents, notAgents: stringSet(f.NotAgents),
		andHalf: lexicon.Set(f.AndHalf), parts: lexicon.Set([]string{f.Parts}), ranks: lexicon.Set(f.Ranks), rankUnits: stringSet(f.RankUnits), afterMeasure: lexicon.New(f.AfterMeasure),
		closers: make(map[rune]rune),
		sitting: first(f.Sitting), sittings: lexicon.Set(f.Sittings), bodies: lexicon.Set(f.Bodies), caseVerbs: lexicon.Set(f.CaseVerbs), caseEnds: lexicon.Set(f.CaseEnds), promises: lexicon.Set(f.Promises), inside: lexicon.Set(f.Inside),
		anaphora: lexicon.Set(f.Anaphora), ofOwn: lexicon.Set(f.OfOwn), rooms: lexicon.Set(f.Rooms), intervals: lexicon.Set(f.Intervals), vessels: lexicon.Set(f.Vessels), sizes: runeSet(f.Sizes), groups: lexicon.Set(f.Groups),
	}
	for _, pair := range f.Titles {
		w.closers[first(pair[0])] = first(pair[1])
	}
	for _, r := range f.Formal {
		w.formal[r] = true
	}
	spelled := make(map[string]activity.Quantity)
	for words, q := range f.Spelled {
		spelled[words] = activity.Quantity{Value: q.Value, Unit: q.Unit}
	}
	w.spelled = lexicon.New(spelled)
	w.addUnits(u)
	w.numerals = make(map[rune]bool)
	for _, values := range []map[rune]int64{w.digits, w.scales, w.myriads, w.tens} {
		for r := range values {
			w.numerals[r] = true
		}
	}
	return w
})

// phraseLines reads data/phrases.txt: one phrase a line, remarks behind #.
func phraseLines() []string {
	var out []string
	for row := range strings.Lines(phrasesText) {
		if row = strings.TrimSpace(row); row != "" && row[0] != '#' {
			out = append(out, row)
		}
	}
	return out
}

// addUnits makes one table of all spellings of all units.
func (w *words) addUnits(u unitsFile) {
	all := make(map[string]string)
	for _, unit := range u.Units {
		all[unit] = unit
	}
	for spelt, unit := range u.Fold {
		all[spelt] = unit
	}
	for spelt, unit := range u.English {
		all[spelt] = unit
	}
	delete(all, "")
	all["%"] = "%"
	w.units = lexicon.New(all)
	w.coin = first(u.English["yuan"])
	w.yuan, w.people, w.piece, w.percentUnit = u.English["yuan"], u.English["people"], string(w.measure), "%"
}

func mustRead(name string, data []byte, into any) {
	d := json.NewDecoder(bytes.NewReader(data))
	// A key no rule reads is a mistake in the file.
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		panic(fmt.Sprintf("figures: embedded %s: %v", name, err))
	}
}

func first(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

func runeValues(m map[string]int64) map[rune]int64 {
	out := make(map[rune]int64, len(m))
	for k, v := range m {
		out[first(k)] = v
	}
	return out
}

func runeSet(list []string) map[rune]bool {
	out := make(map[rune]bool, len(list))
	for _, s := range list {
		out[first(s)] = true
	}
	return out
}

func stringSet(list []string) map[string]bool {
	out := make(map[string]bool, len(list))
	for _, s := range list {
		out[s] = true
	}
	return out
}
