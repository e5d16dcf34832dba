package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/alicebob/miniredis/v2"

	"dutybook/activity"
	"dutybook/bot"
	"dutybook/store"
	"dutybook/trial"
)

const (
	trialToken = "1:trial"
	trialData  = "trial-data"
	trialRedis = time.Second // how often the embedded Redis looks at the clock
	trialSave  = 2 * time.Second
)

// tryText is what the terminal says when the trial is up; %s is its address.
//
//go:embed try.txt
var tryText string

// try runs the whole product on this machine alone: a Telegram with a chat
// page, a Redis inside the program, and the same bot as everywhere.
func (p *program) try(ctx context.Context, cfg settings, log *slog.Logger) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", cfg.listen())
	if err != nil {
		return fmt.Errorf("LISTEN_ADDR: %w", err)
	}
	redis, err := miniredis.Run()
	if err != nil {
		return fmt.Errorf("embedded Redis: %w", err)
	}
	defer redis.Close()
	s, err := store.Open("redis://" + redis.Addr())
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	explain, err := newExplainer(cfg, s.Committee(theCommittee), log)
	if err != nil {
		return err
	}
	telegram := trial.New(trial.Options{
		Token: trialToken, Name: "dutybook_trial_bot", Now: p.now, Explain: explain.story,
		Page: trial.Page(), People: trial.People(), Groups: trial.Groups(), Year: trial.SampleYear(),
	})
	saved := &trialFiles{dir: trialData, telegram: telegram, committee: s.Committee(theCommittee)}
	if err := saved.load(ctx); err != nil {
		return err
	}

	cfg.Token, cfg.APIURL = trialToken, "http://"+listener.Addr().String()
	if cfg.Committee == "" {
		cfg.Committee = trial.CommitteeName()
	}
	// The web part must answer before the bot asks who it is.
	ready := make(chan struct{})
	run := func(ctx context.Context) error {
		b, err := wire(ctx, cfg, s, s.Inbox(), bot.Unlimited(), p.now, log)
		if err != nil {
			return err
		}
		close(ready)
		return together(ctx, b.Poll, b.Work)
	}
	tell := func(ctx context.Context) error {
		select {
		case <-ready:
			_, _ = fmt.Fprintf(p.out, tryText, cfg.APIURL)
		case <-ctx.Done():
		}
		return nil
	}
	err = together(ctx, web(listener, telegram), run, tell, saved.keep, ticking(redis))
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return errors.Join(err, telegram.Close(ending), saved.save(ending))
}

// ticking lets keys of the embedded Redis expire.
func ticking(redis *miniredis.Miniredis) func(context.Context) error {
	return func(ctx context.Context) error {
		every(ctx, trialRedis, func() { redis.FastForward(trialRedis) })
		return nil
	}
}

func every(ctx context.Context, d time.Duration, f func()) {
	tick := time.NewTicker(d)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			f()
		}
	}
}

// trialFiles keeps the trial's data between runs: the committee as an export,
// the chats as the local Telegram writes them.
type trialFiles struct {
	dir       string
	telegram  *trial.Server
	committee *store.Committee
	saved     uint64 // how much had happened when the files were written
}

func (f *trialFiles) load(ctx context.Context) error {
	if err := f.committee.Prepare(ctx); err != nil {
		return err
	}
	data, err := os.Open(filepath.Join(f.dir, "committee.jsonl"))
	if errors.Is(err, os.ErrNotExist) {
		return f.populate(ctx)
	}
	if err != nil {
		return fmt.Errorf("trial data: %w", err)
	}
	defer func() { _ = data.Close() }()
	if _, err := f.committee.Import(ctx, data, true); err != nil {
		return fmt.Errorf("trial data in %s cannot be read; remove the folder to start afresh: %w", f.dir, err)
	}
	chats, err := os.Open(filepath.Join(f.dir, "chats.json"))
	if err != nil {
		return fmt.Errorf("trial data: %w", err)
	}
	defer func() { _ = chats.Close() }()
	return f.telegram.Restore(chats)
}

// populate makes the sample committee: groups and people, no records.
func (f *trialFiles) populate(ctx context.Context) error {
	for _, person := range trial.People() {
		role, ok := activity.ParseRole(person.Role)
		if !ok {
			continue // the stranger
		}
		m := activity.Member{Name: person.Name, Role: role, User: activity.UserID(person.ID)}
		if person.Group != "" {
			group, err := f.committee.EnsureGroup(ctx, person.Group)
			if err != nil {
				return err
			}
			m.Group = group.ID
		}
		if _, err := f.committee.AddMember(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// keep saves every few seconds; what came after the last time is lost when the
// program is killed, as the trial says of itself.
func (f *trialFiles) keep(ctx context.Context) error {
	every(ctx, trialSave, func() {
		if now := f.telegram.Changes(); now != f.saved && f.save(ctx) == nil {
			f.saved = now
		}
	})
	return nil
}

func (f *trialFiles) save(ctx context.Context) error {
	if err := os.MkdirAll(f.dir, 0o755); err != nil {
		return fmt.Errorf("trial data: %w", err)
	}
	return errors.Join(
		writeWhole(filepath.Join(f.dir, "chats.json"), f.telegram.Snapshot),
		writeWhole(filepath.Join(f.dir, "committee.jsonl"), func(w io.Writer) error { return f.committee.Export(ctx, w) }))
}

// writeWhole writes a file aside and moves it into place, so that a reader
// never finds half of it.
func writeWhole(path string, write func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".saving-*")
	if err != nil {
		return fmt.Errorf("trial data: %w", err)
	}
	defer func() { _ = os.Remove(file.Name()) }()
	if err := errors.Join(write(file), file.Close()); err != nil {
		return fmt.Errorf("trial data: %w", err)
	}
	return os.Rename(file.Name(), path)
}
