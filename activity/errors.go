package activity

import "errors"

// The kinds of error. Packages wrap them with fmt.Errorf("store: …: %w"), and
// handlers turn a kind into words for the person in one place.
var (
	// ErrNotFound: what was named is not there.
	ErrNotFound = errors.New("not found")
	// ErrNotAllowed: the speaker has no right to it.
	ErrNotAllowed = errors.New("not allowed")
	// ErrConflict: somebody changed it meanwhile; read again and retry.
	ErrConflict = errors.New("changed meanwhile")
	// ErrFrozen: it would move the figures of a year that is frozen.
	ErrFrozen = errors.New("year is frozen")
	// ErrInvalid: the input breaks a rule of the vocabulary.
	ErrInvalid = errors.New("invalid")
	// ErrAway: Redis, Telegram or the model is not reachable now.
	ErrAway = errors.New("unavailable")
	// ErrGone: the person blocked the bot or the chat is no more.
	ErrGone = errors.New("chat gone")
)
