package main

import (
	"context"
	"io"
	"log/slog"

	"dutybook/activity"
)

// newLog writes JSON lines; a secret that found its way into a value is masked.
func newLog(w io.Writer, cfg settings) *slog.Logger {
	mask := cfg.masker()
	return slog.New(byEntry{slog.NewJSONHandler(w, &slog.HandlerOptions{
		Level: cfg.LogLevel,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			switch v := a.Value.Any().(type) {
			case string:
				return slog.String(a.Key, mask.Replace(v))
			case error:
				return slog.String(a.Key, mask.Replace(v.Error()))
			}
			return a
		},
	})})
}

// byEntry adds to every line the entry of the inbox it was logged for, so that
// all that was done for one message can be found.
type byEntry struct{ slog.Handler }

// Handle writes a line with its entry.
func (h byEntry) Handle(ctx context.Context, r slog.Record) error {
	if entry := activity.EntryOf(ctx); entry != "" {
		r.AddAttrs(slog.String("entry", entry))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs keeps adding the entry.
func (h byEntry) WithAttrs(attrs []slog.Attr) slog.Handler {
	return byEntry{h.Handler.WithAttrs(attrs)}
}

// WithGroup keeps adding the entry, within the group.
func (h byEntry) WithGroup(name string) slog.Handler { return byEntry{h.Handler.WithGroup(name)} }
