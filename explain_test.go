package main

import (
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"dutybook/store/storetest"
	"dutybook/trial"
)

// TestStories asks what became of messages, as the trial's page does.
func TestStories(t *testing.T) {
	st := newStage(t, storetest.New(t))
	st.join("王芳", "member 经济组")
	st.join("李四", "member 经济组")
	cfg, err := readSettings(map[string]string{})
	if err != nil {
		t.Fatal(err)
	}
	e, err := newExplainer(cfg, st.committee, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	// story tells of the n-th entry of a person's chat, counted from 0.
	story := func(name string, n int) trial.Story {
		t.Helper()
		entry := st.telegram.Chat(st.people[name])[n]
		s, err := e.story(t.Context(), trial.Told{
			Chat: st.people[name], Message: entry.ID, FromBot: entry.FromBot, Text: entry.Text, At: entry.Date,
		})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	st.act("> 王芳 2026-03-12 09:00 今天在红枫社区走访4户")
	st.act("> 王芳 不对，是5户")
	st.act("> 李四 2026-03-12 10:00 今天和王芳在红枫社区走访5户")
	st.act("> 王芳 我今年走访了多少户？")

	told := story("王芳", 0)
	if told.Intent != "log" || told.Source != "rules" || len(told.Records) != 1 {
		t.Fatalf("%+v", told)
	}
	r := told.Records[0]
	// The message was read as 4, the record says 5 by now, and half of the
	// joint event's attendances are hers.
	if r.Did != "add" || r.Figures[0].Quote != "4户" || r.Now != "走访5户" || len(r.History) != 1 || r.Member != "王芳" {
		t.Errorf("%+v", r)
	}
	if !slices.ContainsFunc(r.Sections, func(s string) bool { return strings.Contains(s, "密切联系群众") }) {
		t.Errorf("sections %v", r.Sections)
	}
	if corrected := story("王芳", 2); corrected.Intent != "correct" || corrected.Records[0].Did != "edit" || corrected.Records[0].Figures[0].Shown != "走访5户" {
		t.Errorf("%+v", corrected)
	}
	if answer := story("王芳", 1); answer.Intent != "shown" || answer.Records[0].Number != 1 || answer.Records[0].Did != "" {
		t.Errorf("%+v", answer)
	}
	if question := story("王芳", 4); question.Intent != "query" || len(question.Records) != 0 {
		t.Errorf("%+v", question)
	}
	joint := story("李四", 0).Records[0]
	totals, _ := json.Marshal(joint.Totals)
	// Told second, it adds a person to the committee's event and nothing else.
	if joint.SameAs != 1 || !strings.Contains(string(totals), `{"scope":"all","name":"","what":"attendances","of":"","part":"+1","total":"2"}`) ||
		strings.Contains(string(totals), `"scope":"all","name":"","what":"sessions"`) {
		t.Errorf("same as %d: %s", joint.SameAs, totals)
	}
}
