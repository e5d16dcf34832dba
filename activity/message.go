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
	// Addressed is true when a message in a group is meant for the bot: it
	// answers the bot or names it. Its name is taken out of Text.
	Addressed bool
	// File is what was sent beside the text, nil for nothing.
	File *Upload
	// Album is shared by messages that were sent as one, "" for none.
	Album string
	// Origin tells where a forwarded message came from, nil for one's own.
	Origin *Origin
	// Place is a point on the map, nil for none.
	Place *Place
	// OldChat is, for Moved, the number the chat had until now.
	OldChat ChatID
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
	Pin     MessageKind = "place"   // a point on the map
	Added   MessageKind = "added"   // the bot was taken into a group
	Moved   MessageKind = "moved"   // the chat has another number from now on
	Unknown MessageKind = "unknown" // anything else
	// Notice is something the program itself wants said in a chat: nobody sent
	// it, so From is zero and Private false; Text is what PutNotice was given.
	Notice MessageKind = "notice"
)

// Upload is a file a person sent. Its bytes are asked for when they are needed.
type Upload struct {
	// ID is what the door gives the bytes for.
	ID string
	// Unique is the same for the same bytes, whoever sent them; "" when the
	// door does not say.
	Unique string
	// Name is as the person's device called it, often "".
	Name string
	// Size in bytes, zero when the door does not say.
	Size int64
	// Seconds is how long a voice message lasts.
	Seconds int
}

// Origin is where a forwarded message came from.
type Origin struct {
	// Name of the person or channel.
	Name string
	// User is zero for channels and for people who hide behind their name.
	User UserID
	// SentAt is when it was said first.
	SentAt time.Time
}

// Place is a point on the map, in degrees, with its name when it was chosen by
// name.
type Place struct {
	Latitude, Longitude float64
	Title               string
}

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
	// Tick puts a quiet sign on the message that is answered, instead of or
	// beside a text; where the door cannot, nothing happens.
	Tick bool
	// Aside sends to the sender alone, though the message came from a group;
	// ErrGone when the person never spoke to the bot in private.
	Aside bool
	// Quiet sends without a sound.
	Quiet bool
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
	// Picture asks for it to be shown, not only kept; Data is then a PNG or
	// JPEG.
	Picture bool
	// Kept is what the door gave the bytes for when somebody sent them
	// (Upload.ID); it is sent again instead of Data.
	Kept string
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
	// From is the chat somebody wrote this in, set when it is done, so that a chat
	// that was gone is no more; zero for what nobody wrote.
	From ChatID
}
