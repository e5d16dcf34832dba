package activity

import "context"

// entryKey is where a context holds the entry of the inbox it works for.
type entryKey struct{}

// WithEntry is a context in which an entry of the inbox, named by its ID, is
// worked on: every line logged with it can be found together.
func WithEntry(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, entryKey{}, id)
}

// EntryOf is the ID of the entry ctx works for; "" for none.
func EntryOf(ctx context.Context) string {
	id, _ := ctx.Value(entryKey{}).(string)
	return id
}
