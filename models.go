package main

import (
	"context"
	"time"

	"dutybook/activity"
	"dutybook/budget"
	"dutybook/llm"
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
