package main

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/bot"
	"dutybook/counting"
	"dutybook/handlers"
	"dutybook/store"
	"dutybook/store/storetest"
	"dutybook/trial"
)

// TestConversations plays the scripts of testdata/conversations against the
// whole program: a Bot API over HTTP, Redis, the real bot. A script's lines:
//
//	# a comment
//	@ 王芳 member 经济组          a person; the role "stranger" is nobody's member
//	@ 王芳 member* 经济组         a member to whom nothing was explained yet
//	> 王芳 2026-03-04 09:10 今天走访3户   says it then; ⏎ stands for a new line
//	! 王芳 撤销                  presses the newest button of that label
//	~ 王芳 今天走访5户           rewrites the last message
//	^ 王芳 2 不对，是5户         answers the second message of the chat, counted from 1
//	a 王芳 3 今天走访3户         sends an album of three photos, the words with the first
//	f 王芳 李四 今天走访3户       forwards what somebody else said
//	x 王芳                      blocks the bot
//	v 王芳 今天走访3户           says it aloud; a script with such lines has a server
//	                           that hears these words, nothing without any, and is
//	                           down for v!
//	? 王芳 sticker              sends something without words
//	? 周敏 file testdata/x.csv  sends a file
//	< 记下了：                   a line of the answer; all of them, in order
//	<… 同一次                   the next line of the answer holds this
//	<buttons 撤销 | 改           the buttons of the answer
//	<file 报告.docx             the answer has a file whose name ends so
//	<toast 好的，#3单独算。       the passing line a pressed button was answered with
//	<silence                    nothing is answered
//	& 经济群 王芳 何建业         a group of these people; the first took the bot in
//	> 王芳@经济群 /log 走访3户     says it in the group; what is answered there comes
//	                           before what is said to the person alone, "tick" is a quiet sign
//	%% 经济群                   the group becomes a supergroup
//	% 2026-03-20 09:00          time passes, and what is due is done
//	= visit 1场次 2人次 走访5户    the committee's totals of a category
//
// Lines without a time happen a minute after the one before. {code} stands for
// the code of the last invitation anybody was told.
func TestConversations(t *testing.T) {
	scripts, err := filepath.Glob("testdata/conversations/*.txt")
	if err != nil || len(scripts) == 0 {
		t.Fatal("no conversations", err)
	}
	for _, path := range scripts {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			t.Parallel()
			play(t, path, storetest.New(t))
		})
	}
	t.Run("on a real redis-server", func(t *testing.T) {
		redis := storetest.Real(t)
		play(t, "testdata/conversations/a-member-logs.txt", storetest.MustOpen(t, redis.URL))
	})
}

const testToken = "123:test"

var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// stage is a running bot with its local Telegram.
type stage struct {
	t         *testing.T
	telegram  *trial.Server
	store     *store.Store
	committee *store.Committee
	front     *handlers.Reception
	people    map[string]int64
	groups    map[string]int64
	time      atomic.Int64               // nanoseconds; the bot reads it at any moment
	seen      map[int64]map[int64]string // chat → message → as last read
	last      map[int64]int64            // person → own last message
	toasts    int                        // answers to buttons read so far
	code      string                     // of the last invitation
	ear       *ear
}

// now is the moment on the stage, zero before the first one was set.
func (st *stage) now() time.Time {
	at := st.time.Load()
	if at == 0 {
		return time.Time{}
	}
	return time.Unix(0, at).In(shanghai)
}

// set moves the clock of the stage.
func (st *stage) set(at time.Time) { st.time.Store(at.UnixNano()) }

func play(t *testing.T, path string, s *store.Store) {
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	listening, extra := newEar(t), map[string]string{}
	if strings.Contains(string(mustRead(t, path)), "\nv ") {
		extra["VOICE_BASE_URL"] = listening.server.URL
	}
	st := newStageWith(t, s, extra)
	st.ear = listening
	var answer []string
	lines := bufio.NewScanner(file)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if strings.HasPrefix(line, "<") {
			answer = st.expect(answer, line, fmt.Sprintf("%s:%d", path, number))
			continue
		}
		if len(answer) > 0 && !strings.HasPrefix(line, "=") {
			t.Errorf("%s:%d: said without being expected: %q", path, number, answer)
		}
		if next, ok := st.act(line); ok {
			answer = next
		}
	}
	if len(answer) > 0 {
		t.Errorf("%s: said at the end without being expected: %q", path, answer)
	}
}

// newStage starts the bot the way serve does, on a Telegram of its own that
// knows some people already.
func newStage(t *testing.T, s *store.Store, people ...trial.Person) *stage {
	return newStageWith(t, s, nil, people...)
}

// newStageWith is newStage with further settings.
func newStageWith(t *testing.T, s *store.Store, extra map[string]string, people ...trial.Person) *stage {
	st := &stage{t: t, store: s, committee: s.Committee(theCommittee), people: map[string]int64{}, groups: map[string]int64{},
		seen: map[int64]map[int64]string{}, last: map[int64]int64{}}
	st.telegram = trial.New(trial.Options{Token: testToken, Name: "test_bot", Now: st.now})
	for _, p := range people {
		st.telegram.AddPerson(p)
	}
	server := httptest.NewServer(st.telegram)
	ctx, stop := context.WithCancel(context.Background())
	vars := map[string]string{
		"TELEGRAM_BOT_TOKEN": testToken, "TELEGRAM_API_URL": server.URL, "REDIS_URL": "redis://given",
		"COMMITTEE_NAME": "政协清河市委员会", "ADMIN_IDS": "900",
	}
	maps.Copy(vars, extra)
	cfg, err := readSettings(vars)
	if err != nil {
		t.Fatal(err)
	}
	b, err := wire(ctx, cfg, s, s.Inbox(), bot.Unlimited(), st.now, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	st.front = b.front
	done := make(chan error, 1)
	go func() { done <- together(ctx, b.Poll, b.Work) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		_ = st.telegram.Close(context.Background())
		server.Close()
	})
	return st
}

// act carries out one line and gives what the bot said to it.
func (st *stage) act(line string) (answer []string, said bool) {
	mark, rest, _ := strings.Cut(line, " ")
	name, rest, _ := strings.Cut(strings.TrimSpace(rest), " ")
	rest = strings.NewReplacer("⏎", "\n", "{code}", st.code).Replace(strings.TrimSpace(rest))
	switch mark {
	case "@":
		st.join(name, rest)
		return nil, false
	case "=":
		st.totals(name, rest)
		return nil, false
	case "&":
		st.group(name, strings.Fields(rest))
		return st.hear(st.groups[name]), true
	case "%%":
		now, err := st.telegram.Migrate(st.groups[name])
		st.sent(now, err)
		st.groups[name] = now
		settle(st.t, st.telegram, st.store)
		return nil, false
	case "%":
		st.clock(name + " " + rest)
		if err := st.front.Tend(st.t.Context()); err != nil {
			st.t.Fatal(err)
		}
		return nil, false
	case ">":
		rest = st.clock(rest)
		if who, where, in := strings.Cut(name, "@"); in {
			st.sent(st.telegram.SendIn(st.groups[where], st.people[who], trial.Incoming{Text: rest, At: st.now()}))
			return append(st.hear(st.groups[where]), st.hear(st.people[who])...), true
		}
		st.last[st.people[name]] = st.telegram.TypeAt(st.people[name], st.now(), rest)
	case "~":
		st.sent(0, st.telegram.EditText(st.people[name], st.last[st.people[name]], rest))
	case "?":
		kind, path, _ := strings.Cut(rest, " ")
		in := trial.Incoming{Kind: kind, At: st.now()}
		if path != "" {
			in.Name, in.Data = filepath.Base(path), mustRead(st.t, path)
		}
		st.sent(st.telegram.Send(st.people[name], in))
	case "v", "v!":
		rest = st.clock(rest)
		st.ear.next(rest, mark == "v!")
		st.sent(st.telegram.Send(st.people[name], trial.Incoming{Kind: "voice", Data: []byte("OggS " + rest), At: st.now()}))
	case "^":
		st.answer(name, rest)
		if who, where, in := strings.Cut(name, "@"); in {
			return append(st.hear(st.groups[where]), st.hear(st.people[who])...), true
		}
	case "a":
		st.album(name, rest)
	case "f":
		st.forward(name, rest)
	case "x":
		st.sent(0, st.telegram.Block(st.people[name]))
		return nil, false
	case "!":
		st.press(name, rest)
	default:
		st.t.Fatalf("line %q is not understood", line)
	}
	return st.hear(st.people[name]), true
}

// sent fails the test when Telegram would not have taken what a line sends.
func (st *stage) sent(_ int64, err error) {
	st.t.Helper()
	if err != nil {
		st.t.Fatal(err)
	}
}

// answer sends a text as the answer to the n-th message of the chat.
func (st *stage) answer(name, rest string) {
	number, text, _ := strings.Cut(rest, " ")
	n, err := strconv.Atoi(number)
	who, where, in := strings.Cut(name, "@")
	at := st.people[who]
	if in {
		at = st.groups[where]
	}
	chat := st.telegram.Chat(at)
	if err != nil || n < 1 || n > len(chat) {
		st.t.Fatalf("%s has no message %s", name, number)
	}
	st.set(st.now().Add(time.Minute))
	st.sent(st.telegram.SendIn(at, st.people[who], trial.Incoming{Text: text, At: st.now(), ReplyTo: chat[n-1].ID}))
}

func (st *stage) album(name, rest string) {
	number, text, _ := strings.Cut(rest, " ")
	n, err := strconv.Atoi(number)
	if err != nil {
		st.t.Fatal(err)
	}
	st.set(st.now().Add(time.Minute))
	items := make([]trial.Incoming, n)
	for i := range items {
		items[i] = trial.Incoming{Kind: "photo", At: st.now(), Data: fmt.Appendf(nil, "photo %d of %s", i, rest)}
	}
	items[0].Text = text
	if _, err := st.telegram.SendAlbum(st.people[name], st.people[name], items...); err != nil {
		st.t.Fatal(err)
	}
}

func (st *stage) forward(name, rest string) {
	from, text, _ := strings.Cut(rest, " ")
	st.set(st.now().Add(time.Minute))
	g := trial.Group{ID: -9000 - st.now().Unix()%1000, Title: "x", Members: []int64{st.people[from], st.people[name]}, Without: true}
	st.telegram.AddGroup(g)
	id, err := st.telegram.SendIn(g.ID, st.people[from], trial.Incoming{Text: text, At: st.now()})
	st.sent(id, err)
	st.sent(st.telegram.Forward(g.ID, id, st.people[name], st.people[name]))
}

// group makes a group of people, the first of whom takes the bot in.
func (st *stage) group(name string, people []string) {
	g := trial.Group{ID: -int64(500 + len(st.groups)), Title: name}
	for _, p := range people {
		g.Members = append(g.Members, st.people[p])
	}
	st.groups[name] = g.ID
	st.telegram.AddGroup(g)
}

var inviteCode = regexp.MustCompile(`/start ([a-z0-9_]{16,})`)

func (st *stage) join(name, rest string) {
	id := int64(100 + len(st.people))
	role, group, _ := strings.Cut(rest, " ")
	if role == "admin" {
		id = 900
	}
	st.people[name] = id
	st.telegram.AddPerson(trial.Person{ID: id, Name: name, Lang: "zh"})
	st.member(name, id, role, group)
}

// member makes a person a member; a role that is none makes nobody one.
func (st *stage) member(name string, id int64, role, group string) {
	st.t.Helper()
	role, isNew := strings.CutSuffix(role, "*")
	r, ok := activity.ParseRole(role)
	if !ok {
		return
	}
	m := activity.Member{Name: name, Role: r, User: activity.UserID(id)}
	if group != "" {
		g, err := st.committee.EnsureGroup(st.t.Context(), group)
		if err != nil {
			st.t.Fatal(err)
		}
		m.Group = g.ID
	}
	m, err := st.committee.AddMember(st.t.Context(), m)
	if err != nil {
		st.t.Fatal(err)
	}
	if isNew {
		return
	}
	for _, what := range store.Moments() {
		if _, err := st.committee.Explain(st.t.Context(), m.ID, what, "long ago"); err != nil {
			st.t.Fatal(err)
		}
	}
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// clock takes the time off the front of a line, or lets a minute pass.
func (st *stage) clock(rest string) string {
	const layout = "2006-01-02 15:04"
	if len(rest) >= len(layout) {
		if at, err := time.ParseInLocation(layout, rest[:len(layout)], shanghai); err == nil {
			st.set(at)
			return strings.TrimSpace(rest[len(layout):])
		}
	}
	st.set(st.now().Add(time.Minute))
	return rest
}

func (st *stage) press(name, label string) {
	chat := st.telegram.Chat(st.people[name])
	for _, entry := range slices.Backward(chat) {
		for _, row := range entry.Buttons {
			for _, button := range row {
				if button.Text == label {
					if _, err := st.telegram.Press(st.people[name], entry.ID, button.Data); err != nil {
						st.t.Fatal(err)
					}
					return
				}
			}
		}
	}
	st.t.Fatalf("%s has no button %s", name, label)
}

// hear waits until all is answered and gives the lines that are new or changed.
func (st *stage) hear(person int64) []string {
	st.t.Helper()
	settle(st.t, st.telegram, st.store)
	if st.seen[person] == nil {
		st.seen[person] = map[int64]string{}
	}
	var lines []string
	for _, e := range st.telegram.Chat(person) {
		if !e.FromBot {
			if e.Reaction != "" && st.seen[person][e.ID] == "" {
				st.seen[person][e.ID] = e.Reaction
				lines = append(lines, "tick")
			}
			continue
		}
		text := render(e)
		if st.seen[person][e.ID] != text {
			st.seen[person][e.ID] = text
			lines = append(lines, strings.Split(text, "\n")...)
			if m := inviteCode.FindStringSubmatch(text); m != nil {
				st.code = m[1]
			}
		}
	}
	return append(lines, st.toast()...)
}

// toast gives the passing lines buttons were answered with since the last look;
// an answer without words only takes the waiting sign off.
func (st *stage) toast() []string {
	var lines []string
	calls := st.telegram.Calls()
	for _, call := range calls[st.toasts:] {
		if text := call.Params["text"]; call.Method == "answerCallbackQuery" && text != "" {
			lines = append(lines, "toast "+text)
		}
	}
	st.toasts = len(calls)
	return lines
}

// settle waits until the bot has taken and answered everything sent.
func settle(t *testing.T, telegram *trial.Server, s *store.Store) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := telegram.WaitIdle(ctx); err != nil {
		t.Fatal("updates were not taken:", err)
	}
	inbox := s.Inbox()
	storetest.Eventually(t, "everything is answered", func() bool {
		n, err := inbox.Waiting(ctx)
		if err != nil {
			t.Fatal("updates were not answered:", err)
		}
		return n == 0
	})
}

func render(e trial.Entry) string {
	text := e.Text
	if e.File != nil {
		text += "\nfile " + e.File.Name
	}
	var labels []string
	for _, row := range e.Buttons {
		for _, b := range row {
			labels = append(labels, b.Text)
		}
	}
	if len(labels) > 0 {
		text += "\nbuttons " + strings.Join(labels, " | ")
	}
	return text
}

// expect takes the next line of an answer off it and compares it.
func (st *stage) expect(answer []string, want, where string) []string {
	st.t.Helper()
	if want == "<silence" {
		if len(answer) > 0 {
			st.t.Errorf("%s: silence was broken by %q", where, answer)
		}
		return nil
	}
	answer = slices.DeleteFunc(answer, func(s string) bool { return strings.TrimSpace(s) == "" })
	if len(answer) == 0 {
		st.t.Errorf("%s: nothing more was said, want %s", where, want)
		return nil
	}
	got := strings.TrimSpace(answer[0])
	var ok bool
	switch {
	case strings.HasPrefix(want, "<…"):
		want = strings.TrimSpace(strings.TrimPrefix(want, "<…"))
		ok = strings.Contains(got, want)
	case strings.HasPrefix(want, "<file "):
		want = strings.TrimPrefix(want, "<")
		ok = strings.HasPrefix(got, "file ") && strings.HasSuffix(got, strings.TrimPrefix(want, "file "))
	case strings.HasPrefix(want, "<buttons "), strings.HasPrefix(want, "<toast "):
		want = strings.TrimPrefix(want, "<")
		ok = got == want
	default:
		want = strings.TrimSpace(strings.TrimPrefix(want, "<"))
		ok = got == want
	}
	if !ok {
		st.t.Errorf("%s:\n got %s\nwant %s", where, got, want)
	}
	return answer[1:]
}

func (st *stage) totals(category, want string) {
	st.t.Helper()
	tally, err := st.committee.Tally(st.t.Context(), counting.Everyone, activity.Year(st.now().Year()))
	if err != nil {
		st.t.Fatal(err)
	}
	line, _ := tally.Line(activity.Category(category))
	got := fmt.Sprintf("%d场次 %d人次", line.Sessions, line.Attendances)
	for _, f := range line.Figures {
		got += fmt.Sprintf(" %s%v%s%s", f.Of, f.Value, f.Approx, f.Unit)
	}
	if got != want {
		st.t.Errorf("totals of %s:\n got %s\nwant %s", category, got, want)
	}
	if drift, err := st.committee.Recount(st.t.Context()); err != nil || len(drift) > 0 {
		st.t.Errorf("recount: %v %v", drift, err)
	}
}
