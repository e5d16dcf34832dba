// Package scoring works out what a year's records give a member under a
// committee's own rules (履职积分).
//
// The decision behind it: a score is never kept. It is worked out from the
// records each time somebody may look at it, so that a correction, a deletion
// or a merge moves it at once, and every point leads to the record it comes
// from. The rules are data, one file a scheme with its years (schemes/), so that
// a year is told by the rules it was lived under. What the records cannot know
// is said as such (Statement.Open, Left) and can be told by the office with a
// reason (Entry); nothing is silently zero.
//
// A statement is of one member. Nothing here compares members, and no model has
// a part in it.
//
// Joint work gives each who took part their points; a piece counts once for each
// of its signers, in the year a stage was first told; records that wait for an
// answer, or came in after their year was frozen, give nothing and are listed.
//
//	book := scoring.Open(scoring.Source{Records: records, Period: activity.Year(2026)})
//	s := book.Statement(scheme, scoring.Person{ID: "m7"}, nil)
package scoring

import (
	"cmp"
	"slices"
	"time"

	"dutybook/activity"
	"dutybook/counting"
)

// Source is what statements of a period are worked out from.
type Source struct {
	Period activity.Period
	// Records are those of the period in any order, with earlier ones for pieces
	// that go on; their words in simplified script, as a scheme's are.
	Records []activity.Record
	// Levels are those that adopted or instructed, by the record that says so.
	Levels map[activity.RecordID][]Level
	// Lists are who was invited to an event and who asked for leave, by the record
	// that is the office's list of it.
	Lists map[activity.RecordID]List
	// Tags are those of a record, in words.
	Tags map[activity.RecordID][]string
	// Evidence is how many photos and files belong to a record.
	Evidence map[activity.RecordID]int
}

// List is what the office knows of an event besides who came. Invited is empty
// where nobody said.
type List struct {
	Invited, Leave []activity.MemberID
	// Running is set while people may still come: nobody has stayed away yet.
	Running bool
}

// Person is whose statement it is: the names of the groups they belong to
// besides.
type Person struct {
	ID     activity.MemberID
	Role   activity.Role
	Groups []string
}

// Entry is what the office tells of a member: so many times of an item the
// records know nothing of, or points of its own, with the reason.
type Entry struct {
	ID int64
	// Item is an item's id; "" for points of its own.
	Item   string
	Times  int64
	Points activity.Amount
	Reason string
	By     activity.MemberID
	At     time.Time
}

// Book is a period's records put together once, for everybody's statements.
type Book struct {
	period activity.Period
	source Source
	// events and pieces are those each member took part in or signed, lists the
	// events the office kept a list of; all in order of their days.
	events map[activity.MemberID][]*event
	pieces map[activity.MemberID][]*piece
	lists  []*event
	// doubtful and late records give nothing.
	doubtful, late []activity.Record
	unlisted       []activity.Record
}

// event is something that took place in the period.
type event struct {
	number   activity.RecordID
	category activity.Category
	date     activity.Date
	records  []activity.Record
	people   []activity.MemberID
	times    int64
	// listed is set where the office kept a list; list is what else it says.
	listed bool
	list   List
}

// piece is a proposal or an opinion report with the records that tell of it.
type piece struct {
	counting.Piece
	category activity.Category
	records  []activity.Record
	// n is how many signed it as far as is known; shift is 1 where who leads is
	// not among the signers.
	n, shift int
}

// Open puts records together.
func Open(src Source) *Book {
	b := &Book{period: src.Period, source: src, events: map[activity.MemberID][]*event{}, pieces: map[activity.MemberID][]*piece{}}
	events := map[activity.RecordID][]activity.Record{}
	byID := map[activity.RecordID]activity.Record{}
	var pieces []activity.Record
	for _, r := range src.Records {
		byID[r.ID] = r
		switch {
		case r.Deleted:
			continue
		case src.Period.Contains(r.Date) && r.Late:
			b.late = append(b.late, r)
			continue
		case src.Period.Contains(r.Date) && r.Doubtful():
			b.doubtful = append(b.doubtful, r)
			continue
		}
		events[r.Event()] = append(events[r.Event()], r)
		pieces = append(pieces, r)
	}
	b.addEvents(events)
	for _, c := range []activity.Category{activity.Proposal, activity.Opinion} {
		for _, p := range counting.PiecesOf(c, pieces) {
			whole := &piece{Piece: p, category: c}
			for _, id := range p.Records {
				whole.records = append(whole.records, byID[id])
			}
			whole.sign()
			for _, m := range whole.Signers {
				b.pieces[m] = append(b.pieces[m], whole)
			}
		}
	}
	byNumber := func(a, b activity.Record) int { return cmp.Compare(a.ID, b.ID) }
	for _, list := range [][]activity.Record{b.late, b.doubtful, b.unlisted} {
		slices.SortFunc(list, byNumber)
	}
	return b
}

func (b *Book) addEvents(events map[activity.RecordID][]activity.Record) {
	var all []*event
	for number, records := range events {
		slices.SortFunc(records, func(a, b activity.Record) int { return cmp.Compare(a.ID, b.ID) })
		live := slices.DeleteFunc(slices.Clone(records), func(r activity.Record) bool { return !r.Counts() })
		if len(live) == 0 {
			continue
		}
		lead := counting.LeadOf(live)
		if !b.period.Contains(lead.Date) {
			continue
		}
		b.unlisted = append(b.unlisted, counting.Unlisted(live)...)
		e := &event{
			number: number, category: lead.Category, date: lead.Date, records: live,
			people: counting.Participants(live), times: counting.TimesHeld(live),
		}
		for _, r := range live {
			e.listed = e.listed || r.Roll
			e.list.Leave = append(e.list.Leave, b.source.Lists[r.ID].Leave...)
			e.list.Running = e.list.Running || b.source.Lists[r.ID].Running
			e.list.Invited = append(e.list.Invited, b.source.Lists[r.ID].Invited...)
		}
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b *event) int {
		return cmp.Or(cmp.Compare(a.date.Number(), b.date.Number()), cmp.Compare(a.number, b.number))
	})
	for _, e := range all {
		for _, m := range e.people {
			b.events[m] = append(b.events[m], e)
		}
		if e.listed {
			b.lists = append(b.lists, e)
		}
	}
}
