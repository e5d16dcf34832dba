package handlers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dutybook/activity"
)

// membersPerPage is what fits a phone without much scrolling.
const membersPerPage = 20

// members lists the committee's members, or those of a leader's groups.
// "/members NAME" shows one with what can be done, "/members NAME ROLE" and
// "/members NAME GROUP" change role and group, "+GROUP" and "-GROUP" further
// groups, and "remove NAME" takes one out.
func (h *Handlers) members(ctx context.Context, t *turn, args string) error {
	name, rest, _ := strings.Cut(args, " ")
	rest = strings.TrimSpace(rest)
	switch {
	case args == "":
		return h.membersPage(ctx, t, 0, 0)
	case name == "remove":
		return h.withNamed(ctx, t, rest, h.removeMember)
	case rest == "":
		return h.withNamed(ctx, t, name, h.memberCard)
	}
	return h.withNamed(ctx, t, name, func(ctx context.Context, t *turn, m activity.Member) error {
		return h.changeMember(ctx, t, m, rest)
	})
}

// visible are the live members a person may see, by group and name.
func (h *Handlers) visible(ctx context.Context, t *turn) ([]activity.Member, error) {
	everybody, err := h.Store.Members(ctx)
	seen := slices.DeleteFunc(everybody, func(m activity.Member) bool {
		return m.Removed || !mayForMember(t.member, toSeePeople, m)
	})
	slices.SortFunc(seen, func(a, b activity.Member) int {
		return cmp.Or(strings.Compare(string(a.Group), string(b.Group)), strings.Compare(a.Name, b.Name))
	})
	return seen, err
}

func (h *Handlers) membersPage(ctx context.Context, t *turn, offset int, replace activity.MessageID) error {
	if !may(t.member.Role, toSeePeople) {
		return h.refuse(ctx, t)
	}
	seen, err := h.visible(ctx, t)
	if err != nil {
		return err
	}
	_, groups, err := h.names(ctx)
	if err != nil {
		return err
	}
	offset = max(0, min(offset, len(seen)-1)) / membersPerPage * membersPerPage
	page := seen[offset:min(offset+membersPerPage, len(seen))]
	lines := []string{t.text("members", "n", itoa(len(seen)))}
	for _, m := range page {
		lines = append(lines, t.memberLine(m, groups))
	}
	var row []activity.Button
	if offset > 0 {
		row = append(row, activity.Button{Label: t.text("button-before"), Data: "people:" + itoa(offset-membersPerPage)})
	}
	if offset+membersPerPage < len(seen) {
		row = append(row, activity.Button{Label: t.text("button-after"), Data: "people:" + itoa(offset+membersPerPage)})
	}
	reply := activity.Reply{Text: strings.Join(lines, "\n"), Replace: replace}
	if len(row) > 0 {
		reply.Buttons = [][]activity.Button{row}
	}
	_, err = t.say(ctx, reply)
	return err
}

// memberLine is a member on one line: name, role, groups, leave.
func (t *turn) memberLine(m activity.Member, groups map[activity.GroupID]string) string {
	line := t.text("member-line", "name", m.Name, "role", t.text("role-"+string(m.Role)))
	for _, g := range append([]activity.GroupID{m.Group}, m.Also...) {
		if name := groups[g]; name != "" {
			line = t.text("member-line-group", "line", line, "group", name)
		}
	}
	if m.User == 0 {
		line = t.text("member-line-group", "line", line, "group", t.text("member-not-in"))
	}
	if m.OnLeave(activity.DateOf(t.SentAt)) {
		line = t.text("member-line-group", "line", line, "group", t.text("member-away", "day", t.day(m.Away)))
	}
	return line
}

// withNamed does something with the one visible member of a name; several of
// one name are offered to choose from by their groups.
func (h *Handlers) withNamed(ctx context.Context, t *turn, name string, do func(context.Context, *turn, activity.Member) error) error {
	seen, err := h.visible(ctx, t)
	if err != nil {
		return err
	}
	named := slices.DeleteFunc(seen, func(m activity.Member) bool { return m.Name != name })
	switch len(named) {
	case 0:
		return t.reply(ctx, "remove-none", "name", name)
	case 1:
		return do(ctx, t, named[0])
	}
	_, groups, err := h.names(ctx)
	if err != nil {
		return err
	}
	var rows [][]activity.Button
	for _, m := range named {
		rows = append(rows, []activity.Button{{Label: t.memberLine(m, groups), Data: memberData("who", m)}})
	}
	_, err = t.say(ctx, activity.Reply{Text: t.text("member-which", "name", name), Buttons: rows})
	return err
}

// memberData is the data of a button about a member.
func memberData(what string, m activity.Member, more ...int) string {
	what += ":" + strings.TrimPrefix(string(m.ID), "m")
	for _, n := range more {
		what += ":" + itoa(n)
	}
	return what
}

// pressedMember finds the member a pressed button is about, if the presser may
// see them.
func (h *Handlers) pressedMember(ctx context.Context, t *turn, number int64) (activity.Member, error) {
	m, err := h.Store.Member(ctx, activity.MemberID("m"+strconv.FormatInt(number, 10)))
	if err != nil {
		return m, err
	}
	if !mayForMember(t.member, toSeePeople, m) {
		return m, fmt.Errorf("handlers: member of others: %w", activity.ErrNotAllowed)
	}
	return m, nil
}

// pressMember does what a button about a member says.
func (h *Handlers) pressMember(ctx context.Context, t *turn, what string, numbers []int64) error {
	if what == "people" && len(numbers) == 1 {
		return h.membersPage(ctx, t, int(numbers[0]), t.ID)
	}
	m, err := h.pressedMember(ctx, t, numbers[0])
	switch {
	case errors.Is(err, activity.ErrNotAllowed), errors.Is(err, activity.ErrNotFound):
		return h.toast(ctx, t, "err-not-allowed")
	case err != nil:
		return err
	}
	switch {
	case what == "who" && len(numbers) == 1:
		return h.memberCard(ctx, t, m)
	case !may(t.member.Role, toManage):
		return h.toast(ctx, t, "err-not-allowed")
	case what == "out" && len(numbers) == 1:
		return h.removeMember(ctx, t, m)
	case what == "back" && len(numbers) == 1:
		return h.takeInAgain(ctx, t, m)
	case what == "role" && len(numbers) == 2 && numbers[1] > 0 && numbers[1] < int64(len(roles)):
		return h.setRole(ctx, t, m, roles[numbers[1]])
	}
	return h.toast(ctx, t, "button-old")
}

// memberCard shows a member, to secretaries with what they can do.
func (h *Handlers) memberCard(ctx context.Context, t *turn, m activity.Member) error {
	_, groups, err := h.names(ctx)
	if err != nil {
		return err
	}
	reply := activity.Reply{Text: t.memberLine(m, groups)}
	if may(t.member.Role, toManage) && m.ID != t.member.ID && !m.Removed {
		var row []activity.Button
		for i, role := range roles[1:] {
			if role != m.Role {
				row = append(row, activity.Button{Label: t.text("button-role", "role", t.text("role-"+string(role))), Data: memberData("role", m, i+1)})
			}
		}
		reply.Buttons = [][]activity.Button{append(row, activity.Button{Label: t.text("button-out"), Data: memberData("out", m)})}
		reply.Text += "\n" + t.text("member-card-hint", "name", m.Name)
	}
	_, err = t.say(ctx, reply)
	return err
}
