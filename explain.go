package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/bot"
	"dutybook/counting"
	"dutybook/figures"
	"dutybook/prompts"
	"dutybook/report"
	"dutybook/store"
	"dutybook/trial"
)

// explainer tells the trial's page what became of a message: it asks the store
// what a change did, package counting what a record adds, and the annual
// outline where that is printed. It only reads.
type explainer struct {
	committee *store.Committee
	rules     *prompts.Reader
	zone      *time.Location
	outline   report.Outline
}

// explained names the outline whose sections a story names.
const explained = "annual"

func newExplainer(cfg settings, committee *store.Committee, log *slog.Logger) (*explainer, error) {
	// What a message was taken for is read again, by rules: asking the model
	// once more would cost time and might tell another story.
	cfg.ModelKey, cfg.ModelURL = "", ""
	rules, err := newReader(cfg, log)
	if err != nil {
		return nil, err
	}
	outline, err := report.LoadOutline(explained)
	if err != nil {
		return nil, err
	}
	return &explainer{committee: committee, rules: rules, zone: cfg.Zone, outline: outline}, nil
}

func (e *explainer) story(ctx context.Context, told trial.Told) (trial.Story, error) {
	did, err := e.deeds(ctx, told)
	if err != nil {
		return trial.Story{}, err
	}
	story := trial.Story{Source: string(activity.FromRules), Intent: e.intent(ctx, told), Records: []trial.StoryRecord{}}
	names, err := e.names(ctx)
	if err != nil {
		return trial.Story{}, err
	}
	for _, d := range did {
		r, err := e.committee.Record(ctx, d.id)
		if err != nil {
			return trial.Story{}, err
		}
		if r.Source != "" {
			story.Source = string(r.Source)
		}
		tale, err := e.record(ctx, r, d, names)
		if err != nil {
			return trial.Story{}, err
		}
		story.Records = append(story.Records, tale)
	}
	return story, nil
}

// deed is what a message did to a record: "add", "edit" or "" for showing it.
type deed struct {
	id   activity.RecordID
	what string
	// made is the record as an edit left it.
	made activity.Record
}

func (e *explainer) deeds(ctx context.Context, told trial.Told) ([]deed, error) {
	chat, message := activity.ChatID(told.Chat), activity.MessageID(told.Message)
	if told.FromBot {
		ids, err := e.committee.Said(ctx, chat, message)
		var shown []deed
		for _, id := range ids {
			shown = append(shown, deed{id: id})
		}
		return shown, err
	}
	out, _, err := e.committee.Applied(ctx, bot.MessageKey(chat, message))
	var did []deed
	for _, r := range out.Added {
		did = append(did, deed{id: r.ID, what: "add"})
	}
	for _, edited := range out.Edited {
		did = append(did, deed{edited.After.ID, "edit", edited.After})
	}
	return did, err
}

func (e *explainer) intent(ctx context.Context, told trial.Told) string {
	switch {
	case told.FromBot:
		return "shown"
	case strings.HasPrefix(told.Text, "/"):
		return "command"
	}
	return string(e.rules.Read(ctx, told.Text, told.At.In(e.zone)).Intent)
}

func (e *explainer) names(ctx context.Context) (map[activity.MemberID]string, error) {
	members, err := e.committee.Members(ctx)
	names := map[activity.MemberID]string{}
	for _, m := range members {
		names[m.ID] = m.Name
	}
	return names, err
}

func (e *explainer) record(ctx context.Context, r activity.Record, d deed, names map[activity.MemberID]string) (trial.StoryRecord, error) {
	tale := trial.StoryRecord{
		Number: int64(r.ID), Title: r.Category.Name(activity.Hans), Member: names[r.Member], Day: r.Date.String(),
		Now: shownFigures(r.Quantities), Did: d.what, State: stateOf(r), SameAs: int64(r.SameAs), Sections: e.sections(r),
	}
	versions, err := e.committee.History(ctx, r.ID)
	if err != nil {
		return tale, err
	}
	for _, q := range read(r, d, versions).Quantities {
		tale.Figures = append(tale.Figures, trial.StoryFigure{Shown: shownFigure(q), Quote: q.Quote, Adds: q.Kind == activity.Additive})
	}
	for _, v := range versions {
		tale.History = append(tale.History, trial.StoryVersion{
			By: names[v.By], At: v.At.In(e.zone).Format("2006-01-02 15:04"), Shown: shownRecord(v.Was),
		})
	}
	tale.Totals, err = e.totals(ctx, r, names)
	return tale, err
}

// read is a record as its message was understood: before anything changed it,
// or as an edit left it.
func read(r activity.Record, d deed, versions []store.Version) activity.Record {
	switch {
	case d.what == "edit":
		return d.made
	case d.what == "add" && len(versions) > 0:
		return versions[0].Was
	}
	return r
}

func stateOf(r activity.Record) string {
	switch {
	case r.Deleted:
		return "deleted"
	case r.Doubt != "":
		return "doubtful"
	}
	return "live"
}

// sections are the headings under which the annual report tells of a record.
func (e *explainer) sections(r activity.Record) []string {
	var headings []string
	for _, s := range e.outline.Fed() {
		if stateOf(r) == "live" && slices.Contains(s.Categories, r.Category) {
			headings = append(headings, s.Heading())
		}
	}
	return headings
}

// totals are those a record is part of: with it and without it, what its event
// adds to the committee's and the member's totals of the year.
func (e *explainer) totals(ctx context.Context, r activity.Record, names map[activity.MemberID]string) ([]trial.StoryTotal, error) {
	event, err := e.committee.EventOf(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	share := counting.Of(event)
	share.Minus(counting.Of(slices.DeleteFunc(event, func(o activity.Record) bool { return o.ID == r.ID })))
	var rows []trial.StoryTotal
	for _, scope := range []counting.Scope{counting.Everyone, counting.OfMember(r.Member)} {
		tally, err := e.committee.Tally(ctx, scope, activity.Year(r.Date.Year))
		if err != nil {
			return nil, err
		}
		row := trial.StoryTotal{Scope: "all"}
		if scope != counting.Everyone {
			row = trial.StoryTotal{Scope: "member", Name: names[r.Member]}
		}
		rows = append(rows, totalsOf(row, share[scope], tally)...)
	}
	return rows, nil
}

func totalsOf(row trial.StoryTotal, share map[counting.Cell]activity.Amount, tally counting.Tally) []trial.StoryTotal {
	var rows []trial.StoryTotal
	for cell, n := range share {
		line, _ := tally.Line(cell.Category)
		one := row
		one.What, one.Of = string(cell.What), cell.Of
		switch cell.What {
		case counting.Sessions:
			one.Part, one.Total = signed(n, n.String()), fmt.Sprint(line.Sessions)
		case counting.Held:
			one.Part, one.Total = signed(n, n.String()), fmt.Sprint(line.Held)
		case counting.Attended:
			one.Part, one.Total = signed(n, n.String()), fmt.Sprint(line.Attended)
		case counting.Attendances:
			one.Part, one.Total = signed(n, n.String()), fmt.Sprint(line.Attendances)
		default:
			one.Part = signed(n, figures.Render(activity.Quantity{Value: n, Unit: cell.Unit, Approx: cell.Approx}))
			one.Of = cell.Of + " " + string(cell.Unit)
			for _, f := range line.Figures {
				if f.Of == cell.Of && counting.SameUnit(cell.Category, f.Of, f.Unit, cell.Unit) {
					one.Total = figures.Render(f.Quantity())
				}
			}
		}
		rows = append(rows, one)
	}
	slices.SortFunc(rows, func(a, b trial.StoryTotal) int {
		return strings.Compare(orderOf(a), orderOf(b))
	})
	return rows
}

// orderOf puts sessions first, then attendances, then figures.
func orderOf(t trial.StoryTotal) string {
	switch counting.What(t.What) {
	case counting.Sessions:
		return "0"
	case counting.Held, counting.Attended:
		return "0" + t.What
	case counting.Attendances:
		return "1"
	}
	return "2" + t.Of
}

func signed(n activity.Amount, shown string) string {
	if n > 0 {
		return "+" + shown
	}
	return shown
}

// shownFigure is a figure with what it counts before it.
func shownFigure(q activity.Quantity) string {
	return strings.TrimSuffix(q.Of, string(q.Unit)) + figures.Render(q)
}

func shownFigures(qs []activity.Quantity) string {
	parts := make([]string, len(qs))
	for i, q := range qs {
		parts[i] = shownFigure(q)
	}
	return strings.Join(parts, " ")
}

func shownRecord(r activity.Record) string {
	return strings.TrimSpace(strings.Join([]string{r.Category.Name(activity.Hans), r.Date.String(), shownFigures(r.Quantities), r.Place}, " "))
}
