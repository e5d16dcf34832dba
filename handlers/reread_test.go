package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/counting"
	"dutybook/llm"
	"dutybook/prompts"
	"dutybook/store"
	"dutybook/store/storetest"
)

// moody is a model that says what it is set to say, or fails.
type moody struct {
	err    error
	answer string
	asked  int
}

func (m *moody) Complete(context.Context, llm.Request) (llm.Response, error) {
	m.asked++
	return llm.Response{JSON: json.RawMessage(m.answer)}, m.err
}

var (
	isDown  = &llm.Error{Kind: llm.ErrUnavailable}
	refuses = &llm.Error{Kind: llm.ErrRefused}
)

// office is a committee of one member with a model.
type office struct {
	t      *testing.T
	c      *store.Committee
	front  *Reception
	model  *moody
	said   []activity.Reply
	notes  []activity.Message
	noted  map[string]bool
	broken error // what Notify fails with
	n      activity.MessageID
}

func newOffice(t *testing.T) *office {
	t.Helper()
	model := &moody{err: isDown}
	o := newOfficeWith(t, model)
	o.model = model
	return o
}

func newOfficeWith(t *testing.T, model prompts.Model) *office {
	t.Helper()
	loaded, err := prompts.Load(prompts.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	s := storetest.New(t)
	o := &office{t: t, c: s.Committee("main"), noted: map[string]bool{}}
	log := slog.New(slog.DiscardHandler)
	o.front, err = NewReception(s, "main", Config{
		Reader: prompts.NewReader(loaded, model, log), Zone: noon.Location(), Log: log,
		BotName: func() string { return "" }, Now: func() time.Time { return noon }, Notify: o.notify,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.c.AddMember(t.Context(), activity.Member{Name: "王芳", Role: activity.Plain, User: 7}); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) notify(_ context.Context, chat activity.ChatID, key, payload string) error {
	if o.broken != nil || o.noted[key] {
		return o.broken
	}
	o.noted[key] = true
	o.notes = append(o.notes, activity.Message{Kind: activity.Notice, Chat: chat, Text: payload, Key: "n:" + key, SentAt: noon})
	return nil
}

func (o *office) says(text string) {
	o.t.Helper()
	o.n++
	o.handle(activity.Message{Chat: 7, Private: true, ID: o.n, Kind: activity.Text, Text: text, SentAt: noon,
		From: activity.User{ID: 7, Name: "王芳", Lang: activity.Hans}, Key: fmt.Sprint("m:", o.n)})
}

func (o *office) handle(msg activity.Message) {
	o.t.Helper()
	err := o.front.Handle(o.t.Context(), msg, func(_ context.Context, r activity.Reply) (activity.MessageID, error) {
		o.said = append(o.said, r)
		if r.Replace != 0 {
			return 0, nil
		}
		return 1000 + o.n, nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// rereads looks at what waits and delivers what is put into the chat; it gives
// what was said.
func (o *office) rereads(want error) []activity.Reply {
	o.t.Helper()
	if err := o.front.Reread(o.t.Context()); !errors.Is(err, want) {
		o.t.Fatalf("reread: %v, want %v", err, want)
	}
	o.said = nil
	for _, n := range o.notes {
		o.handle(n)
	}
	o.notes = nil
	return o.said
}

func (o *office) totals() string {
	o.t.Helper()
	tally, err := o.c.Tally(o.t.Context(), counting.Everyone, activity.Year(2026))
	if err != nil {
		o.t.Fatal(err)
	}
	var b strings.Builder
	for _, l := range tally.Lines {
		fmt.Fprintf(&b, "%s:%d", l.Category, l.Sessions)
		for _, f := range l.Figures {
			fmt.Fprintf(&b, " %v%s", f.Value, f.Unit)
		}
		b.WriteString("; ")
	}
	if drift, err := o.c.Recount(o.t.Context()); err != nil || len(drift) > 0 {
		o.t.Errorf("recount: %v %v", drift, err)
	}
	return strings.TrimSuffix(b.String(), "; ")
}

func (o *office) waiting() int {
	list, err := o.c.Unread(o.t.Context(), 100)
	if err != nil {
		o.t.Fatal(err)
	}
	return len(list)
}

const (
	helping   = "在老戏台张罗了一天，来了200人"
	asHelping = `{"intent":"log","records":[{"quote":"在老戏台张罗了一天，来了200人","category":"outreach","date_quote":"","quantities":[{"quote":"一天"},{"quote":"200人"}]}]}`
)

// TestTheModelReadsAgain: what the rules read while the model was away becomes
// what the model reads, once, with one quiet edit of our reply.
func TestTheModelReadsAgain(t *testing.T) {
	o := newOffice(t)
	o.says(helping)
	if len(o.said) != 1 || o.waiting() != 1 {
		t.Fatalf("said %v, %d waiting", o.said, o.waiting())
	}
	byRules := o.totals()
	if said := o.rereads(activity.ErrAway); len(said) > 0 || o.totals() != byRules || o.waiting() != 1 {
		t.Fatalf("while it is down: said %v, totals %s", said, o.totals())
	}
	o.model.err, o.model.answer = nil, asHelping
	said := o.rereads(nil)
	if len(said) != 1 || said[0].Replace != 1001 || !strings.Contains(said[0].Text, "团结联谊") {
		t.Fatalf("said %+v", said)
	}
	if got, want := o.totals(), "outreach:1 200人 1天"; got != want {
		t.Errorf("totals %s, want %s", got, want)
	}
	asked := o.model.asked
	if said := o.rereads(nil); len(said) > 0 || o.waiting() != 0 || o.model.asked != asked {
		t.Errorf("a second look: said %v, %d waiting", said, o.waiting())
	}
	r, err := o.c.Record(t.Context(), 1)
	if err != nil || r.Source != activity.FromModel {
		t.Errorf("record %+v, %v", r, err)
	}
}

// TestAMembersWordStands: nothing a person corrected or took back is read again.
func TestAMembersWordStands(t *testing.T) {
	for _, word := range []string{"不对，是150人", "撤销"} {
		t.Run(word, func(t *testing.T) {
			o := newOffice(t)
			o.says(helping)
			o.says(word)
			want := o.totals()
			o.model.err, o.model.answer = nil, asHelping
			if said := o.rereads(nil); len(said) > 0 || o.totals() != want || o.waiting() != 0 {
				t.Errorf("said %v, totals %s, want %s", said, o.totals(), want)
			}
		})
	}
}

// TestARefusalIsNotAskedForEver: content a provider refuses stays as the rules
// read it.
func TestARefusalIsNotAskedForEver(t *testing.T) {
	o := newOffice(t)
	o.model.err = refuses
	o.says(helping)
	want := o.totals()
	for range rereadTries {
		if o.waiting() != 1 {
			t.Fatal("given up too early")
		}
		o.rereads(nil)
	}
	if o.waiting() != 0 || o.totals() != want {
		t.Errorf("%d waiting, totals %s", o.waiting(), o.totals())
	}
}

// TestAnInterruptedRereadingEndsOnce: stopped between the change and the
// notice, the next look announces the change without making it again.
func TestAnInterruptedRereadingEndsOnce(t *testing.T) {
	o := newOffice(t)
	o.says(helping)
	o.model.err, o.model.answer = nil, asHelping
	o.broken = activity.ErrAway
	o.rereads(activity.ErrAway)
	asked := o.model.asked
	o.broken = nil
	if said := o.rereads(nil); len(said) != 1 || o.model.asked != asked || o.waiting() != 0 {
		t.Errorf("said %v, asked %d times more", said, o.model.asked-asked)
	}
	if got, want := o.totals(), "outreach:1 200人 1天"; got != want {
		t.Errorf("totals %s, want %s", got, want)
	}
}

// TestAnotherKindMayBeJointWork: what the model files otherwise than the rules
// did is looked for among what others told of that kind.
func TestAnotherKindMayBeJointWork(t *testing.T) {
	o := newOffice(t)
	if _, err := o.c.AddMember(t.Context(), activity.Member{Name: "李明", Role: activity.Plain, User: 8}); err != nil {
		t.Fatal(err)
	}
	o.n++
	o.handle(activity.Message{Chat: 8, Private: true, ID: o.n, Kind: activity.Text, Text: "今天在老戏台办侨眷联谊会，来了200人", SentAt: noon,
		From: activity.User{ID: 8, Name: "李明", Lang: activity.Hans}, Key: "m:8"})
	o.says(helping)
	r, err := o.c.Record(t.Context(), 2)
	if err != nil || r.Category == activity.Outreach || r.SameAs != 0 || len(r.MaybeSameAs) > 0 {
		t.Fatalf("read by rules: %+v, %v", r, err)
	}
	o.model.err, o.model.answer = nil, asHelping
	o.rereads(nil)
	if r, err = o.c.Record(t.Context(), 2); err != nil || r.SameAs != 1 && (len(r.MaybeSameAs) == 0 || r.MaybeSameAs[0] != 1) {
		t.Errorf("read by the model: %+v, %v", r, err)
	}
	o.totals()
}
