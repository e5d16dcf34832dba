package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"dutybook/activity"
	"dutybook/store"
)

// Papers are texts a secretary sends as a file: an earlier report to take the
// outline of, an edited text to check, a draft coming back. What a paper is for
// is told by the question it answers or its caption, else it is asked.

// The buttons under a paper nobody said the purpose of.
const (
	paperOutline = iota
	paperCheck
	paperDraft
)

// readablePaper reports whether a file of that name can be read as a text.
func readablePaper(name string) bool {
	return slices.Contains([]string{".docx", ".txt", ".md"}, strings.ToLower(path.Ext(name)))
}

// isPaper reports whether a file looks like a text, readable or not.
func isPaper(name string) bool {
	return readablePaper(name) || slices.Contains([]string{".doc", ".wps", ".pdf", ".odt", ".rtf"}, strings.ToLower(path.Ext(name)))
}

// paperFile takes a file that came without words.
func (h *Handlers) paperFile(ctx context.Context, t *turn) error {
	data, err := h.paper(ctx, t)
	if data == nil || err != nil {
		return err
	}
	if done, err := h.returned(ctx, t, data); done || err != nil {
		return err
	}
	ask, waiting, err := h.Store.Asked(ctx, t.Chat)
	if err != nil {
		return err
	}
	if waiting && (ask.Answered == "" || ask.Answered == t.Key) && (ask.For == askOutline || ask.For == askCheck || ask.For == askTemplate) {
		ask.Answered = t.Key
		if err := h.Store.SetAsk(ctx, t.Chat, ask); err != nil {
			return err
		}
		switch ask.For {
		case askCheck:
			return h.checkPaper(ctx, t, data, activity.Period{})
		case askTemplate:
			return h.takeTemplate(ctx, t, data)
		}
		return h.readOutline(ctx, t, data)
	}
	return h.askPurpose(ctx, t)
}

// paper fetches the file of a message; nil means that the person was told why
// it cannot be read.
func (h *Handlers) paper(ctx context.Context, t *turn) ([]byte, error) {
	if t.File == nil || !readablePaper(t.File.Name) || h.Fetch == nil {
		return nil, t.reply(ctx, "paper-unreadable")
	}
	data, err := h.Fetch(ctx, t.File.ID)
	if errors.Is(err, activity.ErrInvalid) || err == nil && len(data) == 0 {
		return nil, t.reply(ctx, "paper-unreadable")
	}
	return data, err
}

func (h *Handlers) askPurpose(ctx context.Context, t *turn) error {
	raw, err := json.Marshal(t.File)
	if err != nil {
		return fmt.Errorf("handlers: keep paper: %w", err)
	}
	if err := h.Store.KeepList(ctx, paperID(t, t.ID), raw); err != nil {
		return err
	}
	button := func(key string, what activity.RecordID) activity.Button {
		return activity.Button{Label: t.text(key), Data: data("paper", activity.RecordID(t.ID), what)}
	}
	_, err = t.say(ctx, activity.Reply{Text: t.text("paper-what"), Buttons: [][]activity.Button{{
		button("button-paper-outline", paperOutline), button("button-paper-check", paperCheck), button("button-paper-draft", paperDraft),
	}}})
	return err
}

func paperID(t *turn, message activity.MessageID) string {
	return "paper:" + listID(t, message)
}

// pressPaper does with a paper what its button says.
func (h *Handlers) pressPaper(ctx context.Context, t *turn, message, what int64) error {
	raw, err := h.Store.List(ctx, paperID(t, activity.MessageID(message)))
	if errors.Is(err, activity.ErrNotFound) {
		return h.toast(ctx, t, "button-old")
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, &t.File); err != nil {
		return fmt.Errorf("handlers: kept paper: %w", err)
	}
	data, err := h.paper(ctx, t)
	if data == nil || err != nil {
		return err
	}
	switch what {
	case paperOutline:
		return h.readOutline(ctx, t, data)
	case paperCheck:
		return h.checkPaper(ctx, t, data, activity.Period{})
	case paperDraft:
		return h.returnedUnmarked(ctx, t, data)
	}
	return h.toast(ctx, t, "button-old")
}

// outline shows the outline drafts follow, or takes one: "/outline" with a file,
// or with the text of a report behind it.
func (h *Handlers) outline(ctx context.Context, t *turn, args string) error {
	switch {
	case t.File != nil:
		data, err := h.paper(ctx, t)
		if data == nil || err != nil {
			return err
		}
		return h.readOutline(ctx, t, data)
	case args != "":
		return h.readOutline(ctx, t, []byte(args))
	}
	kept, ok, err := h.adopted(ctx)
	if err != nil {
		return err
	}
	if !ok {
		return h.ask(ctx, t, store.Ask{For: askOutline}, "outline-ask")
	}
	if err := h.Store.SetAsk(ctx, t.Chat, store.Ask{For: askOutline}); err != nil {
		return err
	}
	_, err = t.say(ctx, activity.Reply{
		Text:    t.text("outline-now", "title", kept.Item.title(t), "tree", h.tree(kept.Item.Tree)) + "\n" + t.text("outline-again"),
		Buttons: [][]activity.Button{{{Label: t.text("button-outline-off"), Data: "outline:" + strconv.FormatInt(kept.ID, 10) + ":0"}}},
	})
	return err
}

func (h *Handlers) outlineSaid(ctx context.Context, t *turn, _ store.Ask, text string) error {
	return h.readOutline(ctx, t, []byte(text))
}

// check holds a text against the records: "/check" with a file, or with the
// text behind it.
func (h *Handlers) check(ctx context.Context, t *turn, args string) error {
	switch {
	case t.File != nil:
		data, err := h.paper(ctx, t)
		if data == nil || err != nil {
			return err
		}
		period, _ := h.periodOf(t, args)
		if args == "" {
			period = activity.Period{}
		}
		return h.checkPaper(ctx, t, data, period)
	case args != "":
		return h.checkPaper(ctx, t, []byte(args), activity.Period{})
	}
	return h.ask(ctx, t, store.Ask{For: askCheck}, "check-ask")
}

func (h *Handlers) checkSaid(ctx context.Context, t *turn, _ store.Ask, text string) error {
	return h.checkPaper(ctx, t, []byte(text), activity.Period{})
}
