package handlers

import (
	"context"
	"slices"
	"strings"

	"dutybook/activity"
	"dutybook/counting"
)

// groups lists the groups, to leaders their own; a secretary names one with its
// kind, "/groups NAME KIND", which makes it when it is new.
func (h *Handlers) groups(ctx context.Context, t *turn, args string) error {
	if args != "" {
		return h.setGroupKind(ctx, t, args)
	}
	all, err := h.Store.Groups(ctx)
	if err != nil {
		return err
	}
	seen, err := h.visible(ctx, t)
	if err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b activity.Group) int { return strings.Compare(a.Name, b.Name) })
	lines := []string{}
	for _, g := range all {
		if !mayFor(t.member, toSeePeople, "", g.ID) {
			continue
		}
		n := 0
		for _, m := range seen {
			if m.In(g.ID) {
				n++
			}
		}
		line := t.text("group-line", "group", g.Name, "n", itoa(n))
		if g.Kind != "" {
			line = t.text("member-line-group", "line", line, "group", t.text("group-kind-"+string(g.Kind)))
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return t.reply(ctx, "groups-none")
	}
	_, err = t.say(ctx, activity.Reply{Text: strings.Join(lines, "\n")})
	return err
}

func (h *Handlers) setGroupKind(ctx context.Context, t *turn, args string) error {
	if !may(t.member.Role, toManage) {
		return h.refuse(ctx, t)
	}
	name, word, _ := strings.Cut(args, " ")
	kind, ok := h.groupKindWord(strings.TrimSpace(word))
	if !ok {
		return t.reply(ctx, "groups-usage")
	}
	g, err := h.Store.EnsureGroup(ctx, name)
	if err != nil {
		return err
	}
	if err := h.Store.SetGroupKind(ctx, g.ID, kind); err != nil {
		return err
	}
	return t.reply(ctx, "group-set", "group", name, "kind", t.text("group-kind-"+string(kind)))
}

// groupKindWord reads a kind of group as people write it, in any language.
func (h *Handlers) groupKindWord(word string) (activity.GroupKind, bool) {
	for _, kind := range activity.GroupKinds() {
		if h.texts.isWord(word, string(kind), "group-kind-"+string(kind)) {
			return kind, true
		}
	}
	return "", false
}

// scopeNamed is whose totals a person asks for: those of a group named in the
// request, if the person may see them, else the widest they may see. A group of
// others is activity.ErrNotAllowed. The rest is the request without the name.
func (h *Handlers) scopeNamed(ctx context.Context, t *turn, request string) (scope counting.Scope, rest string, err error) {
	all, err := h.Store.Groups(ctx)
	if err != nil {
		return "", "", err
	}
	// The longest first, as one name may begin another.
	slices.SortFunc(all, func(a, b activity.Group) int { return len(b.Name) - len(a.Name) })
	for _, g := range all {
		if g.Name == "" || !strings.Contains(request, g.Name) {
			continue
		}
		if !mayFor(t.member, toSeeGroup, "", g.ID) {
			return "", "", activity.ErrNotAllowed
		}
		return counting.OfGroup(g.ID), strings.TrimSpace(strings.Replace(request, g.Name, "", 1)), nil
	}
	return scopeOf(t.member), request, nil
}

// groupOf is the group a record counts for: one of the member's further groups
// when the message names it, else the one the member was in on its day.
func (h *Handlers) groupOf(ctx context.Context, t *turn, r activity.Record) (activity.GroupID, error) {
	if len(t.member.Also) > 0 {
		_, names, err := h.names(ctx)
		if err != nil {
			return "", err
		}
		for _, g := range t.member.Also {
			if names[g] != "" && strings.Contains(r.Text, names[g]) {
				return g, nil
			}
		}
	}
	return t.member.GroupOn(r.Date), nil
}
