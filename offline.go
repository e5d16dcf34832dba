package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/alicebob/miniredis/v2"

	"dutybook/activity"
	"dutybook/handlers"
	"dutybook/prompts"
	"dutybook/store"
)

// errBadLines ends a run that went through although some lines were bad; each
// was named when it was met.
var errBadLines = errors.New("some lines could not be used; see above")

// heard is a line of messages, as structure and replay read it.
type heard struct {
	ID    string    `json:"id"`
	Sent  time.Time `json:"sent_at"`
	Text  *string   `json:"text"`
	From  string    `json:"from"`
	Group string    `json:"group"`
}

// eachLine calls f for every line that is not blank; what f refuses is named by
// its line number, and the rest goes on.
func (p *program) eachLine(ctx context.Context, f func(raw []byte) error) error {
	return p.eachNumbered(ctx, func(_ int, raw []byte) error { return f(raw) })
}

// eachNumbered is eachLine for an f that names its lines itself, later than it
// returns.
func (p *program) eachNumbered(ctx context.Context, f func(number int, raw []byte) error) error {
	in := bufio.NewReaderSize(p.in, 1<<16)
	bad := false
	for number := 1; ctx.Err() == nil; number++ {
		raw, err := in.ReadBytes('\n')
		if line := bytes.TrimSpace(raw); len(line) > 0 {
			if err := f(number, line); err != nil {
				bad = true
				p.complain(number, err)
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("reading input: %w", err)
		}
	}
	if bad {
		return errBadLines
	}
	return ctx.Err()
}

func (p *program) complain(line int, err error) {
	_, _ = fmt.Fprintf(p.err, "line %d: %v\n", line, err)
}

func parseHeard(raw []byte) (heard, error) {
	var m heard
	switch err := json.Unmarshal(raw, &m); {
	case err != nil:
		return m, err
	case m.Text == nil:
		return m, errors.New(`no "text"`)
	case m.Sent.IsZero():
		return m, errors.New(`no "sent_at"`)
	}
	return m, nil
}

// understood is what structure adds to a line.
type understood struct {
	Intent  activity.Intent   `json:"intent"`
	Records []activity.Record `json:"records"`
	Source  activity.Source   `json:"source"`
	Notes   []activity.Note   `json:"notes"`
}

// structure understands each message by itself.
func (p *program) structure(ctx context.Context, args []string) error {
	flags := p.flags("structure")
	if err := flags.Parse(args); err != nil {
		return flag0(err)
	}
	cfg, err := readSettings(p.env)
	if err != nil {
		return err
	}
	reader, err := newReader(cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	out := bufio.NewWriter(p.out)
	if reader.AsksModel() {
		err = p.ahead(ctx, out, func(raw []byte, out io.Writer) error { return structureLine(ctx, reader, cfg.Zone, raw, out) })
	} else {
		err = p.eachLine(ctx, func(raw []byte) error { return structureLine(ctx, reader, cfg.Zone, raw, out) })
	}
	return errors.Join(err, out.Flush())
}

func structureLine(ctx context.Context, reader *prompts.Reader, zone *time.Location, raw []byte, out io.Writer) error {
	m, err := parseHeard(raw)
	if err != nil {
		return err
	}
	u := reader.Read(ctx, *m.Text, m.Sent.In(zone))
	return writeWith(out, raw, understood{u.Intent, slim(u.Records), u.Source, emptyNotNull(u.Notes)})
}

// slim leaves out of records what the line itself says.
func slim(records []activity.Record) []activity.Record {
	out := []activity.Record{}
	for _, r := range records {
		r.Text, r.SentAt, r.Source = "", time.Time{}, ""
		out = append(out, r)
	}
	return out
}

func emptyNotNull[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// writeWith writes the object of a line with further keys after its own; keys
// the line already had are replaced.
func writeWith(out io.Writer, raw []byte, more any) error {
	added, err := json.Marshal(more)
	if err != nil {
		return err
	}
	var fresh map[string]json.RawMessage
	if err := json.Unmarshal(added, &fresh); err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteByte('{')
	dec := json.NewDecoder(bytes.NewReader(raw))
	if _, err := dec.Token(); err != nil {
		return err
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return err
		}
		if _, replaced := fresh[key.(string)]; replaced {
			continue
		}
		name, _ := json.Marshal(key)
		fmt.Fprintf(&b, "%s:%s,", name, value)
	}
	b.Write(added[1:])
	b.WriteByte('\n')
	_, err = out.Write(b.Bytes())
	return err
}

// replay plays the messages of many members through the whole program on a
// store of its own, and exports what came of it.
func (p *program) replay(ctx context.Context, args []string) error {
	flags := p.flags("replay")
	if err := flags.Parse(args); err != nil {
		return flag0(err)
	}
	cfg, err := readSettings(p.env)
	if err != nil {
		return err
	}
	r, err := p.newReplay(cfg)
	if err != nil {
		return err
	}
	defer r.close()
	err = errors.Join(p.eachLine(ctx, func(raw []byte) error { return r.hear(ctx, raw) }), r.play(ctx))
	return errors.Join(err, r.committee.ExportRecords(ctx, p.out))
}

// replayer stands in for the chats: people are known by name and get a user
// number and a chat of their own.
type replayer struct {
	redis     *miniredis.Miniredis
	store     *store.Store
	committee *store.Committee
	handlers  *handlers.Handlers
	people    map[string]activity.Member
	heard     []heard
	messages  activity.MessageID
}

func (p *program) newReplay(cfg settings) (*replayer, error) {
	mini, err := miniredis.Run()
	if err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	s, err := store.Open("redis://" + mini.Addr())
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.NewJSONHandler(p.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	reader, err := newReader(cfg, log)
	if err != nil {
		return nil, err
	}
	c := s.Committee(theCommittee)
	h, err := handlers.New(handlers.Config{
		Store: c, Reader: reader, Name: cfg.Committee, Zone: cfg.Zone,
		BotName: func() string { return "" }, Now: p.now, Log: log,
	})
	return &replayer{redis: mini, store: s, committee: c, handlers: h, people: map[string]activity.Member{}}, err
}

func (r *replayer) close() {
	_ = r.store.Close()
	r.redis.Close()
}

// hear takes a line in. Everybody is made a member before the first message is
// played, as in a committee that knows its people: a message may name somebody
// who speaks later.
func (r *replayer) hear(ctx context.Context, raw []byte) error {
	m, err := parseHeard(raw)
	if err != nil {
		return err
	}
	if m.From == "" {
		return errors.New(`no "from"`)
	}
	if _, known := r.people[m.From]; !known {
		_, err = r.person(ctx, m.From, m.Group)
	}
	r.heard = append(r.heard, m)
	return err
}

// play plays what was heard, in order.
func (r *replayer) play(ctx context.Context) error {
	for _, m := range r.heard {
		member, err := r.person(ctx, m.From, m.Group)
		if err != nil {
			return err
		}
		r.messages++
		silent := func(context.Context, activity.Reply) (activity.MessageID, error) { return r.messages, nil }
		err = r.handlers.Handle(ctx, activity.Message{
			Chat: activity.ChatID(member.User), Private: true, ID: r.messages,
			From: activity.User{ID: member.User, Name: member.Name},
			Kind: activity.Text, Text: *m.Text, SentAt: m.Sent, Key: fmt.Sprintf("r:%d", r.messages),
		}, silent)
		if err != nil {
			return err
		}
	}
	return nil
}

// person finds a member by name, making one at the first message; a group named
// later moves the member from then on.
func (r *replayer) person(ctx context.Context, name, group string) (activity.Member, error) {
	member, known := r.people[name]
	var g activity.Group
	if group != "" {
		var err error
		if g, err = r.committee.EnsureGroup(ctx, group); err != nil {
			return member, err
		}
	}
	var err error
	switch {
	case !known:
		user := activity.UserID(len(r.people) + 1)
		member, err = r.committee.AddMember(ctx, activity.Member{Name: name, Role: activity.Plain, Group: g.ID, User: user})
	case g.ID != "" && g.ID != member.Group:
		member.Group = g.ID
		err = r.committee.SetMember(ctx, member)
	}
	if err == nil {
		r.people[name] = member
	}
	return member, err
}
