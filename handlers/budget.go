package handlers

import (
	"context"
	"fmt"
	"strconv"

	"dutybook/activity"
	"dutybook/budget"
)

// TellBudget tells the secretaries of a committee, once a month and stage, that
// so many percent of what the model may cost in the month of a day are spent.
func (r *Reception) TellBudget(ctx context.Context, id activity.CommitteeID, at activity.Date, percent int) error {
	desk, err := r.desk(ctx, id)
	if err != nil {
		return err
	}
	month := activity.Date{Year: at.Year, Month: at.Month}
	return desk.tellSecretaries(ctx, fmt.Sprintf("%s:%s:%d", noteBudget, month, percent))
}

// sayBudget says how much is spent and what that means for members.
func (h *Handlers) sayBudget(ctx context.Context, t *turn, rest string) error {
	var month string
	var percent int
	if n, _ := fmt.Sscanf(rest, "%7s:%d", &month, &percent); n != 2 {
		return nil // no notice of this program
	}
	if percent < 100 {
		return t.reply(ctx, "note-budget-near", "percent", strconv.Itoa(percent))
	}
	return t.reply(ctx, "note-budget-spent")
}

// charged lets the model's work on a member's message count against the budget
// it would have counted against in time.
func (h *Handlers) charged(ctx context.Context, id activity.MemberID) context.Context {
	payer := budget.Payer{Committee: h.Store.ID()}
	if m, err := h.Store.Member(ctx, id); err == nil {
		payer.User = m.User
	}
	return budget.Charge(ctx, payer)
}
