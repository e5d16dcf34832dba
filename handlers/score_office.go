package handlers

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"dutybook/activity"
	"dutybook/scoring"
	"dutybook/store"
)

// scoreOffice is /score for the office: nothing for the table of this year or, while
// it is off, the schemes; a year for its table; a word to turn off or to look at
// other schemes; a member's name for theirs, with more behind it to tell what the
// records cannot know; a file for a scheme of one's own.
func (h *Handlers) scoreOffice(ctx context.Context, t *turn, args string) error {
	now, _, err := h.yearNow(ctx, t)
	if err != nil {
		return err
	}
	year, rest := cutYear(args, now)
	word, _ := cutWord(rest)
	switch {
	case t.File != nil:
		return h.schemeFile(ctx, t, year)
	case rest == "":
		return h.scoreTable(ctx, t, year)
	case h.texts.isWord(rest, "off", "word-score-off"):
		return h.scoreOff(ctx, t, year)
	case h.texts.isWord(rest, "schemes", "word-score-schemes"):
		return h.listSchemes(ctx, t, year)
	}
	if p, ok := t.wholeYear(rest); ok {
		return h.scoreTable(ctx, t, p)
	}
	return h.withNamed(ctx, t, word, func(ctx context.Context, t *turn, m activity.Member) error {
		more := strings.TrimSpace(strings.TrimPrefix(rest, word))
		year, more := cutYear(more, year)
		if more == "" {
			if err := h.noteLook(ctx, t, m); err != nil {
				return err
			}
			return h.sayScore(ctx, t, m, year)
		}
		return h.addEntry(ctx, t, m, year, more)
	})
}

// noteLook notes that the office looked at a member's points.
func (h *Handlers) noteLook(ctx context.Context, t *turn, m activity.Member) error {
	return h.Store.Note(ctx, t.Key, store.Entry{Do: store.DidLook, By: t.member.ID, At: h.Now(), Member: m.ID})
}

// scoreOn turns a scheme on for its year.
func (h *Handlers) scoreOn(ctx context.Context, t *turn, id int64) error {
	all, err := shelf[keptScheme](ctx, h.Store, store.Schemes)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(k shelved[keptScheme]) bool { return k.ID == id })
	if i < 0 {
		return h.toast(ctx, t, "button-old")
	}
	year := all[i].Item.Year
	if done, err := h.scoreFrozen(ctx, t, year); done || err != nil {
		return err
	}
	s, err := scoring.Parse(all[i].Item.Scheme)
	if err != nil {
		return err
	}
	err = store.EditItem(ctx, h.Store, store.Schemes, id, func(k *keptScheme) error {
		k.On, k.Used, k.At, k.By = true, true, h.Now(), t.member.ID
		return nil
	})
	if err != nil {
		return err
	}
	if err := h.noteScore(ctx, t, store.DidScore, itoa(year)+" "+s.ID+" "+s.Version); err != nil {
		return err
	}
	_, err = t.say(ctx, activity.Reply{
		Text:    t.text("score-on", "year", itoa(year), "name", plain(s.Name)),
		Buttons: [][]activity.Button{{{Label: t.text("button-score-off"), Data: "scoreoff:" + itoa(year)}}},
	})
	return err
}

// scoreOff turns scoring off for a year; what was told for it is kept.
func (h *Handlers) scoreOff(ctx context.Context, t *turn, year int) error {
	if done, err := h.scoreFrozen(ctx, t, year); done || err != nil {
		return err
	}
	all, err := shelf[keptScheme](ctx, h.Store, store.Schemes)
	if err != nil {
		return err
	}
	reply := activity.Reply{Text: t.text("score-is-off", "year", itoa(year))}
	for _, k := range all {
		if k.Item.Year != year || !k.Item.On {
			continue
		}
		err := store.EditItem(ctx, h.Store, store.Schemes, k.ID, func(k *keptScheme) error { k.On = false; return nil })
		if err != nil {
			return err
		}
		reply.Buttons = [][]activity.Button{{{Label: t.text("button-score-again"), Data: "scoreon:" + strconv.FormatInt(k.ID, 10)}}}
	}
	if err := h.noteScore(ctx, t, store.DidUnscore, itoa(year)); err != nil {
		return err
	}
	_, err = t.say(ctx, reply)
	return err
}

// scoreFrozen refuses to move the points of a frozen year.
func (h *Handlers) scoreFrozen(ctx context.Context, t *turn, year int) (done bool, err error) {
	s, err := h.scheme(ctx, year)
	if err != nil {
		return false, err
	}
	y, err := h.scoreYear(ctx, s, year)
	if err != nil || y.frozen == (activity.Date{}) {
		return false, err
	}
	return true, t.reply(ctx, "score-frozen", "year", itoa(year))
}

func (h *Handlers) noteScore(ctx context.Context, t *turn, did store.Deed, what string) error {
	return h.Store.Note(ctx, t.Key+":"+string(did), store.Entry{Do: did, By: t.member.ID, At: h.Now(), What: clip(what, maxWhat)})
}
