// Package activity holds the words everything else is said in: a Record of
// duty work, its Category, Quantity and Date, who did it (Member, Role,
// Group), the Message it was said in, the Reply, and the kinds of error.
//
// The decision behind it: no door's types (Telegram, HTTP), no database and no
// model appear here, so the same core can stand behind another messenger, and
// a reader of any other package meets one word for one idea. The package
// imports the standard library only.
package activity

import "strconv"

// CommitteeID names a committee, e.g. "main". It becomes the Redis hash tag
// all data of the committee live under, so it holds letters, digits and "-".
type CommitteeID string

// ChatID is the number a door gives a conversation, e.g. 10001 for a private
// Telegram chat, negative for a group.
type ChatID int64

// UserID is the number a door gives a person, e.g. 10001. Rights follow from
// it and from nothing a text says.
type UserID int64

// MessageID numbers a message inside its chat, e.g. 42.
type MessageID int64

// MemberID names a member inside a committee, e.g. "m7".
type MemberID string

// GroupID names a group inside a committee, e.g. "g2".
type GroupID string

// RecordID is a record's number inside its committee, counted from 1 and shown
// to people as "#128". Zero is a record not stored yet.
type RecordID int64

// String gives the form people see, e.g. "#128".
func (id RecordID) String() string { return "#" + strconv.FormatInt(int64(id), 10) }
