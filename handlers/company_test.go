package handlers

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/store"
)

// TestOnBehalfTwice: a record for others, an objection and its taking back are
// each delivered twice: one record, one notice for each, one line in the trail.
func TestOnBehalfTwice(t *testing.T) {
	w := newWorld(t)
	notices := map[string]string{}
	w.h.Notify = func(_ context.Context, chat activity.ChatID, key, payload string) error {
		notices[key] = fmt.Sprintf("%d %s", chat, payload)
		return nil
	}
	twice := func(name string, msg activity.Message) {
		t.Helper()
		p := w.people[name]
		msg.Chat, msg.Private, msg.SentAt = chatOf(p.User), true, noon
		msg.From = activity.User{ID: p.User, Name: name, Lang: activity.Hans}
		first, again := words(t, w.handle(msg)), words(t, w.handle(msg))
		if first != again {
			t.Errorf("%s is answered %q, then %q", msg.Text, first, again)
		}
	}
	came := func() int64 {
		tally, err := w.c.Tally(t.Context(), counting.Everyone, activity.Year(2026))
		w.must(err)
		line, _ := tally.Line(activity.Meeting)
		return line.Sessions*100 + line.Attendances
	}
	expect := func(what string, figure int64, told int) {
		t.Helper()
		if came() != figure || len(notices) != told {
			t.Errorf("%s: %d, want %d; %d notices, want %d: %v", what, came(), figure, len(notices), told, notices)
		}
	}
	twice("周敏", activity.Message{Kind: activity.Text, ID: 1, Key: "m1", Text: "王芳、李四、吴退参加市政协座谈会1场"})
	expect("recorded", 102, 2) // 吴退 is no member any more
	record := w.latest("周敏")
	press := func(what string) string { return data(what, record.ID, 1) }
	twice("王芳", activity.Message{Kind: activity.Press, ID: 9, Key: "b1", Text: press("absent")})
	expect("objected", 101, 3)
	twice("赵六", activity.Message{Kind: activity.Press, ID: 9, Key: "b2", Text: press("absent")})
	twice("周敏", activity.Message{Kind: activity.Press, ID: 9, Key: "b3", Text: press("present")})
	twice("王芳", activity.Message{Kind: activity.Press, ID: 9, Key: "b4", Text: press("absent")})
	expect("pressed by others, and once more", 101, 3)
	twice("王芳", activity.Message{Kind: activity.Press, ID: 9, Key: "b5", Text: press("present")})
	expect("taken back", 102, 4)

	trail, err := w.c.Audit(t.Context(), "", 50)
	w.must(err)
	edits := 0
	for _, e := range trail {
		if e.Record == record.ID && e.Do == store.DidEdit && e.By == w.people["王芳"].ID {
			edits++
		}
	}
	if edits != 2 {
		t.Errorf("%d lines of the objector's in the trail, want 2", edits)
	}
	drift, err := w.c.Recount(t.Context())
	if err != nil || len(drift) > 0 {
		t.Errorf("recount: %v %v", drift, err)
	}
}

// TestCallsAreTheTellers: the answer to whom a name means changes the teller's own
// record, whoever else presses it, and says so again when it is delivered again.
func TestCallsAreTheTellers(t *testing.T) {
	w := newWorld(t)
	for i, name := range []string{"张建国", "张丽华"} {
		_, err := w.c.AddMember(t.Context(), activity.Member{Name: name, Role: activity.Plain, User: activity.UserID(700 + i)})
		w.must(err)
	}
	said := w.does("周敏", "老张参加座谈会1场")
	var button string
	for _, r := range said {
		for _, row := range r.Buttons {
			if strings.HasPrefix(row[0].Data, "call:") && row[0].Label == "张丽华" {
				button = row[0].Data
			}
		}
	}
	if button == "" {
		t.Fatalf("nobody is asked about: %s", words(t, said))
	}
	if r := w.latest("周敏"); len(r.With) != 0 || !r.Outside {
		t.Errorf("before the answer: %+v", r.With)
	}
	for _, name := range []string{"王芳", "何建业", "过客", "钱外"} {
		w.does(name, "press "+button)
	}
	if r := w.latest("周敏"); len(r.With) != 0 {
		t.Errorf("somebody else answered: %+v", r.With)
	}
	for range 2 {
		w.does("周敏", "press "+button)
	}
	if r := w.latest("周敏"); len(r.With) != 1 {
		t.Errorf("after the answer: %+v", r.With)
	}
}

// latest is the record a person told last.
func (w *world) latest(name string) activity.Record {
	w.t.Helper()
	records, err := w.c.Latest(w.t.Context(), w.people[name].ID, 0, 1)
	w.must(err)
	if len(records) == 0 {
		w.t.Fatal(name, "has no record")
	}
	return records[0]
}
