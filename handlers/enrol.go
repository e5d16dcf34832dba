package handlers

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
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
	list, err := roster.Read(t.File.Name, data)
	if paper && len(list.Rows) == 0 {
		return h.paperFile(ctx, t)
	}
	if err != nil || len(list.Rows)+len(list.Bad) == 0 {
		return t.reply(ctx, "list-unreadable")
	}
	fresh, known, err := h.unknown(ctx, list.Rows)
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
	return h.sayDryRun(ctx, t, list, fresh, known)
}

// listID names a list by the message it came in.
func listID(t *turn, message activity.MessageID) string {
	return fmt.Sprintf("%d:%d", t.Chat, message)
}

// unknown splits a list into who is new and how many are members already, by
// name and group.
func (h *Handlers) unknown(ctx context.Context, rows []roster.Row) (fresh []roster.Row, known int, err error) {
	members, err := h.Store.Members(ctx)
	if err != nil {
		return nil, 0, err
	}
	_, groups, err := h.names(ctx)
	if err != nil {
		return nil, 0, err
	}
	there := map[[2]string]bool{}
	for _, m := range members {
		if !m.Removed {
			there[[2]string{m.Name, groups[m.Group]}] = true
		}
	}
	for _, r := range rows {
		if there[[2]string{r.Name, r.Group}] {
			known++
			continue
		}
		fresh = append(fresh, r)
	}
	return fresh, known, nil
}

func (h *Handlers) sayDryRun(ctx context.Context, t *turn, list roster.List, fresh []roster.Row, known int) error {
	lines := []string{t.text("list-preview", "n", itoa(len(fresh)), "known", itoa(known), "bad", itoa(len(list.Bad)))}
	bad := make([]string, len(list.Bad))
	for i, b := range list.Bad {
		bad[i] = t.text("list-bad-line", "line", itoa(b.Line), "why", t.text("list-"+string(b.Reason), "text", b.Text))
	}
	lines = append(lines, bad[:min(maxBadShown, len(bad))]...)
	if twins := sameNames(fresh); len(twins) > 0 {
		lines = append(lines, t.text("list-same-names", "names", strings.Join(twins[:min(5, len(twins))], t.text("list-mark"))))
	}
	reply := activity.Reply{}
	if len(bad) > maxBadShown {
		lines = append(lines, t.text("list-more-bad"))
		reply.File = &activity.File{Name: t.text("list-bad-file") + ".txt", Data: []byte("\ufeff" + strings.Join(bad, "\r\n"))}
	}
	if len(fresh) > 0 {
		number := strconv.FormatInt(int64(t.ID), 10)
		reply.Buttons = [][]activity.Button{{
			{Label: t.text("button-enrol", "n", itoa(len(fresh))), Data: "enrol:" + number},
			{Label: t.text("button-drop"), Data: "drop:" + number},
		}}
	}
	reply.Text = strings.Join(lines, "\n")
	_, err := t.say(ctx, reply)
	return err
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
	added, err := h.enrolRows(ctx, t, id, list.Rows)
	if err != nil {
		return err
	}
	if len(added) == 0 {
		return t.reply(ctx, "list-nobody")
	}
	file, err := h.links(ctx, t, added)
	if err != nil {
		return err
	}
	_, err = t.say(ctx, activity.Reply{
		Text: t.text("list-done", "n", itoa(len(added))), File: file,
		Buttons: [][]activity.Button{{{Label: t.text("button-strike"), Data: "strike:" + strconv.FormatInt(number, 10)}}},
	})
	return err
}

// enrolRows makes members of the rows that are new, and of those of this list
// that were made before when the button is pressed again.
func (h *Handlers) enrolRows(ctx context.Context, t *turn, id string, rows []roster.Row) ([]activity.Member, error) {
	fresh, _, err := h.unknown(ctx, rows)
	if err != nil {
		return nil, err
	}
	again, err := h.Store.Enrolled(ctx, id)
	if err != nil {
		return nil, err
	}
	wanted := map[int]bool{}
	for _, r := range fresh {
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
	struck, stay, err := h.Store.Strike(ctx, id, t.member.ID, h.Now())
	if errors.Is(err, activity.ErrNotFound) {
		return h.toast(ctx, t, "button-old")
	}
	if err != nil {
		return err
	}
	return t.reply(ctx, "list-struck", "n", itoa(struck), "stay", itoa(stay))
}
