package bot_test

import (
	"context"
	"dutybook/store/storetest"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf16"

	"dutybook/activity"
	"dutybook/bot"
	"dutybook/trial"
)

// Whatever goes wrong on the way, the answer arrives, and only a lost answer
// of Telegram's makes it arrive twice.
func TestSendingThroughFaults(t *testing.T) {
	for name, row := range map[string]struct {
		fault trial.Fault
		times int
		want  []string
	}{
		"500":         {trial.ServerError(), 3, []string{"re hello"}},
		"502 page":    {trial.BadGateway(), 2, []string{"re hello"}},
		"429":         {trial.TooManyRequests(1), 1, []string{"re hello"}},
		"lost call":   {trial.LostCall(), 2, []string{"re hello"}},
		"lost answer": {trial.LostAnswer(), 1, []string{"re hello", "re hello"}},
		"long outage": {trial.ServerError(), 7, []string{"re hello"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := newStage(t, echo)
			st.Fail("sendMessage", row.times, row.fault)
			st.work()
			st.TypeAt(wang, noon, "hello")
			st.settled()
			st.mustHear(wang, row.want...)
			if n := st.FaultsLeft(); n != 0 {
				t.Errorf("%d faults were not met", n)
			}
		})
	}
}

// What need not disturb anybody comes without a sound, all else with one.
func TestQuietIsWithoutASound(t *testing.T) {
	st := newStage(t, func(ctx context.Context, m activity.Message, say activity.Say) error {
		_, err := say(ctx, activity.Reply{Text: m.Text, Quiet: m.Text == "quiet"})
		return err
	})
	st.work()
	st.TypeAt(wang, noon, "quiet")
	st.TypeAt(wang, noon, "aloud")
	st.settled()
	for _, call := range st.Calls() {
		if call.Method == "sendMessage" && (call.Params["disable_notification"] == "true") != (call.Params["text"] == "quiet") {
			t.Errorf("sent %v", call.Params)
		}
	}
	st.mustHear(wang, "quiet", "aloud")
}

// In a group with topics the answer goes to the topic it was asked in; what is for
// the asker alone leaves it.
func TestTopicsAreKept(t *testing.T) {
	st := newStage(t, func(ctx context.Context, m activity.Message, say activity.Say) error {
		if _, err := say(ctx, activity.Reply{Text: "here"}); err != nil {
			return err
		}
		_, err := say(ctx, activity.Reply{Text: "aside", Aside: true})
		return err
	})
	st.AddGroup(trial.Group{ID: -1007, Title: "经济群", Members: []int64{wang}})
	st.work()
	st.settled()
	raw := fmt.Sprintf(`{"update_id":900001,"message":{"message_id":5,"date":1700000000,"chat":{"id":-1007,"type":"supergroup","title":"g","is_forum":true},`+
		`"from":{"id":%d,"is_bot":false,"first_name":"P"},"is_topic_message":true,"message_thread_id":44,"text":"/log@test_bot 今天走访3户","entities":[{"type":"bot_command","offset":0,"length":13}]}}`, wang)
	if err := st.inbox.Put(t.Context(), activity.Update{ID: 900001, Chat: -1007, Raw: []byte(raw)}); err != nil {
		t.Fatal(err)
	}
	st.settled()
	topics := map[string]string{}
	for _, call := range st.Calls() {
		if call.Method == "sendMessage" {
			topics[call.Params["text"]] = call.Params["chat_id"] + " " + call.Params["message_thread_id"]
		}
	}
	if topics["here"] != "-1007 44" || topics["aside"] != fmt.Sprintf("%d ", wang) {
		t.Errorf("said %q\n%s", topics, st.log)
	}
}

func TestBlockedIsNotTriedAgain(t *testing.T) {
	st := newStage(t, echo)
	st.FailIn(wang, "sendMessage", 1, trial.Blocked())
	st.work()
	st.TypeAt(wang, noon, "hello")
	st.TypeAt(li, noon, "hello")
	st.settled()
	st.mustHear(wang)
	st.mustHear(li, "re hello")
	if c := st.bot.Counts(); c.SendGone.Load() != 1 || st.called("sendMessage") != 2 {
		t.Errorf("gone %d, calls %d", c.SendGone.Load(), st.called("sendMessage"))
	}
	if n, _ := st.inbox.Dead(t.Context()); n != 0 {
		t.Errorf("%d dead letters", n)
	}
}

// A chat that refused is left in peace by all processes, until its person writes
// again.
func TestGoneUntilTheyWrite(t *testing.T) {
	s := storetest.New(t)
	notice := func(st *stage, key string) {
		t.Helper()
		if err := st.inbox.PutNotice(t.Context(), wang, key, key); err != nil {
			t.Fatal(err)
		}
		st.settled()
	}
	st := newStage(t, echo, on(s))
	st.FailIn(wang, "sendMessage", 1, trial.Blocked())
	stop := st.work()
	notice(st, "one")
	notice(st, "two")
	stop()
	next := newStage(t, echo, on(s), func(_ *stage, c *bot.Config) { c.APIURL = st.url })
	next.work()
	notice(next, "three")
	if n := st.called("sendMessage"); n != 1 {
		t.Errorf("%d calls before they wrote", n)
	}
	if a, b := st.bot.Counts().SendSpared.Load(), next.bot.Counts().SendSpared.Load(); a != 1 || b != 1 {
		t.Errorf("spared %d and %d", a, b)
	}
	st.TypeAt(wang, noon, "hello")
	if err := st.WaitIdle(t.Context()); err != nil {
		t.Fatal(err)
	}
	next.settled()
	notice(next, "four")
	st.mustHear(wang, "re hello", "re four")
	if n, _ := s.Inbox().Dead(t.Context()); n != 0 {
		t.Errorf("%d dead letters", n)
	}
}

func TestMigratedIsFollowed(t *testing.T) {
	st := newStage(t, echo)
	st.FailIn(wang, "sendMessage", 1, trial.Migrated(li))
	st.work()
	st.TypeAt(wang, noon, "hello")
	st.settled()
	st.mustHear(li, "re hello")
}

// While a chat is asked to wait no call is made for it, and others go on.
func TestRetryAfterIsObeyedPerChat(t *testing.T) {
	st := newStage(t, echo)
	st.FailIn(wang, "sendMessage", 1, trial.TooManyRequests(2))
	st.work()
	st.TypeAt(wang, noon, "hello")
	storetest.Eventually(t, "it was asked to wait", func() bool { return st.bot.Counts().SendBusy.Load() == 1 })
	began := time.Now()
	st.TypeAt(li, noon, "hello")
	storetest.Eventually(t, "the other is answered", func() bool { return len(st.heard(li)) == 1 })
	if took := time.Since(began); took > time.Second {
		t.Errorf("the other chat waited %v", took)
	}
	st.settled()
	if waited := time.Since(began); waited < 1500*time.Millisecond || st.called("sendMessage") != 3 {
		t.Errorf("sent after %v with %d calls", waited, st.called("sendMessage"))
	}
	st.mustHear(wang, "re hello")
}

func TestReplaceIsForgiving(t *testing.T) {
	var id activity.MessageID
	st := newStage(t, func(ctx context.Context, m activity.Message, say activity.Say) (err error) {
		if m.Text == "new" {
			id, err = say(ctx, activity.Reply{Text: "A"})
			return err
		}
		_, err = say(ctx, activity.Reply{Text: m.Text, Replace: id})
		return err
	})
	st.work()
	for _, text := range []string{"new", "A", "B"} { // A again: "message is not modified"
		st.TypeAt(wang, noon, text)
		st.settled()
	}
	st.mustHear(wang, "B")
	// It is gone: said anew.
	st.Fail("editMessageText", 1, trial.Fault{Code: 400, Text: "Bad Request: message to edit not found"})
	st.TypeAt(wang, noon, "C")
	st.settled()
	st.mustHear(wang, "B", "C")
}

// Fifty steps of progress at once cost a handful of edits, and the last is seen.
func TestProgressIsMerged(t *testing.T) {
	st := newStage(t, func(ctx context.Context, m activity.Message, say activity.Say) error {
		id, err := say(ctx, activity.Reply{Text: "0"})
		for i := 1; i <= 50 && err == nil; i++ {
			_, err = say(ctx, activity.Reply{Text: fmt.Sprint(i), Replace: id})
		}
		return err
	}, paced)
	st.work()
	st.TypeAt(wang, noon, "go")
	st.settled()
	st.mustHear(wang, "50")
	if n := st.called("editMessageText"); n > 5 {
		t.Errorf("%d edits", n)
	}
	if n := st.bot.Counts().Merged.Load(); n < 40 {
		t.Errorf("%d merged", n)
	}
}

func TestPaceOfAChat(t *testing.T) {
	st := newStage(t, func(ctx context.Context, m activity.Message, say activity.Say) error {
		for range 5 {
			if _, err := say(ctx, activity.Reply{Text: "x"}); err != nil {
				return err
			}
		}
		return nil
	}, paced)
	st.work()
	st.TypeAt(wang, noon, "go")
	began := time.Now()
	st.settled()
	if took := time.Since(began); took < 1500*time.Millisecond { // three at once, then one a second
		t.Errorf("five messages to a person within %v", took)
	}
}

func TestLongTextIsAFile(t *testing.T) {
	long := strings.Repeat("一二三四五六七八九\n", 2000)
	st := newStage(t, func(ctx context.Context, m activity.Message, say activity.Say) error {
		_, err := say(ctx, activity.Reply{Text: long, Buttons: [][]activity.Button{{{Label: "ok", Data: "ok"}}}})
		return err
	})
	st.work()
	st.TypeAt(wang, noon, "go")
	st.settled()
	chat := st.Chat(wang)[1:]
	if len(chat) != 2 || !strings.HasPrefix(long, strings.TrimSuffix(chat[0].Text, "\n…")) || len(chat[0].Buttons) > 0 {
		t.Fatalf("%d messages", len(chat))
	}
	if f := chat[1].File; f == nil || string(f.Data) != "\ufeff"+long || len(chat[1].Buttons) != 1 {
		t.Errorf("file %+v", f)
	}
}

func TestFileIsSentAgain(t *testing.T) {
	caption := strings.Repeat("字", 1100)
	st := newStage(t, func(ctx context.Context, m activity.Message, say activity.Say) error {
		_, err := say(ctx, activity.Reply{Text: caption, File: &activity.File{Name: "报告.docx", Data: []byte("docx")}})
		return err
	})
	st.Fail("sendDocument", 2, trial.LostCall())
	st.work()
	st.TypeAt(wang, noon, "go")
	st.settled()
	chat := st.Chat(wang)[1:]
	if len(chat) != 2 || chat[0].Text != caption || chat[1].File == nil || string(chat[1].File.Data) != "docx" || chat[1].File.Name != "报告.docx" {
		t.Errorf("%+v", chat)
	}
}

func TestPressIsAnsweredOnceAndLateIsNoError(t *testing.T) {
	st := newStage(t, func(ctx context.Context, m activity.Message, say activity.Say) error {
		if m.Kind == activity.Press {
			_, err := say(ctx, activity.Reply{Toast: "done", Text: "pressed " + m.Text})
			return err
		}
		_, err := say(ctx, activity.Reply{Text: "?", Buttons: [][]activity.Button{{{Label: "yes", Data: "y"}}}})
		return err
	})
	st.work()
	st.TypeAt(wang, noon, "ask")
	st.settled()
	st.Fail("answerCallbackQuery", 1, trial.Fault{Code: 400, Text: "Bad Request: query is too old and response timeout expired or query ID is invalid"})
	if _, err := st.Press(wang, st.Chat(wang)[1].ID, "y"); err != nil {
		t.Fatal(err)
	}
	st.settled()
	st.mustHear(wang, "?", "pressed y")
	if n := st.called("answerCallbackQuery"); n != 1 {
		t.Errorf("answered %d times", n)
	}
}

func TestTypingWhileItTakes(t *testing.T) {
	goOn := make(chan struct{})
	st := newStage(t, func(ctx context.Context, m activity.Message, say activity.Say) error {
		<-goOn
		return echo(ctx, m, say)
	})
	st.work()
	st.TypeAt(wang, noon, "slow")
	storetest.Eventually(t, "typing is shown", func() bool { return st.called("sendChatAction") > 0 })
	close(goOn)
	st.settled()
	st.mustHear(wang, "re slow")
}

func TestSplit(t *testing.T) {
	for name, text := range map[string]string{
		"one line": strings.Repeat("字", 9000), "lines": strings.Repeat("一行字\n", 3000), "pairs": strings.Repeat("😀", 5000), "empty": "",
	} {
		parts := bot.Split(text)
		if strings.Join(parts, "") != text {
			t.Errorf("%s: something is missing", name)
		}
		for _, p := range parts {
			if n := len(utf16.Encode([]rune(p))); n > 4096 {
				t.Errorf("%s: a part of %d units", name, n)
			}
		}
		if name == "lines" && slices.ContainsFunc(parts, func(p string) bool { return !strings.HasSuffix(p, "\n") }) {
			t.Errorf("a line was cut")
		}
	}
}

// transport looks at requests.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A request whose body can be had again survives a connection that Telegram
// closes (HTTP/2 GOAWAY).
func TestBodiesCanBeSentAgain(t *testing.T) {
	st := newStage(t, func(ctx context.Context, m activity.Message, say activity.Say) error {
		_, err := say(ctx, activity.Reply{File: &activity.File{Name: "f", Data: []byte("x")}})
		return errors.Join(err, echo(ctx, m, say))
	})
	var bad, seen atomic.Int64
	st.bot.SetTransport(transport(func(r *http.Request) (*http.Response, error) {
		seen.Add(1)
		if r.Body != nil && (r.GetBody == nil || r.ContentLength <= 0) {
			bad.Add(1)
		}
		return http.DefaultTransport.RoundTrip(r)
	}))
	st.work()
	st.TypeAt(wang, noon, "hello")
	st.settled()
	if seen.Load() < 2 || bad.Load() > 1 { // deleteWebhook has no parameters and so an empty body
		t.Errorf("%d of %d bodies cannot be sent again", bad.Load(), seen.Load())
	}
}

// No error shows the token, however the call fails.
func TestErrorsHideTheToken(t *testing.T) {
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<html>"+r.URL.Path+"</html>")
	})
	echoing := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, `{"ok":false,"error_code":400,"description":"Bad Request: %s"}`, r.URL.EscapedPath())
	})
	drop := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	for name, url := range map[string]string{
		"nobody listens": "http://127.0.0.1:1", "no such host": "http://telegram.invalid", "page": serve(t, page),
		"echo": serve(t, echoing), "drop": serve(t, drop), "not a URL": "http://127.0.0.1:port",
	} {
		b, err := bot.New(bot.Config{Token: testToken, APIURL: url, Log: slog.New(slog.DiscardHandler)}, nil, nil)
		if err == nil {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			err = b.Connect(ctx, nil)
			cancel()
		}
		if err == nil || strings.Contains(err.Error(), secretPart) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := bot.New(bot.Config{Token: "123:" + secretPart + "\n", Log: slog.New(slog.DiscardHandler)}, nil, nil); !errors.Is(err, activity.ErrInvalid) || strings.Contains(err.Error(), secretPart) {
		t.Errorf("ill-formed token: %v", err)
	}
}
