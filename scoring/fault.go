package scoring

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"dutybook/activity"
)

// Fault is what is wrong with a scheme's file: what kind of thing, and where. It
// is an activity.ErrInvalid; its Error is a sentence for who writes the file,
// people are told by What in their language.
type Fault struct {
	What What
	// Name is the item, group or word it is about, "" for the file.
	Name     string
	sentence string
}

// What is a kind of fault.
type What string

// The kinds of fault.
const (
	NoJSON       What = "json"
	NoSuchField  What = "field"
	TooLarge     What = "large"
	NoName       What = "name"
	Twice        What = "twice"
	NotThere     What = "there"
	NoSuchWord   What = "word"
	NoFit        What = "fit"
	OutOfRange   What = "range"
	OutOfOrder   What = "order"
	GivesNothing What = "nothing"
	BadShare     What = "share"
)

// Whats are all kinds of fault.
func Whats() []What {
	return []What{NoJSON, NoSuchField, TooLarge, NoName, Twice, NotThere, NoSuchWord, NoFit, OutOfRange, OutOfOrder, GivesNothing, BadShare}
}

// Error is the sentence.
func (f *Fault) Error() string { return "scoring: " + f.sentence }

// Unwrap gives the kind of error.
func (f *Fault) Unwrap() error { return activity.ErrInvalid }

func fault(what What, name, format string, args ...any) error {
	return &Fault{what, name, fmt.Sprintf(format, args...)}
}

// readable is what a decoder's error means to who wrote the file.
func readable(err error) error {
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	// The decoder has no type for this one.
	field, unknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	switch {
	case unknown:
		return fault(NoSuchField, strings.Trim(field, `"`), "there is no field %s", field)
	case errors.As(err, &kind):
		return fault(NoSuchWord, kind.Field, "%q cannot be %s", kind.Field, kind.Value)
	case errors.As(err, &syntax):
		return fault(NoJSON, "", "no JSON at character %d: %v", syntax.Offset, syntax)
	case errors.Is(err, activity.ErrInvalid):
		return err
	}
	return fault(NoJSON, "", "no JSON: %v", err)
}
