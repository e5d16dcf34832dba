package trial

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// browse sends a request as the page does.
func browse(t *testing.T, s *Server, method, path, body string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, "http://127.0.0.1:8080"+path, strings.NewReader(body))
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// pageState is the state as page/book.js takes it.
type pageState struct {
	People []Person
	Bot    struct{ Name, Username string }
	Year   yearState
	Groups []Group
	Chats  map[string]pageChat
}

func stateOf(t *testing.T, s *Server) pageState {
	t.Helper()
	w := browse(t, s, "GET", "/api/state", "")
	var st pageState
	if err := json.Unmarshal(w.Body.Bytes(), &st); err != nil || w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return st
}

func TestPageFiles(t *testing.T) {
	s, _ := newServer(t)
	names, err := fs.Glob(Page(), "*")
	if err != nil || len(names) < 10 {
		t.Fatal(names, err)
	}
	types := map[string]string{".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml"}
	for _, name := range names {
		path := "/" + strings.TrimSuffix(name, "index.html")
		w := browse(t, s, "GET", path, "")
		want := types[name[strings.LastIndex(name, "."):]]
		if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), want) {
			t.Errorf("%s: %d %s", path, w.Code, w.Header().Get("Content-Type"))
		}
		if csp := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'self'") || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: not protected: %v", path, w.Header())
		}
	}
	if w := browse(t, s, "GET", "/people.json", ""); w.Code != 404 {
		t.Errorf("a file beside the page: %d", w.Code)
	}
}

// The page may ask for nothing that is not served.
func TestPageAsksForWhatIsServed(t *testing.T) {
	script, err := fs.ReadFile(Page(), "server.js")
	if err != nil {
		t.Fatal(err)
	}
	s, _ := newServer(t)
	s.year.lines = SampleYear()
	file := sendFile(t, s, "sendDocument", "document", "a.txt", []byte("a")).Document["file_id"].(string)
	values := strings.NewReplacer("${chat}", "1001", "${encodeURIComponent(id)}", file)
	s.explain = func(context.Context, Told) (Story, error) { return Story{}, nil }
	asked := regexp.MustCompile("[\"`](/api/[^\"`?]*)[\"`?]").FindAllSubmatch(script, -1)
	if len(asked) != 14 {
		t.Errorf("%d addresses", len(asked))
	}
	for _, found := range asked {
		path := values.Replace(string(found[1]))
		if path == "/api/events" {
			continue // TestEvents
		}
		read, write := browse(t, s, "GET", path, "").Code, browse(t, s, "POST", path, "").Code
		if read != 200 && write != 200 && write != 400 && !strings.HasSuffix(path, "/entries") && !strings.HasSuffix(path, "/story") { // these two need a number
			t.Errorf("%s is not served: %d %d", path, read, write)
		}
	}
}

func TestState(t *testing.T) {
	s, _ := newServer(t)
	question := s.TypeAt(wang, noon, "1 < 2")
	ask[wireMessage](t, s, "sendMessage", params{
		"chat_id": wang, "text": "<b>yes</b>", "parse_mode": "HTML", "reply_parameters": params{"message_id": question},
		"reply_markup": params{"inline_keyboard": [][]params{{{"text": "撤销", "callback_data": "u"}, {"text": "out", "url": "https://example.com"}}}},
	})
	sendFile(t, s, "sendDocument", "document", "a.docx", []byte("abc"))
	st := stateOf(t, s)
	if len(st.People) != 3 || st.People[0].Title != "委员" || st.Bot.Username != "test_bot" || st.Year.Available {
		t.Errorf("%+v", st)
	}
	if len(st.Chats) != 2 || st.Chats["1002"].Entries == nil {
		t.Error("a hidden chat is shown, or an empty one is not")
	}
	chat := st.Chats["1001"].Entries
	if e := chat[0]; e.From != wang || e.Text != "1 < 2" || e.HTML != "1 &lt; 2" || !e.Date.Equal(noon) {
		t.Errorf("%+v", e)
	}
	if e := chat[1]; e.From != 0 || e.HTML != "<b>yes</b>" || e.ReplyTo != question || len(e.Buttons[0]) != 2 || e.Buttons[0][0] != (pageButton{Text: "撤销", Data: "u"}) {
		t.Errorf("%+v", e)
	}
	if e := chat[2]; e.File == nil || e.File.Name != "a.docx" || e.File.Size != 3 {
		t.Errorf("%+v", e)
	}
}

func TestTypingOnThePage(t *testing.T) {
	s, _ := newServer(t)
	send := func(chat, body string) (int, string) {
		w := browse(t, s, "POST", "/api/chats/"+chat+"/messages", body)
		return w.Code, strings.TrimSpace(w.Body.String())
	}
	code, first := send("1001", `{"text":"今天走访3户","client":"a"}`)
	if code != 200 {
		t.Fatal(code, first)
	}
	if _, again := send("1001", `{"text":"今天走访3户","client":"a"}`); again != first {
		t.Errorf("first %s, again %s", first, again)
	}
	if _, other := send("1001", `{"text":"今天走访3户","client":"b"}`); other == first {
		t.Error("the same words sent again on purpose are one message")
	}
	if _, other := send("1002", `{"text":"今天走访3户","client":"a"}`); other == first {
		t.Error("two people share a client id")
	}
	if us := ask[[]got](t, s, "getUpdates", nil); len(us) != 3 {
		t.Errorf("%d updates, want 3", len(us))
	}
	for _, tt := range []struct {
		name, chat, body string
		code             int
	}{
		{"no words", "1001", `{"text":" ","client":"c"}`, 400},
		{"too many words", "1001", `{"text":"` + strings.Repeat("户", 4097) + `","client":"c"}`, 400},
		{"no client id", "1001", `{"text":"x"}`, 400},
		{"a long client id", "1001", `{"text":"x","client":"` + strings.Repeat("c", 65) + `"}`, 400},
		{"no JSON", "1001", `text`, 400},
		{"too much", "1001", `{"text":"` + strings.Repeat("x", maxBody) + `"}`, 400},
		{"nobody", "7", `{"text":"x","client":"c"}`, 404},
		{"somebody hidden", "1003", `{"text":"x","client":"c"}`, 404},
		{"no number", "wang", `{"text":"x","client":"c"}`, 404},
	} {
		if code, _ := send(tt.chat, tt.body); code != tt.code {
			t.Errorf("%s: %d, want %d", tt.name, code, tt.code)
		}
	}
}

func TestPressingOnThePage(t *testing.T) {
	s, _ := newServer(t)
	say(t, s, wang, "which?", "a")
	for body, want := range map[string]int{
		`{"message":1,"data":"a"}`: 200, `{"message":1,"data":"b"}`: 409, `{"message":9,"data":"a"}`: 409, `x`: 400,
	} {
		if w := browse(t, s, "POST", "/api/chats/1001/press", body); w.Code != want {
			t.Errorf("%s: %d, want %d", body, w.Code, want)
		}
	}
	if us := ask[[]got](t, s, "getUpdates", nil); texts(us) != "pressed a" {
		t.Errorf("%v", us)
	}
}

func TestFilesAreDownloadedNotShown(t *testing.T) {
	s, _ := newServer(t)
	m := sendFile(t, s, "sendDocument", "document", `"报告".html`, []byte("<script>alert(1)</script>"))
	w := browse(t, s, "GET", "/api/files/"+m.Document["file_id"].(string), "")
	h := w.Header()
	if w.Code != 200 || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment; filename*=utf-8''") || h.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox") || h.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("%d %v", w.Code, h)
	}
	if w := browse(t, s, "GET", "/api/files/nothing", ""); w.Code != 404 {
		t.Errorf("%d", w.Code)
	}
}

func TestOtherSitesAreRefused(t *testing.T) {
	s, _ := newServer(t)
	const send, api = "/api/chats/1001/messages", "/bot" + token + "/sendMessage"
	tests := []struct {
		name, method, url string
		header            map[string]string
		allowed           bool
	}{
		{"the page itself", "POST", "http://127.0.0.1:8080" + send, map[string]string{"Origin": "http://127.0.0.1:8080", "Sec-Fetch-Site": "same-origin"}, true},
		{"under the name localhost", "POST", "http://localhost:8080" + send, map[string]string{"Origin": "http://localhost:8080"}, true},
		{"by IPv6", "POST", "http://[::1]:8080" + send, nil, true},
		{"a phone in the same network", "POST", "http://192.168.1.5:8080" + send, map[string]string{"Origin": "http://192.168.1.5:8080"}, true},
		{"the address typed", "GET", "http://127.0.0.1:8080/", map[string]string{"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}, true},
		{"a link from elsewhere", "GET", "http://127.0.0.1:8080/", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, true},
		{"the bot", "POST", "http://127.0.0.1:8080" + api, nil, true},
		{"another site", "POST", "http://127.0.0.1:8080" + send, map[string]string{"Sec-Fetch-Site": "cross-site"}, false},
		{"another port of this machine", "POST", "http://127.0.0.1:8080" + send, map[string]string{"Origin": "http://127.0.0.1:3000", "Sec-Fetch-Site": "same-site"}, false},
		{"another origin in an old browser", "POST", "http://127.0.0.1:8080" + send, map[string]string{"Origin": "https://evil.example"}, false},
		{"a sandboxed frame", "POST", "http://127.0.0.1:8080" + send, map[string]string{"Origin": "null"}, false},
		{"a name that points here", "POST", "http://evil.example:8080" + send, map[string]string{"Origin": "http://evil.example:8080", "Sec-Fetch-Site": "same-origin"}, false},
		{"a name that points here, reading", "GET", "http://evil.example:8080/api/state", map[string]string{"Sec-Fetch-Site": "same-origin"}, false},
		{"a script tag", "GET", "http://127.0.0.1:8080/api/state", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, false},
		{"a link to a file", "GET", "http://127.0.0.1:8080/api/files/1", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, false},
		{"another site posing as the bot", "POST", "http://127.0.0.1:8080" + api, map[string]string{"Sec-Fetch-Site": "cross-site"}, false},
		{"another site stealing updates", "GET", "http://127.0.0.1:8080/bot" + token + "/getUpdates", map[string]string{"Sec-Fetch-Site": "cross-site"}, false},
	}
	for _, tt := range tests {
		r := httptest.NewRequest(tt.method, tt.url, nil)
		for key, value := range tt.header {
			r.Header.Set(key, value)
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if allowed := w.Code != http.StatusForbidden; allowed != tt.allowed {
			t.Errorf("%s: %d", tt.name, w.Code)
		}
		if w.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: other origins may read", tt.name)
		}
	}
}

// stream is an open page.
type stream struct {
	t      *testing.T
	events chan [2]string // kind and data
	close  func()
}

// open opens the event stream and returns when the server listens.
func open(t *testing.T, s *Server) *stream {
	t.Helper()
	server := httptest.NewServer(s)
	resp, err := http.Get(server.URL + "/api/events")
	if err != nil {
		t.Fatal(err)
	}
	if kind := resp.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Fatalf("content type %s", kind)
	}
	st := &stream{t: t, events: make(chan [2]string, 1000), close: func() { _ = resp.Body.Close() }}
	go st.read(resp.Body)
	t.Cleanup(func() {
		mustClose(t, s)
		st.close()
		server.Close()
	})
	return st
}

func (st *stream) read(body io.Reader) {
	defer close(st.events)
	var kind string
	for lines := bufio.NewScanner(body); lines.Scan(); {
		if k, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
			kind = k
		}
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			st.events <- [2]string{kind, data}
		}
	}
}

// next waits for the next event, which must be of a kind and hold some words.
func (st *stream) next(kind string, words ...string) {
	st.t.Helper()
	ctx, cancel := context.WithTimeout(st.t.Context(), 10*time.Second)
	defer cancel()
	select {
	case e := <-st.events:
		for _, w := range words {
			if e[0] != kind || !strings.Contains(e[1], w) {
				st.t.Errorf("told %s, want %s with %s", e, kind, w)
			}
		}
	case <-ctx.Done():
		st.t.Fatalf("nothing told, want %s %s", kind, words)
	}
}

func TestEvents(t *testing.T) {
	s, _ := newServer(t)
	page := open(t, s)
	s.TypeAt(ghost, noon, "hidden")
	s.TypeAt(wang, noon, "今天走访3户")
	page.next("entry", `"chat":1001`, `"from":1001`, "今天走访3户", `"date":"2026-03-04T12:00:00Z"`)
	ask[bool](t, s, "sendChatAction", params{"chat_id": wang, "action": "typing"})
	page.next("typing", `"chat":1001`, `"until":"2026-03-04T12:00:05Z"`)
	id := say(t, s, wang, "记下了", "u")
	page.next("entry", `"from":0`, "记下了", `"data":"u"`)
	query, err := s.Press(wang, id, "u")
	if err != nil {
		t.Fatal(err)
	}
	ask[bool](t, s, "answerCallbackQuery", params{"callback_query_id": query, "text": "好了", "show_alert": true})
	page.next("toast", `"chat":1001`, `"by":1001`, `"text":"好了"`, `"alert":true`)
	ask[wireMessage](t, s, "editMessageText", params{"chat_id": wang, "message_id": id, "text": "撤销了"})
	page.next("entry", `"edited":true`, "撤销了")
	ask[bool](t, s, "deleteMessage", params{"chat_id": wang, "message_id": id})
	page.next("reload", "{}")
}

// The page hears the kinds of event that the server tells, and no others.
func TestPageKnowsEveryEvent(t *testing.T) {
	script, err := fs.ReadFile(Page(), "server.js")
	if err != nil || !bytes.Contains(script, []byte(`["entry", "typing", "toast", "year", "reload"]`)) {
		t.Error("page/server.js listens for other kinds of event", err)
	}
}

func TestSlowPageIsLetGo(t *testing.T) {
	s, _ := newServer(t)
	l := &listener{make(chan event, 1)}
	s.audience[l] = true
	s.TypeAt(wang, noon, "one")
	s.TypeAt(wang, noon, "two")
	<-l.events
	if _, open := <-l.events; open || len(s.audience) != 0 {
		t.Error("a page that does not read is still told")
	}
	s.leave(l) // as its request ends
}

func TestCloseEndsStreams(t *testing.T) {
	s, _ := newServer(t)
	page := open(t, s)
	mustClose(t, s)
	if e, more := <-page.events; more {
		t.Error("still told", e)
	}
}

// Older entries are asked for; a chat may have ten thousand.
func TestOlderEntries(t *testing.T) {
	s, _ := newServer(t)
	for range 2*pageful + 5 {
		s.TypeAt(wang, noon, "x")
	}
	chat := stateOf(t, s).Chats["1001"]
	if len(chat.Entries) != pageful || !chat.More {
		t.Fatalf("%d entries", len(chat.Entries))
	}
	sizes := []int{}
	for chat.More {
		w := browse(t, s, "GET", "/api/chats/1001/entries?before="+strconv.FormatInt(chat.Entries[0].ID, 10), "")
		chat = pageChat{}
		if err := json.Unmarshal(w.Body.Bytes(), &chat); err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, len(chat.Entries))
	}
	if !slices.Equal(sizes, []int{pageful, 5}) || chat.Entries[0].ID != 1 {
		t.Errorf("%v", sizes)
	}
}

// What people do on the page arrives as it does from Telegram.
func TestActingOnThePage(t *testing.T) {
	s := inGroup(t)
	do := func(path, body string, want int) {
		t.Helper()
		if w := browse(t, s, "POST", "/api/chats/"+path, body); w.Code != want {
			t.Errorf("%s %s: %d %s", path, body, w.Code, w.Body)
		}
	}
	do("-501/messages", `{"person":1001,"client":"a","text":"/mine"}`, 200)
	do("-501/messages", `{"person":1003,"client":"b","text":"/mine"}`, 403)
	id := heard(t, s)[0].Message.ID
	number := strconv.FormatInt(id, 10)
	do("-501/edits", `{"person":1001,"message":`+number+`,"text":"/mine 2026"}`, 200)
	do("-501/edits", `{"person":1002,"message":`+number+`,"text":"/mine"}`, 409)
	do("1001/forwards", `{"person":1001,"from":-501,"message":`+number+`}`, 200)
	do("1002/forwards", `{"person":1001,"from":-501,"message":`+number+`}`, 403)
	do("-501/reactions", `{"person":1002,"message":`+number+`,"emoji":"👍"}`, 200)
	if us := heard(t, s); texts(us) != "edited /mine 2026 /mine 2026" || us[1].Message.Origin == nil {
		t.Errorf("%v", texts(us))
	}
	if e := stateOf(t, s).Chats["-501"].Entries; e[len(e)-1].Reactions[chen] != "👍" {
		t.Errorf("%+v", e)
	}
	do("1001/files?client=c&kind=file&name=a.txt&caption=%E7%9C%8B", "words", 200)
	do("1001/files?client=c&kind=file&name=a.txt", "words", 200)
	do("1001/files?kind=file", "words", 400)
	us := heard(t, s)
	if len(us) != 1 || us[0].Message.Caption != "看" || us[0].Message.Document["file_name"] != "a.txt" {
		t.Errorf("%v", us)
	}
	if w := browse(t, s, "POST", "/api/chats/1001/files?client=d&kind=file", strings.Repeat("x", maxUpload+1)); w.Code != 413 {
		t.Errorf("too large a file: %d", w.Code)
	}
}

func TestMenusOnThePage(t *testing.T) {
	s := inGroup(t)
	set := func(name string, scope params, lang string) {
		t.Helper()
		ask[bool](t, s, "setMyCommands", params{"commands": []command{{name, "x"}}, "scope": scope, "language_code": lang})
	}
	set("any", params{"type": "default"}, "")
	set("private", params{"type": "all_private_chats"}, "")
	set("own", params{"type": "chat", "chat_id": wang}, "zh")
	set("admin", params{"type": "chat_administrators", "chat_id": group}, "")
	for _, tt := range []struct{ chat, person, want string }{
		{"1001", "1001", "own"}, {"1002", "1002", "private"}, {"-501", "1002", "admin"}, {"-501", "1001", "any"},
	} {
		w := browse(t, s, "GET", "/api/chats/"+tt.chat+"/menu?person="+tt.person, "")
		if !strings.Contains(w.Body.String(), `"command":"`+tt.want+`"`) {
			t.Errorf("%s in %s: %s", tt.person, tt.chat, w.Body)
		}
	}
}

func TestStoriesOnThePage(t *testing.T) {
	s, _ := newServer(t)
	s.TypeAt(wang, noon, "今天走访3户")
	say(t, s, wang, "记下了")
	if w := browse(t, s, "GET", "/api/chats/1001/story?message=1", ""); w.Code != 404 {
		t.Errorf("without anybody to explain: %d", w.Code)
	}
	s.explain = func(_ context.Context, told Told) (Story, error) {
		if told.Chat != wang || told.Message != 1 || told.FromBot {
			return Story{}, ErrNoStory
		}
		return Story{Source: "rules", Intent: "log", Records: []StoryRecord{{Number: 7}}}, nil
	}
	if w := browse(t, s, "GET", "/api/chats/1001/story?message=1", ""); !strings.Contains(w.Body.String(), `"text":"今天走访3户"`) {
		t.Errorf("%s", w.Body)
	}
	if w := browse(t, s, "GET", "/api/chats/1001/story?message=2", ""); w.Code != 404 {
		t.Errorf("%d", w.Code)
	}
}

// The whole page stays small: a phone on a slow network loads it too.
func TestPageIsSmall(t *testing.T) {
	total := 0
	err := fs.WalkDir(Page(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			total += int(info.Size())
		}
		return err
	})
	if err != nil || total == 0 || total > 200_000 {
		t.Errorf("%d bytes %v", total, err)
	}
}

// Every language has every text, and the page asks for no other.
func TestWordsOfThePage(t *testing.T) {
	var tables map[string]map[string]string
	raw, err := fs.ReadFile(Page(), "i18n.json")
	if err == nil {
		err = json.Unmarshal(raw, &tables)
	}
	if err != nil || len(tables) != 3 {
		t.Fatal(err, len(tables))
	}
	hole := regexp.MustCompile(`\{\w+\}`)
	for lang, table := range tables {
		if len(table) != len(tables["zh-Hans"]) {
			t.Errorf("%s has %d texts, zh-Hans %d", lang, len(table), len(tables["zh-Hans"]))
		}
		for key, text := range table {
			want := hole.FindAllString(tables["zh-Hans"][key], -1)
			got := hole.FindAllString(text, -1)
			slices.Sort(want)
			slices.Sort(got)
			if text == "" || !slices.Equal(got, want) {
				t.Errorf("%s %s: %q", lang, key, text)
			}
		}
	}
	used := regexp.MustCompile(`\bt\("([\w-]+)"|data-t(?:-label|-hint)?="(\w+)"`)
	names, _ := fs.Glob(Page(), "*")
	for _, name := range names {
		text, _ := fs.ReadFile(Page(), name)
		for _, found := range used.FindAllStringSubmatch(string(text), -1) {
			if key := found[1] + found[2]; tables["en"][key] == "" {
				t.Errorf("%s asks for %q, which is no text", name, key)
			}
		}
	}
}
