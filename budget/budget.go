// Package budget bounds what the model may cost: tokens a person and day, and
// tokens a committee and month.
//
// The decision behind it: a spent budget is one more way in which a model can
// be away. A Meter stands before the model, and where the budget is spent it
// answers with llm.ErrBudget without sending anything; whoever asked does then
// what it does without a model: rules read the message, code writes the section.
// So nobody waits or loses a message over money, and what the rules read is
// read again when a new day or month begins.
//
// Who pays travels in the context, because between the message and the model
// lie parts that have no business knowing it.
package budget

import (
	"context"
	"errors"
	"time"

	"dutybook/activity"
	"dutybook/llm"
)

// Payer is whose budget a question counts against.
type Payer struct {
	Committee activity.CommitteeID
	// User is zero where nobody in particular pays; it has no day's limit.
	User activity.UserID
}

type payerKey struct{}

// Charge lets what is asked with the context count against a payer.
func Charge(ctx context.Context, p Payer) context.Context {
	return context.WithValue(ctx, payerKey{}, p)
}

// Ledger remembers what was spent. Its errors mean that it could not be asked.
type Ledger interface {
	// Spend adds tokens, zero included, and gives what the user's day and the
	// committee's month came to.
	Spend(ctx context.Context, committee activity.CommitteeID, user activity.UserID, at activity.Date, tokens int64) (day, month int64, err error)
}

// Limits bounds tokens, sent and received together; a zero bounds nothing.
type Limits struct {
	// Day is one person's, Month a whole committee's.
	Day, Month int64
}

// nearly is the part of a month's limit at which the committee is told, in
// percent: late enough to be worth a message, early enough to act on.
const nearly = 80

// Model answers questions; *llm.Client is one.
type Model interface {
	Complete(ctx context.Context, q llm.Request) (llm.Response, error)
}

// Meter is a Model that keeps within limits. A question without a payer is
// passed on as it is. All fields but Near are needed.
type Meter struct {
	Model  Model
	Ledger Ledger
	Limits Limits
	// Now gives the time in the zone in which days begin.
	Now func() time.Time
	// Near is told when a committee's month passes a part of its limit, in
	// percent: once at 80 and once at 100, by whichever process gets it there.
	Near func(ctx context.Context, committee activity.CommitteeID, at activity.Date, percent int)
}

// Complete asks the model, or answers llm.ErrBudget. The question that passes
// a limit is still answered: its cost is known only afterwards. A ledger that
// cannot be asked stops nothing, because it bounds money and keeps no promise.
func (m *Meter) Complete(ctx context.Context, q llm.Request) (llm.Response, error) {
	payer, ok := ctx.Value(payerKey{}).(Payer)
	if !ok || m.Limits == (Limits{}) {
		return m.Model.Complete(ctx, q)
	}
	at := activity.DateOf(m.Now())
	day, month, err := m.Ledger.Spend(ctx, payer.Committee, payer.User, at, 0)
	if err == nil && (reached(day, m.Limits.Day) || reached(month, m.Limits.Month)) {
		return llm.Response{}, &llm.Error{Kind: llm.ErrBudget}
	}
	r, err := m.Model.Complete(ctx, q)
	m.charge(ctx, payer, at, cost(q, r, err))
	return r, err
}

func reached(spent, limit int64) bool { return limit > 0 && spent >= limit }

// Refused reports whether an error, wrapped however often, comes from a spent
// budget.
func Refused(err error) bool { return errors.Is(err, llm.ErrBudget) }

// charge notes a cost, also of a question whose asker gave up meanwhile.
func (m *Meter) charge(ctx context.Context, p Payer, at activity.Date, tokens int64) {
	if tokens == 0 {
		return
	}
	ctx = context.WithoutCancel(ctx)
	_, month, err := m.Ledger.Spend(ctx, p.Committee, p.User, at, tokens)
	if err != nil || m.Near == nil || m.Limits.Month == 0 {
		return
	}
	for _, percent := range []int{nearly, 100} {
		mark := m.Limits.Month * int64(percent) / 100
		if month >= mark && month-tokens < mark {
			m.Near(ctx, p.Committee, at, percent)
		}
	}
}

// bytesPerToken is low for English and about right for Chinese, so that an
// estimate errs on the dear side.
const bytesPerToken = 3

// cost is what the server counted or, where it does not say, an estimate. What
// never came to an answer is taken to cost nothing, except an answer cut off.
func cost(q llm.Request, r llm.Response, err error) int64 {
	if n := int64(r.Usage.Prompt + r.Usage.Answer); n > 0 {
		return n
	}
	if err != nil && !answered(err) {
		return 0
	}
	return int64(len(q.System)+len(q.User)+len(r.JSON)+len(q.Schema))/bytesPerToken + 1
}

// answered tells a model that answered something useless, which is paid for.
func answered(err error) bool {
	switch llm.Outcome(err) {
	case llm.ErrTruncated.Error(), llm.ErrEmpty.Error(), llm.ErrNotJSON.Error():
		return true
	}
	return false
}
