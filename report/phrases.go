package report

import (
	"embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"dutybook/activity"
)

//go:embed phrases
var phraseFiles embed.FS

// wording holds the fixed words of documents and ledgers (phrases/wording.json).
type wording struct {
	Date, Year, Month, Months, Span string
	// Range names whole years, Years how many they are.
	Range, Years string
	Quarters     []string
	Asof         string
	Numerals     []string

	Comma, Stop, Semicolon, Listed, Colon, Etc string
	Open, Close                                string
	TitleOpen                                  string `json:"title_open"`
	TitleClose                                 string `json:"title_close"`
	GapOpen                                    string `json:"gap_open"`
	GapClose                                   string `json:"gap_close"`
	// NoteItem opens an item of a list of notes; Unfed is the gap of a section
	// no record can feed.
	NoteItem string `json:"note_item"`
	Unfed    string
	// UnwrittenPart is the gap of a section for people.
	UnwrittenPart string `json:"unwritten_part"`
	// TitleBreak finds where a long title may be broken: its groups end or begin
	// there.
	TitleBreak string `json:"title_break"`
	// ChapterGap stands between a number that ends like a chapter's and its
	// heading.
	ChapterEnds []string `json:"chapter_ends"`
	ChapterGap  string   `json:"chapter_gap"`
	// LostTitle stands for a heading the earlier report lost, NoCommittee for
	// the name nobody set.
	LostTitle   string `json:"lost_title"`
	NoCommittee string `json:"no_committee"`

	// What is said of fixed wording that may not stand as it does.
	Expired, Altered string
	// Must and Before are said of wording a report has to have, and in which
	// order.
	Must, Before string
	// NoteMark is the remark on what people wrote.
	NoteMark string `json:"note_mark"`
	// Brief are the words of a wish for a shorter text.
	Brief  []string
	NotYet string `json:"not_yet"`

	None, Further, Unnamed string
	NonePart               string `json:"none_part"`
	UnnamedGap             string `json:"unnamed_gap"`
	FurtherGap             string `json:"further_gap"`
	To                     string
	OverviewUnit           activity.Unit `json:"overview_unit"`
	Sessions, Attendances  activity.Unit
	Reviewer               string
	Plus, Equals           string
	Definitions            struct {
		Sessions, Attendances, Figure, Bare, Approx string
		Held, Attended, Open                        string
		Step                                        string
		StepDoubt                                   string `json:"step_doubt"`
		MovedDoubt                                  string `json:"moved_doubt"`
		AllHeld                                     string `json:"all_held"`
		AllAttended                                 string `json:"all_attended"`
		AllSessions                                 string `json:"all_sessions"`
		AllAttendances                              string `json:"all_attendances"`
	}
	Evidence, Formula, More, Between string
	Annex                            struct {
		Title, Number, Definition, Records, Note, Unplaced, Cut, Frozen, Late string
		AllPlaced                                                             string `json:"all_placed"`
	}
	// Pieces are the sheets of proposals and of opinions.
	Pieces struct {
		Proposals, Opinions ledgerSheet
		Unit                string
		OpinionUnit         string `json:"opinion_unit"`
		Yes                 string
		Kinds, Levels       map[string]string
		Feedback, Review    map[activity.Stage]string
	}
	// Compare is how a table on the year before reads.
	Compare struct {
		Title, Note, Cannot, None string
		Columns                   []string
		Sessions, Attendances     string
		Held, Attended, Open      string
		More, Fewer, Same, First  string
		OtherUnit                 string `json:"other_unit"`
		Highest                   string
		AboutSame                 string `json:"about_same"`
		Broken                    string
	}
	// LastYear is how the promises of last year's report are listed; WorkWords
	// are those every report is full of, which tell nothing of a promise.
	LastYear struct {
		ledgerSheet
		Told, Near, Open, Reused string
	} `json:"last_year"`
	WorkWords []string `json:"work_words"`
	// Office is how facts of the office are told and listed.
	Office struct {
		ledgerSheet
		Sentence, Definition, Meaning, Source, By string
	}
	Kinds  map[activity.Kind]string
	Approx map[activity.Approx]string
	Ledger struct {
		Sheet         string
		Photos, Files string // how many of them belong to a record
		By            string // whose work it is, and who recorded it for them
		Columns       []string
		Totals        string
		TotalColumns  []string `json:"total_columns"`
		Activity      string
		Held          string // what of the sessions was held
		Attended      string // and attended
		Open          string // and is left open
		Note          string
		// Events lists what counts once, Groups its sessions and attendances by
		// group and quarter, Annex each total with its records and their texts.
		Events, Groups, Annex ledgerSheet
		// Presence lists who was to come to events and who did.
		Presence ledgerSheet
		// LateSheet names the sheet of what came in after the figures were frozen,
		// LateNote says so under the totals.
		LateSheet string `json:"late"`
		LateNote  string `json:"late_note"`
		Quarters  []string
	}
	// Occasions are figures that only repeat how often something took place.
	Occasions struct {
		Units []activity.Unit
		Of    []string
	}
	// Activities names what the opening counts; ClauseEnds and SentenceEnds cut
	// a text that is checked.
	Activities   string
	ClauseEnds   string `json:"clause_ends"`
	SentenceEnds string `json:"sentence_ends"`
	RecordsSay   string `json:"records_say"`
	Over         string
	NotTheRate   string `json:"not_the_rate"`
	SumOf        string `json:"sum_of"`
	// SameUnits are units that may count one thing; SessionUnits may do so only
	// for sessions.
	SameUnits    [][]activity.Unit `json:"same_units"`
	SessionUnits []activity.Unit   `json:"session_units"`
	// Broken are the characters a place or topic cannot hold; Private the words
	// that mark a resident's home.
	Broken  string
	Private []string
	// PlaceEnds are words of work that do not belong to a place's name.
	PlaceEnds []string `json:"place_ends"`
	EtcPlaces string   `json:"etc_places"`
	// Steps are how far a proposal comes, counted in StepUnit; Doubtful marks a
	// figure with a doubt.
	Steps    []step
	StepUnit activity.Unit `json:"step_unit"`
	Doubtful string
}

const (
	committeeVoice = "committee"
	personalVoice  = "personal"
)

// voice holds the sentences of one kind of document.
type voice struct {
	// Overview is the opening's figures: {until} the time, {sessions}, and then
	// attendances and Papers a clause each.
	Overview            string
	OverviewAttendances string `json:"overview_attendances"`
	// OverviewActs tells, where both are known, how many of the sessions were
	// {held} and {attended}.
	OverviewActs string `json:"overview_acts"`
	Until        struct{ Running, Done, Many, Part string }
	Papers       []struct {
		measure
		Category activity.Category
	}
	// NotOverall are the kinds of work that are not counted as the body's own.
	NotOverall []activity.Category `json:"not_overall"`
	// Span is how the first sentence says its time: a year that is over, the
	// running one, part of a year, many years; Said after words that say the
	// time already, Rest in sections that do not say it.
	Span struct{ Done, Running, Part, Many, Said, Rest string }
	// Held, Attended and Open tell the sessions of a kind of work where those held
	// and those attended are two counts: {category}, {n}, and {span} the time.
	Held, Attended, Open string
	// Counted opens a paragraph that has no lead of its own.
	Counted    string
	Categories map[activity.Category]phrase
}

// phrase is how one category is told. {n} is a figure, {list} a list of words
// from the records, {etc} the word for an unfinished list, {span} the time.
type phrase struct {
	Heading string
	// Lead tells the sessions, counted in Unit; with Fallback only when no
	// other figure can open the paragraph.
	Lead        string
	Unit        activity.Unit
	Fallback    bool
	Attendances string

	Place, Places  string
	Titles, Topics string
}

// measure is how a figure is told, the first row that fits; rows are in the
// order figures appear in a sentence. Of anyThing fits every figure the records
// name, and its {n} is noun and figure.
type measure struct {
	Of         string
	Units      []activity.Unit
	Categories []activity.Category
	Say        string
	// With is how it is told right behind a figure of one of the nouns of After.
	With  string
	After []string
}

// anyThing is the Of of a measure for figures without words of their own.
const anyThing = "*"

func (m measure) fits(f Fact) bool {
	return (m.Of == f.Of || m.Of == anyThing && f.Of != "") &&
		(len(m.Units) == 0 || slices.Contains(m.Units, f.Unit)) &&
		(len(m.Categories) == 0 || slices.Contains(m.Categories, f.Category))
}

var titleBreak = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(words().TitleBreak) })

var words = sync.OnceValue(func() wording { return mustRead[wording]("wording") })

var measures = sync.OnceValue(func() []measure { return mustRead[[]measure]("measures") })

// headingFile is phrases/headings.json: the words of headings, and where work
// without a heading of its own may go.
type headingFile struct {
	Rows []headingRow
	Near map[activity.Category][]activity.Category
}

var headingWords = sync.OnceValue(func() headingFile { return mustRead[headingFile]("headings") })

var voices = sync.OnceValue(func() map[string]voice {
	return map[string]voice{
		committeeVoice: mustRead[voice](committeeVoice),
		personalVoice:  mustRead[voice](personalVoice),
	}
})

func voiceOf(s Section) voice {
	if v, ok := voices()[s.Voice]; ok {
		return v
	}
	return voices()[committeeVoice]
}

func mustRead[T any](name string) T {
	var v T
	data, err := phraseFiles.ReadFile("phrases/" + name + ".json")
	if err == nil {
		err = json.Unmarshal(data, &v)
	}
	if err != nil {
		panic(fmt.Sprintf("report: embedded phrases/%s.json: %v", name, err))
	}
	return v
}

// fill replaces {name} by its value; pairs are name, value, name, value.
func fill(pattern string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		pattern = strings.ReplaceAll(pattern, "{"+pairs[i]+"}", pairs[i+1])
	}
	return pattern
}

// ledgerSheet is the name of a sheet and the heads of its columns.
type ledgerSheet struct {
	Sheet   string
	Columns []string
}
