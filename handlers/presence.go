package handlers

import (
	"context"
	"slices"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/report"
	"dutybook/store"
)

// rollCalls are the events of a period with a list of who was to come, once their
// day is over, in order of their days.
func (h *Handlers) rollCalls(ctx context.Context, p activity.Period) ([]report.RollCall, error) {
	rolls, err := shelf[rollCall](ctx, h.Store, store.Rolls)
	if err != nil {
		return nil, err
	}
	var calls []report.RollCall
	for _, s := range rolls {
		roll := s.Item
		if len(roll.Invited) == 0 || !p.Contains(roll.Date) || !roll.Date.Before(h.today()) {
			continue
		}
		presence, err := h.presence(ctx, roll)
		if err != nil {
			return nil, err
		}
		calls = append(calls, report.RollCall{Date: roll.Date, Text: roll.Text, Record: roll.Record, Presence: presence, Claim: roll.Claim})
	}
	slices.SortStableFunc(calls, func(a, b report.RollCall) int { return a.Date.Number() - b.Date.Number() })
	return calls, nil
}

// presenceLine says how often a member was to come in a period, came, asked for
// leave and stayed away; "" where nobody listed them.
func (h *Handlers) presenceLine(ctx context.Context, t *turn, m activity.MemberID, p activity.Period) (string, error) {
	calls, err := h.rollCalls(ctx, p)
	if err != nil {
		return "", err
	}
	var n [4]int
	for _, call := range calls {
		for i, who := range [][]activity.MemberID{call.Invited, call.Came, call.Leave, call.Absent} {
			if slices.Contains(who, m) {
				n[i]++
			}
		}
	}
	if n[0] == 0 {
		return "", nil
	}
	line := t.text("presence", "invited", itoa(n[0]), "came", itoa(n[1]), "leave", itoa(n[2]), "absent", itoa(n[3]))
	if tenths, ok := counting.Percent(activity.Whole(int64(n[1])), activity.Whole(int64(n[0]))); ok {
		line += t.text("presence-rate", "percent", percentOf(tenths))
	}
	return line, nil
}
