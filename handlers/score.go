package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"dutybook/activity"
	"dutybook/scoring"
	"dutybook/store"
)

// Scoring (履职积分) is off until the office turns it on for a year, with a scheme
// that is kept with that year. A member sees their own points and nobody else's,
// the office everybody's in the order of the roster; there is no ranking, and
// nothing of it is ever said in a group.

// keptScheme is a scheme the office looked at for a year; On once it was turned
// on. Of several that are, the one turned on last holds.
type keptScheme struct {
	Year   int             `json:"year"`
	Scheme json.RawMessage `json:"scheme"`
	On     bool            `json:"on,omitempty"`
	// Used is set once it was on; what never was goes with the next that is looked
	// at.
	Used bool              `json:"used,omitempty"`
	By   activity.MemberID `json:"by"`
	At   time.Time         `json:"at"`
}

// score shows the own points of a year: "/score", "/score 2025". With more behind
// it, it is the office's.
func (h *Handlers) score(ctx context.Context, t *turn, args string) error {
	if !t.Private {
		return t.reply(ctx, "score-private")
	}
	if may(t.member.Role, toScore) {
		return h.scoreOffice(ctx, t, args)
	}
	year, _, err := h.yearNow(ctx, t)
	if err != nil {
		return err
	}
	if args != "" {
		var ok bool
		if year, ok = t.wholeYear(args); !ok {
			return h.refuse(ctx, t)
		}
	}
	return h.sayScore(ctx, t, t.member, year)
}

// pressScore does what a button of scoring says.
func (h *Handlers) pressScore(ctx context.Context, t *turn, what string, n []int64) error {
	own := what == "score" && len(n) == 3 && n[0] == 0
	if !t.Private || !own && !may(t.member.Role, toScore) {
		return h.toast(ctx, t, "err-not-allowed")
	}
	switch {
	case own && n[2] == 0:
		return h.sayScore(ctx, t, t.member, int(n[1]))
	case own:
		return h.sayPoints(ctx, t, t.member, int(n[1]), int(n[2]-1))
	case what == "score" && len(n) == 3:
		m, err := h.Store.Member(ctx, memberNumbered(n[0]))
		if err != nil {
			return err
		}
		if err := h.noteLook(ctx, t, m); err != nil {
			return err
		}
		return h.sayPoints(ctx, t, m, int(n[1]), int(max(0, n[2]-1)))
	case len(n) == 2 && what == "scorepick":
		return h.pickScheme(ctx, t, int(n[0]), int(n[1]))
	case len(n) != 1:
		return h.toast(ctx, t, "button-old")
	case what == "scoreon":
		return h.scoreOn(ctx, t, n[0])
	case what == "scoreoff":
		return h.scoreOff(ctx, t, int(n[0]))
	case what == "scoreall":
		return h.listSchemes(ctx, t, int(n[0]))
	case what == "entryoff", what == "entryon":
		return h.setEntry(ctx, t, n[0], what == "entryoff")
	}
	return h.toast(ctx, t, "button-old")
}

// scheme is the one a year is scored by; nil where scoring is off.
func (h *Handlers) scheme(ctx context.Context, year int) (*scoring.Scheme, error) {
	all, err := shelf[keptScheme](ctx, h.Store, store.Schemes)
	if err != nil {
		return nil, err
	}
	return schemeOf(all, year)
}

// schemeOf reads the scheme of a year out of those kept; nil where none is on.
func schemeOf(all []shelved[keptScheme], year int) (*scoring.Scheme, error) {
	kept, ok := inForce(all, year)
	if !ok {
		return nil, nil
	}
	return scoring.Parse(kept.Scheme)
}

// inForce is the scheme turned on last for a year; ok is false where none is on.
func inForce(all []shelved[keptScheme], year int) (kept keptScheme, ok bool) {
	for _, k := range all {
		if k.Item.On && k.Item.Year == year && (!ok || !k.Item.At.Before(kept.At)) {
			kept, ok = k.Item, true
		}
	}
	return kept, ok
}

// sayScore tells a member's points of a year by groups, what the minimum still
// asks for, and offers where each point comes from.
func (h *Handlers) sayScore(ctx context.Context, t *turn, m activity.Member, year int) error {
	st, _, err := h.statement(ctx, m, year)
	if err != nil {
		return err
	}
	if st == nil {
		return t.reply(ctx, "score-off", "year", itoa(year))
	}
	own := m.ID == t.member.ID
	title := t.text("score-title", "year", itoa(year), "points", st.Total.String())
	if !own {
		title = t.text("score-title-of", "name", m.Name, "year", itoa(year), "points", st.Total.String())
	}
	y, err := h.scoreYear(ctx, st.Scheme, year)
	if err != nil {
		return err
	}
	// What a year is worth is not said before it is over.
	if st.Grade != "" && y.over {
		title += t.text("score-grade", "grade", plain(st.Grade))
	}
	lines := []string{title}
	if _, calendar := y.period.WholeYear(); !calendar {
		lines = append(lines, t.text("score-session", "period", t.period(y.period)))
	}
	lines = append(lines, t.groupLines(*st)...)
	for _, v := range st.Vetoed {
		if y.over {
			lines = append(lines, t.text("score-veto", "name", plain(v), "grade", plain(st.Grade)))
		}
	}
	if y.frozen != (activity.Date{}) {
		lines = append(lines, t.text("frozen-since", "day", t.day(y.frozen)))
	}
	if own {
		lines = append(lines, t.text("score-own"))
	}
	button := activity.Button{Label: t.text("button-points"), Data: scoreData(t.member, m, year, 0)}
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(lines, "\n"), Buttons: [][]activity.Button{{button}}})
	return err
}

// scoreButton leads to the own points where there are any this year.
func (h *Handlers) scoreButton(ctx context.Context, t *turn) ([]activity.Button, error) {
	year, on, err := h.yearNow(ctx, t)
	if err != nil || !on || !t.Private {
		return nil, err
	}
	return []activity.Button{{Label: t.text("button-score"), Data: fmt.Sprintf("score:0:%d:0", year)}}, nil
}

// scoreData is the button of a page of points: own ones under no number.
func scoreData(viewer, m activity.Member, year, offset int) string {
	whose := "0"
	if m.ID != viewer.ID {
		whose = memberNumber(m.ID)
	}
	return fmt.Sprintf("score:%s:%d:%d", whose, year, offset+1)
}

// groupLines are what the groups gave, one line each, the office's own points,
// and what is open.
func (t *turn) groupLines(st scoring.Statement) []string {
	var lines []string
	for _, g := range st.Groups {
		line := t.text("score-group", "name", plain(g.Group.Name), "points", g.Counted.String())
		switch {
		case g.Counted < g.Sum:
			line += t.text("score-cut", "points", g.Sum.String(), "cap", g.Group.Cap.String())
		case g.Group.Cap > 0:
			line += t.text("score-cap", "cap", g.Group.Cap.String())
		}
		lines = append(lines, line)
	}
	for _, l := range st.Extra {
		lines = append(lines, t.text("score-extra", "points", plusMinus(l.Points), "reason", plain(l.Entry.Reason)))
	}
	if missing := t.missingOf(st); missing != "" {
		lines = append(lines, missing)
	}
	if open := t.openOf(st); open != "" {
		lines = append(lines, open)
	}
	if n := len(st.Left); n > 0 {
		lines = append(lines, t.text("score-left", "n", itoa(n)))
	}
	return lines
}

// missingOf is what the minimum still asks for, "" for nothing.
func (t *turn) missingOf(st scoring.Statement) string {
	var parts []string
	for _, m := range st.Missing {
		parts = append(parts, t.text("score-need", "name", plain(m.Name), "n", itoa(int(m.N-m.Have)), "unit", plain(m.Unit)))
	}
	if len(parts) == 0 {
		return ""
	}
	return t.text("score-missing", "list", strings.Join(parts, t.text("list-mark")))
}

// openOf names what only the office can tell of and did not, "" for nothing.
func (t *turn) openOf(st scoring.Statement) string {
	var names []string
	for _, it := range st.Open {
		names = append(names, plain(it.Name))
	}
	const few = 3
	switch n := len(names); {
	case n == 0:
		return ""
	case n > few:
		return t.text("score-open-many", "list", strings.Join(names[:few], t.text("list-mark")), "n", itoa(n))
	}
	return t.text("score-open", "list", strings.Join(names, t.text("list-mark")))
}

func plusMinus(n activity.Amount) string {
	if n > 0 {
		return "+" + n.String()
	}
	return n.String()
}
