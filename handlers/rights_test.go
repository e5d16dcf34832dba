package handlers

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"dutybook/activity"
	"dutybook/prompts"
	"dutybook/scoring"
	"dutybook/store"
	"dutybook/store/storetest"
)

var noon = time.Date(2026, 3, 12, 12, 0, 0, 0, time.FixedZone("Asia/Shanghai", 8*3600))

// world is a small committee on a store of its own.
type world struct {
	t        *testing.T
	store    *store.Store
	c        *store.Committee
	other    *store.Committee // another committee of the deployment
	h        *Handlers
	front    *Reception
	people   map[string]activity.Member
	records  map[string]activity.Record
	messages activity.MessageID
}

// cast are the people of rights.txt, with the number of households of their
// record: powers of two, so that a sum tells whose work is in it.
var cast = []struct {
	name, group string
	role        activity.Role
	households  int64
	elsewhere   bool // a member of the other committee
}{
	{"王芳", "经济组", activity.Plain, 1, false},
	{"李四", "经济组", activity.Plain, 2, false},
	{"何建业", "经济组", activity.Leader, 4, false},
	{"赵六", "文史组", activity.Plain, 8, false},
	{"孙丽", "文史组", activity.Leader, 16, false},
	{"周敏", "", activity.Secretary, 32, false},
	{"吴退", "经济组", activity.Plain, 64, false},
	{"郑外", "经济组", activity.Plain, 128, true},
	{"钱外", "", activity.Secretary, 256, true},
	{"过客", "", activity.Stranger, 0, false},
}

// reader understands by rules; reading those takes longer than a cell.
var reader = sync.OnceValue(func() *prompts.Reader {
	loaded, err := prompts.Load(prompts.Builtin())
	if err != nil {
		panic(err)
	}
	return prompts.NewReader(loaded, nil, slog.New(slog.DiscardHandler))
})

func newWorld(t *testing.T) *world {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	s := storetest.New(t)
	w := &world{t: t, store: s, c: s.Committee("main"), people: map[string]activity.Member{}, records: map[string]activity.Record{}, messages: 1000}
	var err error
	w.front, err = NewReception(s, "main", Config{
		Reader: reader(), Name: "政协清河市委员会", Zone: noon.Location(),
		Fetch:   func(context.Context, string) ([]byte, error) { return []byte("姓名,组别\n新一,经济组\n"), nil },
		BotName: func() string { return "test_bot" }, Now: func() time.Time { return noon }, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.h = w.front.desks["main"]
	id, err := s.Directory().Found(t.Context(), "政协白塔区委员会", "seed")
	w.must(err)
	w.other = s.Committee(id)
	for i, p := range cast {
		c := w.c
		if p.elsewhere {
			c = w.other
			w.must(s.Directory().Enter(t.Context(), activity.UserID(100+i), id))
		}
		w.add(c, i, p.name, p.group, p.role, p.households)
	}
	for code, group := range map[string]string{"eco": "李四", "his": "赵六"} {
		w.must(w.c.Invite(t.Context(), noon, store.Invitation{Code: code, Role: activity.Plain, Group: w.people[group].Group, By: w.people["周敏"].ID}))
	}
	gone := w.people["吴退"]
	gone.Removed = true
	w.must(w.c.SetMember(t.Context(), gone))
	w.scored()
	return w
}

// scored turns points on in both committees.
func (w *world) scored() {
	schemes, err := scoring.BuiltIn()
	w.must(err)
	i := slices.IndexFunc(schemes, func(s *scoring.Scheme) bool { return s.ID == "dongcheng" })
	raw, err := json.Marshal(schemes[i])
	w.must(err)
	for _, c := range []*store.Committee{w.c, w.other} {
		_, err := c.Put(w.t.Context(), store.Schemes, "seed", keptScheme{Year: noon.Year(), Scheme: raw, On: true, Used: true, At: noon})
		w.must(err)
	}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) add(c *store.Committee, i int, name, group string, role activity.Role, households int64) {
	user := activity.UserID(100 + i)
	w.people[name] = activity.Member{Name: name, User: user}
	if role == activity.Stranger {
		return
	}
	m := activity.Member{Name: name, Role: role, User: user}
	if group != "" {
		g, err := c.EnsureGroup(w.t.Context(), group)
		w.must(err)
		m.Group = g.ID
	}
	m, err := c.AddMember(w.t.Context(), m)
	w.must(err)
	w.people[name] = m
	at := noon.AddDate(0, 0, -20+2*i)
	out, err := c.Apply(w.t.Context(), store.Change{Key: "seed:" + name, By: m.ID, At: at, Add: []activity.Record{{
		Category: activity.Visit, Date: activity.DateOf(at), Member: m.ID, Group: m.Group, SentAt: at,
		Quantities: []activity.Quantity{{Value: activity.Whole(households), Unit: "户", Of: "走访"}},
		Place:      name + "村", Summary: "在" + name + "村走访", Text: "在" + name + "村走访", Chat: chatOf(user), Message: activity.MessageID(i + 1),
	}}})
	w.must(err)
	w.records[name] = out.Added[0]
	w.must(c.SetSaid(w.t.Context(), chatOf(user), saidAt, []activity.RecordID{out.Added[0].ID}))
}

// chatOf is the private chat of a user, as Telegram numbers it.
func chatOf(u activity.UserID) activity.ChatID { return activity.ChatID(u) }

// saidAt is the number of the bot's message about a person's record.
const saidAt activity.MessageID = 500

// does lets a person do what a row says and gives all that was answered.
func (w *world) does(name, row string) []activity.Reply {
	w.messages++
	p := w.people[name]
	msg := activity.Message{
		Chat: chatOf(p.User), Private: true, ID: w.messages, Kind: activity.Text, Text: row, SentAt: noon,
		From: activity.User{ID: p.User, Name: name, Lang: activity.Hans}, Key: fmt.Sprintf("m:%s:%d", name, w.messages),
	}
	verb, rest, _ := strings.Cut(row, " ")
	switch verb {
	case "press":
		msg.Kind, msg.Text = activity.Press, w.button(rest)
	case "answer":
		var whose string
		whose, msg.Text, _ = strings.Cut(rest, " ")
		// The worst case: a chat in which the other's message can be answered.
		msg.Chat, msg.ReplyTo = chatOf(w.people[whose].User), saidAt
	case "group-answer":
		var whose string
		whose, msg.Text, _ = strings.Cut(rest, " ")
		w.inGroup(&msg, whose)
	case "link":
		msg.Text = "/start " + rest
	case "forward":
		var whose string
		whose, msg.Text, _ = strings.Cut(rest, " ")
		msg.Origin = &activity.Origin{Name: whose, User: w.people[whose].User, SentAt: noon}
	case "file":
		msg.Kind, msg.Text, msg.File = activity.Attach, "", &activity.Upload{ID: "f", Name: rest}
	case "edit":
		var whose string
		whose, msg.Text, _ = strings.Cut(rest, " ")
		msg.Kind, msg.Chat, msg.ID = activity.Edit, w.records[whose].Chat, w.records[whose].Message
	}
	return w.handle(msg)
}

// inGroup makes a message an answer, in a group of the first committee, to the
// bot's message about a person's record.
func (w *world) inGroup(msg *activity.Message, whose string) {
	const group activity.ChatID = -77
	c := w.c
	if w.elsewhere(whose) {
		c = w.other
	}
	w.must(w.front.directory.SetChat(w.t.Context(), group, w.c.ID()))
	w.must(c.SetSaid(w.t.Context(), group, saidAt, []activity.RecordID{w.records[whose].ID}))
	msg.Chat, msg.Private, msg.Addressed, msg.ReplyTo = group, false, true, saidAt
}

// used makes an invitation's link one that somebody came in by.
func (w *world) used(code string) {
	c := w.c
	if rest, ok := strings.CutPrefix(code, string(w.other.ID())+codeMark); ok {
		c, code = w.other, rest
		w.must(c.Invite(w.t.Context(), noon, store.Invitation{Code: code, Role: activity.Plain, By: w.people["钱外"].ID}))
	}
	_, err := c.Join(w.t.Context(), code, activity.User{ID: 9000, Name: "甲"}, noon)
	w.must(err)
}

func (w *world) handle(msg activity.Message) []activity.Reply {
	var said []activity.Reply
	err := w.front.Handle(w.t.Context(), msg, func(_ context.Context, r activity.Reply) (activity.MessageID, error) {
		said = append(said, r)
		w.messages++
		return w.messages, nil
	})
	w.must(err)
	return said
}

// button is the data of the button "what name name".
func (w *world) button(row string) string {
	words := strings.Fields(row)
	if len(words) == 1 {
		return row
	}
	ids := []activity.RecordID{}
	for _, name := range words[1:] {
		ids = append(ids, w.records[name].ID)
	}
	switch words[0] {
	case "undo", "fix", "doubt", "also":
		ids = append(ids, 1)
	case "absent", "present":
		ids = append(ids, 1)
		w.named(words[1], words[0] == "absent")
	case "apart":
		w.joined(words[1])
	case "attached":
		w.attach(words[1])
	case "tag":
		ids = append(ids, 1, 1)
	}
	mark := ""
	for _, name := range words[1:] {
		if w.elsewhere(name) {
			mark = string(w.other.ID()) + buttonMark
		}
	}
	switch m := w.people[words[1]]; words[0] {
	case "who", "out", "back":
		return mark + memberData(words[0], m)
	case "role":
		return mark + memberData(words[0], m, 2)
	}
	return mark + data(words[0], ids...)
}

func (w *world) elsewhere(name string) bool {
	for _, p := range cast {
		if p.name == name {
			return p.elsewhere
		}
	}
	return false
}

// attach puts a photo to a person's record.
func (w *world) attach(name string) {
	c := w.c
	if w.elsewhere(name) {
		c = w.other
	}
	w.must(c.AddEvidence(w.t.Context(), w.records[name].ID, store.Evidence{File: "f", Unique: "u", At: noon}))
}

// TestLedgerListsWhatIsAttached, by record.
func TestLedgerListsWhatIsAttached(t *testing.T) {
	w := newWorld(t)
	w.attach("王芳")
	w.must(w.c.AddEvidence(t.Context(), w.records["王芳"].ID, store.Evidence{File: "g", Unique: "v", At: noon, Kind: activity.Attach}))
	if text := words(t, w.does("周敏", "/ledger")); strings.Count(text, "照片1、文件1") != 1 {
		t.Errorf("the ledger reads %.3000s", text)
	}
}

// named makes a person's record name 王芳, as somebody who took part or said that
// they did not.
func (w *world) named(name string, took bool) {
	c, wang := w.c, activity.Fellow{Member: w.people["王芳"].ID, Group: w.people["王芳"].Group}
	if w.elsewhere(name) {
		c = w.other
	}
	_, err := c.Apply(w.t.Context(), store.Change{Key: "named:" + name, At: noon, Edits: []store.Edit{{
		ID: w.records[name].ID, With: func(r activity.Record) (activity.Record, error) {
			r.Behalf, r.Outside = true, true
			if took {
				r.With = []activity.Fellow{wang}
			} else {
				r.Absent = []activity.Fellow{wang}
			}
			return r, nil
		},
	}}})
	w.must(err)
}

// joined makes a person's record one event with 孙丽's, for there to be
// something to take apart.
func (w *world) joined(name string) {
	_, err := w.c.Apply(w.t.Context(), store.Change{Key: "join:" + name, At: noon, Edits: []store.Edit{{
		ID: w.records[name].ID, With: func(r activity.Record) (activity.Record, error) {
			r.SameAs = w.records["孙丽"].ID
			return r, nil
		},
	}}})
	w.must(err)
}

// dump is all both committees keep, but for the trail, which notes attempts too.
func (w *world) dump() string {
	var b bytes.Buffer
	w.must(w.c.ExportRecords(w.t.Context(), &b))
	w.must(w.other.ExportRecords(w.t.Context(), &b))
	for _, c := range []*store.Committee{w.c, w.other} {
		open, err := c.Invitations(w.t.Context(), noon)
		w.must(err)
		fmt.Fprint(&b, open)
	}
	return b.String()
}

// shown is whose work an answer shows, by place or by sum.
func (w *world) shown(said []activity.Reply) []string {
	text := words(w.t, slices.DeleteFunc(slices.Clone(said), w.isRefusal))
	var names []string
	for _, p := range cast {
		sum := int64(0)
		for _, m := range households.FindAllStringSubmatch(text, -1) {
			n, _ := strconv.ParseInt(m[1], 10, 64)
			sum |= n
		}
		if p.households > 0 && (strings.Contains(text, p.name+"村") || sum&p.households != 0) {
			names = append(names, p.name)
		}
	}
	return names
}

var (
	households = regexp.MustCompile(`(\d+)户`)
	tags       = regexp.MustCompile(`<[^>]*>`)
)

// words is all that can be read in replies, files included.
func words(t *testing.T, said []activity.Reply) string {
	t.Helper()
	var b strings.Builder
	for _, r := range said {
		b.WriteString(r.Text + "\n" + r.Toast + "\n")
		if r.File == nil {
			continue
		}
		archive, err := zip.NewReader(bytes.NewReader(r.File.Data), int64(len(r.File.Data)))
		if err != nil {
			b.Write(r.File.Data)
			continue
		}
		for _, part := range archive.File {
			f, err := part.Open()
			if err != nil {
				t.Fatal(err)
			}
			raw, _ := io.ReadAll(f)
			b.WriteString(tags.ReplaceAllString(string(raw), " "))
		}
	}
	return b.String()
}

// refused reports whether an answer is nothing but a refusal, or silence.
func (w *world) refused(said []activity.Reply) bool {
	return !slices.ContainsFunc(said, func(r activity.Reply) bool { return !w.isRefusal(r) })
}

func (w *world) isRefusal(r activity.Reply) bool {
	keys := []string{"stranger", "stranger-toast", "err-not-allowed", "not-yours", "nothing-yet", "invite-own-group",
		"invite-usage", "delete-no-match", "other", "button-old", "remove-none",
		"manage-self", "period-unclear", "kind-file", "err-not-found", "invitation-over", "invitations-none", "bad-code"}
	if r.Text == w.h.texts.text(activity.Hans, "behalf-refused", "names", "赵六") {
		return true
	}
	return slices.ContainsFunc(keys, func(key string) bool {
		text, _, _ := strings.Cut(w.h.texts.text(activity.Hans, key), "{")
		if key == "remove-none" {
			return strings.HasPrefix(r.Text, text)
		}
		return r.Text == text || (r.Text == "" && r.Toast == text)
	})
}

// TestWhoMayWhat plays every cell of rights.txt.
func TestWhoMayWhat(t *testing.T) {
	raw, err := os.ReadFile("testdata/rights.txt")
	if err != nil {
		t.Fatal(err)
	}
	var actors []string
	for line := range strings.Lines(string(raw)) {
		cells := cells(line)
		switch {
		case len(cells) < 2:
			continue
		case actors == nil:
			actors = cells[1:]
			continue
		}
		for i, want := range cells[1:] {
			t.Run(actors[i]+" "+cells[0], func(t *testing.T) {
				t.Parallel()
				checkCell(t, actors[i], cells[0], want)
			})
		}
	}
}

func cells(line string) []string {
	if strings.HasPrefix(line, "#") {
		return nil
	}
	cells := strings.Split(line, "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

func checkCell(t *testing.T, actor, does, want string) {
	w := newWorld(t)
	if strings.HasPrefix(does, "press apart") {
		w.joined(strings.Fields(does)[2])
	}
	switch verb, rest, _ := strings.Cut(does, " "); verb {
	case "press":
		w.button(rest) // makes what there is to press
	case "link":
		w.used(rest)
	}
	before := w.dump()
	said := w.does(actor, does)
	shown, refused, changed := w.shown(said), w.refused(said), w.dump() != before
	switch want {
	case "-":
	case "no":
		if !refused || changed || len(shown) > 0 {
			t.Errorf("want no; changed %v, shows %v, says:\n%s", changed, shown, words(t, said))
		}
	case "asks":
		if refused || changed || len(shown) > 0 {
			t.Errorf("want a question; changed %v, shows %v, says:\n%s", changed, shown, words(t, said))
		}
	case "yes":
		if refused {
			t.Errorf("want yes, got:\n%s", words(t, said))
		}
	default:
		if !slices.Equal(shown, listed(want)) {
			t.Errorf("shows the work of %v, want %v:\n%.600s", shown, want, words(t, said))
		}
	}
}

// listed are the people a cell lists, in the order of the cast.
func listed(list string) []string {
	var names []string
	for _, p := range cast {
		if p.households > 0 && (list == "all" && !p.elsewhere || slices.Contains(strings.Fields(list), p.name)) {
			names = append(names, p.name)
		}
	}
	return names
}

var docRow = regexp.MustCompile("(?m)^\\| `([a-z-]+)`: [^|]* \\|(.*)\\|$")

// TestRightsAreDocumented: docs/rights.md has the table of the code.
func TestRightsAreDocumented(t *testing.T) {
	raw, err := os.ReadFile("../docs/rights.md")
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]reach{"none": none, "own": own, "group": group, "all": all}
	documented := map[right][4]reach{}
	for _, m := range docRow.FindAllStringSubmatch(string(raw), -1) {
		var row [4]reach
		for i, cell := range cells(m[2]) {
			r, ok := words[cell]
			if !ok || i >= len(row) {
				t.Fatalf("docs/rights.md: %s has a cell %q", m[1], cell)
			}
			row[i] = r
		}
		documented[right(m[1])] = row
	}
	if !maps.Equal(documented, rights) {
		t.Errorf("docs/rights.md says\n%v\nthe code\n%v", documented, rights)
	}
}

// TestStrangersAreAnsweredOnceADay, the same message delivered again included,
// and again after they have been members.
func TestStrangersAreAnsweredOnceADay(t *testing.T) {
	w := newWorld(t)
	stranger := w.people["过客"]
	msg := activity.Message{
		Chat: chatOf(stranger.User), Private: true, ID: 1, Kind: activity.Text, Text: "今天走访3户", SentAt: noon,
		From: activity.User{ID: stranger.User, Name: "过客"}, Key: "m:1",
	}
	for i, want := range []int{1, 1, 0, 0} {
		if i == 2 {
			msg.Key = "m:2"
		}
		if said := w.handle(msg); len(said) != want {
			t.Errorf("message %d: %d answers, want %d", i, len(said), want)
		}
	}
	for _, text := range []string{"/help", "/mine", "/start"} {
		if said := w.does("过客", text); len(said) != 0 {
			t.Errorf("%s is answered once more: %v", text, said)
		}
	}
	msg.Private, msg.Chat, msg.Key = false, -5, "m:3"
	if said := w.handle(msg); len(said) != 0 {
		t.Errorf("answered in a group: %v", said)
	}
	if strings.Contains(w.dump(), "过客") {
		t.Error("something of the stranger is kept")
	}
}
