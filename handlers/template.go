package handlers

import (
	"context"
	"errors"

	"dutybook/activity"
	"dutybook/report"
	"dutybook/store"
)

// The house's template: a Word file whose page, headers, footers and styles
// drafts take. There is one at a time.

const askTemplate = "template"

// maxTemplate bounds the file: a page with a crest in its header has far less.
const maxTemplate = 2 << 20

// keptTemplate is a template as it came.
type keptTemplate struct {
	Name string            `json:"name"`
	Data []byte            `json:"data"`
	By   activity.MemberID `json:"by"`
}

// template shows which template drafts take, or takes one: "/template" with a
// file.
func (h *Handlers) template(ctx context.Context, t *turn, _ string) error {
	if t.File != nil {
		data, err := h.paper(ctx, t)
		if data == nil || err != nil {
			return err
		}
		return h.takeTemplate(ctx, t, data)
	}
	kept, ok, err := h.houseTemplate(ctx)
	if err != nil {
		return err
	}
	if err := h.Store.SetAsk(ctx, t.Chat, store.Ask{For: askTemplate}); err != nil {
		return err
	}
	if !ok {
		return t.reply(ctx, "template-ask")
	}
	_, err = t.say(ctx, activity.Reply{
		Text:    t.text("template-now", "name", kept.Item.Name),
		Buttons: [][]activity.Button{{{Label: t.text("button-template-off"), Data: data("template", activity.RecordID(kept.ID))}}},
	})
	return err
}

// takeTemplate keeps a file as the template in the place of the one before.
func (h *Handlers) takeTemplate(ctx context.Context, t *turn, file []byte) error {
	_, err := report.ReadTemplate(file)
	if len(file) > maxTemplate || errors.Is(err, activity.ErrInvalid) {
		return t.reply(ctx, "template-unfit")
	}
	if err != nil {
		return err
	}
	id, err := h.Store.Put(ctx, store.Templates, t.Key, keptTemplate{t.File.Name, file, t.member.ID})
	if err != nil {
		return err
	}
	all, err := shelf[keptTemplate](ctx, h.Store, store.Templates)
	if err != nil {
		return err
	}
	for _, k := range all {
		if k.ID != id {
			if err := h.Store.Take(ctx, store.Templates, k.ID); err != nil {
				return err
			}
		}
	}
	_, err = t.say(ctx, activity.Reply{
		Text:    t.text("template-set", "name", t.File.Name),
		Buttons: [][]activity.Button{{{Label: t.text("button-template-off"), Data: data("template", activity.RecordID(id))}}},
	})
	return err
}

func (h *Handlers) dropTemplate(ctx context.Context, t *turn, id int64) error {
	if err := h.Store.Take(ctx, store.Templates, id); err != nil {
		return err
	}
	_, err := t.say(ctx, activity.Reply{Replace: t.ID, Text: t.text("template-dropped"), Toast: t.text("toast-deleted")})
	return err
}

func (h *Handlers) houseTemplate(ctx context.Context) (shelved[keptTemplate], bool, error) {
	all, err := shelf[keptTemplate](ctx, h.Store, store.Templates)
	if err != nil || len(all) == 0 {
		return shelved[keptTemplate]{}, false, err
	}
	return all[len(all)-1], true, nil
}

// dressed is the document in the look of the house.
func (h *Handlers) dressed(ctx context.Context, doc report.Document) (report.Document, error) {
	kept, ok, err := h.houseTemplate(ctx)
	if err != nil || !ok {
		return doc, err
	}
	doc.Look.Template, err = report.ReadTemplate(kept.Item.Data)
	return doc, err
}
