package handlers

import (
	"context"
	"errors"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/store"
)

// Photos are evidence, never asked for. What comes with words belongs to the
// record the words make; what comes without joins the record just told of, or
// waits an hour for words.

// joinsWithin is how long after a record a photo without words belongs to it.
const joinsWithin = time.Hour

// evidenceOf is the photo or file of a message; ok is false for one without.
func evidenceOf(t *turn) (e store.Evidence, ok bool) {
	if t.File == nil || t.File.Unique == "" || (t.Kind != activity.Photo && t.Kind != activity.Attach) {
		return e, false
	}
	e = store.Evidence{File: t.File.ID, Unique: t.File.Unique, At: t.SentAt}
	if t.Kind == activity.Attach {
		e.Kind, e.Name = t.Kind, t.File.Name
	}
	return e, true
}

// keepEvidence puts what came with a message, and the photos that waited for
// words, to the first record the message made.
func (h *Handlers) keepEvidence(ctx context.Context, t *turn, added []activity.Record) error {
	if len(added) == 0 {
		return nil
	}
	all, err := h.Store.Photos(ctx, t.Chat, t.From.ID)
	if err != nil {
		return err
	}
	waited := len(all) > 0
	if e, ok := evidenceOf(t); ok {
		all = append(all, e)
	}
	if err := h.Store.AddEvidence(ctx, added[0].ID, all...); err != nil {
		return err
	}
	if err := h.Store.SetAlbum(ctx, t.Chat, t.Album, added[0].ID); err != nil {
		return err
	}
	if waited {
		return h.Store.DropPhotos(ctx, t.Chat, t.From.ID)
	}
	return nil
}

// countKinds tells the photos and the files among what belongs to a record.
func countKinds(all []store.Evidence) (photos, files int) {
	for _, e := range all {
		if e.Kind == activity.Attach {
			files++
		} else {
			photos++
		}
	}
	return photos, files
}

// attachedLine says what belongs to a record.
func (t *turn) attachedLine(all []store.Evidence) string {
	photos, files := countKinds(all)
	var parts []string
	if photos > 0 {
		parts = append(parts, t.text("attached-photos", "n", itoa(photos)))
	}
	if files > 0 {
		parts = append(parts, t.text("attached-files", "n", itoa(files)))
	}
	return t.text("attached", "list", strings.Join(parts, t.text("list-mark")))
}

// maxAttached is how many photos and files are shown at once.
const maxAttached = 10

// pressAttached shows what belongs to a record to whoever may see the record.
func (h *Handlers) pressAttached(ctx context.Context, t *turn, id activity.RecordID) error {
	r, err := h.Store.Record(ctx, id)
	if errors.Is(err, activity.ErrNotFound) || err == nil && !maySee(t.member, r) {
		return h.toast(ctx, t, "not-yours")
	}
	if err != nil {
		return err
	}
	if r.Member != t.member.ID {
		if err := h.note(ctx, t, toSeeGroup, "evidence "+id.String()); err != nil {
			return err
		}
	}
	all, err := h.Store.Evidence(ctx, id)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return h.toast(ctx, t, "button-old")
	}
	for i, e := range all[:min(maxAttached, len(all))] {
		caption := t.text("attached-one", "id", id.String(), "at", itoa(i+1), "n", itoa(len(all)))
		file := activity.File{Kept: e.File, Name: e.Name, Picture: e.Kind != activity.Attach}
		if _, err := t.say(ctx, activity.Reply{Text: caption, File: &file}); err != nil {
			return err
		}
	}
	return nil
}

// photo takes a photo without words. Of an album only the first is answered.
func (h *Handlers) photo(ctx context.Context, t *turn) error {
	e, ok := evidenceOf(t)
	if !ok {
		return t.reply(ctx, "kind-photo")
	}
	id, err := h.Store.Album(ctx, t.Chat, t.Album)
	if err != nil {
		return err
	}
	if id != 0 {
		return h.Store.AddEvidence(ctx, id, e)
	}
	last, err := h.justTold(ctx, t)
	if err != nil {
		return err
	}
	if last.ID == 0 {
		first, err := h.Store.KeepPhoto(ctx, t.Chat, t.From.ID, e)
		if err != nil || !first {
			return err
		}
		return t.reply(ctx, "kind-photo")
	}
	if err := h.Store.AddEvidence(ctx, last.ID, e); err != nil {
		return err
	}
	if err := h.Store.SetAlbum(ctx, t.Chat, t.Album, last.ID); err != nil {
		return err
	}
	return t.reply(ctx, "photo-joined", "id", last.ID.String())
}

// file takes a file without words: it belongs to the record just told of, or is
// not understood.
func (h *Handlers) file(ctx context.Context, t *turn) error {
	e, ok := evidenceOf(t)
	last, err := h.justTold(ctx, t)
	if err != nil {
		return err
	}
	if !ok || last.ID == 0 {
		return t.reply(ctx, "kind-file")
	}
	if err := h.Store.AddEvidence(ctx, last.ID, e); err != nil {
		return err
	}
	return t.reply(ctx, "file-joined", "id", last.ID.String())
}

// justTold is the own record told last in this chat, if that was just now.
func (h *Handlers) justTold(ctx context.Context, t *turn) (activity.Record, error) {
	live, err := h.latestLive(ctx, t)
	if err != nil || len(live) == 0 {
		return activity.Record{}, err
	}
	r := live[0]
	if r.Chat != t.Chat || t.SentAt.Sub(r.SentAt) > joinsWithin {
		return activity.Record{}, nil
	}
	return r, nil
}

// pin takes a point on the map: its name becomes the place of the record just
// told of that has none. A bare point says nothing a report could print.
func (h *Handlers) pin(ctx context.Context, t *turn) error {
	last, err := h.justTold(ctx, t)
	if err != nil {
		return err
	}
	if t.Place == nil || t.Place.Title == "" || last.ID == 0 || last.Place != "" {
		return t.reply(ctx, "kind-place")
	}
	title := clip(t.Place.Title, 30)
	out, err := h.Store.Apply(ctx, h.edit(t, last.ID, func(r activity.Record) (activity.Record, error) {
		r.Place = title
		return r, nil
	}))
	if err != nil {
		return err
	}
	return h.sayAmended(ctx, t, out)
}

// forwarded asks whether the sender took part in what they forwarded; nothing
// counts before they said so. What one said oneself is told again.
func (h *Handlers) forwarded(ctx context.Context, t *turn) error {
	if err := h.Store.KeepForward(ctx, t.Chat, t.ID, store.Forward{Text: t.Text, Origin: t.Origin}); err != nil {
		return err
	}
	day := t.day(activity.DateOf(t.Origin.SentAt.In(h.Zone)))
	key := "forward-ask"
	if t.Origin.Name == "" {
		key = "forward-ask-nobody"
	}
	_, err := t.say(ctx, activity.Reply{Text: t.text(key, "name", t.Origin.Name, "day", day), Buttons: [][]activity.Button{{
		{Label: t.text("button-went"), Data: data("went", activity.RecordID(t.ID), 1)},
		{Label: t.text("button-not-went"), Data: data("went", activity.RecordID(t.ID), 0)},
	}}})
	return err
}

// pressWent records what was forwarded as work of the presser, dated by when it
// was said first, or drops it. The button in another's hands finds nothing: what
// was forwarded is kept for its chat.
func (h *Handlers) pressWent(ctx context.Context, t *turn, message activity.MessageID, went bool) error {
	if !went {
		_, err := t.say(ctx, activity.Reply{Text: t.text("forward-dropped"), Replace: t.ID})
		return err
	}
	f, err := h.Store.Forward(ctx, t.Chat, message)
	if errors.Is(err, activity.ErrNotFound) {
		return h.toast(ctx, t, "button-old")
	}
	if err != nil {
		return err
	}
	said := f.Origin.SentAt.In(h.Zone)
	u := h.Reader.Read(ctx, f.Text, said)
	if u.Intent != activity.Log || len(u.Records) == 0 {
		return t.reply(ctx, "forward-unclear")
	}
	// The forwarded message is what is recorded, however often the button is
	// pressed.
	t.Key, t.ID, t.SentAt, t.Kind = "w:"+itoa(int(t.Chat))+":"+itoa(int(message)), message, said, activity.Text
	return h.logWork(ctx, t, u)
}
