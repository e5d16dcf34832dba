package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"dutybook/activity"
	"dutybook/store"
)

// mydata hands a person all that is kept of them, as a file.
func (h *Handlers) mydata(ctx context.Context, t *turn, _ string) error {
	records, err := h.Store.Latest(ctx, t.member.ID, 0, maxSource)
	if err != nil {
		return err
	}
	_, groups, err := h.names(ctx)
	if err != nil {
		return err
	}
	type kept struct {
		activity.Record
		Versions []store.Version  `json:"versions,omitempty"`
		Evidence []store.Evidence `json:"evidence,omitempty"`
	}
	all := struct {
		Member  activity.Member `json:"member"`
		Group   string          `json:"group,omitempty"`
		Records []kept          `json:"records"`
		// Named are records of others that say the person took part; their words
		// are the others'.
		Named []namedIn `json:"named_in,omitempty"`
		// Entries are what the office told of the person for their score.
		Entries []keptEntry `json:"score_entries,omitempty"`
		// Events are those whose lists have the person.
		Events []listedAt `json:"events,omitempty"`
	}{Member: t.member, Group: groups[t.member.Group], Records: []kept{}}
	for _, r := range records {
		versions, err := h.Store.History(ctx, r.ID)
		if err != nil {
			return err
		}
		evidence, err := h.Store.Evidence(ctx, r.ID)
		if err != nil {
			return err
		}
		all.Records = append(all.Records, kept{r, versions, evidence})
	}
	if all.Named, err = h.namedIn(ctx, t.member.ID); err != nil {
		return err
	}
	entries, err := shelf[keptEntry](ctx, h.Store, store.Entries)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Item.Member == t.member.ID {
			all.Entries = append(all.Entries, e.Item)
		}
	}
	if all.Events, err = h.listedAt(ctx, t.member.ID); err != nil {
		return err
	}
	raw, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		return fmt.Errorf("handlers: data of a person: %w", err)
	}
	_, err = t.say(ctx, activity.Reply{
		Text: t.text("mydata", "n", itoa(len(records))),
		File: &activity.File{Name: t.text("mydata-file") + ".json", Data: raw},
	})
	return err
}

// listedAt is an event whose lists have a person: who was to come, asked for leave,
// says they were there.
type listedAt struct {
	Date    activity.Date `json:"date"`
	Text    string        `json:"text"`
	Invited bool          `json:"invited,omitempty"`
	Leave   bool          `json:"leave,omitempty"`
	Claim   bool          `json:"claim,omitempty"`
}

func (h *Handlers) listedAt(ctx context.Context, id activity.MemberID) ([]listedAt, error) {
	rolls, err := shelf[rollCall](ctx, h.Store, store.Rolls)
	var events []listedAt
	for _, r := range rolls {
		e := listedAt{r.Item.Date, r.Item.Text, among(r.Item.Invited, id), among(r.Item.Leave, id), slices.Contains(r.Item.Claim, id)}
		if e.Invited || e.Leave || e.Claim {
			events = append(events, e)
		}
	}
	return events, err
}

// namedIn is what a record of somebody else says of a person.
type namedIn struct {
	Record   activity.RecordID `json:"record"`
	Category activity.Category `json:"category"`
	Date     activity.Date     `json:"date"`
	// Absent is set when the person said that they were not there.
	Absent bool `json:"absent,omitempty"`
}

func (h *Handlers) namedIn(ctx context.Context, id activity.MemberID) ([]namedIn, error) {
	var named []namedIn
	err := h.Store.EachRecord(ctx, func(r activity.Record) error {
		if !r.Deleted && r.Member != id && (among(r.With, id) || among(r.Absent, id)) {
			named = append(named, namedIn{r.ID, r.Category, r.Date, among(r.Absent, id)})
		}
		return nil
	})
	return named, err
}

// The buttons of a wish to be forgotten.
const (
	forgetNo  = 0
	forgetYes = 1
)

// forget asks whether everything of a person shall be erased, or tells when it
// will be.
func (h *Handlers) forget(ctx context.Context, t *turn, _ string) error {
	at, wished, err := h.Store.Forgetting(ctx, t.member.ID)
	if err != nil {
		return err
	}
	if wished {
		return h.sayForgetting(ctx, t, t.day(activity.DateOf(at.In(h.Zone))))
	}
	_, err = t.say(ctx, activity.Reply{Text: t.text("forget-ask"), Buttons: [][]activity.Button{{
		{Label: t.text("button-forget"), Data: "forget:" + itoa(forgetYes)},
		{Label: t.text("button-keep"), Data: "forget:" + itoa(forgetNo)},
	}}})
	return err
}

func (h *Handlers) pressForget(ctx context.Context, t *turn, numbers []int64) error {
	if numbers[0] != forgetYes {
		if err := h.Store.KeepAfterAll(ctx, t.member.ID); err != nil {
			return err
		}
		_, err := t.say(ctx, activity.Reply{Text: t.text("forget-not"), Replace: t.ID})
		return err
	}
	if err := h.Store.WishForget(ctx, t.member.ID, h.Now()); err != nil {
		return err
	}
	at, _, err := h.Store.Forgetting(ctx, t.member.ID)
	if err != nil {
		return err
	}
	return h.sayForgetting(ctx, t, t.day(activity.DateOf(at.In(h.Zone))))
}

func (h *Handlers) sayForgetting(ctx context.Context, t *turn, day string) error {
	reply := activity.Reply{Text: t.text("forget-wished", "day", day), Buttons: [][]activity.Button{{
		{Label: t.text("button-keep"), Data: "forget:" + itoa(forgetNo)},
	}}}
	if t.Kind == activity.Press {
		reply.Replace = t.ID
	}
	_, err := t.say(ctx, reply)
	return err
}
