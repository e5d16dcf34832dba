package handlers

import (
	"context"
	"strings"
	"unicode/utf8"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/prompts"
	"dutybook/store"
)

// Units that differ are seen; that a year counts something else under the same
// name only the office knows. It says so with its reason, and from then on the two
// years stand side by side without a difference.

// maxWhy is how long a reason may be.
const maxWhy = 60

// breaks are the changes of definition the office declared.
func (h *Handlers) breaks(ctx context.Context) ([]counting.Break, error) {
	kept, err := shelf[counting.Break](ctx, h.Store, store.Breaks)
	if err != nil {
		return nil, err
	}
	breaks := make([]counting.Break, len(kept))
	for i, k := range kept {
		breaks[i] = k.Item
	}
	return breaks, nil
}

// unlike declares one: "/unlike 2026 走访 改按户计". Without arguments it lists
// them, each to be taken back with a tap.
func (h *Handlers) unlike(ctx context.Context, t *turn, args string) error {
	if args == "" {
		return h.sayBreaks(ctx, t, 0)
	}
	words := strings.Fields(args)
	if len(words) < 3 {
		return t.reply(ctx, "unlike-usage")
	}
	year, ok := t.wholeYear(words[0])
	kinds := categoriesIn(words[1])
	why := plain(strings.Join(words[2:], " "))
	switch {
	case !ok, len(kinds) != 1, utf8.RuneCountInString(why) > maxWhy:
		return t.reply(ctx, "unlike-usage")
	case prompts.Secret(why):
		return t.reply(ctx, "note-secret")
	}
	if _, err := h.Store.Put(ctx, store.Breaks, t.Key, counting.Break{Year: year, Category: kinds[0], Why: why}); err != nil {
		return err
	}
	return h.sayBreaks(ctx, t, 0)
}

func (h *Handlers) sayBreaks(ctx context.Context, t *turn, replace activity.MessageID) error {
	kept, err := shelf[counting.Break](ctx, h.Store, store.Breaks)
	if err != nil {
		return err
	}
	if len(kept) == 0 {
		_, err = t.say(ctx, activity.Reply{Text: t.text("unlike-none") + "\n" + t.text("unlike-usage"), Replace: replace})
		return err
	}
	lines := []string{t.text("unlike-title")}
	var rows [][]activity.Button
	for _, k := range kept {
		about := []string{"year", itoa(k.Item.Year), "before", itoa(k.Item.Year - 1), "kind", k.Item.Category.Name(t.lang), "why", plain(k.Item.Why)}
		lines = append(lines, t.text("unlike-line", about...))
		rows = append(rows, []activity.Button{{Label: t.text("button-unlike-off", about...), Data: data("unlike", activity.RecordID(k.ID))}})
	}
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(lines, "\n"), Buttons: rows, Replace: replace})
	return err
}

// pressUnlike takes one back.
func (h *Handlers) pressUnlike(ctx context.Context, t *turn, id int64) error {
	if !may(t.member.Role, toState) {
		return h.toast(ctx, t, "err-not-allowed")
	}
	if err := h.Store.Take(ctx, store.Breaks, id); err != nil {
		return err
	}
	return h.sayBreaks(ctx, t, t.ID)
}
