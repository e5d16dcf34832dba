package handlers

import (
	"context"
	"strings"
	"testing"

	"dutybook/activity"
	"dutybook/store"
)

// bury puts something into an inbox that cannot be handled.
func bury(t *testing.T, in *store.Inbox) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	kept := make(chan struct{})
	go func() { defer close(kept); in.Keep(ctx, func(error) {}) }()
	if err := in.Put(ctx, activity.Update{ID: 1, Chat: 9, Raw: []byte("私密")}); err != nil {
		t.Fatal(err)
	}
	for buried := false; !buried; {
		got, err := in.Next(ctx, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range got {
			if err := in.Bury(ctx, d, "failed"); err != nil {
				t.Fatal(err)
			}
			buried = true
		}
	}
	cancel()
	<-kept
}

// TestDeadLetters: a secretary of the first committee sees that a message could
// not be handled, without what stands in it, and has it tried again, once.
func TestDeadLetters(t *testing.T) {
	w := newWorld(t)
	in := w.store.Inbox()
	bury(t, in)
	w.h.Letters = in
	show := func(who, text string, kind activity.MessageKind) (said string, buttons []string) {
		t.Helper()
		user := w.people[who].User
		w.messages++
		err := w.front.Handle(t.Context(), activity.Message{
			Chat: chatOf(user), Private: true, ID: w.messages, Kind: kind, Text: text, SentAt: noon,
			From: activity.User{ID: user, Lang: activity.Hans}, Key: "k:" + itoa(int(w.messages)),
		}, func(_ context.Context, r activity.Reply) (activity.MessageID, error) {
			said += r.Text + r.Toast
			for _, row := range r.Buttons {
				for _, b := range row {
					buttons = append(buttons, b.Data)
				}
			}
			return 1, nil
		})
		w.must(err)
		return said, buttons
	}
	said, buttons := show("周敏", "/review", activity.Text)
	if !strings.Contains(said, "没处理成") || strings.Contains(said, "私密") || len(buttons) < 2 || !strings.HasPrefix(buttons[0], "replay:") {
		t.Fatalf("%q %v", said, buttons)
	}
	for _, who := range []string{"李四", "赵六", "钱外"} {
		if said, _ := show(who, "/review", activity.Text); strings.Contains(said, "没处理成") {
			t.Errorf("%s sees it", who)
		}
		show(who, buttons[0], activity.Press)
		show(who, strings.Replace(buttons[0], "replay", "discard", 1), activity.Press)
	}
	if n, _ := in.Dead(t.Context()); n != 1 {
		t.Fatal("somebody who may not did something about it")
	}
	if said, _ := show("周敏", buttons[0], activity.Press); !strings.Contains(said, "再试一次") {
		t.Errorf("answered %q", said)
	}
	if said, _ := show("周敏", buttons[0], activity.Press); !strings.Contains(said, "已经处理过") {
		t.Errorf("answered %q", said)
	}
	waiting, err := in.Waiting(t.Context())
	dead, err2 := in.Dead(t.Context())
	if waiting != 1 || dead != 0 || err != nil || err2 != nil {
		t.Errorf("%d waiting, %d dead, %v %v", waiting, dead, err, err2)
	}
	if said, _ := show("周敏", "replay:x y", activity.Press); !strings.Contains(said, "已经处理过") {
		t.Errorf("answered %q", said)
	}
}
