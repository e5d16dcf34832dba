package activity

import (
	"context"
	"time"
)

// Message is one thing a person said or did in a chat, freed of its door.
type Message struct {
	Chat ChatID
	// Private is true when nobody but the sender reads the chat.
	Private bool
	// ID is the message's own number; for a pressed button the number of the
	// message the button sits under.
	ID   MessageID
	From User
	Kind MessageKind
	// Text is what was typed, or the caption; for a Press the button's data.
	Text string
	// ReplyTo is the message this one answers, zero for none.
	ReplyTo MessageID
	SentAt  time.Time
	// Key is unique to this delivery whatever the number of redeliveries: two
	// presses of one button have two keys, one message delivered twice has one.
	Key string
}

// User is a person as the door knows them.
type User struct {
	ID   UserID
	Name string
	Lang Lang
}

// MessageKind is what a message consists of.
type MessageKind string

// The kinds of message.
const (
	Text    MessageKind = "text"
	Edit    MessageKind = "edit"    // the sender rewrote an earlier message
	Press   MessageKind = "press"   // a button under one of our messages
	Sticker MessageKind = "sticker" // a sticker or animation
	Photo   MessageKind = "photo"
	Voice   MessageKind = "voice"
	Attach  MessageKind = "file"
	Unknown MessageKind = "unknown" // anything else
	// Notice is something the program itself wants said in a chat: nobody sent
	// it, so From is zero and Private false; Text is what PutNotice was given.
	Notice MessageKind = "notice"
)

// Reply is something said to a person.
type Reply struct {
	// Text is plain text; the door escapes it. Empty with a File is allowed.
	Text string
	// Buttons are rows of at most three.
	Buttons [][]Button
	// File is sent with Text as its caption.
	File *File
	// Replace is an own earlier message to rewrite instead of sending; buttons
	// not repeated there disappear.
	Replace MessageID
	// Toast answers a button press with a passing line; it may stand alone.
	Toast string
}

// Button is pressed instead of typed.
type Button struct {
	Label string
	// Data comes back as the Text of a Press; at most 64 bytes.
	Data string
}

// File is a document handed to a person.
type File struct {
	Name string
	Data []byte
}

// Say sends a reply into the chat a message came from and gives the number the
// door assigned it; zero when nothing new was sent (a replaced message, a
// toast). Its errors are of the kinds of this package.
type Say func(context.Context, Reply) (MessageID, error)

// Handle does what a message asks. An error means "not done, try again";
// everything a person should hear has been said by the time it returns nil.
// It must be safe to call again with the same message.
type Handle func(context.Context, Message, Say) error

// Update is what a door received, byte for byte, before anything is made of it.
type Update struct {
	// ID is the door's number for it; one that was stored before is not stored
	// again.
	ID int64
	// Chat is where it belongs; updates of a chat keep their order. Zero when
	// that cannot be told.
	Chat ChatID
	Raw  []byte
}

// Delivery is an entry of the inbox, handed out to be worked on.
type Delivery struct {
	// Lane and ID name the entry; IDs of a lane are in order of arrival.
	Lane int
	ID   string
	// Tenure tells one holding of the lane by this process from a later one.
	Tenure uint64
	// Raw is what the door sent, byte for byte; nil for a notice.
	Raw []byte
	// Notice is set for an entry the program itself put.
	Notice *Message
	// Again is true for what was already waiting when the lane was taken over:
	// somebody may have begun on it. Tries is then how often somebody did so in
	// vain, as far as known.
	Again bool
	Tries int
}
