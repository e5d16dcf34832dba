package handlers

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"dutybook/activity"
	"dutybook/prompts"
	"dutybook/report"
)

// The bounds of what a secretary states at once.
const (
	maxFacts    = 8
	maxFactText = 300
)

// facts keeps figures that are no activities, as the office states them:
// "/facts" lists them, "/facts WORDS" keeps some, "/facts remove N" and
// "/facts restore N" delete one and bring it back.
func (h *Handlers) facts(ctx context.Context, t *turn, args string) error {
	verb, number, _ := strings.Cut(strings.TrimSpace(args), " ")
	switch {
	case verb == "":
		return h.listFacts(ctx, t)
	case h.texts.isWord(verb, "remove", "word-remove"):
		return h.setFact(ctx, t, number, true)
	case h.texts.isWord(verb, "restore", "word-restore"):
		return h.setFact(ctx, t, number, false)
	}
	return h.stateFacts(ctx, t, args)
}

// factsSaid reads facts stated in words instead of by the command: one of the
// openings of the text files.
func (h *Handlers) factsSaid(text string) (said string, ok bool) {
	rest, ok := h.texts.opening(text, "facts")
	if !ok {
		return "", false
	}
	runes := []rune(text) // rest is folded; the words shall stay as written
	return strings.Trim(string(runes[len(runes)-utf8.RuneCountInString(rest):]), factSigns), true
}

func (h *Handlers) stateFacts(ctx context.Context, t *turn, said string) error {
	if prompts.Secret(said) {
		return t.reply(ctx, "note-secret")
	}
	stated, ok := h.texts.facts.read(said, t.SentAt)
	if !ok || len(stated) > maxFacts || utf8.RuneCountInString(said) > maxFactText {
		return t.reply(ctx, "facts-usage")
	}
	for _, f := range stated {
		switch {
		case activity.DateOf(t.SentAt).Before(f.Asof):
			return t.reply(ctx, "note-future-date")
		case f.Value > activity.MaxAmount:
			return t.reply(ctx, "note-huge-figure")
		}
	}
	first, err := h.Store.State(ctx, t.Key, t.member.ID, h.Now(), stated...)
	if err != nil {
		return err
	}
	return h.sayStated(ctx, t, first, len(stated))
}

// sayStated says back what was kept and what that takes the place of.
func (h *Handlers) sayStated(ctx context.Context, t *turn, first activity.FactID, n int) error {
	all, err := h.Store.OfficeFacts(ctx)
	if err != nil {
		return err
	}
	lines := []string{t.text("facts-kept")}
	for _, f := range all {
		if f.ID < first || f.ID >= first+activity.FactID(n) {
			continue
		}
		lines = append(lines, t.factLine(f))
		others := slices.DeleteFunc(slices.Clone(all), func(g activity.OfficeFact) bool { return g.ID >= f.ID || !report.SameFact(f, g) })
		for _, old := range report.CurrentFacts(others, activity.Date{}) {
			key := "fact-replaces"
			if f.Asof.Last().Before(old.Asof.Last()) {
				key = "fact-newer"
			}
			lines = append(lines, t.text(key, "figure", t.named(old.Quantity()), "asof", t.day(old.Asof)))
		}
	}
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(lines, "\n"),
		Buttons: [][]activity.Button{{{Label: t.text("button-undo"), Data: factData("factoff", first, n)}}}})
	return err
}

func factData(what string, first activity.FactID, n int) string {
	return what + ":" + strconv.FormatInt(int64(first), 10) + ":" + itoa(n)
}

// factLine is a fact on one line: number, name, figure, day, source.
func (t *turn) factLine(f activity.OfficeFact) string {
	more := ""
	if f.Definition != "" {
		more += t.text("fact-definition", "definition", plain(f.Definition))
	}
	if f.Source != "" {
		more += t.text("fact-source", "source", plain(f.Source))
	}
	return t.text("fact-line", "n", strconv.FormatInt(int64(f.ID), 10), "name", plain(f.Name),
		"figure", t.named(f.Quantity()), "asof", t.day(f.Asof)) + more
}

// listFacts lists the facts that hold, each with who stated it and the ones it
// took the place of.
func (h *Handlers) listFacts(ctx context.Context, t *turn) error {
	all, err := h.Store.OfficeFacts(ctx)
	if err != nil {
		return err
	}
	names, _, err := h.names(ctx)
	if err != nil {
		return err
	}
	lines := []string{t.text("facts-title")}
	for _, f := range report.CurrentFacts(all, activity.Date{}) {
		day := activity.DateOf(f.At.In(h.Zone))
		lines = append(lines, t.factLine(f)+t.text("fact-by", "name", names[f.By], "day", t.day(day)))
		for _, old := range all {
			if old.ID != f.ID && !old.Deleted && report.SameFact(f, old) {
				lines = append(lines, t.text("fact-before", "n", strconv.FormatInt(int64(old.ID), 10),
					"figure", t.named(old.Quantity()), "asof", t.day(old.Asof)))
			}
		}
	}
	if len(lines) == 1 {
		return t.reply(ctx, "facts-none")
	}
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(append(lines, t.text("facts-how")), "\n")})
	return err
}

func (h *Handlers) setFact(ctx context.Context, t *turn, number string, deleted bool) error {
	n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
	if err != nil {
		return t.reply(ctx, "facts-usage")
	}
	return h.setFacts(ctx, t, []activity.RecordID{activity.RecordID(n)}, deleted)
}

// pressFacts deletes what a message stated, or brings it back.
func (h *Handlers) pressFacts(ctx context.Context, t *turn, numbers []int64, deleted bool) error {
	if !may(t.member.Role, toState) || len(numbers) != 2 {
		return h.toast(ctx, t, "err-not-allowed")
	}
	return h.setFacts(ctx, t, span(numbers), deleted)
}

func (h *Handlers) setFacts(ctx context.Context, t *turn, ids []activity.RecordID, deleted bool) error {
	key, button, what := "fact-back", "button-undo", "factoff"
	if deleted {
		key, button, what = "fact-off", "button-redo", "factback"
	}
	lines := []string{t.text(key)}
	for _, id := range ids {
		f, err := h.Store.SetFactDeleted(ctx, activity.FactID(id), deleted, t.member.ID, h.Now())
		if errors.Is(err, activity.ErrNotFound) {
			return t.reply(ctx, "fact-gone")
		}
		if err != nil {
			return err
		}
		lines = append(lines, t.factLine(f))
	}
	if len(ids) == 0 {
		return h.toast(ctx, t, "button-old")
	}
	reply := activity.Reply{Text: strings.Join(lines, "\n"),
		Buttons: [][]activity.Button{{{Label: t.text(button), Data: factData(what, activity.FactID(ids[0]), len(ids))}}}}
	if t.Kind == activity.Press {
		reply.Replace = t.ID
	}
	_, err := t.say(ctx, reply)
	return err
}
