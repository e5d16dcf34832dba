package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"dutybook/bot"
)

// check verifies settings and connections, one line each, and fails when one
// of them does not work.
func (p *program) check(ctx context.Context, cfg settings) error {
	bad := 0
	report := func(what string, err error) {
		if err != nil {
			bad++
			_, _ = fmt.Fprintf(p.out, "✗ %s: %s\n", what, cfg.masker().Replace(err.Error()))
			return
		}
		_, _ = fmt.Fprintln(p.out, "✓", what)
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	report("settings", nil)
	_, err := newReader(cfg, slog.New(slog.DiscardHandler))
	report("PROMPTS_DIR", err)
	if cfg.Token == "" {
		_, _ = fmt.Fprintln(p.out, "- TELEGRAM_BOT_TOKEN not set: the trial would start")
	} else {
		p.checkRedis(ctx, cfg, report)
		report("TELEGRAM_BOT_TOKEN, TELEGRAM_API_URL", checkTelegram(ctx, cfg))
	}
	switch model := openModel(cfg); {
	case cfg.LocalOnly:
		_, _ = fmt.Fprintln(p.out, "- MODEL_LOCAL_ONLY is set: rules only")
	case model == nil:
		_, _ = fmt.Fprintln(p.out, "- OPENAI_API_KEY and OPENAI_BASE_URL not set: rules only")
	default:
		rung, err := model.Check(ctx)
		report("OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL "+rung, err)
	}
	if voice := openTranscriber(cfg); voice != nil {
		report("VOICE_BASE_URL, VOICE_API_KEY, VOICE_MODEL", voice.Check(ctx))
	} else {
		_, _ = fmt.Fprintln(p.out, "- no server for voice, or not one in this house: voice is not listened to")
	}
	if bad > 0 {
		return errors.New("not all of it works")
	}
	return nil
}

func (p *program) checkRedis(ctx context.Context, cfg settings, report func(string, error)) {
	s, err := openStore(ctx, cfg)
	if err != nil {
		report("REDIS_URL", err)
		return
	}
	defer func() { _ = s.Close() }()
	report("REDIS_URL "+s.Version(ctx), nil)
	risks, err := s.Risks(ctx)
	for _, risk := range risks {
		report("REDIS_URL", errors.New(string(risk)))
	}
	if err != nil {
		report("REDIS_URL", err)
	}
}

func checkTelegram(ctx context.Context, cfg settings) error {
	b, err := bot.New(bot.Config{Token: cfg.Token, APIURL: cfg.APIURL, Log: slog.New(slog.DiscardHandler)}, nil, nil)
	if err != nil {
		return err
	}
	return connect(ctx, b, nil)
}
