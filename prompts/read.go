package prompts

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"dutybook/activity"
	"dutybook/llm"
)

// Model answers requests; *llm.Client is one.
type Model interface {
	Complete(context.Context, llm.Request) (llm.Response, error)
}

const (
	// patience bounds the model's part of one reading, a second try included.
	patience = 20 * time.Second
	// maxAsked is how many runes of a message a model is shown.
	maxAsked = 2000
)

// Reader understands messages. It is safe for concurrent use.
type Reader struct {
	prompts *Prompts
	model   Model
	log     *slog.Logger
}

// NewReader makes a reader; with a nil model it reads by the rules alone. The
// log learns outcomes and token counts, never a word of a message.
func NewReader(p *Prompts, m Model, log *slog.Logger) *Reader { return &Reader{p, m, log} }

// Read understands one message; sent is in the committee's zone. It always
// gives an answer: that of the model where it stands up to the text, else that
// of the rules, then with NoteModelAway. What is marked secret is read by
// neither: it is Other with NoteSecret.
func (r *Reader) Read(ctx context.Context, text string, sent time.Time) activity.Understanding {
	m := newRuleMessage(text, sent)
	if m.secret() {
		return activity.Understanding{
			Intent: activity.Other, Source: activity.FromRules, Notes: []activity.Note{activity.NoteSecret},
		}
	}
	if u, ok := m.same(); ok {
		return u
	}
	rules := m.completeQuestion(m.secondLook(m.byRules()))
	if rules.Intent == activity.Delete || rules.Intent == activity.Correct {
		rules.Request.Everything = m.sweeps(rules.Intent)
	}
	return m.doubted(r.read(ctx, m, rules))
}

// read asks the model where there is one that may see the message.
func (r *Reader) read(ctx context.Context, m *ruleMessage, rules activity.Understanding) activity.Understanding {
	if r.model == nil || !m.askable(rules) {
		return rules
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	u, err := r.ask(ctx, m, rules)
	if err != nil {
		r.log.InfoContext(ctx, "rules read a message", "model", outcome(err))
		rules.Notes = append(rules.Notes, activity.NoteModelAway)
		return rules
	}
	return u
}

// AsksModel reports whether there is a model to ask.
func (r *Reader) AsksModel() bool { return r.model != nil }

// Again understands a message the rules had to read because the model was away.
// Its error is activity.ErrAway when the model still is; any other means that
// the model has nothing of use to say about this message.
func (r *Reader) Again(ctx context.Context, text string, sent time.Time) (activity.Understanding, error) {
	m := newRuleMessage(text, sent)
	rules := m.completeQuestion(m.secondLook(m.byRules()))
	if r.model == nil || m.secret() || !m.askable(rules) {
		return rules, nil
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	u, err := r.ask(ctx, m, rules)
	switch {
	case err == nil:
		return m.doubted(u), nil
	case isAway(err):
		return activity.Understanding{}, fmt.Errorf("prompts: %w: %w", activity.ErrAway, err)
	}
	return activity.Understanding{}, err
}

// isAway tells a model that cannot be reached, or not with these settings, from
// one that answered what is of no use.
func isAway(err error) bool {
	var faults faulty
	var e *llm.Error
	if errors.As(err, &faults) {
		return false
	}
	if !errors.As(err, &e) {
		return true // given up on
	}
	for _, kind := range []error{llm.ErrUnavailable, llm.ErrRateLimited, llm.ErrAuth, llm.ErrConfig, llm.ErrBudget} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// ask asks once, and once more when the answer does not stand up to the text.
func (r *Reader) ask(ctx context.Context, m *ruleMessage, rules activity.Understanding) (activity.Understanding, error) {
	u, err := r.askOnce(ctx, m, rules, nil)
	var faults faulty
	if errors.As(err, &faults) {
		return r.askOnce(ctx, m, rules, faults)
	}
	return u, err
}

func (r *Reader) askOnce(ctx context.Context, m *ruleMessage, rules activity.Understanding, mend []string) (activity.Understanding, error) {
	shown := m.masked()
	q := r.prompts.request(string(shown), mend)
	answer, err := r.model.Complete(ctx, q)
	if errors.Is(err, llm.ErrTruncated) {
		// Telling a model to mend what it had no room to finish helps nobody.
		q.MaxTokens *= 2
		answer, err = r.model.Complete(ctx, q)
	}
	if errors.Is(err, llm.ErrNotJSON) || errors.Is(err, llm.ErrEmpty) {
		return activity.Understanding{}, faulty{"the answer was not exactly one JSON object"}
	}
	if err != nil {
		return activity.Understanding{}, err
	}
	u, err := understand(m, shown, rules, answer.JSON)
	r.log.DebugContext(ctx, "model read a message", "outcome", outcome(err), "rung", answer.Rung, "again", len(mend) > 0,
		"prompt_tokens", answer.Usage.Prompt, "cached_tokens", answer.Usage.Cached, "answer_tokens", answer.Usage.Answer)
	return u, err
}

// outcome is one word for the log.
func outcome(err error) string {
	var faults faulty
	if errors.As(err, &faults) {
		return "faulty"
	}
	return llm.Outcome(err)
}

// askable reports whether a model may see the message and could add anything:
// not what the rules alone decide.
func (m *ruleMessage) askable(rules activity.Understanding) bool {
	switch {
	case changes(rules.Intent):
		return false
	case slices.ContainsFunc(m.figures, func(f ruleFigure) bool { return f.Value > activity.MaxAmount }):
		return false
	case strings.TrimSpace(m.text) == "", utf8.RuneCountInString(m.text) > maxAsked:
		return false
	}
	return !ruleWords().never.In(m.r)
}

// changes reports whether an intent changes or produces more than records of
// the message itself.
func changes(i activity.Intent) bool {
	return i == activity.Correct || i == activity.Delete || i == activity.Compose
}
