package handlers

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/report"
	"dutybook/store"
)

// keptDraft is a draft over all its versions: what people wrote into it, how
// far it is, and what is open about it. The versions themselves are kept beside
// it (store.KeepVersion).
type keptDraft struct {
	Outline string          `json:"outline,omitempty"`
	Scope   counting.Scope  `json:"scope"`
	Period  activity.Period `json:"period"`
	// Compare has an annex on the year before, because somebody asked for it.
	Compare bool `json:"compare,omitempty"`
	// Stage counts from 0, a first draft, to signed.
	Stage   int          `json:"stage,omitempty"`
	Version int          `json:"version"`
	Human   report.Human `json:"human,omitzero"`
	// Figures that people changed and Conflicts between them wait for an answer.
	Figures   []askedFigure     `json:"figures,omitempty"`
	Conflicts []openConflict    `json:"conflicts,omitempty"`
	Wishes    map[string]string `json:"wishes,omitempty"`
	Claims    map[string]claim  `json:"claims,omitempty"`
	// Keys are the messages that made the versions, so that one delivered again
	// makes none.
	Keys map[string]int `json:"keys,omitempty"`
}

// The stages of a draft.
const (
	firstDraft = iota
	forComment
	forReview
	signed
)

type askedFigure struct {
	report.FigureChange
	Heading string `json:"heading"`
	Key     string `json:"key"`
	Answer  string `json:"answer,omitempty"`
}

type openConflict struct {
	report.Conflict
	Heading string `json:"heading"`
	Key     string `json:"key"`
	Settled bool   `json:"settled,omitempty"`
}

// claim says who works on a part until when.
type claim struct {
	By    activity.MemberID `json:"by"`
	Until time.Time         `json:"until"`
}

// maxVersionsKept is how many messages a draft remembers by their keys.
const maxVersionsKept = 50

// draftOf finds the draft of an outline, scope and period, or begins it.
func (h *Handlers) draftOf(ctx context.Context, t *turn, outline string, scope counting.Scope, period activity.Period) (shelved[keptDraft], error) {
	kept, err := shelf[keptDraft](ctx, h.Store, store.Drafts)
	if err != nil {
		return shelved[keptDraft]{}, err
	}
	for _, k := range kept {
		if k.Item.Outline == outline && k.Item.Scope == scope && k.Item.Period == period {
			return k, nil
		}
	}
	fresh := keptDraft{Outline: outline, Scope: scope, Period: period}
	id, err := h.Store.Put(ctx, store.Drafts, t.Key, fresh)
	return shelved[keptDraft]{id, fresh}, err
}

// draftNumbered reads a draft by its number, for whoever may.
func (h *Handlers) draftNumbered(ctx context.Context, id int64) (shelved[keptDraft], error) {
	kept, err := shelf[keptDraft](ctx, h.Store, store.Drafts)
	if err != nil {
		return shelved[keptDraft]{}, err
	}
	i := slices.IndexFunc(kept, func(k shelved[keptDraft]) bool { return k.ID == id })
	if i < 0 {
		return shelved[keptDraft]{}, fmt.Errorf("handlers: draft %d: %w", id, activity.ErrNotFound)
	}
	return kept[i], nil
}

func (h *Handlers) editDraft(ctx context.Context, id int64, with func(*keptDraft) error) error {
	return store.EditItem(ctx, h.Store, store.Drafts, id, with)
}

// nextVersion makes the next version of a draft; what people wrote stands in
// it. A message delivered again gets the version it made.
func (h *Handlers) nextVersion(ctx context.Context, t *turn, id int64, fresh report.Document) (doc report.Document, before *report.Document, err error) {
	var d keptDraft
	err = h.editDraft(ctx, id, func(k *keptDraft) error {
		if _, made := k.Keys[t.Key]; !made {
			k.Version++
			if k.Keys == nil || len(k.Keys) >= maxVersionsKept {
				k.Keys = map[string]int{}
			}
			k.Keys[t.Key] = k.Version
		}
		d = *k
		return nil
	})
	if err != nil {
		return doc, nil, err
	}
	version := d.Keys[t.Key]
	doc = d.Human.Over(fresh)
	doc.Origin = report.OriginOf(id, version)
	if before, err = h.versionOf(ctx, id, version-1); err != nil {
		return doc, nil, err
	}
	if before != nil && d.Stage > firstDraft {
		doc = report.MarkMoved(*before, doc)
	}
	return doc, before, h.Store.KeepVersion(ctx, id, version, doc)
}

// versionOf is a version of a draft, nil where there is none.
func (h *Handlers) versionOf(ctx context.Context, id int64, version int) (*report.Document, error) {
	if version < 1 {
		return nil, nil //nolint:nilnil // a first version has none before it
	}
	var doc report.Document
	err := h.Store.Version(ctx, id, version, &doc)
	if isNotFound(err) {
		return nil, nil //nolint:nilnil // so has one whose forerunner was dropped
	}
	return &doc, err
}

// fileOf is a document as the file that is sent.
func (h *Handlers) fileOf(ctx context.Context, t *turn, doc report.Document, stage int) (*activity.File, error) {
	doc, err := h.dressed(ctx, doc)
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if err := report.WriteDocx(&file, doc); err != nil {
		return nil, err
	}
	name := doc.Name()
	if stage > firstDraft {
		name += t.text("stage-file", "stage", t.text(stageKey(stage)))
	}
	return &activity.File{Name: name + ".docx", Data: file.Bytes()}, nil
}

func stageKey(stage int) string { return "stage-" + itoa(stage) }

// maxMoved is how many changes the answer lists.
const maxMoved = 6

// movedLines say what is different from the version before, late records named.
func (t *turn) movedLines(before *report.Document, now report.Document) []string {
	if before == nil {
		return nil
	}
	diff := report.Since(*before, now)
	if len(diff.Figures)+len(diff.Parts) == 0 {
		return []string{t.text("since-nothing")}
	}
	lines := []string{t.text("since-title")}
	for i, m := range diff.Figures {
		if i == maxMoved {
			lines = append(lines, t.text("since-more", "n", itoa(len(diff.Figures)-maxMoved)))
			break
		}
		line := t.text("since-figure", "what", strings.TrimRight(m.Definition, phraseEnds), "was", orNone(t, m.Was), "now", orNone(t, m.Now))
		if len(m.Late) > 0 {
			line += t.text("since-late", "ids", t.idList(m.Late))
		}
		lines = append(lines, line)
	}
	if len(diff.Parts) > 0 {
		lines = append(lines, t.text("since-parts", "list", strings.Join(diff.Parts[:min(maxMoved, len(diff.Parts))], t.text("list-mark"))))
	}
	return lines
}

func orNone(t *turn, figure string) string {
	if figure == "" {
		return t.text("since-none")
	}
	return figure
}

// draftButtons stand under a draft of the committee: change a part, and the
// next stage.
func draftButtons(t *turn, id int64, stage int) [][]activity.Button {
	n := activity.RecordID(id)
	if stage == signed {
		return [][]activity.Button{{{Label: t.text("button-reopen"), Data: data("stage", n, firstDraft)}}}
	}
	return [][]activity.Button{{
		{Label: t.text("button-parts"), Data: data("parts", n)},
		{Label: t.text("button-stage", "stage", t.text(stageKey(stage+1))), Data: data("stage", n, activity.RecordID(stage+1))},
	}}
}

// sayStage moves a draft to a stage and sends its latest version as that.
func (h *Handlers) sayStage(ctx context.Context, t *turn, id, stage int64) error {
	if stage < firstDraft || stage > signed {
		return h.toast(ctx, t, "button-old")
	}
	var d keptDraft
	err := h.editDraft(ctx, id, func(k *keptDraft) error {
		k.Stage = int(stage)
		d = *k
		return nil
	})
	if err != nil {
		return err
	}
	return h.sayKept(ctx, t, id, d)
}

// sayKept sends the latest version of a draft as it is.
func (h *Handlers) sayKept(ctx context.Context, t *turn, id int64, d keptDraft) error {
	var doc report.Document
	if err := h.Store.Version(ctx, id, d.Version, &doc); err != nil {
		return err
	}
	file, err := h.fileOf(ctx, t, doc, d.Stage)
	if err != nil {
		return err
	}
	key := "stage-set"
	if d.Stage == signed {
		key = "stage-signed"
	}
	_, err = t.say(ctx, activity.Reply{
		Text: t.text(key, "stage", t.text(stageKey(d.Stage)), "version", itoa(d.Version)),
		File: file, Buttons: draftButtons(t, id, d.Stage),
	})
	return err
}
