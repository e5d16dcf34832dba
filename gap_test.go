package main

import (
	"strings"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/store/storetest"
	"dutybook/trial"
)

// TestALongSilenceIsTold: Telegram keeps messages for a day. When the bot was
// away for longer, secretaries hear of it, each once, and nobody else does.
func TestALongSilenceIsTold(t *testing.T) {
	for name, row := range map[string]struct {
		away time.Duration
		told int
	}{
		"a night":  {10 * time.Hour, 0},
		"two days": {48 * time.Hour, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := storetest.New(t)
			for id, role := range map[int64]activity.Role{5: activity.Secretary, 6: activity.Plain} {
				m := activity.Member{Name: string(role), Role: role, User: activity.UserID(id)}
				if _, err := s.Committee(theCommittee).AddMember(t.Context(), m); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.Inbox().Listening(t.Context(), time.Now().Add(-row.away)); err != nil {
				t.Fatal(err)
			}
			st := newStage(t, s, trial.Person{ID: 5, Name: "周敏"}, trial.Person{ID: 6, Name: "王芳"})
			st.telegram.TypeAt(6, time.Now(), "你好") // an answer shows that the way in is open
			storetest.Eventually(t, "the member is answered", func() bool { return len(st.telegram.Chat(6)) == 2 })
			storetest.Eventually(t, "the secretary is told", func() bool { return len(st.telegram.Chat(5)) == row.told })
			if row.told > 0 && !strings.Contains(st.telegram.Chat(5)[0].Text, "可能丢了") {
				t.Errorf("said %q", st.telegram.Chat(5)[0].Text)
			}
		})
	}
}
