package activity

import (
	"slices"
	"time"
)

// Record is one activity a member reported, with where it came from.
type Record struct {
	// ID is zero until the store numbers the record.
	ID RecordID `json:"id,omitempty"`
	// Category is always one of the table's codes.
	Category Category `json:"category"`
	// Date is when the work was done, not when it was told.
	Date Date `json:"date"`
	// Quantities are the explicit figures, in message order.
	Quantities []Quantity `json:"quantities"`
	// Summary is the member's own words for this activity, trimmed, at most
	// 60 runes; never rewritten.
	Summary string `json:"summary"`
	// Place, Topic and Title are cut verbatim from the text, "" when not said.
	// Title is what stands inside 《》 or the matter of a proposal.
	Place string `json:"place,omitempty"`
	Topic string `json:"topic,omitempty"`
	Title string `json:"title,omitempty"`

	// Act tells a gathering held from one attended; zero where the words leave it
	// open.
	Act Act `json:"act,omitempty"`

	// Tags are the tags somebody set with a tap, by kind, in the place of what the
	// words call for: NoTag for none. TagAct, where it is there, says that Act was
	// set so and is not read from the words again.
	Tags map[string]string `json:"tags,omitempty"`

	// Member did the work; Group is the member's group on that day, kept on
	// the record so that a later move does not rewrite the past.
	Member MemberID `json:"member,omitempty"`
	Group  GroupID  `json:"group,omitempty"`

	// Text is the message the record came from, Chat and Message where it
	// stands, Index the record's place among the message's records.
	Text    string    `json:"text,omitempty"`
	Chat    ChatID    `json:"chat,omitempty"`
	Message MessageID `json:"message,omitempty"`
	Index   int       `json:"index,omitempty"`
	SentAt  time.Time `json:"sent_at,omitzero"`
	// Source tells whether a model or the rules understood the message.
	Source Source `json:"source,omitempty"`

	// Stages say how far a written piece has come, e.g. filed or answered; Item
	// is the record that first told of the piece, zero for that record itself
	// and where it is not known.
	Stages []Stage  `json:"stages,omitempty"`
	Item   RecordID `json:"item,omitempty"`
	// With are the members the text names as having gone along; they took part
	// whether or not they tell of it themselves.
	With []Fellow `json:"with,omitempty"`
	// Behalf means that the teller recorded it for those in With: it counts for
	// each of them as their own. Outside means that the teller took no part.
	Behalf  bool `json:"behalf,omitempty"`
	Outside bool `json:"outside,omitempty"`
	// Roll means that it is the office's list of who was at the event: of those
	// who tell of it, only they took part.
	Roll bool `json:"roll,omitempty"`
	// Absent were named too and said that they took no part; they are in With no
	// more, however often the text is read again.
	Absent []Fellow `json:"absent,omitempty"`
	// SameAs is the record whose number is the event's; zero when the record
	// stands by itself, or is that record. Records of one event count once.
	SameAs RecordID `json:"same_as,omitempty"`
	// Via is the record it was found to tell the same as, where that one was
	// found to belong to another event later; zero means SameAs. Taking the two
	// events apart again goes by it.
	Via RecordID `json:"via,omitempty"`
	// ApartFrom remembers answers of "no, that was another event".
	ApartFrom []RecordID `json:"apart_from,omitempty"`
	// MaybeSameAs are records that may tell of the same event: questions, which
	// change no total.
	MaybeSameAs []RecordID `json:"maybe_same_as,omitempty"`
	// Amended is when its member last put the record's figures right; zero for
	// never. Of figures of one event told differently the amended one counts.
	Amended time.Time `json:"amended,omitzero"`
	// Doubt is what a count depends on and is still to be answered.
	Doubt Doubt `json:"doubt,omitempty"`
	// Settled is when somebody who may said that this record's figures are those
	// of its event; zero for never. It goes before Amended.
	Settled time.Time `json:"settled,omitzero"`
	// Late records came to count in a year after it was frozen: they are listed
	// and counted apart from its figures. The store says so.
	Late bool `json:"late,omitempty"`
	// Deleted records stay, count nowhere and can be restored.
	Deleted bool `json:"deleted,omitempty"`
}

// Event is the number of the event a record belongs to: that of the record
// which reported it first.
func (r Record) Event() RecordID {
	if r.SameAs != 0 {
		return r.SameAs
	}
	return r.ID
}

// Parent is the record r was found to tell the same as; zero for none.
func (r Record) Parent() RecordID {
	if r.Via != 0 {
		return r.Via
	}
	return r.SameAs
}

// Took reports whether a member took part, as far as this record knows.
func (r Record) Took(m MemberID) bool {
	return !r.Outside && r.Member == m || slices.ContainsFunc(r.With, func(f Fellow) bool { return f.Member == m })
}

// Fellow is somebody who took part in another member's work, with the group
// they belonged to on that day.
type Fellow struct {
	Member MemberID `json:"member"`
	Group  GroupID  `json:"group,omitempty"`
	// Firm, of somebody absent, says that the office says so: only the office
	// takes it back.
	Firm bool `json:"firm,omitempty"`
}

// Source is who understood a message.
type Source string

// The sources.
const (
	FromModel Source = "model"
	FromRules Source = "rules"
)
