package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"dutybook/activity"
	"dutybook/report"
	"dutybook/store"
)

// What a secretary keeps for reports beside the records: points for parts no
// record speaks of, official wording, the outline of an earlier report, drafts.

// officeWords is texts/office.json: how people name parts and places of a
// report, the words that begin a span of days, and those that end a question.
type officeWords struct {
	Parts, Slots map[string][]string
	Since, Ends  []string
	// Must are the words that make wording mandatory.
	Must []string
	// Cosign are the words of a request to sign, and those by which a message
	// tells of signing that was done.
	Cosign struct{ Open, Sign, Done []string }
	// Session are the words for the time since the latest plenary session, and
	// for that of the session before it; As stands for them where a question is
	// read.
	Session struct {
		Current, Before []string
		As              string
	}
	// Compare are words that ask for the year before.
	Compare []string
}

// The questions whose answer is the next message or file; see store.Ask.
const (
	askNote    = "note"
	askPhrase  = "phrase"
	askOutline = "outline"
	askCheck   = "check"
)

// ask says a text and takes the next message or file as its answer.
func (h *Handlers) ask(ctx context.Context, t *turn, ask store.Ask, key string, pairs ...string) error {
	if err := h.Store.SetAsk(ctx, t.Chat, ask); err != nil {
		return err
	}
	return t.reply(ctx, key, pairs...)
}

// answerOffice takes a message as the answer to a question of this file; done
// is false when nothing was asked, or was answered by another message.
func (h *Handlers) answerOffice(ctx context.Context, t *turn, text string) (done bool, err error) {
	if !may(t.member.Role, toSeeGroup) {
		return false, nil
	}
	ask, waiting, err := h.Store.Asked(ctx, t.Chat)
	if err != nil || !waiting || ask.For == "" || ask.For != askSection && !may(t.member.Role, toDraft) || ask.Answered != "" && ask.Answered != t.Key {
		return false, err
	}
	if isOneOf(text, h.texts.office.Ends) {
		if err := h.Store.ForgetAsk(ctx, t.Chat); err != nil {
			return true, err
		}
		return true, t.reply(ctx, "ask-dropped")
	}
	answer, known := map[string]func(context.Context, *turn, store.Ask, string) error{
		askNote:    h.noteSaid,
		askPhrase:  h.phraseSaid,
		askOutline: h.outlineSaid,
		askCheck:   h.checkSaid,
		askWish:    h.wishSaid,
		askWords:   h.wordsSaid,
		askSection: h.sectionSaid,
	}[ask.For]
	// A report has lines; one sentence is work, and must not be taken for one.
	if !known || ask.For == askOutline && !strings.Contains(text, "\n") || ask.For == askSection && utf8.RuneCountInString(text) < minWords {
		return false, nil
	}
	ask.Answered = t.Key
	if err := h.Store.SetAsk(ctx, t.Chat, ask); err != nil {
		return true, err
	}
	return true, answer(ctx, t, ask, text)
}

func isOneOf(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(strings.Trim(text, phraseEnds), w) })
}

// named finds which of several things a word is a name of.
func named(word string, names map[string][]string) (string, bool) {
	for code, list := range names {
		if strings.EqualFold(word, code) || isOneOf(word, list) {
			return code, true
		}
	}
	return "", false
}

// pressOffice does what a button of notes, phrases, outlines and files says.
func (h *Handlers) pressOffice(ctx context.Context, t *turn, what string, numbers []int64) error {
	if !may(t.member.Role, toDraft) {
		return h.toast(ctx, t, "err-not-allowed")
	}
	switch {
	case what == "note" && len(numbers) == 1:
		return h.dropNote(ctx, t, numbers[0])
	case what == "notefor" && len(numbers) == 1 && int(numbers[0]) < len(noteParts):
		return h.askForNote(ctx, t, noteParts[numbers[0]])
	case what == "phrase" && len(numbers) == 2:
		return h.pressPhrase(ctx, t, numbers[0], numbers[1])
	case what == "outline" && len(numbers) == 2:
		return h.pressOutline(ctx, t, numbers[0], numbers[1])
	case what == "template" && len(numbers) == 1:
		return h.dropTemplate(ctx, t, numbers[0])
	case what == "paper" && len(numbers) == 2:
		return h.pressPaper(ctx, t, numbers[0], numbers[1])
	}
	return h.pressDraft(ctx, t, what, numbers)
}

// pressDraft does what a button under a draft says.
func (h *Handlers) pressDraft(ctx context.Context, t *turn, what string, n []int64) error {
	var err error
	switch {
	case what == "stage" && len(n) == 2:
		err = h.sayStage(ctx, t, n[0], n[1])
	case what == "parts" && len(n) == 1:
		err = h.sayParts(ctx, t, n[0])
	case what == "part" && len(n) == 3:
		err = h.sayPart(ctx, t, n[0], n[1], n[2])
	case what == "partdo" && len(n) == 4:
		err = h.doPart(ctx, t, n[0], n[1], n[2], n[3])
	case what == "figure" && len(n) == 3:
		err = h.answerFigure(ctx, t, n[0], n[1], n[2])
	case what == "clash" && len(n) == 3:
		err = h.settle(ctx, t, n[0], n[1], n[2])
	default:
		return h.toast(ctx, t, "button-old")
	}
	if isNotFound(err) {
		return h.toast(ctx, t, "button-old")
	}
	return err
}

// shelved is an item of a shelf, decoded.
type shelved[T any] struct {
	ID   int64
	Item T
}

func shelf[T any](ctx context.Context, c *store.Committee, name store.Shelf) ([]shelved[T], error) {
	items, err := c.Shelf(ctx, name)
	if err != nil {
		return nil, err
	}
	out := make([]shelved[T], len(items))
	for i, item := range items {
		out[i].ID = item.ID
		if err := json.Unmarshal(item.Raw, &out[i].Item); err != nil {
			return nil, fmt.Errorf("handlers: %s %d: %w", name, item.ID, err)
		}
	}
	return out, nil
}

// keptFor puts into a source what the office keeps for reports on its period.
func (h *Handlers) keptFor(ctx context.Context, src report.Source) (report.Source, error) {
	notes, err := shelf[keptNote](ctx, h.Store, store.Notes)
	if err != nil {
		return src, err
	}
	src.Notes = map[string][]string{}
	for _, n := range notes {
		if n.Item.Year == src.Period.To.Year {
			src.Notes[n.Item.Part] = append(src.Notes[n.Item.Part], n.Item.Text)
		}
	}
	phrases, err := shelf[report.Official](ctx, h.Store, store.Phrases)
	for _, p := range phrases {
		src.Official = append(src.Official, p.Item)
	}
	if err != nil {
		return src, err
	}
	if src.Words, err = h.wordsFor(ctx, src.Period); err != nil {
		return src, err
	}
	earlier, _, err := h.adopted(ctx)
	if err != nil {
		return src, err
	}
	src.LastYear = earlier.Item.LastYear
	facts, err := h.Store.OfficeFacts(ctx)
	src.Office = report.CurrentFacts(facts, activity.Date{Year: src.Period.To.Year, Month: src.Period.To.Month}.Last())
	return src, err
}

// buttonRows lays buttons out, at most three in a row.
func buttonRows(buttons []activity.Button) [][]activity.Button {
	return slices.Collect(slices.Chunk(buttons, 3))
}

// today is the committee's day.
func (h *Handlers) today() activity.Date { return activity.DateOf(h.Now().In(h.Zone)) }
