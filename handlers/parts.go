package handlers

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/report"
	"dutybook/store"
)

// The parts of a draft, one at a time: read, written again with a wish, put
// into a secretary's own words, locked. Whoever opens a part has it for a
// while, so that two do not write over each other.

const (
	askWish  = "wish"
	askWords = "words"
)

// claimFor is how long an opened part is somebody's.
const claimFor = 30 * time.Minute

// What the buttons under a part do.
const (
	partWish = iota
	partWords
	partLock
	partFree
)

// sayParts lists the parts of a draft's latest version, a button each.
func (h *Handlers) sayParts(ctx context.Context, t *turn, id int64) error {
	kept, doc, err := h.latest(ctx, id)
	if err != nil {
		return err
	}
	var rows [][]activity.Button
	for i, p := range doc.Parts {
		if len(p.Paragraphs) == 0 {
			continue
		}
		label := t.partName(p.Heading, linesOf(p))
		if isLocked(kept.Item, p.ID) {
			label += t.text("part-locked-mark")
		}
		rows = append(rows, []activity.Button{{Label: label, Data: data("part", activity.RecordID(id), activity.RecordID(kept.Item.Version), activity.RecordID(i))}})
	}
	_, err = t.say(ctx, activity.Reply{Text: t.text("parts-title"), Buttons: rows})
	return err
}

// latest is a draft and the document of its latest version.
func (h *Handlers) latest(ctx context.Context, id int64) (shelved[keptDraft], report.Document, error) {
	var doc report.Document
	kept, err := h.draftNumbered(ctx, id)
	if err == nil {
		err = h.Store.Version(ctx, id, kept.Item.Version, &doc)
	}
	return kept, doc, err
}

func linesOf(p report.DocumentPart) []string {
	var lines []string
	for _, paragraph := range p.Paragraphs {
		line := paragraph.Text()
		if paragraph.Heading != "" {
			line = paragraph.Heading + "\u3002" + line
		}
		lines = append(lines, line)
	}
	return lines
}

func isLocked(d keptDraft, part string) bool {
	return slices.ContainsFunc(d.Human.Parts, func(p report.HumanPart) bool { return p.ID == part && p.Change == report.Locked })
}

// sayPart shows a part and claims it for who pressed.
func (h *Handlers) sayPart(ctx context.Context, t *turn, id, version, at int64) error {
	kept, doc, err := h.latest(ctx, id)
	if err != nil {
		return err
	}
	if int64(kept.Item.Version) != version || at >= int64(len(doc.Parts)) || kept.Item.Stage == signed {
		return h.toast(ctx, t, "button-old")
	}
	part := doc.Parts[at]
	holder, err := h.claim(ctx, t, id, part.ID)
	if err != nil {
		return err
	}
	text := clip(strings.Join(append([]string{part.Heading}, linesOf(part)...), "\n"), 1500)
	if holder.By != t.member.ID {
		people, _, err := h.names(ctx)
		if err != nil {
			return err
		}
		_, err = t.say(ctx, activity.Reply{Text: text + "\n\n" + t.text("part-claimed", "name", people[holder.By], "time", holder.Until.In(h.Zone).Format("15:04"))})
		return err
	}
	button := func(key string, act activity.RecordID) activity.Button {
		return activity.Button{Label: t.text(key), Data: data("partdo", activity.RecordID(id), activity.RecordID(version), activity.RecordID(at), act)}
	}
	row := []activity.Button{button("button-wish", partWish), button("button-words", partWords), button("button-lock", partLock)}
	if isLocked(kept.Item, part.ID) {
		row = []activity.Button{button("button-unlock", partFree)}
	}
	_, err = t.say(ctx, activity.Reply{Text: strings.TrimSpace(text), Buttons: [][]activity.Button{row}})
	return err
}

// claim gives a part to who asks unless somebody else has it, and tells whose
// it is.
func (h *Handlers) claim(ctx context.Context, t *turn, id int64, part string) (claim, error) {
	var holder claim
	now := h.Now()
	err := h.editDraft(ctx, id, func(k *keptDraft) error {
		if holder = k.Claims[part]; holder.By != t.member.ID && holder.Until.After(now) {
			return nil
		}
		holder = claim{t.member.ID, now.Add(claimFor).UTC()}
		if k.Claims == nil {
			k.Claims = map[string]claim{}
		}
		k.Claims[part] = holder
		return nil
	})
	return holder, err
}

// doPart carries out a button under a part.
func (h *Handlers) doPart(ctx context.Context, t *turn, id, version, at, act int64) error {
	kept, doc, err := h.latest(ctx, id)
	if err != nil {
		return err
	}
	if int64(kept.Item.Version) != version || at >= int64(len(doc.Parts)) || kept.Item.Stage == signed {
		return h.toast(ctx, t, "button-old")
	}
	part := doc.Parts[at]
	holder, err := h.claim(ctx, t, id, part.ID)
	if err != nil {
		return err
	}
	if holder.By != t.member.ID {
		return h.toast(ctx, t, "part-claimed-toast")
	}
	name := t.partName(part.Heading, nil)
	switch act {
	case partWish:
		return h.ask(ctx, t, store.Ask{For: askWish, Item: id, Part: part.ID}, "wish-ask", "part", name)
	case partWords:
		return h.ask(ctx, t, store.Ask{For: askWords, Item: id, Part: part.ID}, "words-ask", "part", name)
	}
	err = h.editDraft(ctx, id, func(k *keptDraft) error {
		k.Human = k.Human.Without(part.ID)
		if act == partLock {
			k.Human = k.Human.Put(report.Lock(doc, part.ID, t.hand(*k)))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return t.reply(ctx, map[bool]string{true: "part-locked", false: "part-free"}[act == partLock], "part", name)
}

func (t *turn) hand(d keptDraft) report.Hand {
	return report.Hand{By: t.member.Name, Version: d.Version + 1, Key: t.Key}
}

// wishSaid has a part written again as somebody wishes.
func (h *Handlers) wishSaid(ctx context.Context, t *turn, ask store.Ask, text string) error {
	return h.rewrite(ctx, t, ask.Item, func(k *keptDraft, _ report.Document) error {
		if k.Wishes == nil {
			k.Wishes = map[string]string{}
		}
		k.Wishes[ask.Part] = text
		k.Human = k.Human.Without(ask.Part)
		return nil
	}, ask.Part)
}

// wordsSaid puts a secretary's own words into a part.
func (h *Handlers) wordsSaid(ctx context.Context, t *turn, ask store.Ask, text string) error {
	return h.rewrite(ctx, t, ask.Item, func(k *keptDraft, doc report.Document) error {
		lines := slices.DeleteFunc(strings.Split(text, "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
		k.Human = k.Human.Put(report.Written(doc, ask.Part, lines, t.hand(*k)))
		return nil
	}, ask.Part)
}

// rewrite changes a draft, makes its next version and shows the part.
func (h *Handlers) rewrite(ctx context.Context, t *turn, id int64, with func(*keptDraft, report.Document) error, part string) error {
	kept, doc, err := h.latest(ctx, id)
	if err != nil {
		return err
	}
	holder, err := h.claim(ctx, t, id, part)
	if err != nil {
		return err
	}
	if holder.By != t.member.ID || kept.Item.Stage == signed {
		return t.reply(ctx, "part-claimed-toast")
	}
	if _, done := kept.Item.Keys[t.Key]; !done {
		err := h.editDraft(ctx, id, func(k *keptDraft) error { return with(k, doc) })
		if err != nil {
			return err
		}
	}
	d, now, _, err := h.redraft(ctx, t, id, nil)
	if err != nil {
		return err
	}
	file, err := h.fileOf(ctx, t, now, d.Stage)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(now.Parts, func(p report.DocumentPart) bool { return p.ID == part })
	if i < 0 {
		return fmt.Errorf("handlers: part %q: %w", part, activity.ErrNotFound)
	}
	text := clip(strings.Join(append([]string{now.Parts[i].Heading}, linesOf(now.Parts[i])...), "\n"), 700)
	_, err = t.say(ctx, activity.Reply{
		Text: t.text("part-now", "version", itoa(d.Version), "text", strings.TrimSpace(text)), File: file, Buttons: draftButtons(t, id, d.Stage),
	})
	return err
}

// redraft makes a draft's next version from the records as they are now.
func (h *Handlers) redraft(ctx context.Context, t *turn, id int64, progress func(done, total int)) (keptDraft, report.Document, *report.Document, error) {
	fail := func(err error) (keptDraft, report.Document, *report.Document, error) {
		return keptDraft{}, report.Document{}, nil, err
	}
	kept, err := h.draftNumbered(ctx, id)
	if err != nil {
		return fail(err)
	}
	outline, err := h.outlineOf(ctx, kept.Item.Outline)
	if err != nil {
		return fail(err)
	}
	source, err := h.source(ctx, kept.Item.Scope, kept.Item.Period)
	if err != nil {
		return fail(err)
	}
	if kept.Item.Compare {
		compared, err := h.comparison(ctx, kept.Item.Scope, kept.Item.Period)
		if err != nil {
			return fail(err)
		}
		source.Comparison = &compared
	}
	if progress == nil {
		progress = func(int, int) {}
	}
	fresh := h.written(ctx, source, outline.Wished(kept.Item.Wishes), progress)
	doc, before, err := h.nextVersion(ctx, t, id, fresh)
	if err != nil {
		return fail(err)
	}
	kept, err = h.draftNumbered(ctx, id)
	return kept.Item, doc, before, err
}
