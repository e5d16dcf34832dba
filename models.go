package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"dutybook/activity"
	"dutybook/budget"
	"dutybook/handlers"
	"dutybook/llm"
	"dutybook/prompts"
)

// openModel is nil when no model is set.
func openModel(cfg settings) *llm.Client {
	if cfg.LocalOnly || cfg.ModelKey == "" && cfg.ModelURL == "" {
		return nil
	}
	return llm.Open(llm.Config{BaseURL: cfg.ModelURL, Key: cfg.ModelKey, Model: cfg.Model, Slots: int(cfg.ModelSlots)})
}

// models are the clients of a running bot. They are two, so that the sections
// of a draft never take the slots members' messages need.
type models struct{ reading, writing *llm.Client }

func openModels(cfg settings) models { return models{openModel(cfg), openModel(cfg)} }

// asModel keeps a missing client from looking like one.
func asModel(c *llm.Client) budget.Model {
	if c == nil {
		return nil
	}
	return c
}

// meter makes what keeps a client within the budgets that are set.
func meter(cfg settings, ledger budget.Ledger, now func() time.Time, near func(context.Context, activity.CommitteeID, activity.Date, int)) func(*llm.Client) budget.Model {
	return func(c *llm.Client) budget.Model {
		if c == nil {
			return nil
		}
		return &budget.Meter{
			Model: c, Ledger: ledger, Near: near,
			Limits: budget.Limits{Day: int64(cfg.TokensPerDay), Month: int64(cfg.TokensPerMonth)},
			Now:    func() time.Time { return now().In(cfg.Zone) },
		}
	}
}

// openTranscriber is nil when voice is not listened to: no server is set, or
// everything is to stay here and the server is not said to be.
func openTranscriber(cfg settings) *llm.Transcriber {
	if cfg.VoiceURL == "" && cfg.VoiceKey == "" || cfg.LocalOnly && !cfg.VoiceLocal {
		return nil
	}
	return llm.OpenTranscriber(llm.Config{BaseURL: cfg.VoiceURL, Key: cfg.VoiceKey, Model: cfg.VoiceModel})
}

// listener is what the handlers hear by, nil for nothing. That a recording has no
// words in it is activity.ErrInvalid, every other failure activity.ErrAway: the
// log has its kind.
func listener(t *llm.Transcriber, log *slog.Logger) func(context.Context, handlers.Spoken) (string, error) {
	if t == nil {
		return nil
	}
	return func(ctx context.Context, s handlers.Spoken) (string, error) {
		text, err := t.Transcribe(ctx, llm.Recording{Name: s.Name, Data: s.Data, Language: s.Language, Hint: prompts.VoiceHint()})
		switch {
		case err == nil, ctx.Err() != nil:
			return text, err
		case errors.Is(err, llm.ErrEmpty), errors.Is(err, llm.ErrRefused):
			return "", fmt.Errorf("voice: %w", activity.ErrInvalid)
		}
		log.WarnContext(ctx, "voice not heard", "model", llm.Outcome(err))
		return "", fmt.Errorf("voice: %w", activity.ErrAway)
	}
}
