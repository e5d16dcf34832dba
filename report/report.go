// Package report turns records into facts, facts into sections of checked
// prose, and sections into a Word file, a Markdown text or a ledger.
//
// The decision behind it: a figure is never text. Prose is a row of spans, and
// a span that prints a figure points at the Fact it prints; facts are computed
// from the tally and the records alone. Whoever writes the sentences, the
// phrases of this package or a model, the figures come from here, every one can
// be followed to its records, and Check refuses a paragraph that says another.
//
// All functions are pure: no store, no model, no clock. Chinese wording lives
// in outlines/ and phrases/, where a secretary can read and change it.
package report

import (
	"cmp"
	"slices"

	"dutybook/activity"
	"dutybook/counting"
)

// Source is everything a draft is made from.
type Source struct {
	// Committee is the full name printed on the title page.
	Committee string
	Period    activity.Period
	// Asof is the day up to which records were taken in; it is printed.
	Asof activity.Date
	// Tally holds the totals of the committee, or of one group or member.
	Tally counting.Tally
	// Records are the evidence: places, titles and record numbers come from
	// them. Those outside Tally.Scope and Period are left aside.
	Records []activity.Record
	// Frozen is since when the figures of the period stand, zero for a period
	// that is open; Late are records that came in after that, which no figure
	// holds.
	Frozen activity.Date
	Late   []activity.Record
	// Proposals and Opinions of the period, for the ledger's sheets of them.
	Proposals, Opinions []Life
	// Comparison is the year before, nil where nobody asked for it.
	Comparison *Comparison
	// Office are the facts of the office that hold at the period's end; they are
	// printed with their source and added to nothing.
	Office []activity.OfficeFact
	// Attached counts the photos and files that belong to records; the ledger
	// lists them.
	Attached map[activity.RecordID]Attached
	// RollCalls are the events with a list of who was to come, for the ledger.
	RollCalls []RollCall
	// Notes are what people wrote for the parts no record speaks of, by
	// Section.Part: "insight", "problems", "next" and the like.
	Notes map[string][]string
	// LastYear is what the report of the year before leaves to this one.
	LastYear LastYear
	// Words are what people wrote in the place of a section, the latest last.
	Words []SectionWords
	// Official is the fixed wording the office keeps, in the order it is printed.
	Official []Official
	Members  map[activity.MemberID]string
	Groups   map[activity.GroupID]string
}

// RollCall is an event with a list of who was to come, and who of them did.
type RollCall struct {
	Date activity.Date
	Text string
	// Record is the office's of the event, zero where nobody came.
	Record activity.RecordID
	counting.Presence
	// Claim are those who say they were there, which the office says they were not.
	Claim []activity.MemberID
}

// Attached is what belongs to a record besides its words.
type Attached struct{ Photos, Files int }

// PartLate moves the late ones among the records to Late.
func (s Source) PartLate() Source {
	late := func(r activity.Record) bool { return r.Late }
	all := s.Records
	s.Records = slices.DeleteFunc(slices.Clone(all), late)
	s.Late = slices.DeleteFunc(slices.Clone(all), func(r activity.Record) bool { return !late(r) })
	return s
}

// events groups the live records of the source's scope by event, each in order
// of record number, events in order of date and then number.
func (s Source) events() [][]activity.Record {
	byEvent := map[activity.RecordID][]activity.Record{}
	for _, r := range s.Records {
		if !r.Deleted && s.inScope(r) {
			byEvent[r.Event()] = append(byEvent[r.Event()], r)
		}
	}
	events := make([][]activity.Record, 0, len(byEvent))
	for _, event := range byEvent {
		slices.SortFunc(event, func(a, b activity.Record) int { return cmp.Compare(a.ID, b.ID) })
		if s.Period.Contains(monthOf(event[0].Date)) {
			events = append(events, event)
		}
	}
	slices.SortFunc(events, func(a, b []activity.Record) int {
		return cmp.Or(
			cmp.Compare(a[0].Date.First().Number(), b[0].Date.First().Number()),
			cmp.Compare(a[0].ID, b[0].ID),
		)
	})
	return events
}

func (s Source) inScope(r activity.Record) bool { return counting.Holds(s.Tally.Scope, r) }

// person is the member a personal draft is about, "" for any other draft.
func (s Source) person() string {
	for id, name := range s.Members {
		if s.Tally.Scope == counting.OfMember(id) {
			return name
		}
	}
	return ""
}

func monthOf(d activity.Date) activity.Date { return activity.Date{Year: d.Year, Month: d.Month} }
