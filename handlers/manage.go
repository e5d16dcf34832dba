package handlers

import (
	"context"
	"slices"
	"strings"

	"dutybook/activity"
)

// changeMember gives a member another role or group, as a secretary writes it
// behind the name: a role, a group, "+group" or "-group".
func (h *Handlers) changeMember(ctx context.Context, t *turn, m activity.Member, words string) error {
	if !may(t.member.Role, toManage) {
		return h.refuse(ctx, t)
	}
	for _, word := range strings.Fields(words) {
		if role, ok := h.roleWord(word); ok {
			if err := h.setRole(ctx, t, m, role); err != nil {
				return err
			}
			continue
		}
		if err := h.setGroup(ctx, t, m, word); err != nil {
			return err
		}
	}
	return nil
}

// setRole gives a member a role and tells them. Nobody changes the own one, so
// that a committee never loses its last secretary by a slip.
func (h *Handlers) setRole(ctx context.Context, t *turn, m activity.Member, role activity.Role) error {
	if m.ID == t.member.ID {
		return h.toastOrReply(ctx, t, "manage-self")
	}
	return h.manage(ctx, t, m, func(m activity.Member) activity.Member {
		m.Role = role
		return m
	})
}

// setGroup moves a member to a group (its bare name), or into or out of
// a further one; leaders come to lead a further group too. A name that is no
// group yet is refused: a slip would make one.
func (h *Handlers) setGroup(ctx context.Context, t *turn, m activity.Member, word string) error {
	sign, name := "", word
	if strings.HasPrefix(word, "+") || strings.HasPrefix(word, "-") {
		sign, name = word[:1], word[1:]
	}
	g, ok, err := h.Store.GroupNamed(ctx, name)
	if err != nil {
		return err
	}
	if !ok {
		return t.reply(ctx, "group-none", "group", name)
	}
	return h.manage(ctx, t, m, func(m activity.Member) activity.Member {
		without := func(gs []activity.GroupID) []activity.GroupID {
			return slices.DeleteFunc(slices.Clone(gs), func(x activity.GroupID) bool { return x == g.ID })
		}
		switch {
		case sign == "+" && m.Group != g.ID:
			m.Leads = slices.Clone(m.Led())
			m.Also = append(without(m.Also), g.ID)
			if m.Role == activity.Leader {
				m.Leads = append(without(m.Leads), g.ID)
			}
		case sign == "-":
			m.Also, m.Leads = without(m.Also), without(m.Leads)
		case sign == "":
			m.Also, m.Leads, m.Group = without(m.Also), nil, g.ID
		}
		return m
	})
}

// manage changes a member, says how they stand and tells the person.
func (h *Handlers) manage(ctx context.Context, t *turn, m activity.Member, with func(activity.Member) activity.Member) error {
	before, after, err := h.Store.EditMember(ctx, t.member.ID, h.Now(), m.ID,
		func(m activity.Member) (activity.Member, error) { return with(m), nil })
	if err != nil {
		return err
	}
	_, groups, err := h.names(ctx)
	if err != nil {
		return err
	}
	if before.Role != after.Role || before.Group != after.Group {
		if err := h.tell(ctx, t, after, noteStanding); err != nil {
			return err
		}
	}
	_, err = t.say(ctx, activity.Reply{Text: t.text("member-changed", "line", t.memberLine(after, groups))})
	return err
}

// removeMember takes a member out; the records stay.
func (h *Handlers) removeMember(ctx context.Context, t *turn, m activity.Member) error {
	switch {
	case !may(t.member.Role, toManage):
		return h.refuse(ctx, t)
	case m.ID == t.member.ID:
		return t.reply(ctx, "remove-self")
	}
	_, _, err := h.Store.EditMember(ctx, t.member.ID, h.Now(), m.ID, func(m activity.Member) (activity.Member, error) {
		m.Removed = true
		return m, nil
	})
	if err != nil {
		return err
	}
	h.dropMenu(ctx, m)
	_, err = t.say(ctx, activity.Reply{
		Text:    t.text("removed", "name", m.Name),
		Buttons: [][]activity.Button{{{Label: t.text("button-back"), Data: memberData("back", m)}}},
	})
	return err
}

// takeInAgain makes a removed member one again, as they were.
func (h *Handlers) takeInAgain(ctx context.Context, t *turn, m activity.Member) error {
	return h.manage(ctx, t, m, func(m activity.Member) activity.Member {
		m.Removed = false
		return m
	})
}
