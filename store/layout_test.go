package store

import "context"

// PrepareInbox is Store.Prepare of a program whose layout of the inbox is newer by
// one; step leads there.
func (s *Store) PrepareInbox(ctx context.Context, step func(context.Context) error) error {
	l := layout{s.redis, "the inbox", inboxVersion + 1, "{inbox}:schema", "{inbox}:migrating", inboxTraces(), nil}
	for range inboxVersion {
		l.steps = append(l.steps, step)
	}
	return l.prepare(ctx)
}
