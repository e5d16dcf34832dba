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
// day is over, in order of their days: those a member was invited to, or all where
// none is named. All records are read at once.
func (h *Handlers) rollCalls(ctx context.Context, p activity.Period, of activity.MemberID) ([]report.RollCall, error) {
	rolls, err := shelf[rollCall](ctx, h.Store, store.Rolls)
	if err != nil {
		return nil, err
	}
	var past []rollCall
	var ids []activity.RecordID
	for _, s := range rolls {
		roll := s.Item
		if len(roll.Invited) == 0 || !p.Contains(roll.Date) || !roll.Date.Before(h.today()) || of != "" && !among(roll.Invited, of) {
			continue
		}
		if past = append(past, roll); roll.Record != 0 {
			ids = append(ids, roll.Record)
		}
	}
	records, err := h.Store.Records(ctx, ids...)
	if err != nil {
		return nil, err
	}
	calls := make([]report.RollCall, len(past))
	for i, roll := range past {
		presence := presenceIn(roll, records)
		calls[i] = report.RollCall{Date: roll.Date, Text: roll.Text, Record: roll.Record, Presence: presence, Claim: roll.Claim}
	}
	slices.SortStableFunc(calls, func(a, b report.RollCall) int { return a.Date.Number() - b.Date.Number() })
	return calls, nil
}

// presenceIn is who was to come to an event and who did; the office's record of it
// is among the records, where there is one.
func presenceIn(roll rollCall, records []activity.Record) counting.Presence {
	var came []activity.MemberID
	i := slices.IndexFunc(records, func(r activity.Record) bool { return r.ID == roll.Record && r.Counts() })
	if roll.Record != 0 && i >= 0 {
		came = cameTo(records[i])
	}
	return counting.PresenceOf(membersOf(roll.Invited), came, membersOf(roll.Leave))
}

// presenceLine says how often a member was to come in a period, came, asked for
// leave and stayed away; "" where nobody listed them.
func (h *Handlers) presenceLine(ctx context.Context, t *turn, m activity.MemberID, p activity.Period) (string, error) {
	calls, err := h.rollCalls(ctx, p, m)
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
