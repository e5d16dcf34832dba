package handlers

import (
	"context"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/report"
	"dutybook/store"
)

// A leader who is shown a section may put it into other words; the report of
// the same period has them. What a draft says of a figure in them is what it
// says of every figure: that the records back it, or that somebody should look.

const askSection = "section"

// minWords is from how many characters a message can be a section: one sentence
// said meanwhile is work, and must not be taken for one.
const minWords = 30

// keptWords are a person's words on one kind of work of a scope and period.
type keptWords struct {
	Scope    counting.Scope    `json:"scope"`
	Category activity.Category `json:"category"`
	Period   activity.Period   `json:"period"`
	Text     string            `json:"text"`
	By       activity.MemberID `json:"by"`
	At       time.Time         `json:"at"`
}

// wordsButton offers to put a section of one kind of work into own words, to
// who may say what the scope's report reads.
func wordsButton(t *turn, scope counting.Scope, want activity.Request, p activity.Period) [][]activity.Button {
	if len(want.Categories) != 1 || scope != scopeOf(t.member) || !may(t.member.Role, toSeeGroup) {
		return nil
	}
	for i, row := range activity.Categories() {
		if row.Code == want.Categories[0] {
			button := data("ownwords", activity.RecordID(i), monthNumber(p.From), monthNumber(p.To))
			return [][]activity.Button{{{Label: t.text("button-own-words"), Data: button}}}
		}
	}
	return nil
}

// maxBareSaid is how many records without a matter are named.
const maxBareSaid = 3

// missing says what a section would be better with, "" for nothing.
func (t *turn) missing(m report.Missing) string {
	out := ""
	if len(m.Quarters) > 0 {
		var names []string
		for _, q := range m.Quarters {
			names = append(names, t.text("quarter-"+itoa(q)))
		}
		out += "\n" + t.text("section-empty", "quarters", strings.Join(names, t.text("list-mark")))
	}
	if n := len(m.Bare); n > 0 {
		var ids []string
		for _, id := range m.Bare[:min(n, maxBareSaid)] {
			ids = append(ids, id.String())
		}
		out += "\n" + t.text("section-bare", "n", itoa(n), "ids", strings.Join(ids, t.text("list-mark")))
	}
	return out
}

// monthNumber writes a month as a number a button can carry: 202603.
func monthNumber(m activity.Month) activity.RecordID {
	return activity.RecordID(m.Year*100 + int(m.Month))
}

func monthOfNumber(n int64) activity.Month {
	return activity.Month{Year: int(n / 100), Month: time.Month(n % 100)}
}

// pressSection asks for the words of a section.
func (h *Handlers) pressSection(ctx context.Context, t *turn, n []int64) error {
	rows := activity.Categories()
	switch {
	case !may(t.member.Role, toSeeGroup):
		return h.toast(ctx, t, "err-not-allowed")
	case len(n) != 3 || n[0] < 0 || n[0] >= int64(len(rows)):
		return h.toast(ctx, t, "button-old")
	}
	period := activity.Period{From: monthOfNumber(n[1]), To: monthOfNumber(n[2])}
	row := rows[n[0]]
	ask := store.Ask{For: askSection, Item: n[0], Part: data("", activity.RecordID(n[1]), activity.RecordID(n[2]))}
	return h.ask(ctx, t, ask, "section-words-ask", "category", row.Code.Name(t.lang), "period", t.period(period))
}

// sectionSaid keeps the words and says which figures in them no record backs.
func (h *Handlers) sectionSaid(ctx context.Context, t *turn, ask store.Ask, text string) error {
	months, err := parseNumbers(strings.TrimPrefix(ask.Part, ":"))
	rows := activity.Categories()
	if err != nil || len(months) != 2 || ask.Item < 0 || ask.Item >= int64(len(rows)) || !may(t.member.Role, toSeeGroup) {
		return t.reply(ctx, "button-old")
	}
	row := rows[ask.Item]
	kept := keptWords{
		Scope: scopeOf(t.member), Category: row.Code, Text: text, By: t.member.ID, At: t.SentAt,
		Period: activity.Period{From: monthOfNumber(months[0]), To: monthOfNumber(months[1])},
	}
	id, err := h.Store.Put(ctx, store.Words, t.Key, kept)
	if err != nil {
		return err
	}
	source, err := h.source(ctx, kept.Scope, kept.Period)
	if err != nil {
		return err
	}
	reply := t.text("section-words-kept", "period", t.period(kept.Period), "category", row.Code.Name(t.lang))
	var unbacked []string
	for _, f := range report.Unbacked(source, text) {
		unbacked = append(unbacked, f.Text)
	}
	if len(unbacked) > 0 {
		reply += "\n" + t.text("section-words-unbacked", "figures", strings.Join(unbacked, t.text("list-mark")))
	}
	_, err = t.say(ctx, activity.Reply{
		Text: reply, Buttons: [][]activity.Button{{{Label: t.text("button-undo"), Data: data("ownwordsoff", activity.RecordID(id))}}},
	})
	return err
}

// dropWords forgets a person's own words.
func (h *Handlers) dropWords(ctx context.Context, t *turn, n []int64) error {
	if len(n) != 1 {
		return h.toast(ctx, t, "button-old")
	}
	all, err := shelf[keptWords](ctx, h.Store, store.Words)
	if err != nil {
		return err
	}
	for _, k := range all {
		if k.ID == n[0] && k.Item.By != t.member.ID {
			return h.toast(ctx, t, "err-not-allowed")
		}
	}
	if err := h.Store.Take(ctx, store.Words, n[0]); err != nil {
		return err
	}
	_, err = t.say(ctx, activity.Reply{Replace: t.ID, Text: t.text("section-words-dropped"), Toast: t.text("toast-deleted")})
	return err
}

// wordsFor are the words kept for a period, of every scope and kind of work the
// latest.
func (h *Handlers) wordsFor(ctx context.Context, p activity.Period) ([]report.SectionWords, error) {
	all, err := shelf[keptWords](ctx, h.Store, store.Words)
	var out []report.SectionWords
	for i, k := range all {
		later := false
		for _, l := range all[i+1:] {
			later = later || l.Item.Scope == k.Item.Scope && l.Item.Category == k.Item.Category && l.Item.Period == k.Item.Period
		}
		if k.Item.Period == p && !later {
			out = append(out, report.SectionWords{Scope: k.Item.Scope, Category: k.Item.Category, Text: k.Item.Text})
		}
	}
	return out, err
}
