package handlers

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"dutybook/activity"
	"dutybook/store"
)

// audited are the rights whose use is noted: they show or hand out work of
// others.
var audited = map[right]store.Deed{
	toSeeGroup:  store.DidLook,
	toSeePeople: store.DidLook,
	toDraft:     store.DidExport,
	toExport:    store.DidExport,
	toAudit:     store.DidLook,
	toScore:     store.DidLook,
}

// maxWhat bounds what of a request goes to the trail.
const maxWhat = 60

// note notes that the person of this turn used a right over what is not theirs.
func (h *Handlers) note(ctx context.Context, t *turn, used right, what string) error {
	deed, is := audited[used]
	if !is {
		return nil
	}
	return h.Store.Note(ctx, t.Key, store.Entry{Do: deed, By: t.member.ID, At: h.Now(), What: clip(what, maxWhat)})
}

// auditPerPage is what fits a phone.
const auditPerPage = 15

// audit shows the trail to secretaries, the latest first.
func (h *Handlers) audit(ctx context.Context, t *turn, _ string) error {
	return h.auditPage(ctx, t, "", 0)
}

// pressAudit turns a page: the button holds the line it goes on before.
func (h *Handlers) pressAudit(ctx context.Context, t *turn, numbers []int64) error {
	if !may(t.member.Role, toAudit) || len(numbers) != 2 {
		return h.toast(ctx, t, "err-not-allowed")
	}
	return h.auditPage(ctx, t, fmt.Sprintf("%d-%d", numbers[0], numbers[1]), t.ID)
}

func (h *Handlers) auditPage(ctx context.Context, t *turn, before string, replace activity.MessageID) error {
	entries, err := h.Store.Audit(ctx, before, auditPerPage+1)
	if err != nil {
		return err
	}
	people, _, err := h.names(ctx)
	if err != nil {
		return err
	}
	more := len(entries) > auditPerPage
	entries = entries[:min(len(entries), auditPerPage)]
	lines := []string{t.text("audit-title")}
	for _, e := range entries {
		lines = append(lines, h.auditLine(t, e, people))
	}
	if len(entries) == 0 {
		lines = append(lines, t.text("audit-none"))
	}
	reply := activity.Reply{Text: strings.Join(lines, "\n"), Replace: replace}
	if more {
		last := strings.Replace(entries[len(entries)-1].ID, "-", ":", 1)
		reply.Buttons = [][]activity.Button{{{Label: t.text("button-older"), Data: "audit:" + last}}}
	}
	_, err = t.say(ctx, reply)
	return err
}

func (h *Handlers) auditLine(t *turn, e store.Entry, people map[activity.MemberID]string) string {
	name := func(id activity.MemberID) string {
		switch {
		case id == "":
			return t.text("history-program")
		case people[id] == "":
			return string(id)
		}
		return people[id]
	}
	what := e.What
	switch {
	case e.Record != 0:
		what = e.Record.String()
	case e.Member != "" && e.Member != e.By:
		what = name(e.Member)
	}
	at := e.At.In(h.Zone)
	return strings.TrimSpace(strings.Join([]string{
		strconv.Itoa(int(at.Month())) + "-" + strconv.Itoa(at.Day()) + " " + at.Format("15:04"), name(e.By), t.text("audit-" + string(e.Do)), what,
	}, " "))
}
