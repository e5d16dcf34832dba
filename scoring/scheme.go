package scoring

import (
	"dutybook/activity"
)

// Scheme is one version of a committee's rules, as its file says them. Names
// and notes are the file's own words.
type Scheme struct {
	// ID and Version together name it, e.g. "tongcheng" "2019".
	ID      string `json:"id"`
	Version string `json:"version"`
	Name    string `json:"name"`
	// Source says whose rules these are and how they were read.
	Source string `json:"source"`
	// From and To are the years it may be used for; zero To for no end.
	From int `json:"from"`
	To   int `json:"to,omitempty"`
	// Session says that a year goes from plenary session to plenary session, not
	// by the calendar.
	Session bool `json:"session,omitempty"`
	// Full is the most a year can give; zero for a scale without end.
	Full activity.Amount `json:"full,omitempty"`
	// Notes are rules that no statement can work out, for people to keep.
	Notes   []string `json:"notes,omitempty"`
	Groups  []Group  `json:"groups"`
	Sets    []Set    `json:"sets,omitempty"`
	Items   []Item   `json:"items"`
	Minimum []Need   `json:"minimum,omitempty"`
	// Grades begin with the best.
	Grades []Grade `json:"grades,omitempty"`
	Vetoes []Veto  `json:"vetoes,omitempty"`
}

// Group is a part of the scale: what its items give, with what it starts from.
type Group struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Start is had before anything was done; deductions go from it, to zero at
	// the least.
	Start activity.Amount `json:"start,omitempty"`
	// Needs are the names of what must be reached for Start to be had.
	Needs []string `json:"needs,omitempty"`
	// Cap is the most the group gives; zero for no cap.
	Cap activity.Amount `json:"cap,omitempty"`
}

// Set binds items of one group together.
type Set struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Best keeps of all the set's items only what gives most.
	Best Best            `json:"best,omitempty"`
	Cap  activity.Amount `json:"cap,omitempty"`
}

// Best is among what only the highest counts.
type Best string

// The ranges of Best; the zero value keeps everything.
const (
	EachPiece Best = "piece" // of one proposal or report, or of one event
	EachYear  Best = "year"  // of the whole year
)

// Item is one rule: what it is about, and what that gives.
type Item struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Group string `json:"group"`
	Set   string `json:"set,omitempty"`
	// Counts says what there is one of for each time.
	Counts Counts `json:"counts"`
	When   When   `json:"when,omitzero"`
	// Points are for one time; below zero they are taken off. Zero is for what
	// only a minimum asks for.
	Points activity.Amount `json:"points"`
	// Joint says what several signers of one piece get instead.
	Joint *Joint `json:"joint,omitempty"`
	// Figure names what a record may give several of, e.g. written speeches:
	// its exact figure tells how many times.
	Figure []string `json:"figure,omitempty"`
	// Since is the first time that counts, e.g. 2 where the first is in another
	// item; zero for the first.
	Since int64 `json:"since,omitempty"`
	// Most is how many times count; zero for all.
	Most int64 `json:"most,omitempty"`
	// Cap is the most the item gives, or takes off; zero for no cap.
	Cap activity.Amount `json:"cap,omitempty"`
	// Evidence asks for a photo or file at one of the records.
	Evidence bool `json:"evidence,omitempty"`
}

// Counts is what an item counts.
type Counts string

// What can be counted.
const (
	Events Counts = "event" // what a member took part in; joint work is one
	Pieces Counts = "piece" // proposals and opinion reports a member signed
	// Leaves are events of which the office's list (Record.Roll) says that the
	// member asked for leave, Absences those the list says they were invited to
	// and neither came nor asked. The office enters of both what no list knows.
	Leaves   Counts = "leave"
	Absences Counts = "absent"
	// Office is what the office alone enters.
	Office Counts = "office"
)

// When are the conditions of an item; all must hold, and a condition that is
// left out holds always.
type When struct {
	Categories []activity.Category `json:"categories,omitempty"`
	// Stages are those a piece has reached one of, counted in the year in which
	// it was told first; Without are those it must not have reached. A piece
	// without Stages counts in the year it was handed in.
	Stages  []activity.Stage `json:"stages,omitempty"`
	Without []activity.Stage `json:"without,omitempty"`
	// Places are those among the signers of a piece.
	Places []Place `json:"places,omitempty"`
	// Levels are those that adopted or instructed.
	Levels []Level `json:"levels,omitempty"`
	// Words must stand in a record of the event, OwnWords in one of the member's
	// own, NotWords in none of the event.
	Words    []string `json:"words,omitempty"`
	OwnWords []string `json:"own_words,omitempty"`
	NotWords []string `json:"not_words,omitempty"`
	// Roles and Groups are the member's; a group by its name.
	Roles     []activity.Role `json:"roles,omitempty"`
	Groups    []string        `json:"groups,omitempty"`
	NotGroups []string        `json:"not_groups,omitempty"`
	// Tags are those of the member's own records, of the event's where there are
	// none: level, capacity, platform or theme, by their words. One of Tags must
	// be there, none of NotTags.
	Tags    []string `json:"tags,omitempty"`
	NotTags []string `json:"not_tags,omitempty"`
	// Acts are what the event was to the member: held or attended.
	Acts []activity.Act `json:"acts,omitempty"`
	// Listed asks for the office's list of the event to name the member.
	Listed bool `json:"listed,omitempty"`
}

// Place is where among the signers of a piece a member stands.
type Place string

// The places.
const (
	Alone Place = "alone"
	Lead  Place = "lead"
	Other Place = "other"
)

// Level is who adopted a piece or wrote on it.
type Level string

// The levels, the highest first.
const (
	National Level = "national"
	Province Level = "province"
	City     Level = "city"
	County   Level = "county"
)

// Joint is how several signers share: fixed points for the first and each of the
// others, or a part for the first with the rest in equal parts, or all in equal
// parts. Parts are rounded down to hundredths, so they never add up to more.
type Joint struct {
	Lead    *activity.Amount `json:"lead,omitempty"`
	Other   *activity.Amount `json:"other,omitempty"`
	Percent int64            `json:"lead_percent,omitempty"`
	Equal   bool             `json:"equal,omitempty"`
	// Most is how many signers get anything; zero for all.
	Most int `json:"most,omitempty"`
}

// Need is something a year should hold at least.
type Need struct {
	Name  string   `json:"name"`
	Items []string `json:"items"`
	N     int64    `json:"n"`
	// Unit is the word behind the number, e.g. 件.
	Unit string `json:"unit,omitempty"`
}

// Grade is the word for a total from some points on.
type Grade struct {
	Name string          `json:"name"`
	From activity.Amount `json:"from"`
}

// Veto gives a grade whatever the points, once an item came up so many times.
type Veto struct {
	Name  string `json:"name"`
	Item  string `json:"item"`
	Times int64  `json:"times"`
	Grade string `json:"grade"`
}

// For reports whether the scheme may be used for a year.
func (s *Scheme) For(year int) bool { return year >= s.From && (s.To == 0 || year <= s.To) }

// Item finds an item by its id or its name.
func (s *Scheme) Item(name string) (Item, bool) {
	for _, it := range s.Items {
		if it.ID == name || it.Name == name {
			return it, true
		}
	}
	return Item{}, false
}
