package handlers

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dutybook/activity"
	"dutybook/roster"
	"dutybook/store"
)

// keptList is a list of members between its dry run and its taking over.
type keptList struct {
	File string       `json:"file"`
	Rows []roster.Row `json:"rows"`
}

// maxBadShown is how many bad rows the answer lists; all of them are in a file
// when there are more.
const maxBadShown = 8

// enrolFile reads a list a secretary sent and says what taking it over would do.
// Nothing is written before the button is pressed. A text file without a single
// member in it is a paper, where papers may be sent.
func (h *Handlers) enrolFile(ctx context.Context, t *turn, paper bool) error {
	data, err := h.Fetch(ctx, t.File.ID)
	if errors.Is(err, activity.ErrInvalid) {
		return t.reply(ctx, "list-unreadable")
	}
	if err != nil {
		return err
	}
	if done, err := h.ledgerFile(ctx, t, data); done || err != nil {
		return err
	}
	list, err := roster.Read(t.File.Name, data)
	if paper && len(list.Rows) == 0 {
		return h.paperFile(ctx, t)
	}
	if err != nil || len(list.Rows)+len(list.Bad) == 0 {
		return t.reply(ctx, "list-unreadable")
	}
	s, err := h.sorted(ctx, list.Rows)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(keptList{t.File.Name, list.Rows})
	if err != nil {
		return fmt.Errorf("handlers: keep list: %w", err)
	}
	if err := h.Store.KeepList(ctx, listID(t, t.ID), raw); err != nil {
		return err
	}
	return h.sayDryRun(ctx, t, list, s)
}

// listID names a list by the message it came in.
func listID(t *turn, message activity.MessageID) string {
	return fmt.Sprintf("%d:%d", t.Chat, message)
}

// sorted is a list held against the members there are.
type sorted struct {
	fresh []roster.Row
	known int // members of the group the list gives them
	moves []move
}

// move is a member to whom a list gives another group.
type move struct {
	row roster.Row
	m   activity.Member
}

// sorted tells who of a list is new, who is there already, and who changes the
// group: the only member of a name that stands once in the list. For namesakes it
// does not guess; they are new.
func (h *Handlers) sorted(ctx context.Context, rows []roster.Row) (s sorted, err error) {
	members, err := h.Store.Members(ctx)
	if err != nil {
		return s, err
	}
	_, groups, err := h.names(ctx)
	if err != nil {
		return s, err
	}
	named, listed := map[string][]activity.Member{}, map[string]int{}
	for _, m := range members {
		if !m.Removed {
			named[m.Name] = append(named[m.Name], m)
		}
	}
	for _, r := range rows {
		listed[r.Name]++
	}
	for _, r := range rows {
		is := func(m activity.Member) bool { return groups[m.Group] == r.Group }
		switch same := named[r.Name]; {
		case slices.ContainsFunc(same, is):
			s.known++
		case len(same) == 1 && listed[r.Name] == 1 && r.Group != "":
			s.moves = append(s.moves, move{r, same[0]})
		default:
			s.fresh = append(s.fresh, r)
		}
	}
	return s, nil
}

func (h *Handlers) sayDryRun(ctx context.Context, t *turn, list roster.List, s sorted) error {
	lines := []string{t.text("list-preview", "n", itoa(len(s.fresh)), "known", itoa(s.known), "bad", itoa(len(list.Bad)))}
	if len(s.moves) > 0 {
		line, err := h.movesLine(ctx, t, s.moves)
		if err != nil {
			return err
		}
		lines = append(lines, line)
	}
	bad := make([]string, len(list.Bad))
	for i, b := range list.Bad {
		bad[i] = t.text("list-bad-line", "line", itoa(b.Line), "why", t.text("list-"+string(b.Reason), "text", b.Text))
	}
	lines = append(lines, bad[:min(maxBadShown, len(bad))]...)
	if twins := sameNames(s.fresh); len(twins) > 0 {
		lines = append(lines, t.text("list-same-names", "names", strings.Join(twins[:min(5, len(twins))], t.text("list-mark"))))
	}
	reply := activity.Reply{}
	if len(bad) > maxBadShown {
		lines = append(lines, t.text("list-more-bad"))
		reply.File = &activity.File{Name: t.text("list-bad-file") + ".txt", Data: []byte("\ufeff" + strings.Join(bad, "\r\n"))}
	}
	if len(s.fresh)+len(s.moves) > 0 {
		number, label := strconv.FormatInt(int64(t.ID), 10), "button-enrol"
		switch {
		case len(s.fresh) == 0:
			label = "button-regroup"
		case len(s.moves) > 0:
			label = "button-enrol-regroup"
		}
		reply.Buttons = [][]activity.Button{{
			{Label: t.text(label, "n", itoa(len(s.fresh)), "m", itoa(len(s.moves))), Data: "enrol:" + number},
			{Label: t.text("button-drop"), Data: "drop:" + number},
		}}
	}
	reply.Text = strings.Join(lines, "\n")
	_, err := t.say(ctx, reply)
	return err
}

// movesLine says who comes to another group, a few by name.
func (h *Handlers) movesLine(ctx context.Context, t *turn, moves []move) (string, error) {
	const few = 5
	_, groups, err := h.names(ctx)
	if err != nil {
		return "", err
	}
	var list []string
	for _, mv := range moves[:min(few, len(moves))] {
		list = append(list, t.text("list-move", "name", mv.m.Name, "from", groups[mv.m.Group], "to", mv.row.Group))
	}
	return t.text("list-moves", "n", itoa(len(moves)), "list", strings.Join(list, t.text("list-mark"))), nil
}

// sameNames are the names that stand for several people of a list.
func sameNames(rows []roster.Row) []string {
	count := map[string]int{}
	var twins []string
	for _, r := range rows {
		count[r.Name]++
		if count[r.Name] == 2 {
			twins = append(twins, r.Name)
		}
	}
	return twins
}

// pressList does what a button under a list says.
func (h *Handlers) pressList(ctx context.Context, t *turn, what string, number int64) error {
	if !may(t.member.Role, toManage) {
		return h.toast(ctx, t, "err-not-allowed")
	}
	id := listID(t, activity.MessageID(number))
	switch what {
	case "drop":
		if err := h.Store.DropList(ctx, id); err != nil {
			return err
		}
		return t.reply(ctx, "list-dropped")
	case "strike":
		return h.strike(ctx, t, id)
	}
	return h.enrol(ctx, t, id, number)
}

// enrol takes a list over: every row becomes a member who has not come in, with
// a link of their own; the links come back as a file.
func (h *Handlers) enrol(ctx context.Context, t *turn, id string, number int64) error {
	raw, err := h.Store.List(ctx, id)
	if errors.Is(err, activity.ErrNotFound) {
		return h.toast(ctx, t, "button-old")
	}
	if err != nil {
		return err
	}
	var list keptList
	if err := json.Unmarshal(raw, &list); err != nil {
		return fmt.Errorf("handlers: kept list: %w", err)
	}
	moved, err := h.regroup(ctx, t, id, list.Rows)
	if err != nil {
		return err
	}
	added, err := h.enrolRows(ctx, t, id, list.Rows)
	if err != nil {
		return err
	}
	if len(added)+moved == 0 {
		return t.reply(ctx, "list-nobody")
	}
	reply := activity.Reply{Buttons: [][]activity.Button{{{Label: t.text("button-strike"), Data: "strike:" + strconv.FormatInt(number, 10)}}}}
	var lines []string
	if moved > 0 {
		lines = append(lines, t.text("list-regrouped", "n", itoa(moved)))
	}
	if len(added) > 0 {
		lines = append(lines, t.text("list-done", "n", itoa(len(added))))
		if reply.File, err = h.links(ctx, t, added); err != nil {
			return err
		}
	}
	reply.Text = strings.Join(lines, "\n")
	_, err = t.say(ctx, reply)
	return err
}

// regroup gives members the groups and roles of a list, from today on, and tells
// them; a secretary stays one. It tells how many the list moved, those of an
// earlier press of the button too.
func (h *Handlers) regroup(ctx context.Context, t *turn, id string, rows []roster.Row) (int, error) {
	s, err := h.sorted(ctx, rows)
	if err != nil {
		return 0, err
	}
	for _, mv := range s.moves {
		g, err := h.Store.EnsureGroup(ctx, mv.row.Group)
		if err != nil {
			return 0, err
		}
		if err := h.Store.KeepRegrouped(ctx, id, store.Regrouped{Was: mv.m, To: g.ID}); err != nil {
			return 0, err
		}
		_, after, err := h.Store.EditMember(ctx, t.member.ID, h.Now(), mv.m.ID, func(m activity.Member) (activity.Member, error) {
			if m.Role != activity.Secretary {
				m.Role = mv.row.Role
			}
			m.Group, m.Leads = g.ID, nil
			m.Also = slices.DeleteFunc(slices.Clone(m.Also), func(x activity.GroupID) bool { return x == g.ID })
			return m, nil
		})
		if err != nil {
			return 0, err
		}
		if err := h.tell(ctx, t, after, noteStanding); err != nil {
			return 0, err
		}
	}
	all, err := h.Store.Regrouped(ctx, id)
	return len(all), err
}

// ungroup gives members a list moved the group back they had, unless somebody
// moved them again since. It tells how many.
func (h *Handlers) ungroup(ctx context.Context, t *turn, id string) (int, error) {
	all, err := h.Store.Regrouped(ctx, id)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, r := range all {
		before, after, err := h.Store.EditMember(ctx, t.member.ID, h.Now(), r.Was.ID, func(m activity.Member) (activity.Member, error) {
			if m.Group == r.To {
				m.Role, m.Group, m.Also, m.Leads = r.Was.Role, r.Was.Group, r.Was.Also, r.Was.Leads
			}
			return m, nil
		})
		if err != nil {
			return n, err
		}
		if before.Group == after.Group {
			continue
		}
		n++
		if err := h.tell(ctx, t, after, noteStanding); err != nil {
			return n, err
		}
	}
	return n, nil
}

// enrolRows makes members of the rows that are new, and of those of this list
// that were made before when the button is pressed again.
func (h *Handlers) enrolRows(ctx context.Context, t *turn, id string, rows []roster.Row) ([]activity.Member, error) {
	s, err := h.sorted(ctx, rows)
	if err != nil {
		return nil, err
	}
	again, err := h.Store.Enrolled(ctx, id)
	if err != nil {
		return nil, err
	}
	wanted := map[int]bool{}
	for _, r := range s.fresh {
		wanted[r.Line] = true
	}
	var added []activity.Member
	for _, r := range rows {
		if !wanted[r.Line] && !again[r.Line] {
			continue
		}
		m := activity.Member{Name: r.Name, Role: r.Role}
		if r.Group != "" {
			g, err := h.Store.EnsureGroup(ctx, r.Group)
			if err != nil {
				return nil, err
			}
			m.Group = g.ID
		}
		if m, err = h.Store.Enrol(ctx, id, r.Line, m, t.member.ID, h.Now()); err != nil {
			return nil, err
		}
		if m.User == 0 {
			added = append(added, m)
		}
	}
	return added, nil
}

// links makes an invitation for each member and the file that lists them, which
// opens in Excel and WPS.
func (h *Handlers) links(ctx context.Context, t *turn, members []activity.Member) (*activity.File, error) {
	_, groups, err := h.names(ctx)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString("\ufeff")
	out := csv.NewWriter(&b)
	out.UseCRLF = true
	rows := [][]string{{t.text("list-name"), t.text("list-group"), t.text("list-role"), t.text("list-link")}}
	invitations := make([]store.Invitation, len(members))
	for i, m := range members {
		code := h.newCode()
		invitations[i] = store.Invitation{Code: code, Role: m.Role, Group: m.Group, By: t.member.ID, Name: m.Name, Member: m.ID}
		rows = append(rows, []string{m.Name, groups[m.Group], t.text("role-" + string(m.Role)), h.link(code)})
	}
	if err := out.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("handlers: file of links: %w", err)
	}
	if err := h.Store.Invite(ctx, h.Now(), invitations...); err != nil {
		return nil, err
	}
	return &activity.File{Name: t.text("list-links-file") + ".csv", Data: b.Bytes()}, nil
}

// strike takes a list back, as far as nobody came in by it.
func (h *Handlers) strike(ctx context.Context, t *turn, id string) error {
	moved, err := h.ungroup(ctx, t, id)
	if err != nil {
		return err
	}
	struck, stay, err := h.Store.Strike(ctx, id, t.member.ID, h.Now())
	switch {
	case errors.Is(err, activity.ErrNotFound) && moved == 0:
		return h.toast(ctx, t, "button-old")
	case errors.Is(err, activity.ErrNotFound):
		return t.reply(ctx, "list-ungrouped", "n", itoa(moved))
	case err != nil:
		return err
	}
	text := t.text("list-struck", "n", itoa(struck), "stay", itoa(stay))
	if moved > 0 {
		text += "\n" + t.text("list-ungrouped", "n", itoa(moved))
	}
	_, err = t.say(ctx, activity.Reply{Text: text})
	return err
}
