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
	"dutybook/scoring"
	"dutybook/store"
)

// A scheme is looked at before it is turned on: what it says, and of how many
// something would come of it with the records there are. Nothing changes by that.

// listSchemes offers the schemes that come along.
func (h *Handlers) listSchemes(ctx context.Context, t *turn, year int) error {
	all, err := scoring.BuiltIn()
	if err != nil {
		return err
	}
	now, err := h.scheme(ctx, year)
	if err != nil {
		return err
	}
	lines := []string{t.text("score-schemes")}
	if now == nil {
		lines = []string{t.text("score-none", "year", itoa(year)), t.text("score-schemes")}
	}
	var buttons []activity.Button
	for i, s := range all {
		if !s.For(year) {
			continue
		}
		lines = append(lines, t.text("score-scheme", "n", itoa(i+1), "name", s.Name))
		buttons = append(buttons, activity.Button{Label: itoa(i + 1), Data: fmt.Sprintf("scorepick:%d:%d", i, year)})
	}
	lines = append(lines, t.text("score-schemes-own"))
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(lines, "\n"), Buttons: buttonRows(buttons)})
	return err
}

func (h *Handlers) pickScheme(ctx context.Context, t *turn, n, year int) error {
	all, err := scoring.BuiltIn()
	if err != nil {
		return err
	}
	if n >= len(all) {
		return h.toast(ctx, t, "button-old")
	}
	return h.preview(ctx, t, all[n], year)
}

// isScheme reports whether a file may be a scheme.
func isScheme(name string) bool { return strings.EqualFold(path.Ext(name), ".json") }

// schemeFile takes a scheme of one's own and shows what it would do.
func (h *Handlers) schemeFile(ctx context.Context, t *turn, year int) error {
	if h.Fetch == nil || t.File == nil || !isScheme(t.File.Name) {
		return t.reply(ctx, "score-file")
	}
	raw, err := h.Fetch(ctx, t.File.ID)
	if err != nil && !errors.Is(err, activity.ErrInvalid) {
		return err
	}
	s, err := scoring.Parse(raw)
	var fault *scoring.Fault
	if errors.As(err, &fault) {
		return t.reply(ctx, "score-bad", "name", plain(fault.Name), "fault", t.text("score-bad-"+string(fault.What)))
	}
	if err != nil {
		return err
	}
	return h.preview(ctx, t, s, year)
}

// preview tells what a scheme says and what it would come to with the records
// there are, and asks whether to turn it on. Nothing has changed until then.
func (h *Handlers) preview(ctx context.Context, t *turn, s *scoring.Scheme, year int) error {
	if !s.For(year) {
		return t.reply(ctx, "score-not-for", "name", plain(s.Name), "year", itoa(year))
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("handlers: keep scheme: %w", err)
	}
	id, err := h.Store.Put(ctx, store.Schemes, t.Key, keptScheme{Year: year, Scheme: raw, By: t.member.ID, At: h.Now()})
	if err != nil {
		return err
	}
	if err := h.dropUnused(ctx, year, id); err != nil {
		return err
	}
	rows, err := h.statements(ctx, s, year)
	if err != nil {
		return err
	}
	lines := append(t.schemeLines(s), t.trial(s, rows, year))
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(lines, "\n"), Buttons: [][]activity.Button{{
		{Label: t.text("button-score-on", "year", itoa(year)), Data: "scoreon:" + strconv.FormatInt(id, 10)},
		{Label: t.text("button-score-schemes"), Data: "scoreall:" + itoa(year)},
	}}})
	return err
}

// dropUnused takes away what was looked at for a year before and never turned on.
func (h *Handlers) dropUnused(ctx context.Context, year int, but int64) error {
	all, err := shelf[keptScheme](ctx, h.Store, store.Schemes)
	if err != nil {
		return err
	}
	for _, k := range all {
		if k.Item.Year != year || k.Item.Used || k.ID == but {
			continue
		}
		if err := h.Store.Take(ctx, store.Schemes, k.ID); err != nil {
			return err
		}
	}
	return nil
}

// schemeLines tell what a scheme says.
func (t *turn) schemeLines(s *scoring.Scheme) []string {
	lines := []string{t.text("score-is", "name", plain(s.Name), "version", plain(s.Version))}
	if s.Source != "" {
		lines = append(lines, t.text("score-source", "source", plain(s.Source)))
	}
	if s.Session {
		lines = append(lines, t.text("score-by-session"))
	}
	var office []string
	for _, g := range s.Groups {
		var parts []string
		for _, it := range s.Items {
			if it.Group == g.ID {
				parts = append(parts, plain(it.Name)+plusMinus(it.Points)+t.jointly(it.Joint))
			}
			if it.Group == g.ID && it.Entered() {
				office = append(office, plain(it.Name))
			}
		}
		line := t.text("score-has", "name", plain(g.Name), "items", strings.Join(parts, t.text("list-mark")))
		if g.Start > 0 {
			line += t.text("score-starts", "points", g.Start.String())
		}
		if g.Cap > 0 {
			line += t.text("score-cap", "cap", g.Cap.String())
		}
		lines = append(lines, line)
	}
	if len(office) > 0 {
		lines = append(lines, t.text("score-office", "list", strings.Join(office, t.text("list-mark")), "name", office[0]))
	}
	for _, note := range s.Notes {
		lines = append(lines, t.text("score-note", "note", plain(note)))
	}
	return lines
}

// jointly tells how several signers share, "" for who do not.
func (t *turn) jointly(j *scoring.Joint) string {
	switch {
	case j == nil:
		return ""
	case j.Lead != nil:
		return t.text("score-joint", "lead", j.Lead.String(), "other", j.Other.String())
	case j.Equal:
		return t.text("score-joint-equal")
	}
	return t.text("score-joint-split", "n", itoa(int(j.Percent)))
}

// trial tells what a scheme comes to, of how many and nothing of whom.
func (t *turn) trial(s *scoring.Scheme, rows []scored, year int) string {
	some, short := 0, 0
	for _, r := range rows {
		if slices.ContainsFunc(r.statement.Groups, func(g scoring.GroupSum) bool {
			return slices.ContainsFunc(g.Items, func(it scoring.ItemSum) bool { return len(it.Lines) > 0 })
		}) {
			some++
		}
		if len(r.statement.Missing) > 0 {
			short++
		}
	}
	if len(s.Minimum) == 0 {
		return t.text("score-trial-bare", "year", itoa(year), "n", itoa(len(rows)), "some", itoa(some))
	}
	return t.text("score-trial", "year", itoa(year), "n", itoa(len(rows)), "some", itoa(some), "short", itoa(short))
}
