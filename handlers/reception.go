package handlers

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"dutybook/activity"
	"dutybook/budget"
	"dutybook/store"
)

// Reception stands before the committees of a deployment and hands each message
// to the one it belongs to. The committees know nothing of one another: each
// has handlers of its own, on a store of its own.
//
// Which committee that is follows from the invitation a person opened, from the
// chat, or from the button pressed, which carries its committee; and each
// committee asks its own list who is speaking. So a wrong turn here leads to a
// stranger's answer and to nothing else.
type Reception struct {
	cfg       Config // of the first committee
	first     activity.CommitteeID
	store     *store.Store
	directory *store.Directory

	mu    sync.Mutex
	desks map[activity.CommitteeID]*Handlers
}

// NewReception opens the first committee, with the settings given, and the
// reception before it; an error is a fault in the embedded texts.
func NewReception(s *store.Store, first activity.CommitteeID, cfg Config) (*Reception, error) {
	r := &Reception{first: first, store: s, directory: s.Directory(), desks: map[activity.CommitteeID]*Handlers{}}
	cfg.Store, cfg.reception, cfg.menus = s.Committee(first), r, &sync.Map{}
	r.cfg = cfg
	desk, err := New(cfg)
	r.desks[first] = desk
	return r, err
}

// Menu is the command menu of everybody in a language, as name and description.
func (r *Reception) Menu(lang activity.Lang) [][2]string {
	return r.desks[r.first].Menu(activity.Plain, lang)
}

// Handle hands a message to its committee.
func (r *Reception) Handle(ctx context.Context, msg activity.Message, say activity.Say) error {
	if msg.Kind == activity.Moved {
		return r.directory.MoveChat(ctx, msg.OldChat, msg.Chat)
	}
	id, err := r.whose(ctx, &msg)
	if err != nil {
		return err
	}
	desk, err := r.desk(ctx, id)
	if err != nil {
		return err
	}
	ctx = budget.Charge(ctx, budget.Payer{Committee: id, User: msg.From.ID})
	return desk.Handle(ctx, msg, r.sealed(id, say))
}

// desk gives the handlers of a committee, opening them the first time.
func (r *Reception) desk(ctx context.Context, id activity.CommitteeID) (*Handlers, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if desk := r.desks[id]; desk != nil {
		return desk, nil
	}
	name, err := r.directory.Name(ctx, id)
	if err != nil {
		return nil, err
	}
	cfg := r.cfg
	cfg.Store, cfg.Name = r.store.Committee(id), name
	if err := cfg.Store.Prepare(ctx); err != nil {
		return nil, err
	}
	desk, err := New(cfg)
	if err == nil {
		r.desks[id] = desk
	}
	return desk, err
}

// The marks that tell a committee other than the first: of a button or notice
// before the slash, of an invitation's code before the underscore.
const (
	buttonMark = "/"
	codeMark   = "_"
)

// whose finds the committee a message belongs to, and takes its mark off.
func (r *Reception) whose(ctx context.Context, msg *activity.Message) (activity.CommitteeID, error) {
	switch msg.Kind {
	case activity.Press, activity.Notice:
		id, rest, err := r.marked(ctx, msg.Text, buttonMark)
		msg.Text = rest
		return id, err
	case activity.Text:
		if name, code, is := parseCommand(msg.Text, r.cfg.BotName()); is && name == "start" && code != "" {
			id, _, err := r.marked(ctx, strings.TrimPrefix(code, eventMark), codeMark)
			return id, err
		}
	}
	if !msg.Private {
		if id, err := r.directory.ChatOf(ctx, msg.Chat); id != "" || err != nil {
			return id, err
		}
	}
	return r.spokenTo(ctx, *msg)
}

// marked reads the mark of a committee off a text. A mark of none is no mark:
// anybody can write one.
func (r *Reception) marked(ctx context.Context, text, mark string) (activity.CommitteeID, string, error) {
	before, rest, ok := strings.Cut(text, mark)
	if !ok {
		return r.first, text, nil
	}
	_, err := r.directory.Name(ctx, activity.CommitteeID(before))
	if errors.Is(err, activity.ErrNotFound) {
		return r.first, text, nil
	}
	return activity.CommitteeID(before), rest, err
}

// spokenTo is the committee a person without further sign speaks to: the one
// whose message they answer or rewrite, else the one chosen last that has them.
func (r *Reception) spokenTo(ctx context.Context, msg activity.Message) (activity.CommitteeID, error) {
	ids, err := r.committeesOf(ctx, msg.From.ID)
	if err != nil || len(ids) == 0 {
		return r.first, err
	}
	if len(ids) > 1 && (msg.ReplyTo != 0 || msg.Kind == activity.Edit) {
		for _, id := range ids {
			if known, err := r.store.Committee(id).Knows(ctx, msg); known || err != nil {
				return id, err
			}
		}
	}
	return ids[0], nil
}

// committeesOf lists the committees that have a person as a member, the one
// chosen last first. Most people are in the first committee alone, which costs
// one look.
func (r *Reception) committeesOf(ctx context.Context, user activity.UserID) ([]activity.CommitteeID, error) {
	rows, err := r.directory.Of(ctx, user)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	var ids []activity.CommitteeID
	seen := map[activity.CommitteeID]bool{}
	for _, id := range append(rows, r.first) {
		if seen[id] {
			continue
		}
		seen[id] = true
		switch m, err := r.store.Committee(id).Who(ctx, user); {
		case err == nil && !m.Removed:
			ids = append(ids, id)
		case err != nil && !errors.Is(err, activity.ErrNotFound):
			return nil, err
		}
	}
	return ids, nil
}

// sealed puts the mark of a committee on the buttons of what it says.
func (r *Reception) sealed(id activity.CommitteeID, say activity.Say) activity.Say {
	if id == r.first {
		return say
	}
	return func(ctx context.Context, reply activity.Reply) (activity.MessageID, error) {
		rows := make([][]activity.Button, len(reply.Buttons))
		for i, row := range reply.Buttons {
			for _, b := range row {
				b.Data = string(id) + buttonMark + b.Data
				rows[i] = append(rows[i], b)
			}
		}
		reply.Buttons = rows
		return say(ctx, reply)
	}
}

// entered notes that a person came into a committee. The first needs no note
// for people who are in no other.
func (r *Reception) entered(ctx context.Context, user activity.UserID, id activity.CommitteeID) error {
	if rows, err := r.directory.Of(ctx, user); err != nil || (len(rows) == 0 && id == r.first) {
		return err
	}
	return r.directory.Enter(ctx, user, id)
}

// nameOf is a committee's name.
func (r *Reception) nameOf(ctx context.Context, id activity.CommitteeID) (string, error) {
	desk, err := r.desk(ctx, id)
	if err != nil {
		return "", fmt.Errorf("handlers: committee %s: %w", id, err)
	}
	return desk.Name, nil
}
