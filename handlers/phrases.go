package handlers

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"dutybook/activity"
	"dutybook/figures"
	"dutybook/report"
	"dutybook/store"
)

// maxPhrase is how long a piece of official wording can be, in characters.
const maxPhrase = 200

// slots are the places of a report wording is printed in, in the order of
// buttons.
var slots = []string{report.Opening, "next", "call"}

// What a button under wording does; from phraseSlot on it names one of slots.
const (
	phraseEnd = iota
	phraseBack
	phraseAdd
	phraseSlot
)

// phrases lists official wording, or takes a piece of it: "/phrases",
// "/phrases TEXT", with place and days on a second line.
func (h *Handlers) phrases(ctx context.Context, t *turn, args string) error {
	if args == "" {
		return h.sayPhrases(ctx, t, 0)
	}
	return h.keepPhrase(ctx, t, args)
}

func (h *Handlers) phraseSaid(ctx context.Context, t *turn, _ store.Ask, text string) error {
	return h.keepPhrase(ctx, t, text)
}

func (h *Handlers) keepPhrase(ctx context.Context, t *turn, said string) error {
	text, rest, _ := strings.Cut(said, "\n")
	phrase := h.datedPhrase(t, strings.Trim(strings.TrimSpace(text), "\u201c\u201d\""), rest)
	if n := utf8.RuneCountInString(phrase.Text); n < 2 || n > maxPhrase {
		return t.reply(ctx, "phrase-usage")
	}
	id, err := h.Store.Put(ctx, store.Phrases, t.Key, phrase)
	if err != nil {
		return err
	}
	reply := activity.Reply{Text: t.text("phrase-kept", "line", h.phraseLine(t, phrase))}
	if phrase.Slot == "" {
		reply.Text += "\n" + t.text("phrase-where")
		var row []activity.Button
		for i, slot := range slots {
			row = append(row, activity.Button{Label: t.text("slot-" + slot), Data: data("phrase", activity.RecordID(id), activity.RecordID(phraseSlot+i))})
		}
		reply.Buttons = [][]activity.Button{row}
	}
	_, err = t.say(ctx, reply)
	return err
}

// datedPhrase reads where wording is printed and from when to when it is in
// force.
func (h *Handlers) datedPhrase(t *turn, text, rest string) report.Official {
	p := report.Official{Text: text, Must: slices.ContainsFunc(h.texts.office.Must, func(w string) bool { return strings.Contains(rest, w) })}
	for slot, names := range h.texts.office.Slots {
		if slices.ContainsFunc(names, func(n string) bool { return strings.Contains(rest, n) }) {
			p.Slot = slot
		}
	}
	days := figures.Dates(rest, t.SentAt)
	since := slices.ContainsFunc(h.texts.office.Since, func(w string) bool { return strings.Contains(rest, w) })
	switch {
	case len(days) > 1:
		p.From, p.Until = days[0].First(), days[len(days)-1].Last()
	case len(days) == 1 && since:
		p.From = days[0].First()
	default:
		p.Until, _ = dayAhead(rest, t.SentAt)
	}
	return p
}

// phraseLine is wording with its place and days.
func (h *Handlers) phraseLine(t *turn, p report.Official) string {
	line := t.text("phrase-line", "text", p.Text)
	if p.Slot != "" {
		line += " · " + t.text("slot-"+p.Slot)
	}
	if p.Must {
		line += " · " + t.text("phrase-must")
	}
	if p.From != (activity.Date{}) {
		line += " · " + t.text("phrase-from", "day", t.day(p.From))
	}
	if p.Until != (activity.Date{}) {
		line += " · " + t.text("phrase-until", "day", t.day(p.Until))
	}
	if !p.InForce(h.today()) {
		line += t.text("phrase-out")
	}
	return line
}

// sayPhrases lists all wording; pressed buttons rewrite the list they are under.
func (h *Handlers) sayPhrases(ctx context.Context, t *turn, replace activity.MessageID) error {
	kept, err := shelf[report.Official](ctx, h.Store, store.Phrases)
	if err != nil {
		return err
	}
	lines := []string{t.text("phrase-title")}
	if len(kept) == 0 {
		lines = []string{t.text("phrase-none")}
	}
	buttons := []activity.Button{{Label: t.text("button-phrase"), Data: data("phrase", 0, phraseAdd)}}
	for i, p := range kept {
		n := itoa(i + 1)
		lines = append(lines, t.text("phrase-item", "n", n, "line", h.phraseLine(t, p.Item)))
		key, act := "button-phrase-end", activity.RecordID(phraseEnd)
		if !p.Item.InForce(h.today()) {
			key, act = "button-phrase-back", phraseBack
		}
		buttons = append(buttons, activity.Button{Label: t.text(key, "n", n), Data: data("phrase", activity.RecordID(p.ID), act)})
	}
	_, err = t.say(ctx, activity.Reply{Replace: replace, Text: strings.Join(lines, "\n"), Buttons: buttonRows(buttons)})
	return err
}

// pressPhrase ends wording with yesterday, takes it up again, or says where it
// is printed.
func (h *Handlers) pressPhrase(ctx context.Context, t *turn, id, act int64) error {
	if act == phraseAdd {
		return h.ask(ctx, t, store.Ask{For: askPhrase}, "phrase-ask")
	}
	if act >= int64(phraseSlot+len(slots)) {
		return h.toast(ctx, t, "button-old")
	}
	var now report.Official
	err := store.EditItem(ctx, h.Store, store.Phrases, id, func(p *report.Official) error {
		switch act {
		case phraseEnd:
			p.Until = activity.DateOf(h.Now().In(h.Zone).AddDate(0, 0, -1))
		case phraseBack:
			p.From, p.Until = activity.Date{}, activity.Date{}
		default:
			p.Slot = slots[act-phraseSlot]
		}
		now = *p
		return nil
	})
	if err != nil {
		return err
	}
	if act < phraseSlot {
		return h.sayPhrases(ctx, t, t.ID)
	}
	_, err = t.say(ctx, activity.Reply{Replace: t.ID, Text: t.text("phrase-kept", "line", h.phraseLine(t, now))})
	return err
}
