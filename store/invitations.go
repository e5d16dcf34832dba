package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"dutybook/activity"
)

// Invitation lets one person join.
type Invitation struct {
	// Code was drawn at random by who invites.
	Code  string            `json:"-"`
	Role  activity.Role     `json:"role"`
	Group activity.GroupID  `json:"group,omitempty"`
	By    activity.MemberID `json:"by"`
	// Name is what the person will be called; "" for the name the door gives.
	Name string `json:"name,omitempty"`
	// Member is the one on the list who comes in by it; "" makes a new one.
	Member activity.MemberID `json:"member,omitempty"`
	// Until is when it ends, seven days after it was made.
	Until time.Time `json:"until"`
}

const (
	inviteFor = 7 * 24 * time.Hour
	usedFor   = 24 * time.Hour
)

// Invite keeps invitations for seven days. One for a member on the list takes
// the place of an earlier one for them.
func (c *Committee) Invite(ctx context.Context, at time.Time, invitations ...Invitation) error {
	open, err := c.Invitations(ctx, at)
	if err != nil {
		return err
	}
	members := map[activity.MemberID]bool{}
	for _, inv := range invitations {
		members[inv.Member] = inv.Member != ""
	}
	_, err = c.redis.TxPipelined(ctx, func(p redis.Pipeliner) error {
		for _, old := range open {
			if members[old.Member] {
				p.HDel(ctx, c.keys.invites(), old.Code)
			}
		}
		for _, inv := range invitations {
			inv.Until = at.Add(inviteFor).UTC()
			raw, err := json.Marshal(inv)
			if err != nil {
				return fmt.Errorf("store: encode invitation: %w", err)
			}
			p.HSet(ctx, c.keys.invites(), inv.Code, raw)
		}
		return nil
	})
	return wrap("invite", err)
}

// Invitations lists those that are open, the one that ends first before the
// others; those that have ended are dropped.
func (c *Committee) Invitations(ctx context.Context, at time.Time) ([]Invitation, error) {
	rows, err := c.redis.HGetAll(ctx, c.keys.invites()).Result()
	if err != nil {
		return nil, wrap("invitations", err)
	}
	var open []Invitation
	var ended []string
	for code, raw := range rows {
		inv, err := decodeInvitation(code, raw)
		if err != nil {
			return nil, err
		}
		if at.After(inv.Until) {
			ended = append(ended, code)
			continue
		}
		open = append(open, inv)
	}
	slices.SortFunc(open, func(a, b Invitation) int { return cmp.Or(a.Until.Compare(b.Until), cmp.Compare(a.Code, b.Code)) })
	if len(ended) > 0 {
		err = c.redis.HDel(ctx, c.keys.invites(), ended...).Err()
	}
	return open, wrap("invitations", err)
}

func decodeInvitation(code, raw string) (Invitation, error) {
	inv := Invitation{Code: code}
	if err := json.Unmarshal([]byte(raw), &inv); err != nil {
		return inv, fmt.Errorf("store: invitation: %w", err)
	}
	return inv, nil
}

// Invitation reads one that is open; activity.ErrNotFound for any other code.
func (c *Committee) Invitation(ctx context.Context, code string) (Invitation, error) {
	raw, err := c.redis.HGet(ctx, c.keys.invites(), code).Result()
	if err != nil {
		return Invitation{}, wrap("invitation", err)
	}
	return decodeInvitation(code, raw)
}

// Revoke ends an invitation; it is no error when it is no more.
func (c *Committee) Revoke(ctx context.Context, codes ...string) error {
	if len(codes) == 0 {
		return nil
	}
	return wrap("revoke", c.redis.HDel(ctx, c.keys.invites(), codes...).Err())
}

// joinScript uses an invitation up and writes who came in, unless what that was
// worked out from has changed.
//
//	KEYS invites, users, people, audit, used, stranger, people-mark
//	ARGV code, invitation as read, user, their member id as read or "", member id,
//	     its row as read or "", its row as it shall be, at, seconds
//	→ 1, or 0 when it is to be worked out anew
var joinScript = redis.NewScript(`
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
if (redis.call('HGET', KEYS[2], ARGV[3]) or '') ~= ARGV[4] then return 0 end
if (redis.call('HGET', KEYS[3], ARGV[5]) or '') ~= ARGV[6] then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[3], ARGV[5])
redis.call('HSET', KEYS[3], ARGV[5], ARGV[7])
redis.call('INCR', KEYS[7])
redis.call('DEL', KEYS[6])
redis.call('SET', KEYS[5], ARGV[3], 'EX', ARGV[9])
redis.call('XADD', KEYS[4], '*', 'do', 'join', 'm', ARGV[5], 'by', ARGV[5], 'at', ARGV[8])
return 1`)

// Join uses a code up and makes the user a member. A live member keeps what they
// are and gains what the invitation gives; a removed one is a member again, as
// the invitation says. A code that is unknown, used by another, ended or
// revoked is activity.ErrNotFound; one for somebody on the list, opened by
// somebody who is a member already, is activity.ErrConflict.
func (c *Committee) Join(ctx context.Context, code string, user activity.User, at time.Time) (activity.Member, error) {
	for range maxConflict {
		m, done, err := c.tryJoin(ctx, code, user, at)
		if done || err != nil {
			return m, err
		}
	}
	return activity.Member{}, fmt.Errorf("store: join: %w", activity.ErrConflict)
}

func (c *Committee) tryJoin(ctx context.Context, code string, user activity.User, at time.Time) (m activity.Member, done bool, err error) {
	rawInvite, err := c.redis.HGet(ctx, c.keys.invites(), code).Result()
	if errors.Is(err, redis.Nil) {
		return c.joinedBefore(ctx, code, user)
	}
	if err != nil {
		return m, false, wrap("join", err)
	}
	inv, err := decodeInvitation(code, rawInvite)
	if err != nil {
		return m, false, err
	}
	if at.After(inv.Until) {
		return m, false, fmt.Errorf("store: join: the code has ended: %w", activity.ErrNotFound)
	}
	known, rawKnown, err := c.knownAs(ctx, user.ID)
	if err != nil {
		return m, false, err
	}
	m, rawMember, err := c.comesIn(ctx, inv, user, known, rawKnown, activity.DateOf(at))
	if err != nil {
		return m, false, err
	}
	row, err := json.Marshal(m)
	if err != nil {
		return m, false, fmt.Errorf("store: encode member: %w", err)
	}
	done, err = joinScript.Run(ctx, c.redis,
		[]string{c.keys.invites(), c.keys.users(), c.keys.people(), c.keys.audit(), c.keys.used(code), c.keys.stranger(user.ID), c.keys.peopleMark()},
		code, rawInvite, int64(user.ID), string(known.ID), string(m.ID), rawMember, string(row),
		at.UTC().Format(time.RFC3339), int(usedFor.Seconds())).Bool()
	return m, done, wrap("join", err)
}

// joinedBefore gives who came in by a code when the same person opens it once
// more, as happens when their message is delivered twice.
func (c *Committee) joinedBefore(ctx context.Context, code string, user activity.User) (activity.Member, bool, error) {
	by, err := c.redis.Get(ctx, c.keys.used(code)).Int64()
	if err != nil {
		return activity.Member{}, false, wrap("join", err)
	}
	if activity.UserID(by) != user.ID {
		return activity.Member{}, false, fmt.Errorf("store: join: the code is used: %w", activity.ErrNotFound)
	}
	m, err := c.Who(ctx, user.ID)
	return m, err == nil, err
}

// knownAs is the member a user is, or was; the zero Member for nobody.
func (c *Committee) knownAs(ctx context.Context, user activity.UserID) (activity.Member, string, error) {
	id, err := c.redis.HGet(ctx, c.keys.users(), fmt.Sprint(int64(user))).Result()
	if errors.Is(err, redis.Nil) {
		return activity.Member{}, "", nil
	}
	if err != nil {
		return activity.Member{}, "", wrap("join", err)
	}
	return c.member(ctx, activity.MemberID(id))
}

// comesIn is the row of who comes in, and the row as read that it replaces.
func (c *Committee) comesIn(ctx context.Context, inv Invitation, user activity.User, known activity.Member, rawKnown string, today activity.Date) (activity.Member, string, error) {
	live := known.ID != "" && !known.Removed
	switch {
	case inv.Member != "":
		m, raw, err := c.member(ctx, inv.Member)
		switch {
		case err != nil:
			return m, "", err
		case live && known.ID != m.ID:
			return known, "", fmt.Errorf("store: join: a member already: %w", activity.ErrConflict)
		case m.Removed, m.User != 0 && m.User != user.ID:
			return m, "", fmt.Errorf("store: join: the place is taken: %w", activity.ErrNotFound)
		}
		m.User = user.ID
		return m, raw, nil
	case live:
		m := widened(known, inv)
		m.Past = pastOf(known, m, today)
		return m, rawKnown, nil
	case known.ID != "":
		m := known
		m.Role, m.Group, m.Also, m.Leads, m.Removed = inv.Role, inv.Group, nil, nil, false
		m.Past = pastOf(known, m, today)
		return m, rawKnown, nil
	}
	n, err := c.redis.Incr(ctx, c.keys.peopleSeq()).Result()
	m := activity.Member{
		ID: activity.MemberID(fmt.Sprintf("m%d", n)), Name: user.Name, Role: inv.Role, Group: inv.Group, User: user.ID,
	}
	if inv.Name != "" {
		m.Name = inv.Name
	}
	return m, "", wrap("join", err)
}

// widened is a member with what an invitation gives on top: never less.
func widened(m activity.Member, inv Invitation) activity.Member {
	order := []activity.Role{activity.Plain, activity.Leader, activity.Secretary}
	if slices.Index(order, inv.Role) > slices.Index(order, m.Role) {
		m.Role = inv.Role
	}
	switch {
	case inv.Group == "" || m.In(inv.Group):
	case m.Group == "":
		m.Group = inv.Group
	default:
		m.Also = append(slices.Clone(m.Also), inv.Group)
	}
	if inv.Role == activity.Leader && inv.Group != "" && m.Role == activity.Leader && !slices.Contains(m.Led(), inv.Group) {
		m.Leads = append(slices.Clone(m.Leads), inv.Group)
	}
	return m
}
