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

// Delivery is a raw update waiting in the inbox for its chat's lane.
type Delivery struct {
	// ID is the inbox's own name for it, in order of arrival.
	ID string
	// Raw is what the door sent, byte for byte.
	Raw []byte
	// Tries is how often it was handed out before; above zero after a crash.
	Tries int
}
