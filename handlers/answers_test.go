package handlers

import (
	"fmt"
	"strings"
	"testing"

	"dutybook/activity"
)

// TestALateAnswerIsToldOnce, though the button is tapped twice before the message is
// rewritten.
func TestALateAnswerIsToldOnce(t *testing.T) {
	w := newWorld(t)
	w.does("王芳", "提交提案1件：关于优化公交线路的建议")
	of, m := w.latest("王芳").ID, w.people["王芳"]
	for tap := range 2 {
		said := words(t, w.handle(activity.Message{
			Chat: chatOf(m.User), Private: true, ID: 1, Kind: activity.Press, Text: fmt.Sprintf("answered:%d:0", int64(of)), SentAt: noon,
			From: activity.User{ID: m.User, Name: "王芳"}, Key: fmt.Sprint("p:", tap),
		}))
		if want := (of + 1).String(); !strings.Contains(said, want) || w.latest("王芳").ID != of+1 {
			t.Errorf("tap %d says %s, the latest is %s", tap, said, w.latest("王芳").ID)
		}
	}
}
